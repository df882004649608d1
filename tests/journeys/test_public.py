"""The plans on the web, as someone reads them on a phone on the bus: no login, no script needed, no cookie.

The demo's own plan, from the front page down to an item with its support material; then the strategist adds
to it, and the reader sees it. At each page everyone's eyes look: both languages, themes and widths, and axe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE
from tests.demo_server import running_demo
from tests.journeys.walk import SIGHTS, Sight, Walk

PLAN = "Digitaliseringsplan för Lindvalla kommuns förskolor och skolor 2025–2027"
COUNCIL = re.compile("att varje enhet har ett digitaliseringsråd")


@pytest.fixture(scope="module")
def walked(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The whole walk, once, in a demo of its own: it writes."""
    with running_demo(tmp_path_factory.mktemp("public"), "--units", "12") as address:
        walk = Walk(chromium, address)
        walk.visits.expect("422")  # a file that is refused
        reader = read(walk)
        write(walk, reader)
        yield walk
        faults = walk.close()
    assert faults == []


def read(walk: Walk) -> Page:
    """From the door of the installation to one item, and back by search."""
    page = walk.visits.page_for(PHONE)
    brought = {cookie["name"] for cookie in page.context.cookies()}
    page.goto("/demo/")
    page.get_by_role("link", name="Läs planer och strategier utan att logga in").click()
    expect(page.get_by_role("heading", level=2, name="Utbildningsförvaltningen")).to_be_visible()
    walk.look(page, "public-front")
    page.get_by_role("link", name=PLAN).click()
    walk.look(page, "public-document")
    roles(walk, page)
    page.get_by_role("navigation", name="Var du är").get_by_role("link", name="Digitaliseringsplan").click()
    page.get_by_role("link", name="2 Samverkan och delat lärande").click()
    walk.look(page)
    a_word(page)
    page.get_by_role("link", name=re.compile("Öppna: att varje enhet har ett digitaliseringsråd")).click()
    expect(page.get_by_role("heading", name="Stöd i arbetet")).to_be_visible()
    picture = page.get_by_role("img", name=re.compile("Ett läsår som en linje"))
    assert picture.evaluate("(image) => image.complete && image.naturalWidth > 0")
    walk.look(page, "public-item")
    search(walk, page)
    on_paper(page)
    got = {cookie["name"] for cookie in page.context.cookies()} - brought
    assert got <= {"csrftoken"}, "the demo's door gives one, the public site none"
    return page


def roles(walk: Walk, page: Page) -> None:
    """Only what the principal answers for."""
    page.get_by_role("link", name="Vem ansvarar för vad").click()
    expect(page.get_by_text("Dela med mig av arbetssätt som fungerar")).to_be_visible()
    page.get_by_label("Visa ansvar för").select_option("Rektor")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Det här ansvarar Rektor för")
    expect(page.get_by_text("Dela med mig av arbetssätt som fungerar")).to_have_count(0)
    walk.look(page)


def a_word(page: Page) -> None:
    """A word of the glossary explains itself, by touch or by keyboard, and leads to the glossary."""
    word = page.get_by_role("button", name="digitaliseringsråd", exact=True).first
    meaning = page.get_by_text("Grupp på en enhet som samlar in behov")
    expect(meaning).to_be_hidden()
    expect(word).to_have_css("text-decoration-style", "dotted")
    word.press("Enter")
    expect(meaning).to_be_visible()
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(word).to_be_focused()


def search(walk: Walk, page: Page) -> None:
    """By a word of the plan, and by one that only the support material has."""
    for words, hit in (("delaktighet LÄRANDE", None), ("dagordningen", COUNCIL)):
        page.get_by_role("searchbox", name="Sök i dokumenten").fill(words)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(words if hit else "")
        if hit:
            expect(page.get_by_role("link", name=hit)).to_be_visible()
    walk.look(page)
    page.get_by_role("link", name=COUNCIL).click()


def on_paper(page: Page) -> None:
    """What is printed is the text and where it stands, not the way around the site."""
    page.get_by_role("link", name=re.compile("^Digitaliseringsplan")).first.click()
    page.get_by_role("link", name="Läs hela dokumentet").click()
    page.emulate_media(media="print")
    for gone in (page.get_by_role("search").first, page.locator(".pub-crumbs"), page.locator(".pl-contents")):
        expect(gone).to_be_hidden()
    expect(page.locator(".pub-printed")).to_be_visible()
    expect(page.get_by_text(COUNCIL)).to_be_visible()
    page.emulate_media(media="screen")


def write(walk: Walk, reader: Page) -> None:
    """Strategist Samira adds to the support material, sees how it will look, and the reader has it."""
    samira = walk.enter_as("Samira")
    samira.get_by_role("link", name="Planer", exact=True).first.click()
    samira.get_by_role("link", name=PLAN).first.click()
    samira.get_by_role("link", name=re.compile("Öppna: att nya medarbetare")).click()
    samira.get_by_role("link", name="Ändra stödmaterialet").click()
    walk.look(samira, "support-material")
    samira.get_by_label("Text", exact=True).fill("## Första dagen\n\nVisa **var hjälpen finns**.")
    samira.get_by_role("button", name="Förhandsgranska").click()
    expect(samira.locator(".pub-preview strong")).to_have_text("var hjälpen finns")
    walk.look(samira)
    samira.get_by_label("Fil", exact=True).set_input_files(Path(__file__))
    samira.get_by_role("button", name="Spara och bifoga filen").click()
    expect(samira.get_by_text("Filtypen går inte att använda.").first).to_be_visible()
    expect(samira.get_by_label("Text", exact=True)).to_have_value(re.compile("Första dagen"))
    samira.get_by_role("button", name="Spara", exact=True).click()
    expect(samira.get_by_role("heading", name="Första dagen")).to_be_visible()
    reader.get_by_role("link", name=re.compile("Öppna: att nya medarbetare")).click()
    assert "/digitaliseringsplan-for-lindvalla-kommuns-forskolor/" in reader.url
    expect(reader.get_by_role("heading", name="Första dagen")).to_be_visible()


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: "-".join(map(str, sight)))
def test_every_page_is_for_everyone(walked: Walk, sight: Sight) -> None:
    assert walked.faults[sight] == []


def test_the_walk_saw_the_pages_that_it_tells_of(walked: Walk) -> None:
    assert len({url.partition("?")[0] for url in walked.looked_at}) >= 7
