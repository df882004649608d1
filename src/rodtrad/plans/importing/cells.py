"""The statements in one table cell."""

from __future__ import annotations

import re

from .blocks import join_lines, marker_of
from .lines import Line

_ENDED = re.compile(r"[.!?][)”\"]*$")
_WORD = re.compile(r"[^\W\d_]{2}")  # numbers alone state nothing
_UNIT = re.compile(r"^ansvar(?:ig|iga)?\s*(?:enhet|funktion)?\s*:\s*(?P<unit>\S.*)$", re.I | re.S)


def statements(text: str) -> list[str]:
    """What a cell says, one statement each: a bullet, a paragraph, or a sentence on a new line.

    A line that begins with a small letter, or follows an unfinished one, goes on from the line before;
    after an empty line something new begins.
    """
    found: list[str] = []
    apart = False
    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            apart = True
            continue
        marker = marker_of(line)
        new = (apart and not found[-1].endswith(":")) if found and not marker else False
        apart = False
        if found and not new and not _starts(found[-1], line, marker):
            found[-1] = _joined(found[-1], line)
        else:
            found.append(line[len(marker) :].strip() if marker else line)
    return [text for text in found if _WORD.search(text)]


def _starts(before: str, line: str, marker: str) -> bool:
    if marker:
        return not before.endswith(":")
    if not line[0].isupper():
        return False
    return bool(_ENDED.search(before)) or _UNIT.match(line) is not None or line.startswith("Att ")


def _joined(before: str, line: str) -> str:
    lines = [Line(before, 0, 0, trailing_space=True), Line(line, 0, 0)]
    return join_lines(lines)


def split_unit(parts: list[str]) -> tuple[list[str], str | None]:
    """The statements of a cell, and the unit that its 'Ansvar: …' names."""
    units = [match.group("unit") for part in parts if (match := _UNIT.match(part))]
    return [part for part in parts if not _UNIT.match(part)], " ".join(units) or None
