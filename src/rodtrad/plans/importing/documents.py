"""One file, one or more documents.

A second document shows itself by what only the front of a document has: a second contents list, a second
table of document facts. It begins at the title above that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from .lines import Line, read_lines
from .model import Extracted

_FRONT = (
    re.compile(r"^(?:innehåll|innehållsförteckning)\s*:?$", re.I),
    re.compile(r"^(?:dokumentnamn|dokumentets namn|dokumenttitel)\s*:\s*(?P<name>\S.*)$", re.I),
    *(re.compile(rf"^(?:1\.?\s+)?{word}$", re.I) for word in ("inledning", "bakgrund")),
)
_CHAPTERS = _FRONT[2:]
_TITLE = re.compile(r"(?:plan|strategi|program|policy|riktlinjer?|dokument)(?:en|n|met)?\b", re.I)
_APPENDIX = re.compile(r"^bilaga\b", re.I)
_FACT = re.compile(
    r"(?:dokumentnamn|dokumenttyp|antagen|fastställd|beslutad|beslutsdatum|diarienummer|dnr|diarienr|giltig|gäller"
    r"|dokumentansvarig|version|senast reviderad|reviderad)\b",
    re.I,
)
_FEWEST_FACTS = 2
_LOOK_BACK = 60  # lines from the front matter back to the title
_NEAR = 8  # lines, where a first chapter alone is the sign
_SHORTEST = 1500  # characters; a contents list for an appendix is nearer than that
_SHORTEST_TITLED = 700


def split_documents(extracted: Extracted) -> list[tuple[int, int]]:
    """The spans of the documents in a file, in order; they cover all of it."""
    lines = read_lines(extracted)
    cuts = sorted({*_title_pages(lines), *_beginnings([line for line in lines if not line.table])})
    cuts = [cut for number, cut in enumerate(cuts) if not number or cut - cuts[number - 1] > _SHORTEST_TITLED]
    starts = [0, *cuts]
    return list(zip(starts, [*starts[1:], len(extracted.text)], strict=True))


def _title_pages(lines: list[Line]) -> Iterator[int]:
    """Where a title stands on top of a page, or as the first heading of all, with facts on the document under
    it, after another document."""
    for number, line in enumerate(lines):
        if line.start < _SHORTEST_TITLED or line.table or not (line.page_start or line.level == 1):
            continue
        near = lines[number : number + _NEAR]
        named = any(not one.table and _is_title(one.text, None) for one in near[:3])
        if named and sum(map(_facts_in, near)) >= _FEWEST_FACTS:
            yield line.start


def _facts_in(line: Line) -> int:
    """How many facts on a document ('Antagen av: …', 'Dnr …') a line or a table tells."""
    if line.table is None:
        return bool(_FACT.match(line.text))
    return sum(bool(_FACT.match(cell.text.strip())) for row in line.table.rows for cell in row)


def _beginnings(lines: list[Line]) -> Iterator[int]:
    """Where documents after the first begin: at the title above front matter that comes again."""
    found: list[int] = []
    for pattern in _FRONT:
        places = [number for number, line in enumerate(lines) if pattern.match(line.text)]
        for before, place in pairwise(places):
            length = lines[place].start - lines[before].start
            back = min(place - before - 1, _NEAR if pattern in _CHAPTERS else _LOOK_BACK)
            title = _title_above(lines, place, back)
            alone = title is None and (pattern in _CHAPTERS or length < _SHORTEST)
            if alone or length < _SHORTEST_TITLED or any(abs(place - one) <= _LOOK_BACK for one in found):
                continue
            found.append(place)
            start = lines[place if title is None else title].start
            if start > _SHORTEST_TITLED:
                yield start


def _title_above(lines: list[Line], front: int, back: int) -> int | None:
    """The line where the document with this front matter begins: its title, and the short lines (a logo)
    above that."""
    name = _named(lines[front].text)
    above = range(max(0, front - back), front)
    titles = [
        number for number in above if _stands_alone(lines, number) and _is_title(lines[number].text, name)
    ]
    if not titles or _APPENDIX.match(lines[titles[0]].text):
        return None
    number = titles[0]
    while number > 0 and lines[number - 1].width <= 12 and number > titles[0] - 3:
        number -= 1
    return number


def _stands_alone(lines: list[Line], number: int) -> bool:
    """A title begins after a gap or on a new page, and no sentence goes on from it."""
    following = lines[number + 1].text if number + 1 < len(lines) else ""
    fresh = lines[number].gap > 0 or lines[number].page_start or number == 0
    return fresh and not following[:1].islower()


def _named(text: str) -> str | None:
    match = _FRONT[1].match(text)
    return match.group("name").split("\t")[0].strip() if match else None


def _is_title(text: str, name: str | None) -> bool:
    if len(text.split()) > 16 or text.endswith((".", ":", ",")):
        return False
    if name is not None:
        return SequenceMatcher(None, text.casefold(), name.casefold()).ratio() > 0.8
    return len(text.split()) >= 3 and bool(_TITLE.search(text)) and text[0].isupper()
