"""Each page of Läsåret opens for those whose it is, and says what stands in the plan and what is late."""

from __future__ import annotations

from datetime import date

import pytest

from tests.activities.conftest import Plan, text_of
from tests.people import Town


def test_karin_sees_goals_with_their_activities_owners_dates_and_status(plan: Plan) -> None:
    text = text_of(plan.page(plan.town.karin, "year"))

    assert "Vår plan för läsåret 2026/27" in text
    assert "För insatsen Kartlägg kunskaperna varje höst" in text
    assert "Amir Haddad, 1 september 2026–3 maj 2027" in text
    assert "Planerad" in text


def test_what_is_late_is_said_first_and_in_words(plan: Plan) -> None:
    plan.add_activity(plan.town.karin, plan.goal, "Kartan", ends_on=date(2026, 10, 12))

    text = text_of(plan.page(plan.town.karin, "year"))

    assert "En aktivitet skulle vara klar" in text
    assert "Klar senast måndag 12 oktober (v. 42), för 10 dagar sedan" in text
    assert text.index("En aktivitet skulle vara klar") < text.index("Alla klarar sina verktyg")


def test_a_year_that_is_over_asks_for_no_more_goals(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a, **k: date(2027, 9, 1))

    assert "Nytt mål" not in text_of(plan.page(plan.town.karin, "year"))


@pytest.mark.usefixtures("october")
def test_an_empty_plan_gives_the_first_step_and_last_years_goals(town: Town) -> None:
    page = town.client(town.karin).get(town.place(town.bjorkhagen).url("activities:year"))

    assert "Sätt det första målet" in text_of(page)
    assert "Se förra årets mål" in text_of(page)


@pytest.mark.usefixtures("october")
@pytest.mark.parametrize("name", ["year", "goal_new", "copy", "report", "coverage"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_page_opens_while_nothing_is_planned(town: Town, name: str, language: str) -> None:
    page = town.client(town.karin, language).get(town.place(town.bjorkhagen).url(f"activities:{name}"))

    assert page.status_code == 200


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_page_of_a_goal_and_an_activity_opens(plan: Plan, language: str) -> None:
    client = plan.town.client(plan.town.karin, language)
    for name in ("activity", "activity_edit", "follow_up"):
        assert client.get(plan.url(name, activity_id=plan.activity.pk)).status_code == 200
    for name in ("goal", "activity_new"):
        assert client.get(plan.url(name, goal_id=plan.goal.pk)).status_code == 200


def test_an_address_with_a_number_too_large_for_any_row_is_not_found(plan: Plan) -> None:
    assert plan.page(plan.town.karin, "activity", activity_id=10**30).status_code == 404
    assert plan.page(plan.town.karin, "goal", goal_id=10**30).status_code == 404


def test_sten_sees_the_units_in_tree_order_with_their_figures(plan: Plan) -> None:
    text = text_of(plan.page(plan.town.sten, "year", plan.town.authority))

    assert "1 av 5 enheter har aktiviteter i sin plan. Av 1 aktiviteter är 0 uppföljda." in text
    assert text.index("Björkhagens skola 1 1 0 0") < text.index("Ekbackens skola 0 0 0 0")


def test_above_the_schools_the_centre_keeps_goals_of_its_own(plan: Plan) -> None:
    town = plan.town
    plan.add_goal(town.sten, town.authority, "Alla enheter har fungerande nät")

    text = text_of(plan.page(town.sten, "year", town.authority))

    assert "Egna mål för Sundby kommun" in text
    assert "Alla enheter har fungerande nät" in text
