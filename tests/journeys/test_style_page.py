"""Every component in a real browser: for all eyes and hands, in both themes, with and without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, Theme, axe, no_sideways_scroll, shot

PageFor = Callable[..., Page]


@pytest.fixture(autouse=True)
def _in_a_demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_every_component_is_accessible_and_fits(page_for: PageFor, width: int, theme: Theme) -> None:
    page = page_for(width, theme)
    page.goto("/stil/")
    axe(page)
    no_sideways_scroll(page)
    shot(page, f"components-{width}-{theme}")


def test_open_menus_and_folded_text_are_accessible_too(page_for: PageFor) -> None:
    page = page_for(PHONE, "dark")
    page.goto("/stil/?utan")
    page.evaluate("document.querySelectorAll('details:not(.rt-menu)').forEach((part) => (part.open = true))")
    page.locator(".rt-coords > summary").click()
    axe(page)
    no_sideways_scroll(page)


def test_without_script_menus_open_and_the_theme_is_changed_by_a_form(page_for: PageFor) -> None:
    page = page_for(DESKTOP, "light", java_script_enabled=False)
    page.goto("/stil/?utan")
    page.locator(".rt-user > summary").click()
    page.get_by_role("button", name="Mörkt").click()
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_slash_goes_to_search_unless_someone_is_typing(page_for: PageFor) -> None:
    page = page_for()
    page.goto("/stil/?utan")
    page.locator("#id_goal").fill("mål")
    page.keyboard.press("/")
    expect(page.locator("#id_goal")).to_have_value("mål/")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Sök i allt du får se")).to_be_focused()


def test_arrows_walk_the_heat_map_and_each_cell_says_what_it_is(page_for: PageFor) -> None:
    page = page_for()
    page.goto("/stil/?utan")
    page.locator("[data-cell][tabindex='0']").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("[data-cell-detail]")).to_have_text(
        "Norra förskoleområdet, Skolbibliotek: Visas inte: färre än 5 svar"
    )
    expect(page.locator("[data-cell][tabindex='0']")).to_have_count(1)


def test_arrows_follow_the_thread_from_goal_to_effect_and_back(page_for: PageFor) -> None:
    page = page_for()
    page.goto("/stil/?utan")
    page.locator("#nod-n1").focus()
    for node in ("s1", "p1", "g1"):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#nod-{node}")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#nod-a2")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#nod-g1")).to_be_focused()


def test_on_a_phone_the_thread_is_a_list_with_the_rest_folded(page_for: PageFor) -> None:
    page = page_for(PHONE)
    page.goto("/stil/?utan")
    expect(page.locator("#nod-p1")).to_be_visible()
    expect(page.locator("#nod-s2")).to_be_hidden()
    page.locator("[data-column]", has=page.locator("#nod-s2")).locator("summary").click()
    expect(page.locator("#nod-s2")).to_be_visible()


def test_the_lines_of_the_thread_end_at_the_boxes(page_for: PageFor) -> None:
    """The layout is reckoned on the server and the boxes are drawn by the style sheet: they must agree."""
    page = page_for()
    page.goto("/stil/?utan")
    off = page.evaluate(
        """() => {
            const box = (id) => document.getElementById(id).getBoundingClientRect();
            const ends = [...document.querySelectorAll("[data-thread] .rt-thread-end")].slice(0, 2);
            const boxes = ends.map((end) => end.getBoundingClientRect());
            const [from, to] = boxes.map((r) => [r.x + r.width / 2, r.y + r.height / 2]);
            const [goal, strategy] = [box("nod-n1"), box("nod-s1")];
            return [from[0] - goal.right, from[1] - (goal.y + goal.height / 2), to[0] - strategy.x];
        }"""
    )
    assert all(abs(distance) < 1.5 for distance in off), off


def test_what_was_typed_comes_back_until_the_server_has_it(page_for: PageFor) -> None:
    page = page_for()
    page.goto("/stil/?utan")
    page.locator("#id_goal").fill("Alla arbetslag prövar")
    page.get_by_role("group", name="Vilka berörs").first.get_by_label("Elever").check()
    page.reload()
    expect(page.locator("#id_goal")).to_have_value("Alla arbetslag prövar")
    expect(page.locator("#id_groups_2")).to_be_checked()
    page.get_by_role("button", name="Ta bort det").click()
    expect(page.locator("#id_goal")).to_have_value("")
    page.reload()
    expect(page.locator("#id_goal")).to_have_value("")


def test_a_wide_word_in_a_narrow_box_breaks_instead_of_leaving_it(page_for: PageFor) -> None:
    page = page_for()
    page.goto("/stil/?utan")
    too_wide = page.evaluate(
        "[...document.querySelectorAll('[data-node]')].filter((n) => n.scrollWidth > n.clientWidth).length"
    )
    assert too_wide == 0
