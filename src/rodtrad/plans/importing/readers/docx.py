"""Word documents, by their structure: heading styles, lists with their numbers, tables cell by cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import docx as python_docx
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from rodtrad.plans.importing.errors import ImportRefused
from rodtrad.plans.importing.model import Extracted

from . import zipguard
from .writing import TextWriter

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}instrText",
    f"{_W}footnoteReference",
    f"{_W}pPr",
    f"{_W}rPr",
    f"{_W}txbxContent",
    _FALLBACK,
}
_HOLDERS = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"}
_MOST_COLUMNS = 63  # as many as Word allows
_BROKEN = (*zipguard.BROKEN, LxmlError, AttributeError, TypeError, ArithmeticError)


def read(data: bytes) -> Extracted:
    """The text of a DOCX with its headings and tables marked. Other zips are `unknown_type`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "word/document.xml" not in archive.namelist():
            raise ImportRefused("unknown_type")
    try:
        return _Writer(python_docx.Document(io.BytesIO(data))).write()
    except RecursionError as error:
        raise ImportRefused("too_heavy", "nesting") from error
    except _BROKEN as error:
        raise ImportRefused("broken_file", type(error).__name__) from error


class _Writer:
    """Writes the body as lines of text: a blank line between paragraphs, none between the items of a
    list."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.styles = _styles(document)
        self.formats = _number_formats(document)
        self.counters: dict[tuple[str, int], int] = defaultdict(int)
        self.out = TextWriter()
        self.in_list = False

    def write(self) -> Extracted:
        for block in _blocks(self.document.element.body):
            if block.tag == f"{_W}p":
                self._paragraph(block)
                for boxed in _text_boxes(block):
                    self._paragraph(boxed)
            else:
                self._table(block)
        return self.out.extracted("docx", self.document.core_properties.title or None)

    def _paragraph(self, element: Any) -> None:
        if _breaks_page(element):
            self.out.page()
        text = _text(element)
        name, outline, style_list = self._style(element)
        if not text.strip() or name.startswith(("toc ", "innehåll ")):
            return
        level = outline or _heading_level(name)
        marker = "" if level else self._marker(element, style_list)
        if self.out.length and not (marker and self.in_list):
            self.out.put("\n")
        if level:
            self.out.heading(" ".join(text.split()), level)
        else:
            lines = (" ".join(line.split()) for line in text.split("\n"))
            self.out.put(marker + "".join(f"{line}\n" for line in lines if line))
        self.in_list = bool(marker)

    def _style(self, element: Any) -> tuple[str, int, tuple[str, int] | None]:
        ref = element.find(f"{_W}pPr/{_W}pStyle")
        name, outline, listed = self.styles.get(ref.get(f"{_W}val") if ref is not None else "", ("", 0, None))
        own = element.find(f"{_W}pPr/{_W}outlineLvl")
        if own is not None and (own.get(f"{_W}val") or "").isdigit() and int(own.get(f"{_W}val")) < 9:
            outline = int(own.get(f"{_W}val")) + 1
        return name, outline, listed

    def _marker(self, element: Any, style_list: tuple[str, int] | None) -> str:
        listed = _list_of(element.find(f"{_W}pPr")) or style_list
        if listed is None:
            return ""
        number, depth = listed
        kind = self.formats.get((number, depth)) or self.formats.get((number, 0), "bullet")
        if kind in ("bullet", "none"):
            return "◦ " if depth else "• "
        self.counters[number, depth] += 1
        return f"{min(self.counters[number, depth], 99)}. "

    def _table(self, element: Any) -> None:
        self.out.put("\n")
        self.out.table([self._row(row) for row in _own(element, "tr")])
        self.in_list = False

    def _row(self, row: Any) -> list[str]:
        """The cells of a row, each in its column: what a merged cell covers is empty."""
        texts = [""] * _number(row, "trPr/gridBefore")
        for cell in _own(row, "tc"):
            texts += [self._cell(cell), *[""] * (_number(cell, "tcPr/gridSpan") - 1)]
        return texts

    def _cell(self, element: Any) -> str:
        lines = []
        for paragraph in element.iter(f"{_W}p"):
            text = "\n".join(line for raw in _text(paragraph).split("\n") if (line := " ".join(raw.split())))
            listed = _list_of(paragraph.find(f"{_W}pPr")) or self._style(paragraph)[2]
            if text:
                lines.append(f"• {text}" if listed else text)
        return "\n\n".join(lines)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also those inside content controls."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in _HOLDERS:
            yield from _blocks(child)


def _own(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, also those in content controls; not those of a table inside."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in _HOLDERS:
            yield from _own(child, name)


def _number(element: Any, path: str) -> int:
    """A small count among the properties of a row or cell; 0 where there is none."""
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/")))
    value = found.get(f"{_W}val") if found is not None else None
    return min(int(value), _MOST_COLUMNS) if value and value.isdigit() else 0


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    """The paragraphs of text boxes that hang in a paragraph; of the two copies that Word keeps, the first."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(above.tag == _FALLBACK for above in box.iterancestors()):
            yield from box.iter(f"{_W}p")


