"""Words on a page to printed lines: columns, gaps, sizes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from .pdf_pages import Word

Style = tuple[float, bool]

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HEADING_WORDS = 16
_MARGIN = 0.075  # of the page's height, where running headers and page numbers stand
_APART = 1.5  # of the letters' size: a gap that no space between words has
_SIGN = 3.0  # points that one sign of laid out text stands for: less than any letter is wide
_WIDEST = 800
_NEARLY_ALL = 0.85
_STEP, _HALF = 1.0, 0.5  # points that heights differ by, and the share of lines that do
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
    in_margin: bool = False
    left: float = 0.0

    @property
    def place(self) -> tuple[int, int, float]:
        """The order of reading: band of the page, column, height."""
        return (*self.column, self.top)

    def far_below(self, before: Printed) -> bool:
        """A gap wider than lines of text leave between them, or another column."""
        height = max(self.bottom - self.top, 1.0) if self.rows is None else 12.0
        gap = self.top - before.bottom
        return gap > 0.62 * height or gap < -height or (self.rows is None) != (before.rows is None)


class Layout:
    """Reads page after page. `is_header` says whether texts beside each other head a table.

    What stands under such a header is read across and not column by column; where its columns begin is kept
    in mind, over page breaks too, until a line runs across them.
    """

    def __init__(self, is_header: Callable[[list[str]], bool]) -> None:
        self.is_header = is_header
        self.stops: list[float] = []

    def lines(self, words: list[Word], width: float, height: float) -> list[Printed]:
        """The lines of a page in reading order."""
        rows = rows_of(words)
        heads = [self._head(rows, number) for number in range(len(rows))]
        gutter = None if any(heads) or self.stops else _gutter(rows, width)
        lines: list[Printed] = []
        band, in_columns = 0, False
        for row, head in zip(rows, heads, strict=True):
            self._follow(row, head, height)
            sides = _sides(row, gutter) if gutter else None
            if (sides is None) == in_columns:  # a line across the columns, or the first in columns after one
                band, in_columns = band + 1, sides is not None
            for side, part in enumerate(sides or [row]):
                if part:
                    lines.append(_line(part, height, (band, side), self.stops))
        return sorted(lines, key=lambda line: line.place)

    def _head(self, rows: list[list[Word]], number: int) -> list[float]:
        """Where the columns begin, if a header row does at this line; it may go on in the next."""
        parts = _apart(rows[number])
        if self.is_header([text for text, _ in parts]):
            return [left for _, left in parts]
        below = _apart(rows[number + 1]) if number + 1 < len(rows) else []
        if len(parts) < 2 or not all(any(abs(left - own) < 2 for _, own in parts) for _, left in below):
            return []
        whole = [
            " ".join([text, *(more for more, at in below if abs(at - left) < 2)]) for text, left in parts
        ]
        return [left for _, left in parts] if self.is_header(whole) else []

    def _follow(self, row: list[Word], head: list[float], height: float) -> None:
        """Columns begin at a header row, and end where a word stands across the beginning of one."""
        if head:
            self.stops = head
        elif not _in_margin(row, height) and any(
            word.x0 < stop - 1 and word.x1 > stop + 1 for word in row for stop in self.stops
        ):
            self.stops = []


def with_indents(lines: list[Printed]) -> None:
    """Each line of a page as far in as it stands, so that what stands under a column begins under it."""
    left = min((line.left for line in lines if line.rows is None), default=0.0)
    for line in lines:
        if line.rows is None and not line.in_margin:
            line.text = " " * _signs(line.left - left) + line.text


def rows_of(words: list[Word]) -> list[list[Word]]:
    """Words that stand on the same line, left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: ((one.top + one.bottom) / 2, one.x0)):
        middle = (word.top + word.bottom) / 2
        last = rows[-1] if rows else None
        if last and min(one.top for one in last[-3:]) <= middle <= max(one.bottom for one in last[-3:]):
            last.append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda one: one.x0) for row in rows]


def _apart(row: list[Word]) -> list[tuple[str, float]]:
    """The texts of a line that stand apart from each other, each with where it begins."""
    size = median(word.size for word in row)
    found: list[list[Word]] = []
    for word in row:
        if found and word.x0 - found[-1][-1].x1 <= _APART * size:
            found[-1].append(word)
        else:
            found.append([word])
    return [(" ".join(word.text for word in part), part[0].x0) for part in found]


