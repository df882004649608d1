"""PDF: lines from where the words stand, headings from the size of their letters, tables from their rules."""

from __future__ import annotations

import io
import re
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from rodtrad.plans.importing.errors import ImportRefused
from rodtrad.plans.importing.headers import heads_table
from rodtrad.plans.importing.model import Extracted

from .pdf_layout import Layout, Printed, heading_levels, in_order, with_indents
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
    AssertionError,
    OSError,
    ArithmeticError,
    NotImplementedError,
    StopIteration,
)


def read(data: bytes) -> Extracted:
    """The text of a PDF with headings and tables marked. With a password it is `encrypted_pdf`, without a
    text layer `not_text`."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            return _read(document)
    except ImportRefused:
        raise
    except RecursionError as error:
        raise ImportRefused("too_heavy", "nesting") from error
    except PdfminerException as error:
        encrypted = any(isinstance(one, PDFPasswordIncorrect) for one in error.args)
        raise ImportRefused("encrypted_pdf" if encrypted else "broken_file", type(error).__name__) from error
    except (PDFException, *_BROKEN) as error:
        raise ImportRefused("broken_file", type(error).__name__) from error


def _read(document: Any) -> Extracted:
    if len(document.pages) > MAX_PAGES:
        raise ImportRefused("too_large", f"{len(document.pages)} pages")
    declared = document.metadata.get("Title")
    title = declared if isinstance(declared, str) and declared.strip() else None
    return read_tagged(document, title) or _by_layout(document, title)


def _by_layout(document: Any, title: str | None) -> Extracted:
    pages: list[list[Printed]] = []
    layout = Layout(heads_table)
    for page in document.pages:
        pages.append(_page(page, layout))
        page.close()
    if not any(pages):
        raise ImportRefused("not_text", "no text layer")
    join_tables(pages)
    return _Writer().write(pages, title)


def _page(page: Any, layout: Layout) -> list[Printed]:
    """The printed lines of a page, a table being one of them, in reading order."""
    tables = [(table, rows) for table in page.find_tables() if (rows := _rows_of(table))]
    words = page.extract_words(extra_attrs=["size", "fontname"], keep_blank_chars=False, use_text_flow=False)
    in_order(words, page.chars)
    boxes = [table.bbox for table, _ in tables]
    outside = [word for word in words if not any(_inside(word, box) for box in boxes)]
    lines = layout.lines(outside, page.width, page.height)
    with_indents(lines)
    for table, rows in tables:
        lines.append(Printed("", table.bbox[1], table.bbox[3], rows=rows))
    return _with_tables(lines) if tables else lines


def _rows_of(table: Any) -> list[list[str]]:
    """The texts of a ruled table; none where it is only a frame around text.

    One row alone is a table when it heads one that goes on over the page break, or goes on with one.
    """
    if len(table.columns) < 2:
        return []
    rows = [[(cell or "").replace("\u00ad", "-").strip() for cell in row] for row in table.extract()]
    at_top = table.bbox[1] < _TOP * table.page.height
    return rows if len(rows) > 1 or at_top or (rows and heads_table(rows[0])) else []


def _with_tables(lines: list[Printed]) -> list[Printed]:
    """Tables put in among the lines by where they begin on the page."""
    texts = [line for line in lines if line.rows is None]
    for table in (line for line in lines if line.rows is not None):
        number = next((n for n, line in enumerate(texts) if line.top >= table.top), len(texts))
        texts.insert(number, table)
    return texts


def _inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


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
                self._line(line, before, levels.get(line.style, 0) if line.may_head else 0)
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

    def _goes_on_heading(self, line: Printed, before: Printed | None, level: int) -> bool:
        """A heading that is set on two lines is one heading."""
        if before is None or before.rows is not None or before.style != line.style:
            return False
        close = not line.far_below(before) and self.out.last_level == level
        return close and re.match(r"\d", line.text.lstrip()) is None
