"""From the paragraphs of a written-out table to its rows.

How rows are told depends on the header: one row on one line, where each ends with a time; goals with their
measures; duties that begin with 'Att'; and any other, where each paragraph goes to the column it fits best.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .areas import same_name
from .blocks import join_lines
from .cell_kinds import TIME, fit, is_short
from .headers import Column, Header
from .lines import Line
from .segments import ENDED, Segment

_LABEL_AND_ATT = re.compile(r"^(?P<label>(?!Att\b)\S.{2,60}?)\s+(?P<rest>Att\s\S.*)$", re.S)
_TWO_IN_ONE = re.compile(r"^(?P<one>[A-ZÅÄÖ].*?[a-zåäö)])\s+(?P<two>[A-ZÅÄÖ][a-zåäö]+\s.*)$", re.S)
_STATE = re.compile(
    r"\b(?:har|är|finns|utgår|används|kan|får|ges|når|känner|upplever|deltar|utvecklar|präglas|ska|skall)\b"
)


@dataclass(slots=True)
class Row:
    """A row being filled: the segments of each cell."""

    cells: list[list[Segment]] = field(default_factory=list)
    unsure: bool = False  # the cells are there, but not in which columns they stood


def fill(lines: list[Line], segments: list[Segment], columns: list[Header]) -> list[Row]:
    """The rows of a table with these columns, from its lines and the paragraphs that they make."""
    kinds = [header.column for header in columns]
    if rows := _rows_on_lines(lines, columns):
        return rows
    if kinds == [Column.GOAL, Column.MEASURE]:
        return _goal_rows(segments)
    if any(is_short(header) for header in columns):
        return _aligned(segments, columns)
    if _are_duties(kinds) and kinds[0] is not Column.ROLE and not _att(segments):
        return _named_rows(segments, columns)
    rows = _duty_rows(segments, len(columns)) if _are_duties(kinds) else _in_turn(segments, len(columns))
    for row in rows:
        _mend(row, len(columns))
    return rows


def _att(segments: list[Segment]) -> bool:
    """Many of the cells begin with 'Att', as duties do."""
    return sum(segment.text.startswith("Att ") for segment in segments) > len(segments) / 3


def _are_duties(kinds: list[Column]) -> bool:
    return all(kind is Column.ROLE for kind in kinds[1:])


# One row on one line: the time at its end tells where it ends, and before it stands who answers.

_LAST_TIME = re.compile(rf"^(?P<rest>.+?)\s+(?P<time>{TIME})\.?$", re.S | re.I)
_UNITS = r"[A-ZÅÄÖ][\w-]*(?:(?:\s+och|,|\s*/)\s*[\w-]+)*"
_LAST_UNIT = re.compile(rf"^(?P<rest>\S.*?[^.\s])\s+(?P<unit>{_UNITS})$", re.S)


def _rows_on_lines(lines: list[Line], columns: list[Header]) -> list[Row]:
    """Rows that an extractor wrote each on one line, for 'what – who – when' and 'what – when'."""
    kinds = [header.column for header in columns]
    if kinds[-1] is not Column.DUE or len(kinds) > 3 or (len(kinds) == 3 and kinds[1] is not Column.UNIT):
        return []
    rows: list[Row] = []
    pending: list[Line] = []
    for line in lines:
        pending.append(line)
        if row := _row_of(pending, len(kinds)):
            rows.append(row)
            pending = []
    return rows if len(rows) >= 2 and len(pending) < len(rows) else []


def _row_of(lines: list[Line], width: int) -> Row | None:
    timed = _LAST_TIME.match(join_lines(lines))
    if not timed:
        return None
    texts = [timed.group("rest"), timed.group("time")]
    if width == 3:
        who = _LAST_UNIT.match(texts[0])
        texts[:1] = [who.group("rest"), who.group("unit")] if who else [texts[0], ""]
    return Row([[Segment(lines, True, text)] if text else [] for text in texts])


# Two columns, goals and what is done for them: a goal has one cell and its measures many.


def _goal_rows(segments: list[Segment]) -> list[Row]:
    """A row for each goal. Goals are told from measures by how they are set and by being whole sentences."""
    ended = sum(bool(ENDED.search(segment.text)) for segment in segments) / len(segments)
    multiple = [segment for segment in segments if len(segment.lines) > 1]
    mixed = any(segment.tight for segment in multiple) and not all(segment.tight for segment in multiple)
    rows: list[Row] = []
    after_goal = False
    for segment in segments:
        goal = not rows or (not after_goal and _goal_points(segment, mixed, 0.1 < ended < 0.6) >= 3)
        if goal:
            rows.append(Row([[segment], []]))
        else:
            rows[-1].cells[1].append(segment)
        after_goal = goal
    return rows


def _goal_points(segment: Segment, mixed: bool, stops_tell: bool) -> int:
    """Signs that a segment is a goal; a full stop is one where most of the table has none."""
    ended = bool(ENDED.search(segment.text))
    words = len(segment.text.split())
    points = (
        2 * segment.closes
        + 2 * (mixed and segment.tight)
        + (words >= 10)
        + (ended and bool(_STATE.search(segment.text)))
    )
    return points + (stops_tell and ended) - (not ended) - 2 * (words <= 4)


# The name of a row, and a duty for each role. Where there are more or fewer, no one can tell whose they are.


def _named_rows(segments: list[Segment], columns: list[Header]) -> list[Row]:
    rows: list[Row] = []
    for segment in segments:
        names = fit(segment.text, columns[0]) > fit(segment.text, columns[1])
        if names or not rows:
            rows.append(Row([[segment]] if names else [[]]))
        if not names:
            rows[-1].cells.append([segment])
    return [cut for row in rows for cut in _cut_to(row, len(columns))]


def _cut_to(row: Row, width: int) -> Iterator[Row]:
    """A row of that width; what is over stands in rows of its own, with the name above it."""
    row.unsure = len(row.cells) != width
    yield Row(row.cells[:width], row.unsure)
    for start in range(width, len(row.cells), width - 1):
        yield Row([[], *row.cells[start : start + width - 1]], unsure=True)


# The name of a row, and duties that each begin with 'Att'.


def _duty_rows(segments: list[Segment], width: int) -> list[Row]:
    rows: list[Row] = []
    for segment in (part for whole in segments for part in _label_apart(whole)):
        row = rows[-1] if rows else None
        names_row = segment.opens and not segment.text.startswith("Att ")
        if row is None or (names_row and (len(row.cells) > 1 or width == 1)):
            rows.append(Row([[segment]]))
        elif segment.opens and len(row.cells) < width:
            row.cells.append([segment])
        else:
            row.unsure = row.unsure or (segment.opens and width > 2)  # one cell too many: which holds two?
            row.cells[-1].append(segment)
    return rows


def _label_apart(segment: Segment) -> list[Segment]:
    """'Uppföljning Att kontinuerligt …': the row's name and its first cell came on one line."""
    match = _LABEL_AND_ATT.match(segment.text)
    if not match or not segment.opens or ENDED.search(match.group("label")):
        return [segment]
    return [
        Segment(segment.lines, True, match.group("label").strip()),
        Segment(segment.lines, True, match.group("rest"), segment.closes),
    ]


