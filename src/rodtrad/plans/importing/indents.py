"""What stands further in than the lines around it: lists whose marks were lost, and lists that hang.

Only texts that keep their layout have indents; in all others these signs are silent.
"""

from __future__ import annotations

from itertools import pairwise

from .lines import Line
from .sections import heading_meaning, is_lead
from .vocabulary import PART_SENSES

_STEP = 2  # characters further in
_FEWEST_HANGING, _MOST = 3, 0.8


def mark_indented_lists(lines: list[Line], marks: list[str]) -> None:
    """Marks as items the lines that stand further in than the lead-in or heading right above them, where two
    or more of them begin something. `marks` are the list marks that the lines begin with."""
    for number, line in enumerate(lines):
        if line.table or marks[number] or not _opens_list(line):
            continue
        inside: list[Line] = []
        for place in range(number + 1, len(lines)):
            one = lines[place]
            if one.table or one.level or marks[place] or one.gap > 1 or one.indent < line.indent + _STEP:
                break
            inside.append(one)
        edge = min((one.indent for one in inside), default=0)
        items = [one for one in inside if one.indent == edge and one.text[:1].isupper()]
        if len(items) >= 2 and items[0] is inside[0]:
            for one in items:
                one.listed = True


def _opens_list(line: Line) -> bool:
    return is_lead(line.text) or heading_meaning(line.text).sense in PART_SENSES


def hanging(lines: list[Line], marks: list[str]) -> bool:
    """Whether the lines of list items stand further in than their marks, as good as always."""
    goes_on = [
        after.indent > before.indent
        for (before, mark), (after, other) in pairwise(zip(lines, marks, strict=True))
        if mark and not other and not after.gap and after.text[:1].islower() and not after.table
    ]
    return len(goes_on) >= _FEWEST_HANGING and sum(goes_on) >= _MOST * len(goes_on)
