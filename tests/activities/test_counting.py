"""What is kept beside the plans is what counting their rows gives, whatever has been done to them."""

from __future__ import annotations

from datetime import date

from rodtrad.activities import service
from rodtrad.activities.models import Activity, ItemCount, UnitPlan
from rodtrad.activities.service.counting import recount
from tests.activities.conftest import Plan


def kept(plan: Plan) -> tuple[object, ...]:
    held = UnitPlan.objects.values_list(*UnitPlan.COUNTS).get(unit=plan.town.bjorkhagen)
    rows = ItemCount.objects.order_by("item_id").values_list(
        "item_id", "unit_id", "activities", "done", "clear"
    )
    return held, list(rows)


def tell(plan: Plan, verdict: str) -> None:
    said = service.FollowUpInput("done", verdict, "Vi gjorde det.")
    service.follow_up(plan.town.scope(plan.town.karin), plan.activity, said, f"k-{verdict}")
    plan.activity.refresh_from_db()


def test_a_goal_with_one_activity_for_one_initiative(plan: Plan) -> None:
    first = plan.items[0].pk
    assert kept(plan) == ((1, 1, 0, 0, 0, False), [(first, plan.town.bjorkhagen.pk, 1, 0, 0)])


def test_a_follow_up_counts_once_by_its_latest_verdict(plan: Plan) -> None:
    tell(plan, "too_early")
    tell(plan, "clear")

    figures, [(_item, _unit, activities, done, clear)] = kept(plan)
    assert figures == (1, 1, 1, 1, 0, False)
    assert (activities, done, clear) == (1, 1, 1)


def test_what_is_taken_away_is_not_counted_until_it_is_brought_back(plan: Plan) -> None:
    scope, before = plan.town.scope(plan.town.karin), kept(plan)

    service.remove(scope, plan.goal)
    assert kept(plan) == ((0, 0, 0, 0, 0, False), [])
    service.restore(scope, plan.goal)
    assert kept(plan) == before
    service.remove(scope, plan.activity)
    assert kept(plan) == ((1, 0, 0, 0, 0, False), [])


def test_an_activity_that_comes_to_serve_others_is_counted_there(plan: Plan) -> None:
    given = service.ActivityInput(plan.activity.title, items=plan.items[1:3])
    service.change_activity(plan.town.scope(plan.town.karin), plan.activity, plan.activity.version, given)
    assert [row[0] for row in kept(plan)[1]] == [item.pk for item in plan.items[1:3]]

    loose = service.ActivityInput(plan.activity.title)
    activity = Activity.objects.get()
    service.change_activity(plan.town.scope(plan.town.karin), activity, activity.version, loose)
    assert kept(plan) == ((1, 1, 0, 0, 1, False), [])


def test_a_change_of_status_and_the_report_are_counted(plan: Plan) -> None:
    scope, place = plan.town.scope(plan.town.karin), plan.town.place(plan.town.bjorkhagen)
    service.change_status(scope, plan.activity, plan.activity.version, "ongoing")
    service.change_status(scope, plan.activity, plan.activity.version, "done")
    service.hand_in_report(scope, place, 0, "Så gick det.", "")

    assert kept(plan)[0] == (1, 1, 1, 0, 0, True)


def test_counting_again_changes_nothing(plan: Plan) -> None:
    extra = plan.add_goal(plan.town.karin, plan.town.bjorkhagen, "Ett till", plan.items[1])
    plan.add_activity(plan.town.karin, extra, ends_on=date(2027, 1, 1), items=plan.items[:2])
    plan.add_activity(plan.town.karin, extra, "Lös")
    tell(plan, "partly")
    before = kept(plan)

    recount(list(UnitPlan.objects.values_list("pk", flat=True)))

    assert kept(plan) == before
    assert before[0] == (2, 3, 1, 1, 1, False)


def test_loose_activities_are_paged_over_the_units_in_tree_order(plan: Plan) -> None:
    town = plan.town
    for unit, many in ((town.bjorkhagen, 2), (town.ekbacken, 3), (town.tallmon, 1)):
        goal = plan.add_goal(town.nils if unit != town.bjorkhagen else town.karin, unit)
        for number in range(many):
            plan.add_activity(town.karin if unit == town.bjorkhagen else town.nils, goal, f"{unit} {number}")
    loose = service.loose_activities(town.scope(town.sten), town.authority.path, town.year.pk)

    everything = [activity.title for activity in loose]
    paths = [activity.unit_path for activity in loose]
    assert (len(loose), len(everything), paths) == (6, 6, sorted(paths))
    for start in range(7):
        assert [a.title for a in loose[start : start + 2]] == everything[start : start + 2]
