"""Many rows at once are the rows that one at a time would have been, on either database."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from rodtrad.activities.models import Activity, FollowUp, Goal, UnitPlan
from rodtrad.common.bulk import write_many
from tests.people import Town


def drafted(town: Town) -> tuple[UnitPlan, list[Goal], list[Activity]]:
    plan = UnitPlan(unit=town.bjorkhagen, year=town.year)
    goals = [Goal(plan=plan, title=f"Mål {n}", origin={"round": n, "position": 1}) for n in range(3)]
    return plan, goals, [Activity(goal=goal, title="Tab\toch\nrad, \\ och å", cost=None) for goal in goals]


def test_rows_get_keys_and_point_at_rows_that_got_theirs_meanwhile(town: Town) -> None:
    plan, goals, activities = drafted(town)

    write_many(UnitPlan, [plan])
    assert write_many(Goal, goals) == 3
    write_many(Activity, iter(activities))

    found = Activity.objects.select_related("goal__plan__unit").order_by("id")
    assert [a.goal.title for a in found] == ["Mål 0", "Mål 1", "Mål 2"]
    assert [a.pk for a in found] == [a.pk for a in activities]
    assert {a.goal.plan.unit for a in found} == {town.bjorkhagen}


def test_what_a_row_points_to_need_not_be_read_again(
    town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan, goals, activities = drafted(town)
    for model, rows in ((UnitPlan, [plan]), (Goal, goals), (Activity, activities)):
        write_many(model, rows)

    with django_assert_num_queries(0):
        assert {activity.goal.plan.unit for activity in activities} == {town.bjorkhagen}


def test_texts_numbers_times_and_json_come_back_as_they_were(town: Town) -> None:
    plan, goals, activities = drafted(town)
    for model, rows in ((UnitPlan, [plan]), (Goal, goals), (Activity, activities)):
        write_many(model, rows)
    told = FollowUp(
        activity=activities[0], written_by="K", status="done", verdict="clear", submission_key="k"
    )
    write_many(FollowUp, [told])

    back = Activity.objects.select_related("goal").get(pk=activities[2].pk)
    assert (back.title, back.cost, back.owner) == ("Tab\toch\nrad, \\ och å", None, None)
    assert back.goal.origin == {"round": 2, "position": 1}
    assert back.created_at is not None
    assert FollowUp.objects.get().written_at == told.written_at


def test_a_rule_of_the_database_holds_here_too_and_the_next_key_is_free(town: Town) -> None:
    plan, goals, _activities = drafted(town)
    write_many(UnitPlan, [plan])
    write_many(Goal, goals)
    assert Goal.objects.create(plan=plan, title="Ett till").pk not in {goal.pk for goal in goals}

    with pytest.raises(IntegrityError):
        write_many(UnitPlan, [UnitPlan(unit=town.bjorkhagen, year=town.year)])
