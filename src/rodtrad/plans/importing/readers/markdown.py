"""Markdown: its headings and tables are declared, the rest is text."""

from __future__ import annotations

import re

from rodtrad.plans.importing.model import Cell, Extracted, HeadingMark, Table

_HEADING = re.compile(r"^(#{1,6})\s+(\S.*?)\s*#*$")
_UNDERLINE = re.compile(r"^(=+|-{3,})\s*$")
_TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$")
_TABLE_RULE = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")


def looks_like(text: str) -> bool:
    """A text with several # headings is Markdown whatever its name says."""
    return len(re.findall(r"^#{1,4} \S", text[:100_000], re.M)) >= 3


def read(text: str) -> Extracted:
    """The text without heading signs, with marks for headings and tables."""
    return _Writer().write(text.split("\n"))


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.headings: list[HeadingMark] = []
        self.tables: list[Table] = []

    def write(self, lines: list[str]) -> Extracted:
        number = 0
        while number < len(lines):
            number = self._one(lines, number)
        return Extracted("".join(self.parts), "markdown", (), tuple(self.headings), tuple(self.tables))

    def _one(self, lines: list[str], number: int) -> int:
        line = lines[number]
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if match := _HEADING.match(line):
            self._heading(match.group(2), len(match.group(1)))
        elif line.strip() and _UNDERLINE.match(following) and not line.lstrip().startswith(("-", "|", "*")):
            self._heading(line.strip(), 1 if following.startswith("=") else 2)
            return number + 2
        elif _TABLE_ROW.match(line) and _TABLE_RULE.match(following):
            return self._table(lines, number)
        else:
            self._put(line + "\n")
        return number + 1

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _heading(self, text: str, level: int) -> None:
        text = text.strip("*_ ")
        self.headings.append(HeadingMark(self.length, level))
        self._put(text + "\n")

    def _table(self, lines: list[str], number: int) -> int:
        start, rows = self.length, []
        while number < len(lines) and _TABLE_ROW.match(lines[number]):
            if not _TABLE_RULE.match(lines[number]):
                rows.append(self._row(lines[number]))
            number += 1
        self.tables.append(Table(start, self.length, tuple(rows)))
        self._put("\n")
        return number

    def _row(self, line: str) -> tuple[Cell, ...]:
        cells = []
        for raw in line.strip().strip("|").split("|"):
            text = re.sub(r"<br\s*/?>", "\n", raw.strip(), flags=re.I)
            cells.append(Cell(text, self.length, self.length + len(text)))
            self._put(text + "\t")
        self._put("\n")
        return tuple(cells)
