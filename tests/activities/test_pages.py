"""Every page of Läsåret opens for those whose it is, and shows what stands in the plan."""

from __future__ import annotations

from datetime import date

import pytest

from rodtrad.activities import service
from rodtrad.activities.models import Activity, Goal
from tests.people import Town


@pytest.fixture
def goal(town: Town) -> Goal:
    """Karin's goal at Björkhagen."""
    given = service.GoalInput("Alla kan visa hur de har lärt sig")
    return service.add_goal(town.scope(town.karin), town.place(town.bjorkhagen), given)


@pytest.fixture
def activity(town: Town, goal: Goal) -> Activity:
    """Amir's activity under it."""
    given = service.ActivityInput(
        "Tre frågor före varje lärresurs",
        owner=town.amir,
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 5, 1),
        expected_effect="Valen blir mer genomtänkta.",
        effect_sign="Två planeringar granskas i april.",
    )
    return service.add_activity(town.scope(town.karin), goal, given)


def test_karin_sees_her_plan(town: Town, activity: Activity) -> None:
    page = town.client(town.karin).get(town.place(town.bjorkhagen).url("activities:year"))

    text = page.content.decode()
    assert page.status_code == 200
    assert "Alla kan visa hur de har lärt sig" in text
    assert "Amir Haddad" in text


@pytest.mark.parametrize("name", ["year", "goal_new", "copy", "report", "coverage"])
def test_each_page_of_a_unit_opens_while_nothing_is_planned(town: Town, name: str) -> None:
    page = town.client(town.karin).get(town.place(town.bjorkhagen).url(f"activities:{name}"))

    assert page.status_code == 200


def test_each_page_of_a_goal_and_an_activity_opens(town: Town, activity: Activity) -> None:
    client, place = town.client(town.karin), town.place(town.bjorkhagen)
    for name in ("activity", "activity_edit", "follow_up"):
        assert client.get(place.url(f"activities:{name}", activity_id=activity.pk)).status_code == 200
    for name in ("goal", "activity_new"):
        assert client.get(place.url(f"activities:{name}", goal_id=activity.goal_id)).status_code == 200


def test_sten_sees_the_units_below(town: Town, activity: Activity) -> None:
    page = town.client(town.sten).get(town.place(town.authority).url("activities:year"))

    assert page.status_code == 200
    assert "Björkhagens skola" in page.content.decode()