def _mend(row: Row, width: int) -> None:
    """Two short cells on one line: a capital in the middle of it is where the second begins."""
    if len(row.cells) != width - 1 or len(row.cells) < 2:
        return
    first, *rest = row.cells[-1]
    match = _TWO_IN_ONE.match(first.text)
    if match:
        row.cells[-1] = [Segment(first.lines, True, match.group("one"))]
        row.cells.append([Segment(first.lines, True, match.group("two")), *rest])


# Columns of statements only: cells fill the row from left to right.


def _in_turn(segments: list[Segment], width: int) -> list[Row]:
    rows: list[Row] = []
    for segment in segments:
        row = rows[-1] if rows else None
        if row is None or _begins_row(segment, row, rows, width):
            rows.append(Row([[segment]]))
        elif segment.opens and len(row.cells) < width:
            row.cells.append([segment])
        else:
            row.cells[-1].append(segment)
    return rows


def _begins_row(segment: Segment, row: Row, rows: list[Row], width: int) -> bool:
    """A row is full, or the name of an earlier row comes again."""
    if not segment.opens:
        return False
    if len(row.cells) >= width:
        return True
    return len(row.cells) >= 2 and any(same_name(one.cells[0][0].text, segment.text) for one in rows)


# Columns of times, names and states among them: the way through the columns that fits the paragraphs best.

_SKIPPED = -1.2  # a column that a row leaves empty
_AS_ABOVE = -0.4  # a goal or area that is not said again
_SECOND = -1.5  # another paragraph in a cell that already has one
_SECOND_SHORT = -4.0
_SAME_CELL = -0.3  # a line that may begin a cell, where nothing stands between the cells


def _aligned(segments: list[Segment], columns: list[Header]) -> list[Row]:
    """The rows by the best way of all (Viterbi): each paragraph in a column, in order within its row."""
    places = range(len(columns))
    scores = [fit(segments[0].text, columns[place]) + _start(columns, place) for place in places]
    came: list[list[int]] = []
    for segment in segments[1:]:
        best: list[int] = []
        reached: list[float] = []
        for place in places:
            ways = [scores[before] + _step(columns, before, place, segment) for before in places]
            best.append(max(places, key=ways.__getitem__))
            reached.append(ways[best[-1]] + fit(segment.text, columns[place]))
        scores = reached
        came.append(best)
    return _walked(segments, came, max(places, key=scores.__getitem__), len(columns))


def _start(columns: list[Header], place: int) -> float:
    """What it costs that a row begins in this column."""
    carried = (Column.GOAL, Column.AREA, Column.ROW)
    return sum(_AS_ABOVE if one.column in carried else _SKIPPED for one in columns[:place])


def _step(columns: list[Header], before: int, place: int, segment: Segment) -> float:
    """What it costs to go from one column to another: on in the row, on in the cell, or to the next row."""
    if place > before:
        return _SKIPPED * (place - before - 1) - (not segment.opens)
    new_row = _SKIPPED * (len(columns) - 1 - before) + _start(columns, place) - (not segment.opens)
    if place < before:
        return new_row
    same_cell = (_SECOND_SHORT if is_short(columns[place]) else _SECOND) if segment.opens else _SAME_CELL
    return max(same_cell, new_row)


def _walked(segments: list[Segment], came: list[list[int]], last: int, width: int) -> list[Row]:
    places = [last]
    for best in reversed(came):
        places.append(best[places[-1]])
    places.reverse()
    rows: list[Row] = []
    before = width
    for segment, place in zip(segments, places, strict=True):
        if place < before or not rows:
            rows.append(Row([[] for _ in range(width)]))
        rows[-1].cells[place].append(segment)
        before = place
    return rows
