"""Words on a page to printed lines: columns, gaps, sizes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

Word = dict[str, Any]
Style = tuple[float, bool]

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BOLD = re.compile(r"bold|black|heavy", re.I)
_HEADING_WORDS = 16
_MARGIN = 0.075  # of the page's height, where running headers and page numbers stand
_FEW_LINES = 5  # fewer lines beside each other are no columns


@dataclass(slots=True)
class Printed:
    """One printed line or table: where it stands, how its letters look, whether it can be a heading."""

    text: str
    top: float
    bottom: float
    style: Style = (0.0, False)
    may_head: bool = False
    rows: list[list[str]] | None = None
    column: tuple[int, int] = (0, 0)

    @property
    def place(self) -> tuple[int, int, float]:
        """The order of reading: band of the page, column, height."""
        return (*self.column, self.top)

    def far_below(self, before: Printed) -> bool:
        """A gap wider than lines of text leave between them, or another column."""
        height = max(self.bottom - self.top, 1.0) if self.rows is None else 12.0
        gap = self.top - before.bottom
        return gap > 0.62 * height or gap < -height or (self.rows is None) != (before.rows is None)


def printed_lines(words: list[Word], width: float, height: float) -> list[Printed]:
    """The lines of a page in reading order."""
    rows = _rows(words)
    gutter = _gutter(rows, width)
    lines: list[Printed] = []
    band, in_columns = 0, False
    for row in rows:
        sides = _sides(row, gutter) if gutter else None
        if (sides is None) == in_columns:  # a line across the columns, or the first in columns after one
            band, in_columns = band + 1, sides is not None
        for side, part in enumerate(sides or [row]):
            if part:
                lines.append(_line(part, height, (band, side)))
    return sorted(lines, key=lambda line: line.place)


def _rows(words: list[Word]) -> list[list[Word]]:
    """Words that stand on the same line, left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: ((one["top"] + one["bottom"]) / 2, one["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        last = rows[-1] if rows else None
        if last and min(one["top"] for one in last[-3:]) <= middle <= max(one["bottom"] for one in last[-3:]):
            last.append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda one: one["x0"]) for row in rows]


def _gutter(rows: list[list[Word]], width: float) -> float | None:
    """The middle of an empty strip down the page with text on both sides, as two columns leave."""
    if len(rows) < 2 * _FEW_LINES:
        return None
    for step in range(20):
        x = width * (0.5 + (step + 1) // 2 * (0.01 if step % 2 else -0.01))
        split = [row for row in rows if _sides(row, x)]
        both = [row for row in split if all(_sides(row, x) or [])]
        full = [row for row in both if min(_span(part) for part in _sides(row, x) or []) > 0.22 * width]
        if len(both) >= _FEW_LINES and len(full) >= 3 and len(split) > 0.6 * len(rows):
            return x
    return None


def _span(words: list[Word]) -> float:
    return float(words[-1]["x1"] - words[0]["x0"]) if words else 0.0


def _sides(row: list[Word], x: float) -> list[list[Word]] | None:
    """The words left and right of x; None when the line runs across it."""
    left = [word for word in row if word["x1"] <= x]
    right = [word for word in row if word["x0"] >= x]
    if len(left) + len(right) < len(row):
        return None
    if left and right and right[0]["x0"] - left[-1]["x1"] < 10:
        return None
    return [left, right]


def _line(words: list[Word], height: float, column: tuple[int, int]) -> Printed:
    size = round(median(word["size"] for word in words), 1)
    bold = all(_BOLD.search(word["fontname"]) for word in words)
    text = _joined(words, size)
    top, bottom = min(word["top"] for word in words), max(word["bottom"] for word in words)
    in_margin = bottom < _MARGIN * height or top > (1 - _MARGIN) * height
    short = len(text.split()) <= _HEADING_WORDS and not text.rstrip().endswith((".", ",", ";", ":"))
    letters = any(char.isalpha() for char in text) and (text.lstrip()[:1].isupper() or text[:1].isdigit())
    return Printed(text, top, bottom, (size, bold), short and letters and not in_margin, None, column)


def _joined(words: list[Word], size: float) -> str:
    """The words with spaces between; small raised digits as such, and a wide gap kept as a run of spaces."""
    text = ""
    for number, word in enumerate(words):
        part = str(word["text"])
        raised = word["size"] < 0.8 * size and part.strip("()*").isdigit()
        if raised:
            part = part.translate(_RAISED)
        if number:
            gap = word["x0"] - words[number - 1]["x1"]
            glued = gap < 0.12 * size or (raised and gap < 0.3 * size)
            text += "" if glued else "    " if gap > 2.5 * size and not _is_bullet(words[number - 1]) else " "
        text += part
    return text


def _is_bullet(word: Word) -> bool:
    return len(word["text"]) <= 3 and not word["text"].isalpha()


def heading_levels(pages: list[list[Printed]]) -> dict[Style, int]:
    """Levels for the styles that stand out from the body: larger letters first, then bold ones."""
    lines = [line for page in pages for line in page if line.rows is None]
    letters: Counter[Style] = Counter()
    for line in lines:
        letters[line.style] += len(line.text)
    if not letters:
        return {}
    body = letters.most_common(1)[0][0]
    heads = Counter(line.style for line in lines if line.may_head and _stands_out(line.style, body))
    whole = Counter(line.style for line in lines if _stands_out(line.style, body))
    styles = [style for style, times in heads.items() if times >= 0.5 * whole[style]]
    return {style: level for level, style in enumerate(sorted(styles, reverse=True), 1)}


def _stands_out(style: Style, body: Style) -> bool:
    size, bold = style
    return size > 1.08 * body[0] or (bold and not body[1] and size > 0.97 * body[0])
