"""PDF files that carry their own structure: headings, lists and tables as their program knew them.

The structure tree names the pieces of the pages' content; running headers, page numbers and rules are not in
it. A file whose tree leaves out more than a little of its text is read by its layout instead.
"""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.psexceptions import PSException
from pdfplumber.structure import PDFStructTree, StructTreeMissing
from pdfplumber.utils.exceptions import PdfminerException

from rodtrad.plans.importing.joining import join_all
from rodtrad.plans.importing.model import Extracted

from .pdf_layout import Printed, heading_levels, in_paragraphs, printed_row
from .pdf_pages import PageContent, Word
from .writing import TextWriter

_COVERED = 0.9  # of the letters that are not marked as artifacts
_MOST_DEEP = 60
_HOLDERS = {"Document", "Part", "Sect", "Div", "Art", "NonStruct", "Private", "DocumentFragment", "Aside"}
_LEFT_OUT = {
    "Note", "FENote", "TOC", "TOCI", "Index", "Figure", "Formula", "Artifact", "Annot", "Caption", "Form",
}  # fmt: skip
_NO_TEXT = {*_LEFT_OUT, "L", "Table", "Lbl"}  # inside a paragraph: a label there is the mark of a note
_ROWS_HOLD = {"THead", "TBody", "TFoot"}
_NO_TREE = (
    StructTreeMissing, PSException, PdfminerException, KeyError, TypeError, ValueError, AttributeError,
    IndexError, AssertionError, OSError, ArithmeticError, StopIteration, NotImplementedError, RecursionError,
)  # fmt: skip
Place = tuple[int, int]  # page number, marked content


def read_tagged(data: bytes, pages: list[PageContent], title: str | None) -> Extracted | None:
    """The text of a PDF by its structure; None when it has none worth following."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            tree = list(PDFStructTree(document))
    except _NO_TREE:
        return None
    content = _Content(pages, tree)
    if not tree or content.covered() < _COVERED:
        return None
    return _Writer(content, tree).write(title)


def _flat(elements: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """All elements, parents first; nothing deeper than any document goes."""
    for element in elements:
        yield element
        if depth < _MOST_DEEP:
            yield from _flat(element.children, depth + 1)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A table cell: its text, the columns and rows that it spans, and where its text begins on the page."""

    text: str
    columns: int
    rows: int
    left: float | None


class _Content:
    """The words of the pages by the piece of marked content that they belong to."""

    def __init__(self, pages: list[PageContent], tree: list[Any]) -> None:
        self.words: dict[Place, list[Word]] = defaultdict(list)
        self.letters = 0
        for page in pages:
            for word in page.words:
                self.letters += 0 if word.artifact else len(word.text)
                if word.content is not None:
                    self.words[page.number, word.content].append(word)
        self.places: dict[int, list[Place]] = {}
        self.held: set[Place] = set()
        for element in _flat(tree):
            self.places[id(element)] = list(self._claimed(element))

    def _claimed(self, element: Any) -> Iterator[Place]:
        """The places that an element holds. One that an earlier element holds is another's: the counting
        begins anew on each page, and what goes on over a page break is told with the page it began on."""
        for page, mcid in _places(element):
            place = (page, mcid)
            if place in self.held and (page + 1, mcid) in self.words and (page + 1, mcid) not in self.held:
                place = (page + 1, mcid)
            self.held.add(place)
            yield place

    def covered(self) -> float:
        """The share of the letters that some element of the tree holds."""
        inside = sum(len(word.text) for place in self.held for word in self.words.get(place, ()))
        return inside / self.letters if self.letters else 0.0

    def lines(self, element: Any) -> list[Printed]:
        """The printed lines of an element, in the order in which it was written."""
        words = [word for place in self.inner(element) for word in self.words.get(place, ())]
        return [printed_row(row) for row in _rows(words)]

    def inner(self, element: Any, depth: int = 0) -> list[Place]:
        """The content of an element and of what stands in its sentence; not of notes, lists or tables."""
        found = list(self.places.get(id(element), ()))
        for child in element.children:
            if child.type not in _NO_TEXT and depth <= _MOST_DEEP:
                found += self.inner(child, depth + 1)
        return sorted(found)


def _places(element: Any) -> list[Place]:
    return [(element.page_number, mcid) for mcid in element.mcids if element.page_number is not None]


def _rows(words: list[Word]) -> Iterator[list[Word]]:
    """The words of an element, line by line as they were written, over columns and pages."""
    row: list[Word] = []
    for word in words:
        if row and (word.top > row[0].bottom - 1 or word.x0 < row[-1].x0 - 1):
            yield row
            row = []
        row.append(word)
    if row:
        yield row


