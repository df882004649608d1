"""The text that a tree was found in, parted where the items stand: for showing both side by side. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rodtrad.plans.importing import PlanItem

__all__ = ["Segment", "find_words", "line_at", "one_line", "place_in", "segments", "window_of"]

WINDOW = 40_000
"""Characters shown of a text that is too long for a page."""
WHOLE = 90_000
"""Characters of the longest text that is shown whole."""
SEARCHED_WORDS = 400
"""Words looked for in a text, of those that were given."""
EMPTY_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+\n")
# 'ut-' at the end of a line and 'veckla' on the next; but 'för- och' stays.
CUT = re.compile(r"(?<=\w)-[^\S\n]*\n\s*(?!(?:och|eller|samt)\b)(?=[a-zåäöéü])")
BULLET = re.compile(r"^(?:[-–—*•‣◦▪■●○·]\s+|\(?\d{1,3}[.)]\s+)")
PLACE = re.compile(r"\b(?:tecken|at)[\s=]+(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class Segment:
    """A run of the text: in an item, in the chosen item, or in none (then `item` is '').

    `at` is where in the text it begins.
    """

    text: str
    item: str = ""
    chosen: bool = False
    at: int = 0


def window_of(text: str, span: tuple[int, int] | None, start: int | None = None) -> tuple[int, int]:
    """The part of a text to show: all of it, what stands around a span, or what begins at `start`."""
    if len(text) <= WHOLE:
        return 0, len(text)
    middle = span[0] if span else 0
    first = middle - WINDOW // 2 if start is None else start
    first = max(0, min(first, len(text) - WINDOW))
    return first, first + WINDOW


def line_at(text: str, place: int) -> tuple[int, int]:
    """The line that a place stands in, for lighting it up."""
    place = max(0, min(place, len(text)))
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end


def place_in(sentence: str) -> int | None:
    """The place in the text that a warning names ('cells_missing at=310 count=2'), or None."""
    found = PLACE.search(sentence)
    return int(found[1]) if found else None


def one_line(words: str) -> str:
    """Words from a source as an item has them: lines joined, hyphens at line ends and the bullet removed."""
    return BULLET.sub("", " ".join(CUT.sub("", words.replace("\0", "")).split()))


def find_words(text: str, words: str, near: int = 0) -> tuple[int, int] | None:
    """Where words stand in a text, whatever breaks their lines: from `near` on, else from the top."""
    tokens = [re.escape(token) for token in words.split()][:SEARCHED_WORDS]
    if not tokens:
        return None
    pattern = re.compile(r"\s+".join(tokens), re.IGNORECASE)
    found = pattern.search(text, near) or pattern.search(text)
    return found.span() if found else None


def segments(text: str, items: Iterable[PlanItem], chosen: str, start: int, end: int) -> list[Segment]:
    """The text from `start` to `end` in runs, in order. Joined they are the text, but for empty lines.

    Where the spans of two items overlap, the chosen one has it, else the one that begins first.
    """
    found: list[Segment] = []
    at = start
    for first, last, name in _apart(items, chosen, start, end):
        found += _between(text, at, first)
        found.append(Segment(text[first:last], name, name == chosen, first))
        at = last
    return [*found, *_between(text, at, end)]


def _between(text: str, start: int, end: int) -> Iterable[Segment]:
    """A run outside the items, cut where more than one empty line is passed over."""
    at = start
    for gap in EMPTY_LINES.finditer(text, start, end):
        yield Segment(text[at : gap.start()] + "\n\n", at=at)
        at = gap.end()
    if at < end:
        yield Segment(text[at:end], at=at)


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
