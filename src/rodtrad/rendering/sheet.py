"""The tables as a workbook, one a sheet. Numbers stay numbers; text is never a formula."""

import io
import re
from typing import Any

from .archive import fixed
from .model import Cell, Hidden, Report, Table
from .prepare import alignment, cell_text, numbered, plain, title_of

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 32_767  # what a cell of the format holds


def xlsx(report: Report) -> bytes:
    """The report's tables, those of the figures too. A report without tables gives a sheet with its title."""
    import openpyxl

    book = openpyxl.Workbook()
    book.properties.title, book.properties.creator = title_of(report), plain(report.meta.author)
    book.properties.language = report.lang
    for first in book.worksheets:
        book.remove(first)
    taken: set[str] = set()
    for number, table in _tables(report):
        _sheet(book.create_sheet(_name(number, table.caption, taken)), table, report.lang)
    if not book.worksheets:
        _put(book.create_sheet(_name("1", title_of(report), taken)), 1, 1, title_of(report), report.lang)
    held = io.BytesIO()
    book.save(held)
    return fixed(held.getvalue(), report.meta.date)


def _tables(report: Report) -> list[tuple[str, Table]]:
    """In the order and with the numbers of the printed report."""
    items = numbered(report, appendix=True)
    return [(item.number, item.block) for item in items if isinstance(item.block, Table)]


def _name(number: str, caption: str, taken: set[str]) -> str:
    digits = re.sub(r"\D", "", number)
    name = _NOT_IN_A_NAME.sub(" ", f"{digits} {plain(caption)}")[:31].strip(" '") or digits
    while name.lower() in taken:
        name = f"{name[:28]}~{len(taken)}"
    taken.add(name.lower())
    return name


def _sheet(sheet: Any, table: Table, lang: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for place, head in enumerate(table.header, start=1):
        _put(sheet, 1, place, head, lang).font = Font(bold=True)
    for line, row in enumerate(table.rows, start=2):
        for place, (cell, side) in enumerate(zip(row, alignment(table), strict=True), start=1):
            _dress(_put(sheet, line, place, cell, lang), cell, side)
    sheet.freeze_panes = "B2"
    if table.rows:
        sheet.auto_filter.ref = sheet.dimensions
    for place in range(len(table.header)):
        longest = max(len(cell_text(row[place], lang)) for row in (table.header, *table.rows))
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(max(longest + 2, 9), 60)
    if table.note:
        _put(sheet, len(table.rows) + 3, 1, table.note, lang)


def _put(sheet: Any, line: int, place: int, cell: Cell, lang: str) -> Any:
    made = sheet.cell(line, place)
    if isinstance(cell, int | float):
        made.value = cell
        return made
    made.value = cell_text(cell, lang)[:_LONGEST]
    # Text that begins with '=' is text; without this a reader's program would calculate it.
    made.data_type = "s"
    return made


def _dress(made: Any, cell: Cell, side: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    made.alignment = Alignment(
        horizontal=side, vertical="top", wrap_text=isinstance(cell, str) and len(cell) > 60
    )
    if isinstance(cell, float):
        made.number_format = "0.0"
    elif isinstance(cell, int):
        made.number_format = "#,##0"
    if isinstance(cell, Hidden):
        made.font = Font(italic=True)
        made.fill = PatternFill("lightUp", fgColor="C3CAD0")
