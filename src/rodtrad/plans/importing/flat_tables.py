"""Tables whose cells an extractor wrote out one after the other, put together again.

What is left of such a table is its header row, cells that are narrower than the page, and the gaps
between them. A cell begins after an empty line; a line of only spaces stands between the paragraphs
inside one. Where a row cannot be told, its cells are left out of the row rather than guessed into it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .areas import same_name
from .blocks import clean, join_lines, looks_like_heading, marker_of, usual_width, wraps_leave_space
from .headers import Column, Header, header_of, headers_in
from .laid_out import laid_out_table
from .lines import Line
from .model import Cell, Table

_ENDED = re.compile(r"[.!?:][)”\"]*$")
_APPENDIX = re.compile(r"^bilag(?:a|or)\b", re.I)
_UNIT = re.compile(r"^ansvar(?:ig|iga)?\s*:", re.I)
_LABEL_AND_ATT = re.compile(r"^(?P<label>(?!Att\b)\S.{2,60}?)\s+(?P<rest>Att\s\S.*)$", re.S)
_TWO_IN_ONE = re.compile(r"^(?P<one>[A-ZÅÄÖ].*?[a-zåäö)])\s+(?P<two>[A-ZÅÄÖ][a-zåäö]+\s.*)$", re.S)
_STATE = re.compile(
    r"\b(?:har|är|finns|utgår|används|kan|får|ges|når|känner|upplever|deltar|utvecklar|präglas|ska|skall)\b"
)
_HEADER_LINES = 4
_FAR = 6  # as many blank lines stand inside no table


@dataclass(slots=True)
class Segment:
    """Lines of one paragraph of a cell. `opens` says that a cell boundary stands before it."""

    lines: list[Line]
    opens: bool
    text: str = ""
    closes: bool = False  # an empty paragraph stands after it

    @property
    def tight(self) -> bool:
        """More than one line, set without gaps."""
        return len(self.lines) > 1 and not any(line.gap for line in self.lines[1:])


@dataclass(slots=True)
class Row:
    """A row being filled: the segments of each cell."""

    cells: list[list[Segment]] = field(default_factory=list)


def rebuild_tables(lines: list[Line], footnotes: set[str]) -> list[Line]:
    """The lines with each written-out table as one line that holds it."""
    page_width = usual_width(lines)
    kept: list[Line] = []
    number = 0
    while number < len(lines):
        first = lines[number]
        found = laid_out_table(lines, number) or _written_out(lines, number, page_width, footnotes)
        if found is None:
            kept.append(first)
            number += 1
            continue
        table, number = found
        kept.append(Line("", table.start, table.end, first.gap, first.empty, first.page_start, table=table))
    return kept


def _written_out(
    lines: list[Line], number: int, page_width: int, footnotes: set[str]
) -> tuple[Table, int] | None:
    """The written-out table that begins at a line, and the number of the line after it."""
    header = _header_at(lines, number)
    if header is None:
        return None
    end = _end_of_table(lines, header[1], page_width, header[0])
    table = _table(lines, number, header[1], end, header[0], footnotes)
    return (table, end) if table else None


def _header_at(lines: list[Line], number: int) -> tuple[list[str], int] | None:
    """The header row that begins at a line, over up to four lines, and where the body begins."""
    first = lines[number]
    if (
        first.table
        or first.level
        or not first.text[:1].isupper()
        or marker_of(first.text)
        or first.width > 120
    ):
        return None
    best = None
    text = ""
    for place in range(number, min(number + _HEADER_LINES, len(lines))):
        if lines[place].table or (place > number and _header_is_over(lines[place], best is not None)):
            break
        text = f"{text} {lines[place].text}".strip()
        if headers := headers_in(text):
            best = headers, place + 1
    return best


def _header_is_over(line: Line, found: bool) -> bool:
    """A header row goes on over a gap only to complete it, or with a cell that is a header word of its
    own."""
    return line.gap > 1 or (found and line.gap > 0 and header_of(line.text) is None)


def _end_of_table(lines: list[Line], body: int, page_width: int, headers: list[str]) -> int:
    """Where the text is as wide as the page again, or an appendix, a declared heading or another table
    begins."""
    number = body
    while number < len(lines):
        line = lines[number]
        if line.table or line.level or line.gap >= _FAR or _appendix_at(line):
            return number
        again = _header_at(lines, number)
        if again and again[0] != headers:
            return number
        if _prose_at(lines, number, page_width) or _far_wider(lines, body, number):
            return _before_heading(lines, number, body)
        number += 1
    return number


def _appendix_at(line: Line) -> bool:
    return bool(_APPENDIX.match(line.text)) and (line.page_start or line.gap > 1)


def _prose_at(lines: list[Line], number: int, page_width: int) -> bool:
    """Two lines on end as wide as the page: no column is."""
    near = lines[number : number + 3]
    wide = [line.width > 0.8 * page_width for line in near]
    return len(wide) >= 2 and wide[0] and (wide[1] or near[0].width > 1.3 * page_width)


def _far_wider(lines: list[Line], body: int, number: int) -> bool:
    """One line much wider than every cell before it is prose too, be it the last of the document."""
    cells = [line.width for line in lines[body:number]]
    return len(cells) > 4 and lines[number].width > max(60, 1.6 * max(cells))


def _before_heading(lines: list[Line], number: int, body: int) -> int:
    """The heading right above the prose belongs to the prose."""
    above = number - 1
    heading = lines[above]
    if above > body and looks_like_heading(heading.text) and (heading.gap or heading.page_start):
        return above
    return number


def _table(
    lines: list[Line], start: int, body: int, end: int, headers: list[str], footnotes: set[str]
) -> Table | None:
    segments = _segments(_without_headers(lines, body, end, headers), footnotes)
    if not segments:
        return None
    columns = [header for text in headers if (header := header_of(text))]
    on_lines = _rows_on_lines(lines[body:end], columns)
    if on_lines:
        top = tuple(Cell(text, lines[start].start, lines[start].start) for text in headers)
        return Table(lines[start].start, lines[end - 1].end, (top, *on_lines))
    rows = _goal_rows(segments) if _is_goal_and_measures(columns) else _rows(segments, columns)
    cells = [tuple(_cell(cell) for cell in row.cells) for row in rows if any(row.cells)]
    if not cells:
        return None
    top = tuple(Cell(text, lines[start].start, lines[start].start) for text in headers)
    return Table(lines[start].start, lines[end - 1].end, (top, *cells))


# One row on one line: the time at its end tells where it ends, and before it stands who answers.

_TERM = r"(?:[HV]T|[Hh]öst(?:en|terminen)|[Vv]år(?:en|terminen)|[Kk]vartal \d|Q[1-4])"
_TIME = (
    rf"(?:{_TERM}\s*-?\s*(?:20)?\d\d(?:\s*[-–]\s*(?:20)?\d\d)?"
    r"|20\d\d(?:-\d\d(?:-\d\d)?)?(?:\s*[-–]\s*20\d\d)?"
    r"|[Ll]öpande|[Åå]rligen|[Kk]ontinuerligt|[Vv]arje (?:år|termin|läsår))"
)
_LAST_TIME = re.compile(rf"^(?P<rest>.+?)\s+(?P<time>{_TIME})\.?$", re.S)
_UNITS = r"[A-ZÅÄÖ][\w-]*(?:(?:\s+och|,|\s*/)\s*[\w-]+)*"
_LAST_UNIT = re.compile(rf"^(?P<rest>\S.*?[^.\s])\s+(?P<unit>{_UNITS})$", re.S)


def _rows_on_lines(lines: list[Line], columns: list[Header]) -> list[tuple[Cell, ...]]:
    """Rows that an extractor wrote each on one line, for 'what – who – when' and 'what – when'."""
    kinds = [header.column for header in columns]
    if kinds[-1] is not Column.DUE or len(kinds) > 3 or (len(kinds) == 3 and kinds[1] is not Column.UNIT):
        return []
    rows: list[tuple[Cell, ...]] = []
    pending: list[Line] = []
    for line in lines:
        pending.append(line)
        if row := _row_of(pending, len(kinds)):
            rows.append(row)
            pending = []
    return rows if len(rows) >= 2 and len(pending) < len(rows) else []


def _row_of(lines: list[Line], width: int) -> tuple[Cell, ...] | None:
    timed = _LAST_TIME.match(join_lines(lines))
    if not timed:
        return None
    texts = [timed.group("rest"), timed.group("time")]
    if width == 3:
        who = _LAST_UNIT.match(texts[0])
        texts[:1] = [who.group("rest"), who.group("unit")] if who else [texts[0], ""]
    return tuple(Cell(text, lines[0].start, lines[-1].end) for text in texts)


def _without_headers(lines: list[Line], body: int, end: int, headers: list[str]) -> list[Line]:
    """The body without the header row that comes again after a page break."""
    kept: list[Line] = []
    number = body
    while number < end:
        again = _header_at(lines, number)
        if again and again[0] == headers:
            number = again[1]
            lines[min(number, len(lines) - 1)].page_start = True
            continue
        kept.append(lines[number])
        number += 1
    return kept


def _segments(lines: list[Line], footnotes: set[str]) -> list[Segment]:
    """The paragraphs of the cells, in order."""
    found: list[Segment] = []
    for line in lines:
        if found and _same_paragraph(found[-1].lines[-1], line):
            found[-1].lines.append(line)
            continue
        if found:
            found[-1].closes = line.spacer
        listed = bool(found) and bool(marker_of(line.text)) and found[-1].lines[-1].text.endswith(":")
        opens = not found or line.empty > 0 or line.page_start
        found.append(Segment([line], opens and not listed and not _UNIT.match(line.text)))
    space = wraps_leave_space(lines)
    for segment in found:
        segment.text = clean(join_lines(segment.lines, space), footnotes)
    return found


def _same_paragraph(last: Line, line: Line) -> bool:
    """A small letter goes on from an unfinished line over any gap; a capital only from the line right
    above."""
    ended = bool(_ENDED.search(last.text))
    if marker_of(line.text) or _UNIT.match(line.text):
        return False
    if line.text[0].islower():
        return not ended or line.gap == 0
    return line.gap == 0 and not line.page_start and (not ended or not line.text[0].isalnum())


def _cell(segments: list[Segment]) -> Cell:
    if not segments:
        return Cell("", 0, 0)
    text = "\n\n".join(segment.text for segment in segments)
    return Cell(text, segments[0].lines[0].start, segments[-1].lines[-1].end)


# Two columns, goals and what is done for them: a goal has one cell and its measures many.


def _is_goal_and_measures(headers: list[Header]) -> bool:
    return [header.column for header in headers] == [Column.GOAL, Column.MEASURE]


def _goal_rows(segments: list[Segment]) -> list[Row]:
    """A row for each goal. Goals are told from measures by how they are set and by being whole sentences."""
    ended = sum(bool(_ENDED.search(segment.text)) for segment in segments) / len(segments)
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
    ended = bool(_ENDED.search(segment.text))
    words = len(segment.text.split())
    points = (
        2 * segment.closes
        + 2 * (mixed and segment.tight)
        + (words >= 10)
        + (ended and bool(_STATE.search(segment.text)))
    )
    return points + (stops_tell and ended) - (not ended) - 2 * (words <= 4)


# Any other header: cells fill the row from left to right.


def _rows(segments: list[Segment], headers: list[Header]) -> list[Row]:
    att_style = all(header.column is Column.ROLE for header in headers[1:])
    if att_style:
        segments = [part for segment in segments for part in _label_apart(segment)]
    rows: list[Row] = []
    for segment in segments:
        row = rows[-1] if rows else None
        if row is None or _begins_row(segment, row, rows, len(headers), att_style):
            rows.append(Row([[segment]]))
        elif segment.opens and len(row.cells) < len(headers):
            row.cells.append([segment])
        else:
            row.cells[-1].append(segment)
    for row in rows:
        _mend(row, len(headers))
    return rows


def _begins_row(segment: Segment, row: Row, rows: list[Row], width: int, att_style: bool) -> bool:
    """A row is full; or the name of a row stands where a duty should; or the name of an earlier row comes
    again."""
    if not segment.opens:
        return False
    if att_style:
        return not segment.text.startswith("Att ") and (len(row.cells) > 1 or width == 1)
    if len(row.cells) >= width:
        return True
    return len(row.cells) >= 2 and any(same_name(one.cells[0][0].text, segment.text) for one in rows)


def _label_apart(segment: Segment) -> list[Segment]:
    """'Uppföljning Att kontinuerligt …': the row's name and its first cell came on one line."""
    match = _LABEL_AND_ATT.match(segment.text)
    if not match or not segment.opens or _ENDED.search(match.group("label")):
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
