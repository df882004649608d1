"""Markdown: its headings and tables are declared, the rest is text."""

from __future__ import annotations

import re

from rodtrad.plans.importing.model import Extracted

from .writing import TextWriter

_HEADING = re.compile(r"^(#{1,6})\s+(\S.*?)\s*#*$")
_UNDERLINE = re.compile(r"^(=+|-{3,})\s*$")
_TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$")
_NOTE = re.compile(r"^\[\^[^\]\s]+\]:\s")
_ASIDE = re.compile(r"^\s*(?:>|!\[[^\]]*\]\([^)]*\)\s*$)")  # a quotation, or an image alone
_NOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_TABLE_RULE = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")


def looks_like(text: str) -> bool:
    """A text with several # headings is Markdown whatever its name says."""
    return len(re.findall(r"^#{1,4} \S", text[:100_000], re.M)) >= 3


def read(text: str) -> Extracted:
    """The text without heading signs, with marks for headings and tables."""
    return _Writer().write(text.split("\n"))


class _Writer:
    def __init__(self) -> None:
        self.out = TextWriter()

    def write(self, lines: list[str]) -> Extracted:
        number = 0
        while number < len(lines):
            number = self._one(lines, number)
        return self.out.extracted("markdown")

    def _one(self, lines: list[str], number: int) -> int:
        line = lines[number]
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if match := _HEADING.match(line):
            self.out.heading(match.group(2).strip("*_ "), len(match.group(1)))
        elif line.strip() and _UNDERLINE.match(following) and not line.lstrip().startswith(("-", "|", "*")):
            self.out.heading(line.strip("*_ "), 1 if following.startswith("=") else 2)
            return number + 2
        elif _TABLE_ROW.match(line) and _TABLE_RULE.match(following):
            return self._table(lines, number)
        elif not _NOTE.match(line) and not _ASIDE.match(line):
            self.out.put(_NOTE_MARK.sub("", line) + "\n")
        return number + 1

    def _table(self, lines: list[str], number: int) -> int:
        rows = []
        while number < len(lines) and _TABLE_ROW.match(lines[number]):
            if not _TABLE_RULE.match(lines[number]):
                rows.append(_row(lines[number]))
            number += 1
        self.out.table(rows)
        self.out.put("\n")
        return number


def _row(line: str) -> list[str]:
    cells = _NOTE_MARK.sub("", line).strip().strip("|").split("|")
    return [re.sub(r"<br\s*/?>", "\n", cell.strip(), flags=re.I) for cell in cells]
