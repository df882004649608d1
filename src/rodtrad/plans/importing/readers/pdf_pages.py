"""The pages of a PDF as words and rules: where each stands, how its letters look, whose content it is.

PDFium reads the pages (a browser's engine, made for files of unknown origin); what comes out of here is plain
data, measured in points from the upper left corner of the page as it is shown.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import hypot
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

_BOLD = re.compile(r"bold|black|heavy|semibd|demi", re.I)
_HEAVY = 600  # of the weights from 100 to 900
_MOST_CHARS = 40_000  # on one page
_MOST_SEGMENTS = 20_000
_MOST_DEEP = 4  # forms inside forms
_STRAIGHT = 0.7  # points that a rule may lean
_SPACE = 0.25  # of the letters' size: a gap that begins a new word
_SHY = "\u00ad"

Point = tuple[float, float]
Rule = tuple[float, float, float, float]  # x0, top, x1, bottom


@dataclass(slots=True)
class Word:
    """A word on a page. `order` is when the file writes it, `content` its marked content, if any; an artifact
    is furniture that the file itself calls so."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    order: int
    content: int | None = None
    artifact: bool = False


@dataclass(slots=True)
class PageContent:
    """One page: its number from 1, its size as shown, its words in the file's order, its straight rules."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the letters of one text object share."""

    size: float
    bold: bool
    content: int | None
    artifact: bool


def pages_of(document: pypdfium2.PdfDocument) -> Iterator[PageContent]:
    """The pages of an open document, one after the other."""
    for number in range(len(document)):
        page = document[number]
        try:
            yield _Reader(page, number + 1).read()
        finally:
            page.close()


class _Reader:
    def __init__(self, page: pypdfium2.PdfPage, number: int) -> None:
        self.page = page
        self.box = page.get_cropbox()
        self.turn = page.get_rotation() % 360
        width, height = page.get_size()
        self.content = PageContent(number, width, height)
        self.looks: dict[int, _Look] = {}
        self.segments = 0

    def read(self) -> PageContent:
        self._read_words()
        for thing in self.page.get_objects(max_depth=1):
            self._read_rules(thing.raw, _matrix(thing.raw), 0)
        return self.content

    def _shown(self, x: float, y: float) -> Point:
        """A point of the file where it is on the page as shown: from the upper left, turned with the page."""
        left, bottom, right, top = self.box
        x, y, across, up = x - left, y - bottom, right - left, top - bottom
        if self.turn == 90:
            return y, x
        if self.turn == 180:
            return across - x, y
        if self.turn == 270:
            return up - y, across - x
        return x, up - y

    # Words

    def _read_words(self) -> None:
        text_page = self.page.get_textpage()
        raw = text_page.raw
        box = pdfium.FS_RECTF()
        word: Word | None = None
        for place in range(min(pdfium.FPDFText_CountChars(raw), _MOST_CHARS)):
            char = _char(pdfium.FPDFText_GetUnicode(raw, place))
            if not char.strip() or not pdfium.FPDFText_GetLooseCharBox(raw, place, box):
                word = None
                continue
            (x0, y0), (x1, y1) = self._shown(box.left, box.bottom), self._shown(box.right, box.top)
            if x0 > x1:
                x0, x1 = x1, x0
            if y0 > y1:
                y0, y1 = y1, y0
            look = self._look(raw, place)
            if word is not None and _goes_on(word, x0, y0, y1, look):
                word.text += char
                word.x1, word.top, word.bottom = max(word.x1, x1), min(word.top, y0), max(word.bottom, y1)
                continue
            word = Word(char, x0, x1, y0, y1, look.size, look.bold, place, look.content, look.artifact)
            self.content.words.append(word)
        text_page.close()

    def _look(self, raw: Any, place: int) -> _Look:
        thing = pdfium.FPDFText_GetTextObject(raw, place)
        address = ctypes.cast(thing, ctypes.c_void_p).value or 0
        look = self.looks.get(address)
        if look is None:
            look = self.looks[address] = _look_of(raw, place, thing)
        return look

    # Rules

    def _read_rules(self, thing: Any, placed: _Matrix, depth: int) -> None:
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MOST_DEEP:
            for number in range(max(pdfium.FPDFFormObj_CountObjects(thing), 0)):
                inner = pdfium.FPDFFormObj_GetObject(thing, number)
                self._read_rules(inner, _placed(_matrix(inner), placed), depth + 1)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            points = self._points(thing, placed)
            for (x0, y0), (x1, y1) in points:
                if abs(x0 - x1) <= _STRAIGHT or abs(y0 - y1) <= _STRAIGHT:
                    self.content.rules.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))

    def _points(self, path: Any, placed: _Matrix) -> Iterator[tuple[Point, Point]]:
        """The beginnings and ends of the straight lines of a path, where they are on the page."""
        x, y = ctypes.c_float(), ctypes.c_float()
        last = first = None
        for number in range(max(pdfium.FPDFPath_CountSegments(path), 0)):
            self.segments += 1
            if self.segments > _MOST_SEGMENTS:
                return
            segment = pdfium.FPDFPath_GetPathSegment(path, number)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = self._shown(*placed.applied(x.value, y.value))
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                first = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
                yield last, point
            last = point
            if first is not None and pdfium.FPDFPathSegment_GetClose(segment):
                yield point, first


