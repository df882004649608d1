"""A decided plan gets its next edition: begun from the old, written in the outline by keys, and compared.

Every page on the way is seen in both languages, themes and widths; what is wrong with any is told at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from rodtrad.plans import service
from tests.journeys.test_outline import enter, saved, text
from tests.journeys.walk import Walk
from tests.people import build_town
from tests.plans.conftest import Papers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

REWORDED = "Kartlägg personalens kunskaper vart annat år"
NEW = "Låt eleverna lära varandra"


@pytest.fixture
def papers(transactional_db: None) -> Papers:
    return Papers(build_town())


def test_the_next_edition_is_written_by_keys_and_set_beside_the_old(
    chromium: Browser, live_server: LiveServer, papers: Papers
) -> None:
    walk = Walk(chromium, live_server.url)
    old = papers.decided()
    before = [row.text for row in service.tree_of(old)]
    sten = enter(walk.visits, papers.town, papers.town.sten, walk.visits.page_for())

    begin(sten, walk, papers.url("document", slug=old.slug))
    write(sten, walk)
    compare(sten, walk)

    assert [row.text for row in service.tree_of(old)] == before, "a decided plan never changes"
    assert walk.close() == []
    assert [fault for faults in walk.faults.values() for fault in faults] == []


def begin(page: Page, walk: Walk, plan: str) -> None:
    """A draft with all that the plan in force says."""
    page.goto(plan)
    page.get_by_role("link", name="Ny utgåva").click()
    page.get_by_role("button", name="Gör ett utkast").click()
    expect(page.get_by_text("Alla punkter följde med.")).to_be_visible()
    page.get_by_role("link", name="Ändra innehållet").click()
    walk.look(page)


def write(page: Page, walk: Walk) -> None:
    """One item is worded anew, one is new, one moves to another area, one goes: never a hand on the mouse."""
    page.get_by_role("link", name="Kartlägg personalens").focus()
    page.keyboard.press("F2")
    expect(text(page)).to_be_focused()
    text(page).fill(REWORDED)
    page.keyboard.press("Control+Enter")
    page.keyboard.type(NEW)
    expect(text(page)).to_have_value(NEW)
    page.keyboard.press("Escape")
    saved(page)
    walk.look(page, "outline")

    page.get_by_role("link", name="Ge alla nya en introduktion").focus()
    page.keyboard.press("Control+m")
    panel = page.get_by_role("region", name="Vart ska det flyttas?")
    panel.get_by_label("Likvärdig tillgång").focus()
    page.keyboard.press("Space")
    panel.get_by_role("button", name="Flytta hit").press("Enter")
    expect(panel).to_have_count(0)
    expect(page.get_by_role("link", name="Insats 2.2")).to_be_focused()

    page.get_by_role("link", name="Tar del av introduktionen").focus()
    page.keyboard.press("Delete")
    expect(page.get_by_role("link", name="Tar del av introduktionen")).to_have_count(0)
    page.get_by_role("link", name="Klar, visa dokumentet").click()


def compare(page: Page, walk: Walk) -> None:
    """Each change is told for what it is."""
    page.get_by_role("link", name="Jämför med").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("utgåva 2")
    changes = page.locator(".pl-changes > li")
    for what, words in (
        ("reworded", "vart annat"), ("new", NEW), ("moved", "Ge alla nya"), ("dropped", "Tar del"),
    ):  # fmt: skip
        expect(changes.and_(page.locator(f'[data-what="{what}"]')).filter(has_text=words)).to_have_count(1)
    walk.look(page, "compare")
