"""A walk through the product in a real browser, and how every page on the way looks to everyone.

A story walks; at each page it says `look`. The page is then seen in both themes and both widths, and so is
its twin in English with the same rights. What is wrong is gathered and not raised, so one fault does not hide
the next: tests ask for it afterwards, by language, theme and width.
"""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import (
    DESKTOP,
    HEIGHTS,
    PHONE,
    Language,
    Theme,
    Visits,
    axe_faults,
    shot,
    too_wide,
)

if TYPE_CHECKING:
    from rodtrad.organisation.models import Person
    from tests.people import Town

Sight = tuple[Language, Theme, int]
LANGUAGES: tuple[Language, ...] = ("sv", "en")
THEMES: tuple[Theme, ...] = ("light", "dark")
WIDTHS = (DESKTOP, PHONE)
SIGHTS: tuple[Sight, ...] = tuple(product(LANGUAGES, THEMES, WIDTHS))
# Colours fade from one theme to the next; what is judged is what one ends with. A page may hold what moves
# for as long as it is shown, so the patience with it has an end.
SETTLED = """async () => {
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  for (let round = 0; round < 20; round += 1) {
    await wait(10);
    const fading = document.getAnimations().filter((each) => each instanceof CSSTransition);
    if (!fading.length) return;
    await Promise.race([Promise.all(fading.map((each) => each.finished.catch(() => 0))), wait(200)]);
  }
}"""
# The worker counts, reads and writes; on a busy machine that may take a while.
PATIENCE_MS = 90_000


@dataclass
class Walk:
    """Pages for people of the demo, and what was seen on the way."""

    browser: Browser
    address: str
    visits: Visits = field(init=False)
    faults: dict[Sight, list[str]] = field(default_factory=lambda: defaultdict(list))
    looked_at: list[str] = field(default_factory=list)
    twins: dict[str, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.visits = Visits(self.browser, self.address)

    def enter_as(self, first_name: str, width: int = DESKTOP, **options: Any) -> Page:
        """The front door: one click, and one is at home. `options` as for `Visits.page_for`."""
        page = self.visits.page_for(width, **options)
        page.set_default_timeout(PATIENCE_MS)
        page.goto("/")
        page.get_by_role("button", name=f"Gå in som {first_name}", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(first_name)
        return page

    def look(self, page: Page, name: str = "") -> None:
        """See the page in every language, theme and width. A named one is a picture in the documentation."""
        self.looked_at.append(page.url)
        size = page.viewport_size
        for language, shown in (("sv", page), ("en", self._twin(page))):
            if shown.locator("html").get_attribute("lang") != language:
                self.faults[language, "light", DESKTOP].append(f"{page.url} is not in this language")
            for width, theme in product(WIDTHS, THEMES):
                shown.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                shown.emulate_media(color_scheme=theme, reduced_motion="reduce")
                self._see(shown, (language, theme, width))
                if name:
                    shot(shown, f"{name}-{width}-{theme}-{language}")
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        if size:
            page.set_viewport_size(size)

    def _see(self, page: Page, sight: Sight) -> None:
        page.evaluate(SETTLED)
        self.faults[sight] += axe_faults(page, only_colours=sight[1] != THEMES[0])
        if over := too_wide(page):
            self.faults[sight].append(f"{page.url} is {over} px wider than its window")

    def _twin(self, page: Page) -> Page:
        """The same page for the same person in English."""
        cookies = [c for c in page.context.cookies() if c["name"] != "sprak"]
        who = next((c["value"] for c in cookies if c["name"] == "session"), "")
        if who not in self.twins:
            self.twins[who] = self.visits.page_for(DESKTOP, "light", "en")
            if cookies:
                self.twins[who].context.add_cookies(cookies)  # type: ignore[arg-type]
        self.twins[who].goto(page.url.replace("lang=sv", "lang=en"))
        return self.twins[who]

    def close(self) -> list[str]:
        """What the console, scripts and requests had to say."""
        return self.visits.close()


def signed_in(
    visits: Visits, town: Town, person: Person, path: str, width: int = DESKTOP, **options: Any
) -> Page:
    """A page of someone in the town of the tests, past the login. `options` as for `Visits.page_for`."""
    page = visits.page_for(width, **options)
    sign_in(page, visits, town, person)
    page.goto(path)
    return page


def sign_in(page: Page, visits: Visits, town: Town, person: Person) -> None:
    """From the next page on the browser is this person's, in the language of that browser."""
    session = town.client(person).cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": session, "url": visits.address}])


def wait_for_work(page: Page, arrived: Locator) -> None:
    """Stay at a job's page, which asks for itself again, until it is done; then go where it leads.

    Quick work may be done before its page is shown.
    """
    way_on = page.locator(".rt-job").get_by_role("link")
    expect(way_on.or_(arrived).first).to_be_visible(timeout=PATIENCE_MS)
    if not arrived.is_visible():
        way_on.click()
    expect(arrived).to_be_visible(timeout=PATIENCE_MS)


def answer_by_post(link: str, levels: Sequence[int]) -> None:
    """A member of the staff answers with a browser so plain that it is only HTTP: no cookie, no script."""
    with urllib.request.urlopen(link, timeout=30) as page:
        number = re.search(r'name="nummer" value="([^"]+)"', page.read().decode())
    assert number is not None, f"{link} shows no form"
    sent = {"nummer": number[1], **{f"f{place}": str(level) for place, level in enumerate(levels)}}
    with urllib.request.urlopen(link, urllib.parse.urlencode(sent).encode(), timeout=30) as thanks:
        assert "Tack! Ditt svar är sparat" in thanks.read().decode()


def download(page: Page, name: str) -> Path:
    """The file behind a link."""
    with page.expect_download() as caught:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(caught.value.path())
