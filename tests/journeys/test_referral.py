"""A draft goes on referral: sent by the strategist, commented on a phone, answered, closed, compiled.

Every page on the way is seen in both languages, themes and widths; what is wrong with any is told at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pdfplumber
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE
from tests.journeys.walk import Walk, download
from tests.plans.conftest import Papers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from rodtrad.organisation.models import Person
    from tests.people import Town

PROPOSAL = "Kartlägg personalens kunskaper vartannat år"


class Story:
    """The town's people in the browser, without the login page."""

    def __init__(self, walk: Walk, town: Town) -> None:
        self.walk, self.town = walk, town

    def enter(self, person: Person, width: int = DESKTOP) -> Page:
        page = self.walk.visits.page_for(width)
        session = self.town.client(person).cookies["session"].value
        page.context.add_cookies([{"name": "session", "value": session, "url": self.walk.address}])
        return page


@pytest.fixture
def story(chromium: Browser, live_server: LiveServer, town: Town) -> Story:
    return Story(Walk(chromium, live_server.url), town)


def test_a_draft_is_sent_commented_answered_closed_and_compiled(story: Story) -> None:
    town, walk = story.town, story.walk
    document = Papers(town).draft()
    sten = story.enter(town.sten)
    send(sten, walk, town, document.slug)
    karin = story.enter(town.karin, PHONE)
    comment(karin, walk, town)
    answer(sten, walk)
    close_and_apply(sten, walk)
    read_the_answers(karin, walk)

    document.refresh_from_db()
    assert document.items.filter(text=PROPOSAL).count() == 1
    assert walk.close() == []
    assert [fault for faults in walk.faults.values() for fault in faults] == []


def send(page: Page, walk: Walk, town: Town, slug: str) -> None:
    """From the draft's own page: to all schools of a district, with a question."""
    page.goto(town.place(town.authority).url("plans:document", slug=slug))
    page.get_by_role("link", name="Skicka på remiss").click()
    page.get_by_label("Område Norr: alla 2 skolenheter").check()
    page.get_by_label("Följebrev").fill("Går insatserna att göra?")
    page.get_by_label("Frågor").fill("Räcker tiden?")
    walk.look(page)
    page.get_by_role("button", name="Skicka remissen").click()
    expect(page.get_by_text("Remissen är skickad.")).to_be_visible()
    walk.look(page)


def comment(page: Page, walk: Walk, town: Town) -> None:
    """Karin finds it at home, writes in place while it is saved, reads through and hands in."""
    page.goto(town.place(town.bjorkhagen).url("portal:home"))
    page.get_by_role("link", name="Skriv yttrandet").first.click()
    walk.look(page)
    page.get_by_role("link", name="Lämna synpunkt Kartlägg personalens kunskaper varje höst").click()
    page.get_by_label("Synpunkt: Kartlägg personalens kunskaper varje höst").fill("Vartannat år räcker.")
    page.get_by_label("Föreslagen lydelse").fill(PROPOSAL)
    expect(page.locator(".rf-told [data-state=saved]")).to_be_visible()
    walk.look(page)
    page.reload()
    expect(page.get_by_text("Vartannat år räcker.")).to_be_visible()
    page.get_by_role("link", name="Läs igenom och lämna in").first.click()
    walk.look(page)
    page.get_by_role("button", name="Lämna in yttrandet").click()
    expect(page.get_by_text("Yttrandet är inlämnat.")).to_be_visible()


def answer(page: Page, walk: Walk) -> None:
    """Sten answers the one comment that there is."""
    page.reload()
    page.get_by_role("link", name="Läs och besvara synpunkterna").click()
    walk.look(page)
    page.get_by_role("link", name="Besvara Björkhagens skola").click()
    walk.look(page)
    page.get_by_label("Tillgodoses", exact=True).check()
    page.get_by_label("Motivering").fill("Vi kartlägger hellre sällan och noga.")
    page.get_by_role("button", name="Spara svaret").click()
    expect(page.get_by_text("Alla synpunkter är besvarade.")).to_be_visible()


def close_and_apply(page: Page, walk: Walk) -> None:
    """It is closed, the wording goes into the draft with one press, and the compilation is a PDF."""
    page.get_by_role("button", name="Avsluta remissen").click()
    expect(page.get_by_role("heading", name="Lydelser att föra in i utkastet")).to_be_visible()
    walk.look(page)
    page.get_by_role("button", name="För in i utkastet").click()
    expect(page.get_by_text("Lydelsen är införd i utkastet.")).to_be_visible()
    page.get_by_role("link", name="Sammanställning", exact=True).click()
    walk.look(page)
    with pdfplumber.open(download(page, "PDF")) as document:
        text = " ".join((each.extract_text() or "") for each in document.pages)
    assert "Vi kartlägger hellre sällan och noga." in " ".join(text.split())
    assert str(timezone.localdate().year) in text


def read_the_answers(page: Page, walk: Walk) -> None:
    """Karin reads what became of it."""
    page.reload()
    expect(page.get_by_text("Vi kartlägger hellre sällan och noga.")).to_be_visible()
    walk.look(page)


def test_the_paper_and_the_matrix_are_open_to_all(story: Story) -> None:
    """The decision paper is saved as one writes; the matrix is walked with the arrow keys."""
    town, walk = story.town, story.walk
    papers = Papers(town)
    draft, decided = papers.draft(title="Ny plan"), papers.decided(title="Plan i kraft")
    page, place = story.enter(town.sten), town.place(town.authority)
    page.goto(place.url("plans:document", slug=draft.slug))
    page.get_by_role("button", name="Ta fram tjänsteutlåtande").click()
    page.get_by_role("textbox", name="Ekonomiska konsekvenser").fill("Ryms i ramen.")
    expect(page.locator("#sagt-economy [data-state=saved]")).to_be_visible()
    walk.look(page)
    page.reload()
    expect(page.get_by_role("textbox", name="Ekonomiska konsekvenser")).to_have_value("Ryms i ramen.")

    page.goto(place.url("plans:matrix", slug=decided.slug))
    cell = page.locator("[data-cells] [data-cell]").first
    cell.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-cell-detail]")).to_have_text("Tar del av introduktionen")
    walk.look(page)
    karin = story.enter(town.karin, PHONE)
    karin.goto(town.place(town.bjorkhagen).url("plans:my_responsibilities"))
    walk.look(karin)
    for name in ("referrals", "groups", "group_new"):
        page.goto(place.url(f"referrals:{name}"))
        walk.look(page)
    assert walk.close() == []
    assert [fault for faults in walk.faults.values() for fault in faults] == []
