"""PDF: by its own structure where it has one, else lines from where the words stand, headings from the size
of their letters, tables from their rules or from how their columns stand."""

from __future__ import annotations

import re

import pypdfium2
import pypdfium2.raw as pdfium

from rodtrad.plans.importing.errors import ImportRefused
from rodtrad.plans.importing.headers import heads_table
from rodtrad.plans.importing.model import Extracted

from .pdf_layout import Layout, Printed, heading_levels, with_indents
from .pdf_pages import PageContent, pages_of
from .pdf_ruled import Ruled, ruled_tables
from .pdf_tagged import read_tagged
from .writing import TextWriter

MAX_PAGES = 400
_TOP = 0.15  # of a page's height, where a table begins that came over the page break
_BROKEN = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    ArithmeticError,
    NotImplementedError,
)


def read(data: bytes) -> Extracted:
    """The text of a PDF with headings and tables marked. With a password it is `encrypted_pdf`, without a
    text layer `not_text`."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).casefold()
        raise ImportRefused("encrypted_pdf" if locked else "broken_file", "PDFium") from error
    try:
        return _read(document, data)
    except ImportRefused:
        raise
    except RecursionError as error:
        raise ImportRefused("too_heavy", "nesting") from error
    except (pypdfium2.PdfiumError, *_BROKEN) as error:
        raise ImportRefused("broken_file", type(error).__name__) from error
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument, data: bytes) -> Extracted:
    if len(document) > MAX_PAGES:
        raise ImportRefused("too_large", f"{len(document)} pages")
    pages = list(pages_of(document))
    if not any(page.words for page in pages):
        raise ImportRefused("not_text", "no text layer")
    title = document.get_metadata_value("Title").strip() or None
    tagged = read_tagged(data, pages, title) if document.is_tagged() else None
    return tagged or _by_layout(pages, title)


def _by_layout(pages: list[PageContent], title: str | None) -> Extracted:
    layout = Layout(heads_table)
    printed = [_page(page, layout) for page in pages]
    join_tables(printed)
    return _Writer().write(printed, title)


def _page(page: PageContent, layout: Layout) -> list[Printed]:
    """The printed lines of a page, a table being one of them, in reading order."""
    tables = [table for table in ruled_tables(page) if _holds(table, page.height)]
    inside = {id(word) for table in tables for word in table.words}
    lines = layout.lines([word for word in page.words if id(word) not in inside], page.width, page.height)
    with_indents(lines)
    lines += [Printed("", table.top, table.bottom, rows=table.rows) for table in tables]
    return _with_tables(lines) if tables else lines


def _holds(table: Ruled, height: float) -> bool:
    """Whether rules make a table, and no mere frame around text. One row alone is one when it heads a table
    that goes on over the page break, or goes on with one."""
    if len(table.rows[0]) < 2:
        return False
    return len(table.rows) > 1 or table.top < _TOP * height or heads_table(table.rows[0])


def _with_tables(lines: list[Printed]) -> list[Printed]:
    """Tables put in among the lines by where they begin on the page."""
    texts = [line for line in lines if line.rows is None]
    for table in (line for line in lines if line.rows is not None):
        number = next((n for n, line in enumerate(texts) if line.top >= table.top), len(texts))
        texts.insert(number, table)
    return texts


def join_tables(pages: list[list[Printed]]) -> None:
    """A table that the page break cut in two is one table; a row that it cut is one row."""
    last: Printed | None = None
    for lines in pages:
        body = [line for line in lines if not line.in_margin]
        first = body[0] if body else None
        if last is not None and first is not None and _goes_on_table(last, first):
            _join_rows(last, first)
            lines.remove(first)
            if len(body) > 1:
                last = body[-1]
        elif body:
            last = body[-1]


def _goes_on_table(last: Printed, first: Printed) -> bool:
    if last.rows is None or first.rows is None:
        return False
    return len(last.rows[0]) == len(first.rows[0])


def _join_rows(table: Printed, more: Printed) -> None:
    assert table.rows is not None  # noqa: S101  both are tables
    assert more.rows is not None  # noqa: S101
    rows = more.rows[1:] if more.rows[0] == table.rows[0] else more.rows
    if rows and _cut_row(table.rows[-1], rows[0]):
        table.rows[-1] = [
            "\n".join(filter(None, cells)) for cells in zip(table.rows[-1], rows[0], strict=True)
        ]
        rows = rows[1:]
    table.rows += rows


def _cut_row(before: list[str], after: list[str]) -> bool:
    """The row before goes on: a cell begins with a small letter after one that did not end."""
    return any(
        one and other[:1].islower() and not one.rstrip().endswith((".", "!", "?"))
        for one, other in zip(before, after, strict=True)
    )


class _Writer:
    """Writes the lines as text, a blank line where the page has a gap, and marks what is known of them."""

    def __init__(self) -> None:
        self.out = TextWriter()

    def write(self, pages: list[list[Printed]], title: str | None) -> Extracted:
        levels = heading_levels([line for lines in pages for line in lines if line.rows is None])
        for lines in pages:
            before: Printed | None = None
            for line in lines:
                self._line(line, before, levels.get(line.style, 0) if self._may_head(line, before) else 0)
                before = line
            self.out.put("\f")
            self.out.page()
        return self.out.extracted("pdf", title, paged=True)

    def _line(self, line: Printed, before: Printed | None, level: int) -> None:
        if before is not None and line.far_below(before):
            self.out.put("\n")
        if line.rows is not None:
            self.out.table(line.rows)
        elif level and self._goes_on_heading(line, before, level):
            self.out.go_on_heading(line.text.strip())
        elif level:
            self.out.heading(line.text, level)
        elif line.in_margin:
            self.out.margin(line.text)
        else:
            self.out.put(line.text + "\n")

    def _may_head(self, line: Printed, before: Printed | None) -> bool:
        """A line that can be a heading, or the rest of one: it begins small right under a heading."""
        if line.may_head or before is None or line.rows is not None:
            return line.may_head
        rest = before.may_head and before.style == line.style and line.text.lstrip()[:1].islower()
        return rest and not line.text.rstrip().endswith(".")

    def _goes_on_heading(self, line: Printed, before: Printed | None, level: int) -> bool:
        """A heading that is set on two lines is one heading."""
        if before is None or before.rows is not None or before.style != line.style:
            return False
        close = not line.far_below(before) and self.out.last_level == level
        return close and re.match(r"\d", line.text.lstrip()) is None
