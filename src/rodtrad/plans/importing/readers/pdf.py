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
from rodtrad.plans.importing.model import Cell, Extracted, HeadingMark, Table

from .pdf_layout import Printed, heading_levels, printed_lines

MAX_PAGES = 400
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
    pages: list[list[Printed]] = []
    for page in document.pages:
        pages.append(_page(page))
        page.close()
    if not any(pages):
        raise ImportRefused("not_text", "no text layer")
    title = document.metadata.get("Title")
    return _Writer(title if isinstance(title, str) and title.strip() else None).write(pages)


def _page(page: Any) -> list[Printed]:
    """The printed lines of a page, a table being one of them, in reading order."""
    tables = [table for table in page.find_tables() if len(table.rows) >= 2 and len(table.columns) >= 2]
    words = page.extract_words(extra_attrs=["size", "fontname"], keep_blank_chars=False, use_text_flow=False)
    boxes = [table.bbox for table in tables]
    outside = [word for word in words if not any(_inside(word, box) for box in boxes)]
    lines = printed_lines(outside, page.width, page.height)
    for table in tables:
        rows = [[(cell or "").strip() for cell in row] for row in table.extract()]
        lines.append(Printed("", table.bbox[1], table.bbox[3], rows=rows))
    return sorted(lines, key=lambda line: line.place) if not tables else _with_tables(lines)


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


class _Writer:
    """Writes the lines as text, a blank line where the page has a gap, and marks what is known of them."""

    def __init__(self, title: str | None) -> None:
        self.title = title
        self.parts: list[str] = []
        self.length = 0
        self.headings: list[HeadingMark] = []
        self.tables: list[Table] = []

    def write(self, pages: list[list[Printed]]) -> Extracted:
        levels = heading_levels(pages)
        starts: list[int] = []
        for lines in pages:
            starts.append(self.length)
            before: Printed | None = None
            for line in lines:
                self._line(line, before, levels.get(line.style, 0) if line.may_head else 0)
                before = line
            self._put("\f")
        text = "".join(self.parts)
        return Extracted(
            text, "pdf", tuple(starts), tuple(self.headings), tuple(self.tables), title=self.title
        )

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _line(self, line: Printed, before: Printed | None, level: int) -> None:
        if before is not None and line.far_below(before):
            self._put("\n")
        if line.rows is not None:
            self._table(line.rows)
            return
        if level and self.headings and self._goes_on_heading(line, before, level):
            self.parts[-1] = self.parts[-1].rstrip("\n") + " "
        elif level:
            self.headings.append(HeadingMark(self.length + len(line.text) - len(line.text.lstrip()), level))
        self._put(line.text + "\n")

    def _goes_on_heading(self, line: Printed, before: Printed | None, level: int) -> bool:
        """A heading that is set on two lines is one heading."""
        if before is None or before.rows is not None or before.style != line.style:
            return False
        close: bool = not line.far_below(before) and self.headings[-1].level == level
        return close and re.match(r"\d", line.text) is None

    def _table(self, rows: list[list[str]]) -> None:
        start, found = self.length, []
        for row in rows:
            cells = []
            for text in row:
                cells.append(Cell(text, self.length, self.length + len(text)))
                self._put(text.replace("\n", " ") + "\t")
            found.append(tuple(cells))
            self._put("\n")
        self.tables.append(Table(start, self.length, tuple(found)))
