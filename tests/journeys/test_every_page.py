"""Every page that a link leads to, on the narrowest screen: 320 px wide, which is a desktop at 400 %.

A visitor follows all links from home, and sees one page for each address in the table of addresses. Each must
fit (WCAG 1.4.10), pass axe, be in the language asked for, and have one heading of the first rank.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from tests.browser import Visits, axe_faults, too_wide
from tests.journeys.conftest import watched

# A window of 1280 px enlarged to 400 % shows as much as one of 320 px.
ENLARGED = 320
# Those who lead, decide, work, keep the system and only read.
PEOPLE = ("Samira", "Karin", "Birgitta", "David", "")
# A draft leads on to other pages than a document that holds: so many of each kind are asked for their links.
EACH = 6
HREF = re.compile(r'<a [^>]*?href="([^"#][^"]*)"')
# Fewer would mean that a door had been shut on the way, and that the rest was not seen.
AT_LEAST = 55


def test_every_page_fits_a_screen_enlarged_to_400_per_cent(chromium: Browser, demo_address: str) -> None:
    seen: Counter[str] = Counter()
    faults: list[str] = []
    with watched(Visits(chromium, demo_address)) as visits:
        for name in PEOPLE:
            page = visits.page_for(ENLARGED, "light", "en")
            page.goto("/" if name else "/oppet/")
            if name:
                page.get_by_role("button", name=f"Enter as {name}").first.click()
                page.wait_for_load_state()
            for address in first_of_each_kind(page, seen):
                page.goto(address)
                faults += faults_of(page)
    assert not faults, "\n".join(faults)
    assert len(seen) >= AT_LEAST, f"only {len(seen)} pages were found: {sorted(seen)}"


def first_of_each_kind(page: Page, seen: Counter[str]) -> Iterator[str]:
    """Follow the links from where the page is: addresses of a kind that nobody has seen before."""
    waiting, asked = deque([page.url]), set()
    while waiting:
        address = waiting.popleft()
        kind = kind_of(address)
        if not kind or address in asked or seen[kind] >= EACH:
            continue
        asked.add(address)
        answer = page.context.request.get(address)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        seen[kind] += 1
        if seen[kind] == 1:
            yield address
        waiting.extend(links_in(answer.text(), address))


def kind_of(address: str) -> str:
    """The name of an address in the table, the same for all units, years and plans."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def links_in(html: str, address: str) -> Iterator[str]:
    """Where the links of a page lead on the same server."""
    for found in HREF.findall(html):
        there = urldefrag(urljoin(address, unescape(found))).url
        if urlsplit(there).netloc == urlsplit(address).netloc:
            yield there


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page as it looks now."""
    faults = axe_faults(page)
    if over := too_wide(page):
        faults.append(f"{page.url} is {over} px wider than its window")
    if page.locator("html").get_attribute("lang") != "en":
        faults.append(f"{page.url} is not in the language asked for")
    if (headings := page.locator("h1").count()) != 1:
        faults.append(f"{page.url} has {headings} headings of the first rank")
    return faults
