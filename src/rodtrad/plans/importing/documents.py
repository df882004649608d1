"""One file, one or more documents.

A second document shows itself by what only the front of a document has: a second contents list, a second
table of document facts. It begins at the title above that.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise

from .lines import Line, read_lines
from .model import Extracted

_FRONT = (
    re.compile(r"^(?:innehåll|innehållsförteckning)\s*:?$", re.I),
    re.compile(r"^(?:dokumentnamn|dokumentets namn|dokumenttitel)\s*:\s*(?P<name>\S.*)$", re.I),
)
_TITLE = re.compile(r"(?:plan|strategi|program|policy|riktlinjer?|dokument)(?:en|n|met)?\b", re.I)
_LOOK_BACK = 60  # lines from the front matter back to the title
_SHORTEST = 1500  # characters; a contents list for an appendix is nearer than that


def split_documents(extracted: Extracted) -> list[tuple[int, int]]:
    """The spans of the documents in a file, in order; they cover all of it."""
    lines = [line for line in read_lines(extracted) if not line.table]
    cuts = sorted({_beginning(lines, number) for number in _second_fronts(lines)})
    starts = [0, *(cut for cut in cuts if cut > _SHORTEST)]
    return list(zip(starts, [*starts[1:], len(extracted.text)], strict=True))


def _second_fronts(lines: list[Line]) -> list[int]:
    """The lines where front matter begins again; facts and contents of the same front count once."""
    found: list[int] = []
    for pattern in _FRONT:
        places = [number for number, line in enumerate(lines) if pattern.match(line.text)]
        for before, place in pairwise(places):
            far = lines[place].start - lines[before].start > _SHORTEST
            if far and all(abs(place - other) > _LOOK_BACK for other in found):
                found.append(place)
    return found


def _beginning(lines: list[Line], front: int) -> int:
    """Where the document with this front matter begins: at its title, and the short lines (a logo) above
    that."""
    name = _named(lines[front].text)
    above = range(max(0, front - _LOOK_BACK), front)
    titles = [number for number in above if _is_title(lines[number].text, name)]
    if not titles:
        return lines[front].start
    number = titles[0]
    while number > 0 and lines[number - 1].width <= 12 and number > titles[0] - 3:
        number -= 1
    return lines[number].start


def _named(text: str) -> str | None:
    match = _FRONT[1].match(text)
    return match.group("name").split("\t")[0].strip() if match else None


def _is_title(text: str, name: str | None) -> bool:
    if len(text.split()) > 16 or text.endswith((".", ":", ",")):
        return False
    if name is not None:
        return SequenceMatcher(None, text.casefold(), name.casefold()).ratio() > 0.8
    return len(text.split()) >= 3 and bool(_TITLE.search(text)) and text[0].isupper()
