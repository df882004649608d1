"""Tables that are drawn with rules: their cells from where rules cross, their texts from the words inside."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from .pdf_layout import in_paragraphs, printed_row, rows_of
from .pdf_pages import PageContent, Rule, Word

_SNAP = 3.0  # points within which rules are one
_SHORTEST = 3.0
_MOST_RULES = 4_000
_MOST_CROSSINGS = 6_000
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Ruled:
    """A ruled table: its cells' texts row by row, where it stands, and the words that it holds."""

    rows: list[list[str]]
    top: float
    bottom: float
    words: list[Word] = field(default_factory=list)


def ruled_tables(page: PageContent) -> list[Ruled]:
    """The ruled tables of a page. A page with more rules than any table has is a drawing."""
    if len(page.rules) < 3 or len(page.rules) > _MOST_RULES:
        return []
    edges = merge_edges([_edge(rule) for rule in page.rules if _long(rule)], _SNAP, _SNAP, _SNAP, _SNAP)
    crossings = edges_to_intersections(edges, _SNAP, _SNAP)
    if len(crossings) > _MOST_CROSSINGS:
        return []
    return [_table(cells, page.words) for cells in cells_to_tables(intersections_to_cells(crossings))]


def _long(rule: Rule) -> bool:
    return max(rule[2] - rule[0], rule[3] - rule[1]) >= _SHORTEST


def _edge(rule: Rule) -> dict[str, Any]:
    """A rule in the shape that the table finder takes."""
    x0, top, x1, bottom = rule
    upright = bottom - top > x1 - x0
    if upright:
        x0 = x1 = (x0 + x1) / 2
    else:
        top = bottom = (top + bottom) / 2
    return {
        "object_type": "line", "orientation": "v" if upright else "h", "x0": x0, "x1": x1,
        "top": top, "bottom": bottom, "doctop": top, "width": x1 - x0, "height": bottom - top,
    }  # fmt: skip


def _table(cells: list[Box], words: list[Word]) -> Ruled:
    lefts, tops = sorted({cell[0] for cell in cells}), sorted({cell[1] for cell in cells})
    table = Ruled([[""] * len(lefts) for _ in tops], tops[0], max(cell[3] for cell in cells))
    for cell, inside in _by_cell(cells, words):
        table.words += inside
        table.rows[tops.index(cell[1])][lefts.index(cell[0])] = _text(inside)
    return table


def _by_cell(cells: list[Box], words: list[Word]) -> Iterable[tuple[Box, list[Word]]]:
    """The words of each cell: those whose middle is in it."""
    by_top = sorted(words, key=lambda word: (word.top + word.bottom) / 2)
    middles = [(word.top + word.bottom) / 2 for word in by_top]
    for cell in cells:
        near = by_top[bisect_right(middles, cell[1]) : bisect_right(middles, cell[3])]
        yield cell, [word for word in near if cell[0] <= (word.x0 + word.x1) / 2 < cell[2]]


def _text(words: list[Word]) -> str:
    """The lines of a cell; a gap between two of them is a new paragraph."""
    return in_paragraphs([printed_row(row) for row in rows_of(words)])
