"""Tables kept in shape by tabs or runs of spaces, as `pdftotext -layout` and pasted sheets leave them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .headers import header_of, plans_something
from .lines import Line
from .model import Cell, Table

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
    chunks = _chunks(header)
    headers = [header_of(text) for _, text in chunks]
    known = [one for one in headers if one is not None]
    if len(chunks) < 2 or len(known) < len(chunks) or not plans_something(known):
        return None
    columns = [place for place, _ in chunks]
    rows, end = _rows(lines, number + 1, columns, tabs="\t" in header.text)
    if not rows:
        return None
    top = tuple(Cell(text, header.start, header.end) for _, text in chunks)
    return Table(header.start, lines[end - 1].end, (top, *rows)), end


def _chunks(line: Line) -> list[tuple[int, str]]:
    """The texts of a line that stand apart, each with its column on the page."""
    if "\t" in line.text:
        return [(place, part.strip()) for place, part in enumerate(line.text.split("\t"))]
    return [(line.indent + match.start(), match.group()) for match in _CHUNK.finditer(line.text)]


def _rows(
    lines: list[Line], number: int, columns: list[int], tabs: bool
) -> tuple[list[tuple[Cell, ...]], int]:
    rows: list[_Cells] = []
    while number < len(lines):
        line = lines[number]
        if line.table or line.level or line.gap > 3 or (tabs and "\t" not in line.text):
            break
        placed = _placed(line, columns)
        if placed is None:
            break
        if not rows or tabs or line.gap or _fills_again(rows[-1], placed):
            rows.append(_Cells([[] for _ in columns], [(line.start, line.end)] * len(columns)))
        for column, text in placed.items():
            rows[-1].texts[column].append(text)
            rows[-1].spans[column] = (rows[-1].spans[column][0], line.end)
        number += 1
    return [_finished(row) for row in rows], number


def _placed(line: Line, columns: list[int]) -> dict[int, str] | None:
    """The texts of a line by column; None when a text runs across the columns, as prose does."""
    placed: dict[int, str] = {}
    for place, text in _chunks(line):
        column = max((c for c, start in enumerate(columns) if start <= place + _SLACK), default=0)
        across = column + 1 < len(columns) and place + len(text) > columns[column + 1] + _SLACK
        if across and "\t" not in line.text:
            return None
        if text:
            placed[column] = f"{placed[column]} {text}" if column in placed else text
    return placed


def _fills_again(row: _Cells, placed: dict[int, str]) -> bool:
    """Two capitals in columns that the row has already filled: a new row, and no cell that goes on."""
    again = [text for column, text in placed.items() if row.texts[column]]
    fresh = [text for text in again if text[:1].isupper() or text[:1].isdigit()]
    return len(again) >= 2 and len(fresh) == len(again)


def _finished(row: _Cells) -> tuple[Cell, ...]:
    return tuple(Cell("\n".join(texts), *span) for texts, span in zip(row.texts, row.spans, strict=True))
