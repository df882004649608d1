"""Tables kept in shape by tabs or runs of spaces, as `pdftotext -layout` and pasted sheets leave them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .headers import header_of, heads_table, plans_something
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
    found = _header_row(lines, number)
    if found is None:
        return None
    chunks, body = found
    columns = [place for place, _ in chunks]
    rows, end = _rows(lines, body, columns, tabs="\t" in header.text)
    if not rows:
        return None
    top = tuple(Cell(text, header.start, lines[body - 1].end) for _, text in chunks)
    return Table(header.start, lines[end - 1].end, (top, *rows)), end


def _header_row(lines: list[Line], number: int) -> tuple[list[tuple[int, str]], int] | None:
    """The header cells that begin at a line, and where the body does; a cell may go on in the next line."""
    chunks = _chunks(lines[number])
    if heads_table([text for _, text in chunks]):
        return chunks, number + 1
    if len(chunks) < 2 or number + 1 >= len(lines) or lines[number + 1].gap or lines[number + 1].table:
        return None
    placed = _placed(lines[number + 1], [place for place, _ in chunks])
    if placed is None:
        return None
    whole = [
        (place, f"{text} {placed.get(column, '')}".strip()) for column, (place, text) in enumerate(chunks)
    ]
    return (whole, number + 2) if heads_table([text for _, text in whole]) else None


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
