"""The paragraphs of a table whose cells were written out one after the other.

A cell begins after an empty line; a line of only spaces stands between the paragraphs inside one. Where there
are no empty lines at all, each line with a capital may begin something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .blocks import clean, is_cut, join_lines, marker_of, wraps_leave_space
from .lines import Line

ENDED = re.compile(r"[.!?:][)”\"]*$")
_UNIT = re.compile(r"^ansvar(?:ig|iga)?\s*:", re.I)
_CLOSES_TOO = frozenset(["till", "på", "av", "med", "i", "om", "in", "upp"])  # 'vem de kan vända sig till'
_FEW_GAPS = 0.15  # of the lines: less, and the cells stand without anything between them


@dataclass(slots=True)
class Segment:
    """Lines of one paragraph of a cell. `opens` says that a cell boundary stands before it."""

    lines: list[Line]
    opens: bool
    text: str = ""
    closes: bool = False  # an empty paragraph stands after it

    @property
    def tight(self) -> bool:
        """More than one line, set without gaps."""
        return len(self.lines) > 1 and not any(line.gap for line in self.lines[1:])


def segments_of(lines: list[Line], footnotes: set[str]) -> list[Segment]:
    """The paragraphs of the cells, in order."""
    found: list[Segment] = []
    crowded = sum(line.gap > 0 for line in lines) < _FEW_GAPS * len(lines)
    widest = max((line.width for line in lines), default=0)
    for line in lines:
        if found and (_may_go_on if crowded else _same_paragraph)(found[-1].lines[-1], line, widest):
            found[-1].lines.append(line)
            continue
        if found:
            found[-1].closes = line.spacer
        listed = bool(found) and bool(marker_of(line.text)) and found[-1].lines[-1].text.endswith(":")
        opens = not found or crowded or line.empty > 0 or line.page_start
        found.append(Segment([line], opens and not listed and not _UNIT.match(line.text)))
    space = wraps_leave_space(lines)
    for segment in found:
        segment.text = clean(join_lines(segment.lines, space), footnotes)
    return found


def _may_go_on(last: Line, line: Line, widest: int) -> bool:
    """Where nothing stands between the cells: a small letter, or a line cut after a comma or a small word."""
    if line.text[0].islower():
        return True
    word = last.text.rsplit(" ", 1)[-1].casefold()
    return is_cut(last.text) and word not in _CLOSES_TOO and last.width > widest / 2


def _same_paragraph(last: Line, line: Line, _widest: int) -> bool:
    """A small letter goes on from an unfinished line over any gap; a capital only from the line right
    above."""
    ended = bool(ENDED.search(last.text))
    if marker_of(line.text) or _UNIT.match(line.text):
        return False
    if line.text[0].islower():
        return not ended or line.gap == 0
    return line.gap == 0 and not line.page_start and (not ended or not line.text[0].isalnum())