class _Writer:
    """Writes element after element: a blank line between paragraphs, none between the items of a list."""

    def __init__(self, content: _Content, tree: list[Any]) -> None:
        self.content = content
        self.tree = tree
        self.out = TextWriter()
        self.page = 1
        self.levels = self._levels()

    def write(self, title: str | None) -> Extracted:
        self._elements(self.tree, 0)
        return self.out.extracted("pdf", title, paged=True)

    def _levels(self) -> dict[Any, int]:
        """Where the tree names no heading, letters that stand out do."""
        if any(re.fullmatch(r"H[1-6]?|Title", element.type) for element in _flat(self.tree)):
            return {}
        paragraphs = (self.content.lines(one) for one in _flat(self.tree) if one.type == "P")
        return heading_levels([line for lines in paragraphs for line in lines])

    def _elements(self, elements: Iterable[Any], depth: int) -> None:
        for element in elements:
            if depth > _MOST_DEEP or element.type in _LEFT_OUT:
                continue
            if element.type == "Table":
                self._table(element)
            elif element.type == "L":
                self.out.put("\n" if self.out.length else "")
                self._list(element, 0)
            elif heading := re.fullmatch(r"H([1-6]?)|Title", element.type):
                self._heading(element, int(heading.group(1) or min(depth, 9) or 1))
            elif _holds_blocks(element):
                self._own_text(element)
                self._elements(element.children, depth + 1)
            else:
                self._paragraph(element)

    def _own_text(self, element: Any) -> None:
        """Text that lies right in a holder, as careless writers leave it."""
        if element.mcids and element.type not in _HOLDERS:
            self._paragraph(element)

    def _turn_to(self, element: Any) -> None:
        pages = [page for page, _ in self.content.inner(element)]
        while pages and pages[0] > self.page:
            self.page += 1
            self.out.page()

    def _text(self, element: Any) -> str:
        return join_all(line.text for line in self.content.lines(element))

    def _heading(self, element: Any, level: int) -> None:
        self._turn_to(element)
        if text := self._text(element):
            self.out.put("\n" if self.out.length else "")
            self.out.heading(text, level)

    def _paragraph(self, element: Any) -> None:
        self._turn_to(element)
        lines = self.content.lines(element)
        text = join_all(line.text for line in lines)
        if not text:
            return
        self.out.put("\n" if self.out.length else "")
        styles = Counter(line.style for line in lines)
        level = self.levels.get(styles.most_common(1)[0][0], 0) if lines[0].may_head else 0
        if level:
            self.out.heading(text, level)
        else:
            self.out.put(text + "\n")

    def _list(self, element: Any, depth: int) -> None:
        for number, item in enumerate((one for one in element.children if one.type == "LI"), 1):
            self._turn_to(item)
            label = next((self._text(one) for one in item.children if one.type == "Lbl"), "")
            bodies = [one for one in item.children if one.type != "Lbl"] if item.children else [item]
            text = " ".join(part for one in bodies if (part := self._text(one)))
            marker = f"{min(number, 99)}." if label[:1].isdigit() else "◦" if depth else "•"
            if text:
                own = label and re.match(re.escape(label), text)
                self.out.put(f"{text if own else f'{marker} {text}'}\n")
            for inner in (one for body in [item, *bodies] for one in body.children if one.type == "L"):
                self._list(inner, depth + 1)
        for inner in (one for one in element.children if one.type == "L"):
            self._list(inner, depth + 1)

    def _table(self, element: Any) -> None:
        self._turn_to(element)
        self.out.put("\n")
        self.out.table(_spread([list(self._cells(row)) for row in _table_rows(element)]))

    def _cells(self, row: Any) -> Iterator[_Cell]:
        for cell in row.children:
            if cell.type in ("TH", "TD"):
                lines = self.content.lines(cell)
                left = min((line.left for line in lines), default=None)
                text = "\n\n".join(self._cell_parts(cell))
                yield _Cell(text, _span(cell, "ColSpan"), _span(cell, "RowSpan"), left)

    def _cell_parts(self, cell: Any) -> Iterator[str]:
        """The paragraphs and list items of a cell."""
        blocks = [one for one in cell.children if one.type in ("P", "L", "Div") or _holds_blocks(one)]
        if not blocks:
            lines = self.content.lines(cell)
            if lines:
                yield in_paragraphs(lines)
            return
        for block in blocks:
            items = [one for one in _flat([block]) if one.type == "LBody"] if block.type == "L" else [block]
            for item in items:
                if text := self._text(item):
                    yield f"• {text}" if block.type == "L" else text


def _holds_blocks(element: Any, depth: int = 0) -> bool:
    """An element of whatever name that holds paragraphs, lists or tables. One that holds only pieces of text,
    under whatever names, is a paragraph."""
    return depth < _MOST_DEEP and any(
        one.type in ("P", "L", "Table")
        or re.fullmatch(r"H[1-6]?", one.type)
        or (one.type in _HOLDERS and _holds_blocks(one, depth + 1))
        for one in element.children
    )


def _table_rows(table: Any) -> Iterator[Any]:
    for child in table.children:
        if child.type == "TR":
            yield child
        elif child.type in _ROWS_HOLD:
            yield from (row for row in child.children if row.type == "TR")


def _span(cell: Any, name: str) -> int:
    value = cell.attributes.get(name, 1)
    return min(max(value, 1), 60) if isinstance(value, int) else 1


def _spread(rows: list[list[_Cell]]) -> list[list[str]]:
    """The cells in their columns: what a spanning cell covers is empty, and so is what the file left out."""
    width = max((sum(cell.columns for cell in row) for row in rows), default=0)
    lefts = _lefts(rows, width)
    covered = [0] * width
    spread: list[list[str]] = []
    for row in rows:
        texts = [""] * width
        free = sum(left == 0 for left in covered)
        short = sum(cell.columns for cell in row) < free
        place = 0
        for cell in row:
            while place < width and covered[place]:
                place += 1
            if short and cell.left is not None and lefts:
                place = max(place, _nearest(lefts, cell.left))
            if place < width:
                texts[place] = cell.text
                for number in range(place, min(place + cell.columns, width)):
                    covered[number] = cell.rows
                place += cell.columns
        covered = [max(left - 1, 0) for left in covered]
        spread.append(texts)
    return spread


def _lefts(rows: list[list[_Cell]], width: int) -> list[float]:
    """Where each column begins, from a row that has a cell in all of them."""
    for row in rows:
        if len(row) == width and all(cell.left is not None for cell in row):
            return [cell.left or 0.0 for cell in row]
    return []


def _nearest(lefts: list[float], left: float) -> int:
    return min(range(len(lefts)), key=lambda number: abs(lefts[number] - left))
