"""Tables kept in shape by tabs or runs of spaces, as `pdftotext -layout` and pasted sheets leave them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .cell_kinds import is_time
from .headers import Column, Header, column_of, header_of, heads_columns, plans_something
from .lines import Line
from .model import Cell, Table
from .sections import heading_meaning
from .vocabulary import AREA_LABEL, Sense

_CHUNK = re.compile(r"[^\s](?:[^\s]| (?! ))*")
_SLACK = 3  # characters that a cell may stand to the left of its header


@dataclass(slots=True)
class _Cells:
    """A row being filled: for each column its lines, and where it stands."""

    texts: list[list[str]]
    spans: list[tuple[int, int]]


def laid_out_table(lines: list[Line], number: int) -> tuple[Table, int] | None:
    """The table whose header row is the line `number`, and the number of the line after it."""
    header = lines[number]
    if header.table or header.level:
        return None
    found = _header_row(lines, number)
    if found is None:
        return None
    chunks, body = found
    grid = _Grid([place for place, _ in chunks], [column_of(text) for _, text in chunks])
    end = grid.read(lines, body) if "\t" not in header.text else grid.read_tabbed(lines, body)
    if not grid.rows:
        return None
    top = tuple(Cell(text, header.start, lines[body - 1].end) for _, text in chunks)
    rows = (_finished(row) for row in grid.rows)
    return Table(header.start, lines[end - 1].end, (top, *rows)), end


def _header_row(lines: list[Line], number: int) -> tuple[list[tuple[int, str]], int] | None:
    """The header cells that begin at a line, and where the body does; a cell may go on in the next line."""
    chunks = _chunks(lines[number])
    whole = _with_next_line(lines, number, chunks) if len(chunks) > 1 else []
    if whole and heads_columns([text for _, text in whole]) and _known(whole) > _known(chunks):
        return whole, number + 2
    return (chunks, number + 1) if heads_columns([text for _, text in chunks]) else None


def _with_next_line(lines: list[Line], number: int, chunks: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The header cells with what stands under them in the next line, if that line is close."""
    if number + 1 >= len(lines) or lines[number + 1].gap or lines[number + 1].table:
        return []
    placed = _placed(lines[number + 1], [place for place, _ in chunks]) or {}
    return [
        (place, f"{text} {placed.get(column, '')}".strip()) for column, (place, text) in enumerate(chunks)
    ]


def _known(chunks: list[tuple[int, str]]) -> int:
    return sum(column_of(text) is not None for _, text in chunks)


def side_table(lines: list[Line], number: int) -> tuple[Table, int] | None:
    """The table with header words down its left side that begins at a line, and where it ends."""
    first = _chunks(lines[number]) if not lines[number].table and not lines[number].level else []
    if len(first) != 2:
        return None
    columns = [place for place, _ in first]
    rows: list[_Cells] = []
    while number < len(lines) and not lines[number].table and not lines[number].level:
        line, placed = lines[number], _placed(lines[number], columns)
        labelled = placed is not None and header_of(placed.get(0, "")) is not None
        if placed is None or (not labelled and (0 in placed or not rows)):
            break
        if labelled:
            rows.append(_Cells([[] for _ in columns], [(line.start, line.end)] * 2))
        for column, text in placed.items():
            rows[-1].texts[column].append(text)
            rows[-1].spans[column] = (rows[-1].spans[column][0], line.end)
        number += 1
    known = [header for row in rows if (header := header_of(" ".join(row.texts[0])))]
    if len(rows) < 2 or not plans_something(known):
        return None
    finished = tuple(_finished(row) for row in rows)
    return Table(finished[0][0].start, lines[number - 1].end, finished), number


def _chunks(line: Line) -> list[tuple[int, str]]:
    """The texts of a line that stand apart, each with its column on the page."""
    if "\t" in line.text:
        return [(place, part.strip()) for place, part in enumerate(line.text.split("\t"))]
    return [(line.indent + match.start(), match.group()) for match in _CHUNK.finditer(line.text)]


_AS_ABOVE = (Column.GOAL, Column.AREA, Column.ROW)  # cells that may stand beside many rows
_SHORT = (Column.UNIT, Column.DUE, Column.STATUS)
_FAR = 3  # blank lines, and the next text is no part of the table
_FRESH = re.compile(r"[A-ZÅÄÖ0-9\u201d\"(]")


