"""A meeting with four phones: the code on the wall, a question at a time, the spread, the level agreed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from rodtrad.assessments.models import LeaderRating, LiveSeat, LiveSession
from tests.assessments.conftest import rating  # noqa: F401 - a fixture
from tests.browser import PHONE, Visits, axe, no_sideways_scroll
from tests.journeys.walk import signed_in

if TYPE_CHECKING:
    from rodtrad.organisation.models import Person
    from tests.assessments.conftest import Rating

pytestmark = pytest.mark.django_db(transaction=True)
# Pages ask every other second, and the machine may be busy.
SOON = 20_000


def at_the_leaders(rating: Rating, visits: Visits, person: Person) -> Page:  # noqa: F811
    return signed_in(
        visits, rating.town, person, rating.town.place(rating.town.bjorkhagen).url("assessments:leaders")
    )


def vote(phone: Page, level: int) -> None:
    expect(phone.get_by_role("button", name="Svara")).to_be_visible(timeout=SOON)
    phone.get_by_role("radio").nth(level - 1).check()
    phone.get_by_role("button", name="Svara").click()


def test_four_phones_rate_together_and_the_principal_hands_it_in(rating: Rating, visits: Visits) -> None:  # noqa: F811
    wall = at_the_leaders(rating, visits, rating.town.karin)
    wall.get_by_role("link", name="Till mötet").click()
    axe(wall)
    wall.get_by_role("button", name="Starta mötet").click()
    link = wall.get_by_role("link", name="/svara/mote/").get_attribute("href") or ""
    axe(wall)

    phones = [visits.page_for(PHONE) for _each in range(4)]
    for phone in phones:
        phone.goto(link)
        phone.get_by_role("button", name="Gå med i mötet").click()
        expect(phone.get_by_role("heading", name="Du är med")).to_be_visible()
    axe(phones[0])
    expect(wall.get_by_text("4 är med.")).to_be_visible(timeout=SOON)
    wall.get_by_role("button", name="Ställ frågan").click()

    for phone, level in zip(phones[:3], (2, 2, 5), strict=True):
        vote(phone, level)
        expect(phone.get_by_role("heading", name="Ditt svar är inne")).to_be_visible()
    expect(wall.get_by_text("3 av 4 har svarat.")).to_be_visible(timeout=SOON)
    expect(wall.get_by_role("button", name="Spara nivån")).to_have_count(0)
    no_sideways_scroll(phones[3])
    phones[1].reload()
    expect(phones[1].get_by_role("heading", name="Ditt svar är inne")).to_be_visible()
    vote(phones[3], 3)

    expect(wall.get_by_role("heading", name="Det vi enades om")).to_be_visible(timeout=SOON)
    expect(phones[0].get_by_text("Så här svarade ni.")).to_be_visible(timeout=SOON)
    axe(wall)
    axe(phones[0])
    petra = at_the_leaders(rating, visits, rating.town.petra)
    petra.get_by_role("link", name="Till mötet").click()
    petra.locator("main").get_by_role("radio").nth(2).check()
    petra.get_by_label("Motivering").fill("Två arbetslag har börjat, de andra väntar.")
    petra.get_by_role("button", name="Spara nivån").click()
    expect(petra.get_by_text("Nivån är sparad")).to_be_visible()

    expect(wall.get_by_role("heading", name="Redo för nästa fråga")).to_be_visible(timeout=SOON)
    expect(phones[2].get_by_role("heading", name="Du är med")).to_be_visible(timeout=SOON)
    assert set(LiveSeat.objects.values_list("level", flat=True)) == {None}
    wall.get_by_role("button", name="Avsluta mötet").click()
    expect(phones[0].get_by_role("heading", name="Mötet är slut")).to_be_visible(timeout=SOON)
    wall.get_by_role("button", name="Lämna in skattningen").click()
    expect(wall.get_by_role("heading", name="Ledningens skattning är inlämnad")).to_be_visible()

    stored = LeaderRating.objects.get()
    assert stored.answers["0"]["level"] == 3
    assert stored.answers["0"]["note"] == "Två arbetslag har börjat, de andra väntar."
    assert not LiveSession.objects.exists()
    assert all(cookie["name"] == "sprak" for phone in phones for cookie in phone.context.cookies())


def test_a_meeting_without_script_on_the_wall_or_on_the_phones(rating: Rating, visits: Visits) -> None:  # noqa: F811
    """What comes by itself elsewhere comes by a press on 'Uppdatera sidan'."""
    address = rating.town.place(rating.town.bjorkhagen).url("assessments:live")
    wall = signed_in(visits, rating.town, rating.town.karin, address, java_script_enabled=False)
    wall.get_by_role("button", name="Starta mötet").click()
    link = wall.get_by_role("link", name="/svara/mote/").get_attribute("href") or ""
    phones = [visits.page_for(PHONE, java_script_enabled=False) for _each in range(3)]
    for phone in phones:
        phone.goto(link)
        phone.get_by_role("button", name="Gå med i mötet").click()
    again(wall)
    expect(wall.get_by_text("3 är med.")).to_be_visible()
    wall.get_by_role("button", name="Ställ frågan").click()
    for phone, level in zip(phones, (2, 3, 3), strict=True):
        again(phone)
        vote(phone, level)
        no_sideways_scroll(phone)
    again(wall)
    wall.locator("form[action*='niva']").get_by_role("radio").nth(2).check()
    again(phones[0])
    expect(phones[0].get_by_text("Så här svarade ni.")).to_be_visible()
    wall.get_by_role("button", name="Spara nivån").click()
    wall.get_by_role("button", name="Avsluta mötet").click()

    assert LeaderRating.objects.get().answers["0"]["level"] == 3
    assert not LiveSession.objects.exists()


def again(page: Page) -> None:
    page.get_by_role("link", name="Uppdatera sidan").click()
