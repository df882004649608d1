"""Sums of leaders' ratings, told to a reader who sees the ratings of several of the units.

A sum is frozen so that one unit cannot work out another (`disclosure.leaders`). Whoever sees two units of
three, as a principal of two schools does, could still take both away and have the third. What a reader sees
beside the sums is known only when they ask, so this part of the rule is applied then: such a sum is not
shown to that reader. What many read alike, as the yearly compilation, leaves out the sums that would tell any
of those who could read it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from rodtrad.assessments.models import Group, Result
from rodtrad.assessments.service.published import published
from rodtrad.organisation.access import Scope, scopes_at
from rodtrad.organisation.models import UnitKind
from rodtrad.organisation.models.unit import STEP

Hidden = Mapping[tuple[int, str], frozenset[int]]
"""Per round and path of a sum: the questions, by position, that are not told to the reader."""

REASON = "few_units"
# How many units chose a level, per question, and last how many rated at all; None where it is hidden.
Numbers = list[int | None]


def sees_several(scope: Scope) -> bool:
    """Whether the reader sees into more than one unit, and not into everything."""
    if scope.is_system or not scope.ancestor_paths:
        return False
    return len(scope.paths) > 1 or any(duty.unit_kind != UnitKind.SCHOOL for duty in scope.duties)


def left_alone(scope: Scope, round_ids: Collection[int]) -> Hidden:
    """The leaders' sums above the reader in which one single unit is left when what the reader sees beside
    them is taken away. No query for a reader of one unit, else two.
    """
    if not sees_several(scope):
        return {}
    above, tops = set(scope.ancestor_paths), set(scope.paths)
    ratings = published(round_id__in=round_ids, group=Group.LEADERS)
    sums: dict[int, dict[str, Numbers]] = {}
    for round_id, path, told in _read(ratings.filter(unit_path__in=above | tops).exclude(unit_kind="school")):
        sums.setdefault(round_id, {})[path] = told
    hidden: dict[tuple[int, str], frozenset[int]] = {}
    for round_id, told_of in sums.items():
        whole = {path: told for path, told in told_of.items() if path in tops and None not in told}
        mine = whole | _own(ratings.filter(round_id=round_id), tops - set(whole))
        for path, positions in _weak(told_of, mine, above).items():
            hidden[round_id, path] = positions
    return hidden


def left_alone_for_any(authority_path: str, round_ids: Collection[int], day: date) -> Hidden:
    """The same of every reader there is, for what all at an authority read alike. Two queries and one for
    each round, whatever the size.
    """
    readers = {scope.paths: scope for scope in scopes_at(authority_path, day) if sees_several(scope)}
    if not readers:
        return {}
    ratings = published(round_id__in=round_ids, group=Group.LEADERS)
    sums: dict[int, dict[str, Numbers]] = {}
    for round_id, path, told in _read(ratings.exclude(unit_kind=UnitKind.SCHOOL)):
        sums.setdefault(round_id, {})[path] = told
    hidden: dict[tuple[int, str], frozenset[int]] = {}
    for round_id, told_of in sums.items():
        units = _Units(ratings.filter(round_id=round_id, unit_kind=UnitKind.SCHOOL))
        for reader in readers.values():
            for path, positions in _weak_for(reader, told_of, units).items():
                hidden[round_id, path] = hidden.get((round_id, path), frozenset()) | positions
    return hidden


class _Units:
    """The ratings of all units of a round, to be added up under any top."""

    def __init__(self, ratings: Any) -> None:
        told = sorted((path, numbers) for _round, path, numbers in _read(ratings))
        self._paths = [path for path, _numbers in told]
        width = len(told[0][1]) if told else 0
        numbers = [[number or 0 for number in numbers] for _path, numbers in told]
        self._running = np.zeros((len(told) + 1, width), dtype=np.int64)
        np.cumsum(np.array(numbers, dtype=np.int64).reshape(len(told), width), axis=0, out=self._running[1:])

    def under(self, top: str) -> Numbers | None:
        """What the units under a top chose together; None where there is none."""
        first, end = bisect_left(self._paths, top), bisect_left(self._paths, f"{top}~")
        return (self._running[end] - self._running[first]).tolist() if end > first else None


def _weak_for(reader: Scope, told_of: Mapping[str, Numbers], units: _Units) -> dict[str, frozenset[int]]:
    above, tops = set(reader.ancestor_paths), set(reader.paths)
    seen = {path: told for path, told in told_of.items() if path in above | tops}
    whole = {path: told for path, told in seen.items() if path in tops and None not in told}
    own = {top: found for top in tops - set(whole) if (found := units.under(top)) is not None}
    return _weak(seen, whole | own, above)


def _read(rows: Any) -> Iterable[tuple[int, str, Numbers]]:
    found = rows.values_list("round_id", "unit_path", "counts", "answered")
    for round_id, path, counts, answered in found.iterator(chunk_size=500):
        yield round_id, path, [*(_chosen(cell) for cell in counts), answered]


def _chosen(cell: Any) -> int | None:
    return sum(cell[:-2]) if isinstance(cell, list) else None


def _own(ratings: Any, tops: Iterable[str]) -> dict[str, Numbers]:
    """The ratings of the reader's own units, counted under the top of each subtree. One query for each."""
    found: dict[str, Numbers] = {}
    for top in tops:
        units = ratings.filter(unit_path__startswith=top, unit_kind=UnitKind.SCHOOL)
        if told := [numbers for _round, _path, numbers in _read(units)]:
            found[top] = _add(told)
    return found


def _add(parts: Sequence[Numbers]) -> Numbers:
    return [sum(number or 0 for number in column) for column in zip(*parts, strict=True)]


def _weak(
    sums: Mapping[str, Numbers], mine: Mapping[str, Numbers], above: Collection[str]
) -> dict[str, frozenset[int]]:
    """From the lowest sum and up. What the reader knows of a sum is what is told of it, and where nothing
    is, what is known of its parts.
    """
    known, weak = dict(mine), dict[str, frozenset[int]]()
    for path in sorted(above, key=len, reverse=True):
        parts = [known[child] for child in known if child[:-STEP] == path]
        told = sums.get(path)
        if told is None:
            known |= {path: _add(parts)} if parts else {}
            continue
        below = _add([*parts, [0] * len(told)])
        alone = [n is not None and n - (b or 0) == 1 for n, b in zip(told, below, strict=True)]
        alone = [True] * len(told) if alone[-1] else alone
        known[path] = [b if n is None or lone else n for n, b, lone in zip(told, below, alone, strict=True)]
        weak[path] = frozenset(k for k, lone in enumerate(alone[:-1]) if lone)
    return {path: positions for path, positions in weak.items() if positions}


def without(row: Result, positions: frozenset[int], area: Sequence[int]) -> None:
    """Take questions out of a row before anything reads it, and with them the areas that they are part of;
    `area[position]` numbers the area.
    """
    row.counts = [REASON if place in positions else cell for place, cell in enumerate(row.counts)]
    row.bands = [None if place in positions else band for place, band in enumerate(row.bands)]
    row.areas = areas_without(row.areas, positions, area)
    if len(positions) == len(row.counts):
        row.is_shown, row.reason, row.answered = False, REASON, None


def areas_without(areas: Sequence[Any], positions: frozenset[int], area: Sequence[int]) -> list[Any]:
    """The areas of a row, those with a question that is taken out hidden."""
    gone = {area[place] for place in positions}
    return [{"reason": REASON} if number in gone else told for number, told in enumerate(areas)]