@dataclass(frozen=True, slots=True)
class _Matrix:
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def applied(self, x: float, y: float) -> Point:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


def _placed(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """A matrix inside another."""
    (e, f) = outer.applied(inner.e, inner.f)
    return _Matrix(
        outer.a * inner.a + outer.c * inner.b, outer.b * inner.a + outer.d * inner.b,
        outer.a * inner.c + outer.c * inner.d, outer.b * inner.c + outer.d * inner.d,
        e, f,
    )  # fmt: skip


def _matrix(thing: Any) -> _Matrix:
    raw = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, raw):
        return _Matrix(1, 0, 0, 1, 0, 0)
    return _Matrix(raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)


def _char(number: int) -> str:
    if number == 2:  # what PDFium gives for a hyphen at the end of a line
        return "-"
    if number in (0xFFFE, 0xFFFF) or 0xD800 <= number < 0xE000 or number > 0x10FFFF or number < 32:
        return " "
    char = chr(number)
    return "-" if char == _SHY else char  # whatever the font calls it, it is printed


def _goes_on(word: Word, x0: float, top: float, bottom: float, look: _Look) -> bool:
    """Whether a letter belongs to the word before it."""
    if word.content != look.content or word.size != look.size or word.bold != look.bold:
        return False
    middle = (top + bottom) / 2
    gap = x0 - word.x1
    return word.top <= middle <= word.bottom and -look.size < gap <= _SPACE * look.size


def _look_of(raw: Any, place: int, thing: Any) -> _Look:
    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(raw, place)
    if pdfium.FPDFText_GetMatrix(raw, place, matrix):
        size *= hypot(matrix.c, matrix.d)
    content = pdfium.FPDFPageObj_GetMarkedContentID(thing) if thing else -1
    return _Look(
        round(size or 1.0, 1), _is_bold(raw, place), content if content >= 0 else None, _is_artifact(thing)
    )


def _is_bold(raw: Any, place: int) -> bool:
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(raw, place, buffer, 128, flags)
    name = buffer.raw[: max(min(length, 128) - 1, 0)].decode("utf-8", "replace")
    return bool(_BOLD.search(name)) or pdfium.FPDFText_GetFontWeight(raw, place) >= _HEAVY


def _is_artifact(thing: Any) -> bool:
    if not thing:
        return False
    buffer, length = (ctypes.c_ushort * 32)(), ctypes.c_ulong()
    for number in range(min(max(pdfium.FPDFPageObj_CountMarks(thing), 0), 8)):
        mark = pdfium.FPDFPageObj_GetMark(thing, number)
        named = mark and pdfium.FPDFPageObjMark_GetName(mark, buffer, 64, length)
        if named and bytes(buffer).decode("utf-16-le", "replace").startswith("Artifact"):
            return True
    return False
