"""The first minute: the demo is started with its one command, and its people can be entered as."""

from __future__ import annotations

import pytest

from tests.browser import DESKTOP, PHONE, Language, Theme, Visits, axe, no_sideways_scroll, shot


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_demos_people_are_shown_to_everyone(
    demo_visits: Visits, width: int, theme: Theme, language: Language
) -> None:
    page = demo_visits.page_for(width, theme, language)
    page.goto("/")

    assert page.locator("html").get_attribute("lang") == language
    assert page.get_by_role("button").count() > 3
    axe(page)
    no_sideways_scroll(page)
    shot(page, f"demo-people-{width}-{theme}-{language}")
