"""Tables whose cells an extractor wrote out one after the other, put together again.

What is left of such a table is its header row, cells that are narrower than the page, and the gaps
between them. A cell begins after an empty line; a line of only spaces stands between the paragraphs
inside one. Where a row cannot be told, its cells are left out of the row rather than guessed into it.
"""

from __future__ import annotations

import re

from .blocks import looks_like_heading, marker_of, usual_width
from .cell_kinds import fit, is_short
from .filling import fill
from .headers import header_of, headers_in
from .laid_out import laid_out_table, side_table
from .lines import Line
from .model import Cell, Table
from .sections import heading_meaning
from .segments import ENDED, Segment, segments_of
from .vocabulary import AREA_LABEL, NUMBERING, Sense

_APPENDIX = re.compile(r"^bilag(?:a|or)\b", re.I)
_HEADER_LINES = 8
_NARROWEST = 45  # signs on a line that no page of running text goes under
_NAME_WORDS = 4
_CELL_GAP = 3  # blank lines between cells that were written each as a paragraph
_FAR = 6  # as many blank lines stand inside no table


def rebuild_tables(lines: list[Line], footnotes: set[str]) -> list[Line]:
    """The lines with each written-out table as one line that holds it."""
    page_width = usual_width(lines)
    kept: list[Line] = []
    number = 0
    while number < len(lines):
        first = lines[number]
        found = (
            laid_out_table(lines, number)
            or side_table(lines, number)
            or _written_out(lines, number, page_width, footnotes)
        )
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
    known = header_of(line.text) is not None
    return line.gap > _CELL_GAP or (line.gap > 1 and not known) or (found and line.gap > 0 and not known)


def _end_of_table(lines: list[Line], body: int, page_width: int, headers: list[str]) -> int:
    """Where the text is as wide as the page again, or an appendix, a declared heading or another table
    begins."""
    number = body
    while number < len(lines):
        line = lines[number]
        if line.table or line.level or line.gap >= _FAR or _appendix_at(line) or _closing_chapter(line):
            return number
        again = _header_at(lines, number)
        if again and again[0] != headers:
            return number
        if again and number > body and _heads_next(lines, number - 1, headers):
            return number - 1
        if _chapter_at(lines, body, number):
            return number
        if _prose_at(lines, number, page_width) or _far_wider(lines, body, number):
            return _before_heading(lines, number, body)
        number += 1
    return number


def _heads_next(lines: list[Line], number: int, headers: list[str]) -> bool:
    """'3 Infrastruktur' right above the header row: it is not the same table over a page break. A heading
    with no number is told by a whole row above it."""
    line, last = lines[number], header_of(headers[-1])
    if line.gap == 0 or not looks_like_heading(line.text):
        return False
    if NUMBERING.match(line.text) or AREA_LABEL.match(line.text):
        return True
    if last is None or number == 0:
        return False
    if not is_short(last):  # over a page break the header comes first on its page
        return not lines[number + 1].page_start and len(line.text.split()) <= _NAME_WORDS
    return fit(lines[number - 1].text, last) > 0 > fit(line.text, last)


def _appendix_at(line: Line) -> bool:
    return bool(_APPENDIX.match(line.text)) and (line.page_start or line.gap > 1)


def _closing_chapter(line: Line) -> bool:
    """'Budget' or 'Ordlista' on a line of its own: a chapter that plans nothing, and no cell."""
    meaning = heading_meaning(line.text)
    duties = meaning.sense is Sense.ROLE and meaning.role is None and " " in line.text
    return line.gap > 0 and (duties or meaning.sense in (Sense.SKIP, Sense.GLOSSARY))


def _chapter_at(lines: list[Line], body: int, number: int) -> bool:
    """'Uppföljning' with a line under it that is wider than the cells are."""
    if lines[number].gap == 0 or number + 1 >= len(lines) or number < body + 4:
        return False
    known = heading_meaning(lines[number].text).sense in (Sense.FRONT, Sense.TOPIC)
    return known and lines[number + 1].width > 1.5 * max(line.width for line in lines[body:number])


def _prose_at(lines: list[Line], number: int, page_width: int) -> bool:
    """Two lines on end as wide as the page: no column is."""
    near = lines[number : number + 3]
    wide = [line.width > max(0.8 * page_width, _NARROWEST) for line in near]
    return len(wide) >= 2 and wide[0] and (wide[1] or near[0].width > 1.3 * page_width)


def _far_wider(lines: list[Line], body: int, number: int) -> bool:
    """One line much wider than every cell before it is prose too, be it the last of the document."""
    cells = [line.width for line in lines[body:number]]
    return len(cells) > 4 and lines[number].width > max(60, 1.6 * max(cells))


def _before_heading(lines: list[Line], number: int, body: int) -> int:
    """The heading right above the prose belongs to the prose."""
    above = number - 1
    heading = lines[above]
    apart = heading.gap or heading.page_start or ENDED.search(lines[above - 1].text)
    if above > body and looks_like_heading(heading.text) and apart:
        return above
    return number


def _table(
    lines: list[Line], start: int, body: int, end: int, headers: list[str], footnotes: set[str]
) -> Table | None:
    own = _without_headers(lines, body, end, headers)
    segments = segments_of(own, footnotes)
    if not segments:
        return None
    columns = [header for text in headers if (header := header_of(text))]
    rows = [row for row in fill(own, segments, columns) if any(row.cells)]
    if not rows:
        return None
    top = tuple(Cell(text, lines[start].start, lines[start].start) for text in headers)
    cells = tuple(tuple(_cell(cell) for cell in row.cells) for row in rows)
    unsure = frozenset(number for number, row in enumerate(rows, 1) if row.unsure)
    return Table(lines[start].start, lines[end - 1].end, (top, *cells), unsure)


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


def _cell(segments: list[Segment]) -> Cell:
    if not segments:
        return Cell("", 0, 0)
    text = "\n\n".join(segment.text for segment in segments)
    return Cell(text, segments[0].lines[0].start, segments[-1].lines[-1].end)