def _text(element: Any) -> str:
    """The text of a paragraph as it reads with all changes accepted."""
    parts: list[str] = []
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}tab":
            parts.append(" ")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            parts.append(" " if child.get(f"{_W}type") else "\n")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        else:
            parts.append(_text(child))
    return "".join(parts)


def _breaks_page(element: Any) -> bool:
    if next(element.iter(f"{_W}lastRenderedPageBreak"), None) is not None:
        return True
    return any(one.get(f"{_W}type") == "page" for one in element.iter(f"{_W}br"))


def _heading_level(name: str) -> int:
    match = re.fullmatch(r"(?:heading|rubrik|överskrift)\s*([1-9])", name)
    return int(match.group(1)) if match else 0


def _list_of(properties: Any) -> tuple[str, int] | None:
    number = properties.find(f"{_W}numPr") if properties is not None else None
    if number is None:
        return None
    name, depth = number.find(f"{_W}numId"), number.find(f"{_W}ilvl")
    if name is None or name.get(f"{_W}val") in (None, "0"):
        return None
    level = depth.get(f"{_W}val") if depth is not None else "0"
    return name.get(f"{_W}val"), int(level) if (level or "").isdigit() else 0


def _styles(document: Any) -> dict[str, tuple[str, int, tuple[str, int] | None]]:
    """For each style id: its name, outline level from 1 (0 for none) and the list it makes."""
    found: dict[str, tuple[str, int, tuple[str, int] | None]] = {}
    for style in document.styles.element.iter(f"{_W}style"):
        name, properties = style.find(f"{_W}name"), style.find(f"{_W}pPr")
        outline = properties.find(f"{_W}outlineLvl") if properties is not None else None
        value = outline.get(f"{_W}val") if outline is not None else None
        level = int(value) + 1 if value and value.isdigit() and int(value) < 9 else 0
        label = (name.get(f"{_W}val") or "").casefold() if name is not None else ""
        listed = _list_of(properties)
        if label.startswith("list ") and label != "list paragraph":  # 'list bullet 2' is a list inside a list
            depth = int(label[-1]) - 1 if label[-1] in "23456" else 0
            name = listed[0] if listed else "list number" if "number" in label else "list bullet"
            listed = (name, max(depth, listed[1] if listed else 0))
        found[style.get(f"{_W}styleId")] = (label, level, listed)
    return found


def _number_formats(document: Any) -> dict[tuple[str, int], str]:
    """'decimal', 'bullet', … for each list and depth; from the numbering part, which a document may lack."""
    formats: dict[tuple[str, int], str] = {("list number", 0): "decimal"}
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return formats
    abstract = {one.get(f"{_W}abstractNumId"): one for one in numbering.iter(f"{_W}abstractNum")}
    for number in numbering.iter(f"{_W}num"):
        ref = number.find(f"{_W}abstractNumId")
        definition = abstract.get(ref.get(f"{_W}val")) if ref is not None else None
        for level in definition.iter(f"{_W}lvl") if definition is not None else ():
            kind = level.find(f"{_W}numFmt")
            depth = level.get(f"{_W}ilvl") or "0"
            if kind is not None and depth.isdigit():
                formats[number.get(f"{_W}numId"), int(depth)] = kind.get(f"{_W}val") or "bullet"
    return formats
