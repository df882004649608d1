"""The text that a tree was found in, parted where the items stand: for showing both side by side. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rodtrad.plans.importing import PlanItem

__all__ = ["Segment", "segments", "window_of"]

WINDOW = 60_000
"""Characters shown of a text that is too long for a page."""
WHOLE = 400_000
"""Characters of the longest text that is shown whole."""


@dataclass(frozen=True)
class Segment:
    """A run of the text: in an item, in the chosen item, or in none (then `item` is '')."""

    text: str
    item: str = ""
    chosen: bool = False


def window_of(text: str, span: tuple[int, int] | None) -> tuple[int, int]:
    """The part of a text to show: all of it, or what stands around a span."""
    if len(text) <= WHOLE:
        return 0, len(text)
    middle = span[0] if span else 0
    start = max(0, min(middle - WINDOW // 2, len(text) - WINDOW))
    return start, start + WINDOW


def segments(text: str, items: Iterable[PlanItem], chosen: str, start: int, end: int) -> list[Segment]:
    """The text from `start` to `end` in runs, in order; joined they are the text itself.

    Where the spans of two items overlap, the chosen one has it, else the one that begins first.
    """
    spans = _apart(items, chosen, start, end)
    found: list[Segment] = []
    at = start
    for first, last, name in spans:
        if first > at:
            found.append(Segment(text[at:first]))
        found.append(Segment(text[first:last], name, name == chosen))
        at = last
    if at < end:
        found.append(Segment(text[at:end]))
    return found


def _apart(items: Iterable[PlanItem], chosen: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The spans inside the window, none over another, in order."""
    spans = [(max(start, item.source[0]), min(end, item.source[1]), item.id) for item in items if item.source]
    inside = sorted(span for span in spans if span[0] < span[1])
    lit = next((span for span in inside if span[2] == chosen), None)
    kept: list[tuple[int, int, str]] = [lit] if lit else []
    at = start
    for first, last, name in inside:
        if name == chosen or first < at or (lit and first < lit[1] and lit[0] < last):
            continue
        kept.append((first, last, name))
        at = last
    return sorted(kept)
