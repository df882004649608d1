"""Chapters told by their numbers: '1 Inledning', '2 Bakgrund', '3 Mål' far apart, each one more than the one
before.

Where no gap stands around headings, this is what tells them from the lines of a list or a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .lines import Line

_CHAPTER = re.compile(r"^(?P<number>\d{1,2})(?P<stop>[.)]?)\s+(?=[A-ZÅÄÖ])")
_APART = 3  # lines at least: the items of a list stand closer
_FEWEST = 3


def chapters_among(lines: list[Line], may_head: Callable[[str], bool]) -> set[int]:
    """The numbers of the lines that begin a chapter; none where the numbers do not count up over the text."""
    found: set[int] = set()
    for stop in ("", "."):
        counted = _counted(lines, stop, may_head)
        if len(counted) >= _FEWEST and not found:
            found = set(counted)
    return found


def _counted(lines: list[Line], stop: str, may_head: Callable[[str], bool]) -> list[int]:
    """The lines that count 1, 2, 3 …, each far from the one before."""
    places: list[int] = []
    for place, line in enumerate(lines):
        match = _CHAPTER.match(line.text) if not line.table else None
        if match is None or match.group("stop") != stop or not may_head(line.text):
            continue
        number = int(match.group("number"))
        if number == len(places) + 1 and (not places or place - places[-1] > _APART):
            places.append(place)
        elif number == 1 and len(places) < _FEWEST:
            places = [place]  # a list that began like it
    return places
