"""Läsåret in a browser: every page open to all, nothing lost when the net goes or a colleague is faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.activities.conftest import Plan, october, plan
from tests.browser import DESKTOP, PHONE, Language, Theme, Visits, axe, no_sideways_scroll

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from rodtrad.organisation.models import Person

__all__ = ["october", "plan"]


def enter(visits: Visits, plan: Plan, person: Person, page: Page) -> Page:
    """Signed in as the person, without the login page."""
    session = plan.town.client(person).cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": session, "url": visits.address}])
    return page


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(PHONE, "light", "sv"), (PHONE, "dark", "en"), (DESKTOP, "dark", "sv"), (DESKTOP, "light", "en")],
)
def test_every_page_is_accessible_and_fits(
    visits: Visits, plan: Plan, width: int, theme: Theme, language: Language
) -> None:
    page = enter(visits, plan, plan.town.karin, visits.page_for(width, theme, language))
    goal, activity = {"goal_id": plan.goal.pk}, {"activity_id": plan.activity.pk}
    addresses = [
        *(plan.url(name) for name in ("year", "goal_new", "copy", "report", "coverage")),
        *(plan.url(name, **goal) for name in ("goal", "activity_new")),
        *(plan.url(name, **activity) for name in ("activity", "activity_edit", "follow_up")),
    ]
    for address in addresses:
        page.goto(address)
        axe(page)
        no_sideways_scroll(page)


def test_what_sten_sees_of_all_units_is_accessible_and_fits(visits: Visits, plan: Plan) -> None:
    page = enter(visits, plan, plan.town.sten, visits.page_for(PHONE))
    for name in ("year", "coverage"):
        page.goto(plan.url(name, plan.town.authority))
        axe(page)
        no_sideways_scroll(page)


def test_a_goal_typed_while_the_net_is_gone_is_brought_back_and_then_forgotten(
    visits: Visits, plan: Plan
) -> None:
    visits.expect("ERR_INTERNET_DISCONNECTED|Failed to load resource")
    page = enter(visits, plan, plan.town.karin, visits.page_for())
    page.goto(plan.url("goal_new"))
    page.get_by_label("Mål", exact=True).fill("Alla kan visa vad de har lärt sig")
    page.context.set_offline(True)
    page.get_by_role("button", name="Spara och lägg till").click()
    page.context.set_offline(False)

    page.goto(plan.url("goal_new"))
    expect(page.get_by_label("Mål", exact=True)).to_have_value("Alla kan visa vad de har lärt sig")
    page.get_by_role("button", name="Spara och lägg till").click()
    expect(page.get_by_role("heading", name="Ny aktivitet")).to_be_visible()

    page.goto(plan.url("goal_new"))
    expect(page.get_by_label("Mål", exact=True)).to_have_value("")


def test_two_at_one_activity_see_both_texts(visits: Visits, plan: Plan) -> None:
    visits.expect("409")
    address = plan.url("activity_edit", activity_id=plan.activity.pk)
    karin = enter(visits, plan, plan.town.karin, visits.page_for())
    nils = enter(visits, plan, plan.town.nils, visits.page_for(PHONE))
    for page in (karin, nils):
        page.goto(address)
    for page, words in ((karin, "Karins ord"), (nils, "Nils ord")):
        page.get_by_label("Aktivitet", exact=True).fill(words)
        page.get_by_role("button", name="Spara aktiviteten").click()
        page.wait_for_load_state()

    expect(nils.get_by_label("Aktivitet", exact=True)).to_have_value("Nils ord")
    expect(nils.get_by_role("region", name="Så här är det sparat nu")).to_contain_text("Karins ord")
    axe(nils)
    nils.get_by_role("button", name="Spara aktiviteten").click()
    expect(nils.get_by_role("heading", name="Nils ord", level=1)).to_be_visible()


def test_a_removed_activity_is_taken_back_with_one_press(visits: Visits, plan: Plan) -> None:
    page = enter(visits, plan, plan.town.karin, visits.page_for())
    page.goto(plan.url("activity", activity_id=plan.activity.pk))
    page.get_by_role("button", name="Ta bort aktiviteten").click()
    expect(page.get_by_role("link", name="Verktygskvart varje tisdag")).to_have_count(0)

    page.get_by_role("button", name="Ångra").click()

    expect(page.get_by_role("link", name="Verktygskvart varje tisdag")).to_be_visible()


def test_without_script_a_goal_is_set_all_the_same(visits: Visits, plan: Plan) -> None:
    page = enter(visits, plan, plan.town.karin, visits.page_for(java_script_enabled=False))
    page.goto(plan.url("goal_new"))
    page.get_by_label("Mål", exact=True).fill("Alla når sina mål")
    page.get_by_role("button", name="Spara och lägg till").click()

    expect(page.get_by_role("heading", name="Ny aktivitet")).to_be_visible()
