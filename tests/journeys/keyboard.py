"""A page met without a mouse: where Tab stops, in which order, and whether one sees where one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

# A page with more stops than this does not let go.
MOST = 400
# To let go of the focus is not enough: the browser goes on from where it was.
FROM_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
}"""
# What has the focus, or the card that it is in, has a line around it and is not under something else.
FOCUS_IS_SEEN = """() => {
  const held = document.activeElement;
  const card = held.closest("label") ?? held;
  const lined = [held, card].some((each) => {
    const style = getComputedStyle(each);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return outlined || style.boxShadow !== "none";
  });
  const box = card.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
  const top = document.elementFromPoint(x, y);
  return lined && y >= 0 && y <= innerHeight && (card.contains(top) || top.contains(card));
}"""
# Marks what has the focus with the number of its stop; says where it stands against the one before.
STOP = (
    """(number) => {
  const isSeen = """
    + FOCUS_IS_SEEN
    + """;
  const held = document.activeElement;
  if (!held || held === document.body || held === document.documentElement) return null;
  if (held.dataset.stop) return null;
  const before = document.querySelector(`[data-stop="${number - 1}"]`);
  held.dataset.stop = number;
  const follows = !before || Boolean(before.compareDocumentPosition(held) & Node.DOCUMENT_POSITION_FOLLOWING);
  const name = held.getAttribute("aria-label") || held.innerText || held.name || held.id || held.tagName;
  return { name: name.trim().slice(0, 60), follows, seen: isSeen() };
}"""
)
# What a mouse can use and Tab has not met: a group of radio buttons is one stop, whichever of them it is at.
MISSED = """() => {
  const met = [...document.querySelectorAll("[data-stop]")];
  const groups = new Set(met.filter((each) => each.type === "radio").map((each) => each.name));
  const usable = document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']");
  const left = [...usable].filter((each) =>
    each.checkVisibility({ checkVisibilityCSS: true }) && !each.disabled && each.tabIndex >= 0 &&
    each.type !== "hidden" && !each.dataset.stop && !(each.type === "radio" && groups.has(each.name)));
  for (const each of met) delete each.dataset.stop;
  return left.map((each) => each.outerHTML.slice(0, 120));
}"""


@dataclass(frozen=True)
class Stop:
    """A place where Tab stops."""

    name: str
    follows: bool
    seen: bool


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until a control that matches has the focus, which must be seen and not covered."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            assert page.evaluate(FOCUS_IS_SEEN), f"the focus is not seen at {wanted}"
            return
    pytest.fail(f"no way to {wanted} by Tab")


def walk_by_tab(page: Page) -> list[Stop]:
    """From the top of the page through everything that can be used, and out of it again: each stop is seen,
    they come in the order of the page, nothing is left out and nothing holds the focus.
    """
    page.evaluate(FROM_THE_TOP)
    stops: list[Stop] = []
    while (found := _next(page, len(stops))) is not None:
        stops.append(Stop(**found))
        assert len(stops) < MOST, f"{page.url} does not let go of the focus"
    missed = page.evaluate(MISSED)
    assert stops, f"{page.url} has nothing that can be used by keyboard"
    assert not missed, f"{page.url} cannot be used by keyboard at:\n" + "\n".join(missed)
    out_of_order = [stop.name for stop in stops if not stop.follows]
    assert not out_of_order, f"{page.url}: Tab goes back to {out_of_order}"
    unseen = [stop.name for stop in stops if not stop.seen]
    assert not unseen, f"{page.url}: the focus is not seen at {unseen}"
    return stops


def _next(page: Page, number: int) -> dict[str, Any] | None:
    page.keyboard.press("Tab")
    found: dict[str, Any] | None = page.evaluate(STOP, number)
    return found
