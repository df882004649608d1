"""A page costs the same whatever stands in the plan and however many units there are."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rodtrad.activities import service
from rodtrad.organisation.models import SchoolForm, Unit, UnitKind
from rodtrad.organisation.service import add_unit
from tests.activities.conftest import Plan

# The most that a page of the place may cost, session, rights and shell included.
MOST = 32


def cost(plan: Plan, name: str, unit: Unit, person: str = "karin", **kwargs: int) -> int:
    client = plan.town.client(plan.town.people[person])
    address = plan.url(name, unit, **kwargs)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def grow(plan: Plan) -> None:
    """More of everything: goals, activities, follow-ups, initiatives served, units."""
    town = plan.town
    scope = town.scope(town.karin)
    for number in range(6):
        goal = plan.add_goal(town.karin, town.bjorkhagen, f"Mål {number}", plan.items[number % 5])
        for each in range(3):
            activity = plan.add_activity(
                town.karin,
                goal,
                f"Sak {number} {each}",
                owner=town.amir,
                ends_on=date(2026, 9, 1),
                items=plan.items[:3] if each else (),
            )
            said = service.FollowUpInput("ongoing", "partly", "Vi gör det.")
            service.follow_up(scope, activity, said, f"{number}{each}")
    for number in range(8):
        unit = add_unit(
            town.north, kind=UnitKind.SCHOOL, name=f"Skola {number}", school_form=SchoolForm.COMPULSORY
        )
        goal = plan.add_goal(town.nils, unit, item=plan.items[0])
        plan.add_activity(town.nils, goal, items=[plan.items[0]])
        plan.add_activity(town.nils, goal, "Lös")


@pytest.mark.parametrize("name", ["year", "coverage", "report", "goal_new", "copy"])
def test_a_units_page_costs_the_same_when_its_plan_grows(plan: Plan, name: str) -> None:
    plan.add_activity(plan.town.karin, plan.goal, "Sen", ends_on=date(2026, 9, 1))
    scope = plan.town.scope(plan.town.karin)
    service.follow_up(scope, plan.activity, service.FollowUpInput("ongoing", "partly", "Så."), "x")
    before = cost(plan, name, plan.town.bjorkhagen)
    grow(plan)

    after = cost(plan, name, plan.town.bjorkhagen)

    assert after <= before
    assert after <= MOST


@pytest.mark.parametrize("name", ["year", "coverage"])
def test_a_page_above_the_schools_costs_the_same_when_the_authority_grows(plan: Plan, name: str) -> None:
    plan.add_activity(plan.town.karin, plan.goal, "Lös")
    before = cost(plan, name, plan.town.authority, "sten")
    grow(plan)

    after = cost(plan, name, plan.town.authority, "sten")

    assert after <= before
    assert after <= MOST


@pytest.mark.parametrize("name", ["activity", "activity_edit", "follow_up"])
def test_an_activitys_page_costs_the_same_when_more_has_been_written(plan: Plan, name: str) -> None:
    before = cost(plan, name, plan.town.bjorkhagen, activity_id=plan.activity.pk)
    grow(plan)
    scope = plan.town.scope(plan.town.karin)
    for number in range(5):
        service.follow_up(scope, plan.activity, service.FollowUpInput("planned", "none", "Så."), f"y{number}")

    after = cost(plan, name, plan.town.bjorkhagen, activity_id=plan.activity.pk)

    assert after <= before + 1, "one for the follow-ups' own, when there are any"
    assert after <= MOST
