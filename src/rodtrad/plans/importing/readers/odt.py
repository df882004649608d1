"""OpenDocument texts, by their structure: headings with outline levels, lists, tables cell by cell.

Read with the hardened parser over the standard library: what a reader needs of the format is a walk over some
twenty elements, and a writing library would only stand between the walk and a hostile file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from rodtrad.plans.importing.errors import ImportRefused
from rodtrad.plans.importing.model import Extracted

from . import zipguard
from .writing import TextWriter

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_MIMETYPE = b"application/vnd.oasis.opendocument.text"
# Beside the text: notes, comments, what tracked changes took away, and lists that the program makes itself.
_ASIDE = {
    f"{_TEXT}note", f"{_OFFICE}annotation", f"{_TEXT}tracked-changes", f"{_TEXT}table-of-content",
    f"{_TEXT}alphabetical-index", f"{_TEXT}bibliography", f"{_TEXT}illustration-index", f"{_TEXT}ruby-text",
}  # fmt: skip
_HOLDERS = {f"{_TEXT}section", f"{_TEXT}numbered-paragraph", f"{_DRAW}frame", f"{_DRAW}text-box"}
_MOST_REPEATS = 64  # columns; sheets repeat empty ones by the thousand
_MOST_ROWS = 5_000
_BROKEN = (*zipguard.BROKEN, ParseError, DefusedXmlException)


def is_text(archive: zipfile.ZipFile) -> bool:
    """An OpenDocument text says so in its first entry."""
    try:
        return archive.read("mimetype").strip().startswith(_MIMETYPE)
    except KeyError:
        return False


def read(data: bytes) -> Extracted:
    """The text of an ODT with its headings and tables marked; damaged ones are `broken_file`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = fromstring(archive.read("content.xml"))
            title = _title(archive)
        body = content.find(f"{_OFFICE}body/{_OFFICE}text")
        if body is None:
            raise ImportRefused("broken_file", "no text")
        return _Writer(_numbered_lists(content)).write(body, title)
    except ImportRefused:
        raise
    except RecursionError as error:
        raise ImportRefused("too_heavy", "nesting") from error
    except _BROKEN as error:
        raise ImportRefused("broken_file", type(error).__name__) from error


def _title(archive: zipfile.ZipFile) -> str | None:
    try:
        found = next(fromstring(archive.read("meta.xml")).iter(_TITLE), None)
    except (KeyError, ParseError, DefusedXmlException):
        return None
    return (found.text or "").strip() or None if found is not None else None


def _numbered_lists(content: Element) -> set[str]:
    """The names of list styles whose first level counts."""
    return {
        str(style.get(f"{_STYLE}name"))
        for style in content.iter(f"{_TEXT}list-style")
        if next(iter(style), None) is not None and style[0].tag == f"{_TEXT}list-level-style-number"
    }


class _Writer:
    """Writes the body as lines of text: a blank line between paragraphs, none between the items of a
    list."""

    def __init__(self, numbered: set[str]) -> None:
        self.numbered = numbered
        self.out = TextWriter()

    def write(self, body: Element, title: str | None) -> Extracted:
        self._blocks(body)
        return self.out.extracted("odt", title)

    def _blocks(self, parent: Element) -> None:
        for child in parent:
            if child.tag == f"{_TEXT}soft-page-break":
                self.out.page()
            elif child.tag in (f"{_TEXT}h", f"{_TEXT}p"):
                self._paragraph(child)
            elif child.tag == f"{_TEXT}list":
                self.out.put("\n" if self.out.length else "")
                self._list(child, 0, child.get(f"{_TEXT}style-name") in self.numbered)
            elif child.tag == f"{_TABLE}table":
                self.out.put("\n")
                self.out.table(_rows(child))
            elif child.tag in _HOLDERS:
                self._blocks(child)

    def _paragraph(self, element: Element) -> None:
        if next(element.iter(f"{_TEXT}soft-page-break"), None) is not None:
            self.out.page()
        text = _line(element)
        if text:
            self.out.put("\n" if self.out.length else "")
            if element.tag == f"{_TEXT}h":
                self.out.heading(text, _level(element))
            else:
                self.out.put(text + "\n")
        for box in element.iter(f"{_DRAW}text-box"):
            self._blocks(box)

    def _list(self, element: Element, depth: int, numbered: bool) -> None:
        items = [child for child in element if child.tag in (f"{_TEXT}list-item", f"{_TEXT}list-header")]
        for number, item in enumerate(items, 1):
            marker = f"{min(number, 99)}. " if numbered and not depth else "◦ " if depth else "• "
            for child in item:
                if child.tag == f"{_TEXT}list":
                    self._list(child, depth + 1, numbered)
                elif child.tag == f"{_TEXT}h":  # a numbered heading is often an item of an outline list
                    self._paragraph(child)
                elif child.tag == f"{_TEXT}p" and (text := _line(child)):
                    self.out.put(f"{marker}{text}\n")
                    marker = "  "


def _level(heading: Element) -> int:
    value = heading.get(f"{_TEXT}outline-level") or "1"
    return min(max(int(value), 1), 9) if value.isdecimal() else 1


def _line(element: Element) -> str:
    return re.sub(r"\s+", " ", "".join(_words(element))).strip()


def _words(element: Element) -> Iterator[str]:
    """The words of a paragraph; notes, comments and text boxes are no part of its sentence."""
    yield element.text or ""
    for child in element:
        if child.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield " "
        elif child.tag not in _ASIDE and child.tag != f"{_DRAW}frame":
            yield from _words(child)
        yield child.tail or ""


def _rows(table: Element) -> Iterator[list[str]]:
    """The rows of a table, header rows first as they stand; a covered cell is empty."""
    for number, row in enumerate(_own_rows(table)):
        if number >= _MOST_ROWS:
            raise ImportRefused("too_heavy", "rows")
        cells: list[str] = []
        for cell in row:
            if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                cells += [_cell(cell)] * _repeats(cell)
        while cells and not cells[-1] and len(cells) > 1:
            cells.pop()
        yield cells


def _own_rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group"):
            yield from _own_rows(child)


def _repeats(cell: Element) -> int:
    value = cell.get(f"{_TABLE}number-columns-repeated") or "1"
    return min(max(int(value), 1), _MOST_REPEATS) if value.isdecimal() else 1


def _cell(cell: Element) -> str:
    if cell.tag == f"{_TABLE}covered-table-cell":
        return ""
    listed = {id(one) for item in cell.iter(f"{_TEXT}list-item") for one in item.iter(f"{_TEXT}p")}
    paragraphs = ((one, _line(one)) for one in cell.iter(f"{_TEXT}p"))
    return "\n\n".join(f"• {text}" if id(one) in listed else text for one, text in paragraphs if text)
