"""A year's rating in English, from the form that comes with the product to what was answered: no Swedish word
of the product's own is met on the way, by strategist, principal, staff or a room of phones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from rodtrad.assessments.models import LeaderRating, Response, Round
from tests.assessments.conftest import TODAY
from tests.browser import PHONE, Visits, axe, no_sideways_scroll
from tests.journeys.keyboard import tab_to
from tests.journeys.walk import signed_in

if TYPE_CHECKING:
    from tests.people import Town

pytestmark = pytest.mark.django_db(transaction=True)
# Words that no page of some length does without.
SWEDISH = re.compile(r"\b(och|inte|är|att|som|för|med|på|av|ni|du|frågor?|svar|alla|nivå)\b", re.IGNORECASE)
SOON = 20_000
# A window of 1280 by 1024 at 400 %.
ZOOMED = {"width": 320, "height": 256}


@dataclass
class Story:
    """The people's pages."""

    town: Town
    visits: Visits

    def at(self, name: str, **kwargs: object) -> str:
        return self.town.place(self.town.authority).url(f"assessments:{name}", **kwargs)

    def here(self, name: str, **kwargs: object) -> str:
        return self.town.place(self.town.bjorkhagen).url(f"assessments:{name}", **kwargs)


def seen(page: Page) -> None:
    """In English to the last word, and usable by all."""
    expect(page.locator("html")).to_have_attribute("lang", "en")
    said = page.locator("main").inner_text()
    found = SWEDISH.search(said)
    assert not found, f"{page.url} says: {said[max(0, found.start() - 80) : found.end() + 80]}"
    no_sideways_scroll(page)
    axe(page)


def test_a_years_rating_in_english(town: Town, visits: Visits) -> None:
    story = Story(town, visits)
    sten = signed_in(visits, town, town.sten, story.at("instruments"), language="en")
    open_a_round(story, sten)
    karin = signed_in(visits, town, town.karin, story.here("leaders"), language="en")
    the_leaders_rate(story, karin)
    from_a_slip_of_paper(story, karin)
    in_a_meeting(story, karin)

    assert Response.objects.count() == 2
    assert LeaderRating.objects.get().answers["1"]["level"] == 3


def open_a_round(story: Story, page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Use.*pulse", re.IGNORECASE)).click()
    expect(page.get_by_role("link", name="Prepare a round")).to_be_visible()
    seen(page)
    page.get_by_role("link", name=re.compile(r"^(Edit|Change) question 1$")).click()
    seen(page)
    page.goto(story.at("new_round"))
    page.get_by_label("Name of the round").fill("Autumn")
    page.get_by_label(re.compile("^First day")).fill(TODAY.isoformat())
    page.get_by_label(re.compile("^Last day")).fill((TODAY + timedelta(days=7)).isoformat())
    page.get_by_role("checkbox", name=re.compile("^(The )?leaders", re.IGNORECASE)).check()
    page.get_by_role("checkbox", name=re.compile("^(The )?staff", re.IGNORECASE)).check()
    seen(page)
    page.get_by_role("button", name="Prepare the round").click()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_role("heading", name="Autumn")).to_be_visible()
    assert Round.objects.get().state == "open"
    seen(page)


def the_leaders_rate(story: Story, page: Page) -> None:
    page.reload()
    seen(page)
    page.goto(story.here("leaders_area", number=1))
    question = page.get_by_role("article").first
    question.get_by_role("radio").nth(1).check()
    expect(question.locator("[data-saved]")).to_have_text(re.compile("Saved"))
    seen(page)


def from_a_slip_of_paper(story: Story, page: Page) -> None:
    page.goto(story.here("code"))
    seen(page)
    page.locator("details", has=page.locator("form[action*='engangskoder']")).locator("summary").click()
    form = page.locator("form[action*='engangskoder']")
    form.get_by_role("spinbutton").fill("2")
    form.get_by_role("button").first.click()
    slips = page.locator(".as-slips li")
    expect(slips).to_have_count(2)
    seen(page)
    phone = story.visits.page_for(PHONE, "dark", "en")
    phone.goto(slips.first.locator(".as-address").inner_text())
    seen(phone)
    phone.get_by_role("button", name="Start answering").click()
    phone.get_by_role("radio").nth(1).check()
    phone.get_by_role("button", name="Show all questions").click()
    seen(phone)
    phone.get_by_role("button", name="Send in my answers").click()
    expect(phone.get_by_role("heading", name="Thank you! Your answer is saved")).to_be_visible()
    seen(phone)


def in_a_meeting(story: Story, wall: Page) -> None:
    """Three phones, one of which is enlarged to 400 % and has no pointer."""
    wall.goto(story.here("live"))
    seen(wall)
    wall.locator("form[action*='borja'] button").click()
    link = wall.get_by_role("link", name="/svara/mote/").get_attribute("href") or ""
    phones = [story.visits.page_for(PHONE, "light", "en") for _each in range(3)]
    phones[0].set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    for phone in phones:
        phone.goto(link)
        tab_to(phone, "button.as-submit")
        phone.keyboard.press("Enter")
        expect(phone.get_by_role("heading", name="You are in")).to_be_visible()
    seen(phones[0])
    expect(wall.get_by_text("3 are in")).to_be_visible(timeout=SOON)
    wall.locator("#mote-stall").click()
    for phone in phones:
        expect(phone.get_by_role("radio").first).to_be_visible(timeout=SOON)
        tab_to(phone, "input[type=radio]")
        phone.keyboard.press("Space")
        phone.keyboard.press("ArrowDown")
        if phone is phones[0]:
            seen(phone)
        tab_to(phone, "button.as-submit")
        phone.keyboard.press("Enter")
        # The last of them goes straight to how they answered.
        there = phone.get_by_role("heading", name="Your answer is in")
        expect(there.or_(phone.get_by_text("This is how you answered."))).to_be_visible()
    settle = wall.locator("form[action*='niva']")
    expect(settle).to_be_visible(timeout=SOON)
    seen(wall)
    expect(phones[0].get_by_text("This is how you answered.")).to_be_visible(timeout=SOON)
    seen(phones[0])
    settle.get_by_role("radio").nth(2).check()
    settle.get_by_role("button").click()
    expect(wall.locator("#mote-stall").or_(wall.get_by_text("All questions are rated")).first).to_be_visible()
    wall.locator("form[action*='avsluta'] button").click()
    wall.goto(story.here("leaders"))
    wall.locator("form[action*='lamna-in'] button").click()
    expect(wall.locator("h1")).to_contain_text("handed in")
    seen(wall)
