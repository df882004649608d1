"""Starting from last year: goals and activities go on, what came of them stays where it was."""

from __future__ import annotations

from datetime import date

import pytest

from rodtrad.activities import service
from rodtrad.activities.models import Activity, Goal
from rodtrad.organisation.models import Duty
from rodtrad.plans import service as plans
from rodtrad.plans.comparing import Confirmed
from tests.activities.conftest import Plan, text_of


@pytest.fixture
def last_year(plan: Plan) -> Goal:
    """A goal of last year with an activity that was carried out with effect."""
    town = plan.town
    scope, place = town.scope(town.karin), town.place(town.bjorkhagen, town.last_year)
    goal = service.add_goal(scope, place, service.GoalInput("Förra årets mål", item=plan.items[1]))
    given = service.ActivityInput(
        "Fjolårets aktivitet",
        owner=town.amir,
        starts_on=date(2025, 9, 1),
        ends_on=date(2026, 5, 1),
        cost=5000,
        expected_effect="Det märks.",
        items=[plan.items[1]],
    )
    activity = service.add_activity(scope, goal, given)
    said = service.FollowUpInput("done", "clear", "Det gick bra.")
    service.follow_up(scope, activity, said, "fjol")
    return goal


def copied(plan: Plan, goal: Goal) -> Activity:
    plan.send(plan.town.karin, "copy", {"goal": [str(goal.pk)]})
    return Activity.objects.get(goal__plan__year=plan.town.year, title="Fjolårets aktivitet")


def test_the_words_follow_but_not_status_dates_cost_or_verdict(plan: Plan, last_year: Goal) -> None:
    new = copied(plan, last_year)

    assert (new.status, new.verdict, new.starts_on, new.ends_on, new.cost) == (
        "planned",
        "",
        None,
        None,
        None,
    )
    assert new.expected_effect == "Det märks."
    assert new.owner == plan.town.amir
    assert [served.item for served in new.served.all()] == [plan.items[1]]
    assert not new.follow_ups.exists()


def test_last_years_goal_stays_as_it_was(plan: Plan, last_year: Goal) -> None:
    copied(plan, last_year)

    old = last_year.activities.get()
    assert (old.status, old.verdict, old.cost) == ("done", "clear", 5000)


def test_copying_twice_is_copying_once(plan: Plan, last_year: Goal) -> None:
    copied(plan, last_year)
    copied(plan, last_year)

    assert Goal.objects.filter(title="Förra årets mål").count() == 2


def test_an_owner_who_has_left_does_not_follow(plan: Plan, last_year: Goal) -> None:
    Duty.objects.filter(person=plan.town.amir).update(to_date=date(2026, 6, 30))

    assert copied(plan, last_year).owner is None


def test_the_goal_follows_to_the_initiative_that_replaced_its_own(plan: Plan, last_year: Goal) -> None:
    from tests.assessments.conftest import write_plan

    newer = write_plan(plan.town, "Ny plan", {"Område": ("Ny insats", "En annan")})
    newer.decided_on = date(2026, 8, 15)
    newer.save()
    new_item = newer.items.get(text="Ny insats")
    old_item = plan.items[1]
    pair = Confirmed(str(old_item.key), str(new_item.key))
    plans.confirm(plan.town.scope(plan.town.sten), old_item.document, newer, [pair])

    new = copied(plan, last_year)

    assert new.goal.item == new_item
    assert [served.item for served in new.served.all()] == [new_item]


def test_goals_of_other_units_are_not_copied(plan: Plan) -> None:
    town = plan.town
    foreign = service.add_goal(
        town.scope(town.lovisa), town.place(town.lilla_holmen, town.last_year), service.GoalInput("Hennes")
    )

    plan.send(town.karin, "copy", {"goal": [str(foreign.pk), "9" * 30, "x"]})

    assert not Goal.objects.filter(title="Hennes", plan__unit=town.bjorkhagen).exists()


def test_the_page_shows_what_came_of_each_goal(plan: Plan, last_year: Goal) -> None:
    text = text_of(plan.page(plan.town.karin, "copy"))

    assert "Utgå från 2025/26" in text
    assert "Fjolårets aktivitet" in text
    assert "Tydlig effekt" in text
