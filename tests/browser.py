"""A real browser for tests: pages in any width, theme and language, and nothing wrong goes unnoticed."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

Theme = Literal["light", "dark"]
Language = Literal["sv", "en"]

PHONE, DESKTOP = 360, 1280
HEIGHTS = {PHONE: 740, DESKTOP: 900}
# A picture of a long page shows its beginning.
TALLEST = 1600
ROOT = Path(__file__).resolve().parents[1]
# Pictures that a document shows stand in the documentation; the others are for whoever looks the pages over.
SHOWN, OTHERS = ROOT / "docs" / "screenshots", ROOT / "build" / "screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# A page comes when it comes: on a machine that does other things too, five seconds are few.
expect.set_options(timeout=20_000)

COLOUR_RULES = ["color-contrast", "link-in-text-block"]


def chromium_path() -> str:
    """Where Debian's browser is. Without it a test is skipped, or fails where a browser was promised."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        say = pytest.fail if os.environ.get("RODTRAD_REQUIRE_BROWSER") == "1" else pytest.skip
        say("no chromium on this machine (Debian: apt-get install chromium)")
    return path


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """The browser, with Django's guard against use from an event loop off for as long.

    Playwright's synchronous interface runs an event loop in this thread, which Django would take for
    asynchronous code. Tests touch the database only between the browser's steps, so nothing is at risk.
    """
    path = chromium_path()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            try:
                yield browser
            finally:
                browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visits:
    """The pages that one test opens, and all that went wrong on them.

    Errors in the console (a breach of the content security policy is one), uncaught errors of scripts, and
    requests that leave the server fail the test at its end, unless it said with `expect` that they belong.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.faults: list[str] = []
        self.expected: list[re.Pattern[str]] = []
        self.contexts: list[BrowserContext] = []

    def page_for(
        self, width: int = DESKTOP, theme: Theme = "light", language: Language = "sv", **options: Any
    ) -> Page:
        """A page of a new visitor who has no cookie but the language; motion is off, as the visitor asked.

        `options` go to Playwright's new_context: `java_script_enabled=False` shows the page without script.
        """
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme=theme,
            locale={"sv": "sv-SE", "en": "en-GB"}[language],
            timezone_id="Europe/Stockholm",
            reduced_motion="reduce",
            **options,
        )
        context.add_cookies([{"name": "sprak", "value": language, "url": self.address}])
        self.contexts.append(context)
        page = context.new_page()
        self.watch(page)
        return page

    def watch(self, page: Page) -> None:
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: script failed: {error}"))
        page.on("request", lambda request: self.stay_home(page, request.url))

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def stay_home(self, page: Page, url: str) -> None:
        """Nothing a page needs may come from anywhere but the server itself."""
        there = urlsplit(url)
        if there.scheme in ("http", "https") and there.netloc != urlsplit(self.address).netloc:
            self.faults.append(f"{page.url}: asked another server for {url}")

    def expect(self, pattern: str) -> None:
        """A fault that matches belongs to the story, as the 404 of a page that must not be found."""
        self.expected.append(re.compile(pattern))

    def close(self) -> list[str]:
        """Close all pages and give the faults that no one expected."""
        for context in self.contexts:
            context.close()
        return [fault for fault in self.faults if not any(known.search(fault) for known in self.expected)]


def axe(page: Page) -> None:
    """Fail with a readable list where the page, as it looks now, breaks WCAG 2.2 AA or good practice."""
    if faults := axe_faults(page):
        pytest.fail(f"{page.url} is not accessible to all:\n" + "\n".join(faults), pytrace=False)


def axe_faults(page: Page, *, only_colours: bool = False) -> list[str]:
    """Where the page, as it looks now, breaks WCAG 2.2 AA or good practice, with its address first.

    `only_colours` is for a page that has been judged whole in another theme: nothing else can differ.
    """
    rules = {"type": "rule", "values": COLOUR_RULES} if only_colours else {"type": "tag", "values": AXE_TAGS}
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    violations = Axe().run(page, options=options).response["violations"]
    lines = [line for violation in violations for line in describe(violation)]
    return [f"{page.url}:", *lines] if lines else []


def describe(violation: dict[str, Any]) -> Iterator[str]:
    """One violation: the rule, then each place with its code and what would mend it."""
    yield f"  {violation['id']} ({violation['impact']}): {violation['help']}"
    for node in violation["nodes"]:
        yield f"    {' '.join(map(str, node['target']))}   {' '.join(node['html'].split())[:160]}"
        for check in [*node["any"], *node["all"], *node["none"]]:
            yield f"      - {check['message']}"


def no_sideways_scroll(page: Page) -> None:
    """A page fits its window: at 360 px nothing may be reached only by scrolling sideways (WCAG 1.4.10)."""
    over = too_wide(page)
    assert over <= 0, f"{page.url} is {over} px wider than its window"


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 where it fits."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return max(int(over), 0)


def shot(page: Page, name: str, *, full_page: bool = True) -> None:
    """Save a picture, only when it is asked for (`make screenshots`). For a whole page the window is made as
    high as the page: what stays in sight while one scrolls then lies at its edges, not across the middle.
    """
    if os.environ.get("RODTRAD_SHOTS") == "1":
        folder = SHOWN if f"{name}.png" in pictures_shown() else OTHERS
        folder.mkdir(parents=True, exist_ok=True)
        window = page.viewport_size
        if full_page and window:
            height = int(page.evaluate("scrollTo(0, 0), document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": window["width"], "height": min(height, TALLEST)})
        page.screenshot(path=folder / f"{name}.png", animations="disabled")
        if full_page and window:
            page.set_viewport_size(window)


@cache
def pictures_shown() -> frozenset[str]:
    """The pictures that a document of ours shows."""
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    texts = (path.read_text(encoding="utf-8") for path in documents)
    return frozenset(name for text in texts for name in re.findall(r"screenshots/([\w-]+\.png)", text))
