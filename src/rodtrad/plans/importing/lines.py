"""Text to lines, with what a line's surroundings tell: gaps, page starts, declared headings.

A line keeps its place in the extracted text, so that every item can later be shown where it was found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .model import Extracted, Table

_LINE = re.compile(r"[^\n\f]*")
_GAP = 200  # signs: no layout leaves wider gaps in a line
_LONG_GAP = re.compile(r"[ \t\u00a0]{200,}")


@dataclass(slots=True)
class Line:
    """One printed line. `gap` counts blank lines before it, `empty` those of them without even a space."""

    text: str
    start: int
    end: int
    gap: int = 0
    empty: int = 0
    page_start: bool = False
    trailing_space: bool = False
    level: int = 0
    table: Table | None = None
    indent: int = 0
    in_margin: bool = False
    listed: bool = False

    @property
    def spacer(self) -> bool:
        """A blank line of only spaces before: an empty paragraph, where others are just wide line
        spacing."""
        return self.gap > self.empty

    @property
    def width(self) -> int:
        return len(self.text)


def read_lines(source: Extracted, start: int = 0, end: int | None = None) -> list[Line]:
    """The non-blank lines between two offsets; a table that the format declares is one line holding it."""
    stop = len(source.text) if end is None else end
    levels = {mark.start: mark.level for mark in source.headings}
    tables = {table.start: table for table in source.tables if start <= table.start < stop}
    pages, margins = set(source.pages), set(source.margins)
    lines: list[Line] = []
    # Extractors often leave one space where a form feed stood; a deeper indent is layout.
    feeds = "\f" in source.text
    gap, empty, new_page, skip_to = 0, 0, False, start
    for raw, offset in _raw_lines(source.text, start, stop):
        if offset < skip_to:
            continue
        new_page = new_page or offset in pages or (offset > 0 and source.text[offset - 1] == "\f")
        if offset in tables:
            table = tables[offset]
            lines.append(Line("", table.start, table.end, gap + 1, gap + 1, page_start=new_page, table=table))
            gap, empty, new_page, skip_to = 0, 0, False, table.end
            continue
        bare = raw.strip(" \t\r\u00a0\u200b\ufeff")
        text = _LONG_GAP.sub(" " * _GAP, bare)
        if not text:
            gap, empty = gap + 1, empty + (not raw.strip("\r"))
            continue
        first = offset + raw.index(text[0])
        lone_space = not feeds and raw[0] == " " and first == offset + 1
        lines.append(
            Line(
                text, first, first + len(bare), gap, empty, new_page or lone_space,
                raw.rstrip("\r")[-1:] in (" ", "\t"), levels.get(first, 0),
                indent=first - offset, in_margin=offset in margins,
            )
        )  # fmt: skip
        gap, empty, new_page = 0, 0, False
    return lines


def _raw_lines(text: str, start: int, stop: int) -> Iterator[tuple[str, int]]:
    position = start
    while position < stop:
        match = _LINE.match(text, position, stop)
        assert match is not None  # noqa: S101  the pattern matches the empty string
        yield match.group(), position
        position = match.end() + 1


def page_of(pages: Sequence[int], offset: int) -> int | None:
    """The page number, from 1, of a character offset; None where the format has no pages."""
    return bisect_right(pages, offset) if pages else None