def _gutter(rows: list[list[Word]], width: float) -> float | None:
    """The middle of an empty strip down the page with text on both sides, as two columns leave."""
    best: tuple[int, float] | None = None
    for step in range(20):
        x = width * (0.5 + (step + 1) // 2 * (0.01 if step % 2 else -0.01))
        split = [_sides(row, x) for row in rows]
        both = sum(sides is not None and all(sides) for sides in split)
        parted = sum(sides is not None for sides in split)
        if both >= 2 and parted > 0.6 * len(rows) and _in_columns(split, width):
            best = max(best or (0, x), (both, x), key=lambda one: one[0])
    return best[1] if best else None


def _in_columns(split: list[list[list[Word]] | None], width: float) -> bool:
    """Whether lines with text on both sides are columns. The file writes all of the left column before the
    right one; where a part of the page tells nothing, columns are many lines, and long ones."""
    if _out_of_step(split):
        return True
    told = [_written_down(band) for band in _bands(split)]
    if any(told) or False in told:
        return told.count(True) > told.count(False)
    both = [sides for sides in split if sides is not None and all(sides)]
    long = [sides for sides in both if min(_span(side) for side in sides) > 0.22 * width]
    return len(both) >= _FEW_LINES and len(long) >= 3


def _out_of_step(split: list[list[list[Word]] | None]) -> bool:
    """Whether the lines left and right stand at heights of their own: cells of a table stand in step."""
    tops = [[min(word.top for word in side) for side in sides] for sides in split if sides and all(sides)]
    apart = sum(abs(left - right) > _STEP for left, right in tops)
    return len(tops) >= 2 * _FEW_LINES and apart >= _HALF * len(tops)


def _bands(split: list[list[list[Word]] | None]) -> Iterator[list[list[list[Word]]]]:
    """The parts of a page between lines that run across it."""
    band: list[list[list[Word]]] = []
    for sides in [*split, None]:
        if sides is not None:
            band.append(sides)
        elif band:
            yield band
            band = []


def _written_down(band: list[list[list[Word]]]) -> bool | None:
    """Whether the file writes the left side of a band first, but for a footnote or two; None where a side has
    too little to tell."""
    left = [side[0].order for side, _ in band if side]
    right = [side[0].order for _, side in band if side]
    if len(left) < 2 or len(right) < 2:
        return None
    middle = median(right)
    return sum(order < middle for order in left) > _NEARLY_ALL * len(left)


def _span(words: list[Word]) -> float:
    return words[-1].x1 - words[0].x0 if words else 0.0


def _sides(row: list[Word], x: float) -> list[list[Word]] | None:
    """The words left and right of x; None when the line runs across it."""
    left = [word for word in row if word.x1 <= x]
    right = [word for word in row if word.x0 >= x]
    if len(left) + len(right) < len(row):
        return None
    if left and right and right[0].x0 - left[-1].x1 < 10:
        return None
    return [left, right]


def _in_margin(words: list[Word], height: float) -> bool:
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    return bottom < _MARGIN * height or top > (1 - _MARGIN) * height


def _line(words: list[Word], height: float, column: tuple[int, int], stops: list[float]) -> Printed:
    line = printed_row(words, stops)
    line.column = column
    line.in_margin = _in_margin(words, height)
    if line.in_margin:
        line.may_head, line.text = False, re.sub(r" {4,}", "    ", line.text)
    return line


def printed_row(words: list[Word], stops: Sequence[float] = ()) -> Printed:
    """Words that stand on one line, left to right, as a printed line. `stops` are where columns begin."""
    size = round(median(word.size for word in words), 1)
    bold = all(word.bold for word in words)
    text = _joined(words, size, stops)
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    short = len(text.split()) <= _HEADING_WORDS and not text.rstrip().endswith((".", ",", ";", ":"))
    letters = any(char.isalpha() for char in text) and (text.lstrip()[:1].isupper() or text[:1].isdigit())
    apart = re.search(r"\S {4}", text) is not None  # cells beside each other are no heading
    return Printed(text, top, bottom, (size, bold), short and letters and not apart, left=words[0].x0)


def _joined(words: list[Word], size: float, stops: Sequence[float]) -> str:
    """The words with spaces between; small raised digits as such. What stands apart on the line keeps its
    place: it begins as many signs from the left as its distance on the page says."""
    text = ""
    for number, word in enumerate(words):
        part = word.text
        raised = word.size < 0.8 * size and part.strip("()*").isdigit()
        if raised:
            part = part.translate(_RAISED)
        if number:
            gap = word.x0 - words[number - 1].x1
            glued = gap < 0.12 * size or (raised and gap < 0.3 * size)
            at_stop = gap > 0.12 * size and any(abs(word.x0 - stop) < 1 for stop in stops)
            if at_stop or (gap > _APART * size and not _is_bullet(words[number - 1])):
                text = text.ljust(max(_signs(word.x0 - words[0].x0), len(text) + 4))
            else:
                text += "" if glued else " "
        text += part
    return text


def _signs(points: float) -> int:
    """A distance on the page as signs of laid out text; a broken file may place words miles away."""
    return min(max(round(points / _SIGN), 0), _WIDEST)


def _is_bullet(word: Word) -> bool:
    return len(word.text) <= 3 and not word.text.isalpha()


def in_paragraphs(lines: list[Printed]) -> str:
    """The lines of a table cell; a gap between two of them is a new paragraph."""
    text = ""
    for number, line in enumerate(lines):
        apart = number and line.far_below(lines[number - 1])
        text += ("\n\n" if apart else "\n" if number else "") + line.text
    return text


def heading_levels(lines: list[Printed]) -> dict[Style, int]:
    """Levels for the styles that stand out from the body: larger letters first, then bold ones."""
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