@dataclass(slots=True)
class _Grid:
    """A table being read line by line into its columns.

    What is done, by whom and when begin on the same line, and that line begins a row. A goal may go on beside
    the rows that serve it, so its lines are put together apart from theirs.
    """

    columns: list[int]
    headers: list[Header | None]
    rows: list[_Cells] = field(default_factory=list)
    above: dict[int, _Cells] = field(
        default_factory=dict
    )  # for each such column the row where its cell began

    def read_tabbed(self, lines: list[Line], number: int) -> int:
        """Rows of one line each, their cells between tabs; the number of the line after the last."""
        while number < len(lines) and "\t" in lines[number].text and not lines[number].table:
            placed = _placed(lines[number], self.columns)
            assert placed is not None  # noqa: S101  tabs say where each cell stands
            self._begin(lines[number])
            self._write(self.rows[-1], placed, lines[number])
            number += 1
        return number

    def read(self, lines: list[Line], number: int) -> int:
        """Rows whose cells stand under their headers; the number of the line after the last."""
        while number < len(lines):
            line = lines[number]
            if line.table or line.level or line.gap > _FAR or self._stands_outside(line):
                break
            if again := _header_row(lines, number):
                if [column_of(text) for _, text in again[0]] != self.headers:
                    break
                # On a new page the same columns may stand elsewhere.
                self.columns, number = [place for place, _ in again[0]], again[1]
                continue
            placed = _placed(line, self.columns)
            if placed is None:
                break
            self._line(line, placed)
            number += 1
        return number

    def _stands_outside(self, line: Line) -> bool:
        """After a gap, a text further to the left than the table, or one that is known to head something."""
        if line.gap == 0 or len(_chunks(line)) != 1:
            return False
        if line.indent < self.columns[0] or AREA_LABEL.match(line.text):
            return True
        return line.indent <= self.columns[0] and heading_meaning(line.text).sense is not Sense.PLAIN

    def _line(self, line: Line, placed: dict[int, str]) -> None:
        beside = {column: text for column, text in placed.items() if self._is_above(column)}
        own = {column: text for column, text in placed.items() if column not in beside}
        new = not self.rows or (bool(own) and self._begins_row(line, own)) or (not own and line.gap > 0)
        if new or (not own and any(self._begins_cell(column, text) for column, text in beside.items())):
            self._begin(line)
        self._write(self.rows[-1], own, line)
        for column, text in beside.items():
            if new or column not in self.above or self._begins_cell(column, text):
                fresh = new and (self._begins_cell(column, text) or _FRESH.match(text) is not None)
                if fresh or column not in self.above:
                    self.above[column] = self.rows[-1]
            self._write(self.above[column], {column: text}, line)

    def _is_above(self, column: int) -> bool:
        header = self.headers[column]
        return header is not None and header.column in _AS_ABOVE and column + 1 < len(self.columns)

    def _begins_row(self, line: Line, own: dict[int, str]) -> bool:
        """A gap, or fresh texts in two columns, one of them filled before; no cell may be cut in a word."""
        row = self.rows[-1]
        if line.gap:
            return True
        filled = {column for column in own if row.texts[column]}
        if not filled:
            return (
                any(not self._is_above(column) for column in range(len(self.columns)) if row.texts[column])
                and self._first_own() in own
                and _FRESH.match(own[self._first_own()]) is not None
            )
        if any(row.texts[column][-1].endswith(("-", "\u00ad", "\u2010", ",")) for column in filled):
            return False
        first = self._first_own()
        begins = [column for column in own if self._fresh(column, own[column])]
        return len(begins) >= 2 and (first not in own or first in begins)

    def _first_own(self) -> int:
        """The first column that holds what a row plans."""
        return next((place for place in range(len(self.columns)) if not self._is_above(place)), 0)

    def _fresh(self, column: int, text: str) -> bool:
        header = self.headers[column]
        return _FRESH.match(text) is not None or (
            header is not None and header.column is Column.DUE and is_time(text)
        )

    def _begins_cell(self, column: int, text: str) -> bool:
        """A goal begins with a capital or a number after one that has ended."""
        if column not in self.above:
            return True
        before = self.above[column].texts[column]
        if not _FRESH.match(text) or not before:
            return not before
        return text[0].isdigit() or before[-1].endswith((".", "!", "?", ":"))

    def _begin(self, line: Line) -> None:
        self.rows.append(_Cells([[] for _ in self.columns], [(line.start, line.end)] * len(self.columns)))

    def _write(self, row: _Cells, placed: dict[int, str], line: Line) -> None:
        for column, text in placed.items():
            if not row.texts[column]:
                row.spans[column] = (line.start, line.end)
            row.texts[column].append(text)
            row.spans[column] = (row.spans[column][0], line.end)


def _placed(line: Line, columns: list[int]) -> dict[int, str] | None:
    """The texts of a line by column; None when a text runs across the columns, as prose does."""
    if "\t" in line.text:
        return {place: text for place, text in _chunks(line) if text and place < len(columns)}
    chunks = _chunks(line)
    if len(chunks) == 1 and _crossed(*chunks[0], columns) * 2 >= len(columns) - 1:
        return None
    placed: dict[int, str] = {}
    for place, text in (part for chunk in chunks for part in _cut(*chunk, columns)):
        if _crossed(place, text, columns):
            return None
        column = max((c for c, left in enumerate(columns) if left <= place + _SLACK), default=0)
        placed[column] = f"{placed[column]} {text}" if column in placed else text
    return placed


def _crossed(place: int, text: str, columns: list[int]) -> int:
    """How many columns begin inside a text."""
    return sum(place + _SLACK < left < place + len(text) - _SLACK for left in columns)


def _cut(place: int, text: str, columns: list[int]) -> list[tuple[int, str]]:
    """A text that fills its column to the last sign has only one space to the next: cut where a word begins
    at a column, give or take some signs."""
    parts: list[tuple[int, str]] = []
    for left in columns:
        at = left - place
        near = range(max(at - _SLACK, 1), min(at + _SLACK, len(text) - 1) + 1)
        words = [spot for spot in near if text[spot - 1] == " "]
        if at > _SLACK and words:
            spot = min(words, key=lambda one: abs(one - at))
            parts.append((place, text[: spot - 1]))
            place, text = place + spot, text[spot:]
    return [*parts, (place, text)]


def _finished(row: _Cells) -> tuple[Cell, ...]:
    return tuple(Cell("\n".join(texts), *span) for texts, span in zip(row.texts, row.spans, strict=True))
