"""Two people code: by keyboard alone on one side, on a phone on the other; then they compare and settle.

Every page on the way is seen in both languages, themes and widths; what is wrong with any is told at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE
from tests.journeys.walk import Walk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from rodtrad.organisation.models import Person
    from tests.people import Town

TALK = (
    "Vi hinner inte prova nytt.\n\nNätet är borta varje vecka. Då får vi byta lektion.\n\n"
    "Kollegorna hjälper till."
)


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


def test_an_interview_is_coded_by_two_compared_and_told(story: Story) -> None:
    town, walk = story.town, story.walk
    sten = story.enter(town.sten)
    prepare(sten, walk, town)
    code_by_keyboard(sten, walk, town)
    nils = story.enter(town.nils, PHONE)
    code_on_a_phone(nils, walk, town)
    compare_and_settle(sten, walk)
    tell(sten, walk)

    assert walk.close() == []
    assert [fault for faults in walk.faults.values() for fault in faults] == []


def prepare(page: Page, walk: Walk, town: Town) -> None:
    page.goto(town.place(town.authority).url("assessments:overview"))
    page.get_by_role("link", name="Till kodning").click()
    walk.look(page)
    page.get_by_role("link", name="Ny kodning").click()
    page.get_by_label("Namn").fill("Vad hindrar?")
    page.get_by_role("button", name="Lägg upp kodningen").click()
    page.get_by_role("link", name="Lägg till en intervju").click()
    page.get_by_label("Namn på intervjun").fill("Gruppintervju")
    page.get_by_label("Vilka intervjuades?").select_option("staff")
    page.get_by_label("Text", exact=True).fill(TALK)
    page.get_by_label("Att texten kodas och att korta citat får visas utan namn").check()
    page.get_by_label("Hur det är dokumenterat").fill("Skriftligt")
    walk.look(page)
    page.get_by_role("button", name="Lägg till intervjun").click()
    page.get_by_role("checkbox", name="Vi hinner inte prova nytt.").press("Space")
    page.get_by_role("button", name="Gör till utdrag").press("Enter")
    expect(page.get_by_text("1 utdrag är markerat.")).to_be_visible()
    page.get_by_role("button", name="Gör varje stycke till ett utdrag").press("Enter")
    expect(page.get_by_text("2 utdrag är markerade.")).to_be_visible()
    walk.look(page)
    page.get_by_role("link", name="Vad hindrar?").click()
    page.get_by_role("link", name="Skriv kodboken").click()
    for name in ("Tid", "Teknik"):
        page.get_by_role("link", name="Nytt tema").click()
        page.get_by_label("Tema", exact=True).fill(name)
        page.get_by_role("button", name="Spara temat").click()
    walk.look(page)
    page.get_by_role("link", name="Vad hindrar?").click()
    page.get_by_role("link", name="Välj två personer").click()
    page.get_by_label("Första").select_option("Sten Ågren")
    page.get_by_label("Andra").select_option("Nils Berg")
    walk.look(page)
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("button", name="Börja kodningen").click()
    expect(page.get_by_text("Kodningen har börjat.")).to_be_visible()
    walk.look(page)


def code_by_keyboard(page: Page, walk: Walk, town: Town) -> None:
    """From the home page on, without the mouse; a reload in the middle loses nothing."""
    page.goto(town.place(town.authority).url("portal:home"))
    page.get_by_role("link", name="Börja koda").first.press("Enter")
    expect(page.get_by_role("heading", name="Utdrag 1 av 3")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Tid")).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("#sagt [data-state=saved]")).to_be_visible()
    walk.look(page)
    page.reload()
    expect(page.get_by_role("checkbox", name="Tid")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Utdrag 2 av 3")).to_be_visible()
    page.keyboard.press("2")
    page.keyboard.press("1")
    expect(page.get_by_role("checkbox", name="Tid")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Utdrag 3 av 3")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("0")
    expect(page.get_by_role("checkbox", name="Tid")).not_to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lämna in din kodning")).to_be_visible()
    walk.look(page)
    page.get_by_role("button", name="Lämna in").press("Enter")
    expect(page.get_by_text("Din kodning är inlämnad.").first).to_be_visible()


def code_on_a_phone(page: Page, walk: Walk, town: Town) -> None:
    """Nils sees nothing of what Sten ticked, and ticks by touch."""
    page.goto(town.place(town.compulsory).url("portal:home"))
    page.get_by_role("link", name="Börja koda").first.click()
    for theme in ("Tid", "Teknik", "Inget tema passar"):
        expect(page.locator("[data-themes] input:checked")).to_have_count(0)
        page.get_by_role("checkbox", name=theme).check()
        page.get_by_role("button", name="Spara och gå vidare").click()
    page.get_by_role("button", name="Lämna in").click()
    expect(page.get_by_text("Båda har lämnat in. Nu kan ni se hur överens ni är.")).to_be_visible()


def compare_and_settle(page: Page, walk: Walk) -> None:
    page.reload()
    page.get_by_role("link", name="Se hur överens ni är").click()
    expect(page.get_by_text("Ni gav 2 av 3 utdrag exakt samma teman")).to_be_visible()
    # By hand: of Tid they agree on 2 of 3, and on 4/9 by chance; of Teknik on all three.
    for theme, kappa in (("Tid", "0,40"), ("Teknik", "1,00")):
        expect(page.get_by_role("row").filter(has_text=theme).first).to_contain_text(kappa)
    expect(page.locator("dl > div").filter(has_text="kappa, alla teman")).to_contain_text("0,67")
    walk.look(page)
    page.get_by_role("link", name="1 utdrag som bara Sten Ågren gav Tid").click()
    expect(page.get_by_text("Nätet är borta varje vecka.")).to_be_visible()
    walk.look(page)
    page.get_by_role("link", name="Avgör utdrag 2").click()
    walk.look(page)
    page.get_by_role("button", name="Avgör och gå vidare").click()
    page.get_by_role("button", name="Avsluta jämförelsen").click()


def tell(page: Page, walk: Walk) -> None:
    expect(page.get_by_text("Kodningen är klar. Här är resultatet.")).to_be_visible()
    page.get_by_role("link", name="Teknik", exact=True).click()
    walk.look(page)
    page.get_by_role("button", name="Välj som citat utdrag 2").click()
    page.get_by_role("link", name="Vad texterna säger").click()
    page.get_by_role("button", name="Publicera resultatet").click()
    expect(page.get_by_text("Resultatet är publicerat.", exact=True)).to_be_visible()
    walk.look(page)
