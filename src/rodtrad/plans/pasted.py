"""A list that was pasted, as lines with depth: bulleted, numbered or indented. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["MAX_LINES", "lines_of"]

MAX_LINES = 500
TAB = 4
# '- ', '• ', '1. ', '1.2 ', 'a) ', '(3) ': what word processors and people set before a line of a list.
NUMBER = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3})*)[.):]?[ \t]+(?!\d{3}\b)(?=\S)")
LETTER = re.compile(r"\(?[a-zåäö][.)][ \t]+(?=\S)", re.IGNORECASE)
BULLET = re.compile(r"(?:#{1,6}|[-–—*+•‣◦▪■●○·o])[ \t]+(?=\S)")


def lines_of(text: str) -> list[tuple[int, str]]:
    """Each line that says something, without its mark, with its depth: 0 for the outermost.

    The depth comes from the indentation where there is any, else from numbers such as 1.2.3 and from the
    order in which kinds of marks appear. No line is more than one step deeper than the one before it.
    """
    rows = [row for line in text.splitlines() if (row := _row(line))]
    indents = {indent for indent, _, _ in rows}
    raw = _by_indent(rows) if len(indents) > 1 else _by_mark(rows)
    found: list[tuple[int, str]] = []
    for depth, (_, _, words) in zip(raw, rows, strict=True):
        found.append((min(depth, found[-1][0] + 1 if found else 0), words))
    return found


def _row(line: str) -> tuple[int, str, str] | None:
    """Indentation in columns, the kind of mark, and the words."""
    line = line.replace("\0", "").replace("\u00a0", " ").rstrip()
    bare = line.lstrip(" \t")
    indent = sum(TAB if sign == "\t" else 1 for sign in line[: len(line) - len(bare)])
    mark, words = _marked(bare)
    words = " ".join(words.split())
    return (indent, mark, words) if any(sign.isalnum() for sign in words) else None


def _marked(bare: str) -> tuple[str, str]:
    if number := NUMBER.match(bare):
        return f"1{number[1].count('.')}", bare[number.end() :]
    for name, pattern in (("a", LETTER), ("", BULLET)):
        if mark := pattern.match(bare):
            return name or mark[0].strip(), bare[mark.end() :]
    return "plain", bare


def _by_indent(rows: Sequence[tuple[int, str, str]]) -> list[int]:
    depths, way = [], list[int]()
    for indent, _, _ in rows:
        while way and way[-1] >= indent:
            way.pop()
        depths.append(len(way))
        way.append(indent)
    return depths


def _by_mark(rows: Sequence[tuple[int, str, str]]) -> list[int]:
    depths, way = [], list[str]()
    for _, mark, _ in rows:
        if mark in way:
            del way[way.index(mark) + 1 :]
        else:
            way.append(mark)
        depths.append(len(way) - 1)
    return depths
