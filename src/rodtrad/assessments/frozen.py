"""The frozen rows of a closed round: from counts, and what may be told of them, to what is kept.

Whole arrays are computed at once, and rows are written out as text straight from them, portion by portion:
a nation has a million cells, and an object for each would take longer than to count the answers. Nothing
that must not be shown is ever written out.

Shapes: ``counts[node, column, K + 2]`` where a column is a question that the group gives a level; ``rated``
has the position of each in the instrument.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rodtrad.assessments import disclosure, statistics
from rodtrad.assessments.disclosure import Reason
from rodtrad.assessments.tally import histogram

__all__ = ["COLUMNS", "Asked", "Node", "Participation", "Shown", "frozen_rows"]

Counts = npt.NDArray[np.int32]
Long = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Reasons = npt.NDArray[np.uint8]
Pair = list[float] | None

PORTION = 1_000
# As the rows' cells stand below.
COLUMNS = (
    *("unit_id", "unit_path", "unit_kind", "school_form", "is_shown", "reason"),
    *("answered", "invited", "units", "counts", "areas", "bands"),
)


class Node(NamedTuple):
    """A unit as a row remembers it."""

    pk: int
    path: str
    kind: str
    school_form: str


@dataclass(frozen=True)
class Shown:
    """What may be told of one group: per node and indicator, and per node as a whole."""

    cells: Mask
    reasons: Reasons
    nodes: Mask
    node_reasons: Reasons


@dataclass(frozen=True)
class Asked:
    """What a group was asked: the ``position`` of each question that it gives a level with the number of its
    ``area``, how many ``areas`` there are, how many questions, and the word that stands for each other one.
    """

    rated: Sequence[int]
    area: npt.NDArray[np.intp]
    areas: int
    width: int
    unrated: Mapping[int, str]


@dataclass(frozen=True)
class Participation:
    """Per node: respondents, how many were invited (-1 where a unit has not said), units asked, whether the
    node is a unit that takes part itself, whether there is anything to tell of it, and where its subtree ends
    in tree order.
    """

    respondents: Counts
    invited: Long
    units: Long
    is_unit: Mask
    reached: Mask
    ends: Long


def frozen_rows(
    nodes: Sequence[Node], asked: Asked, people: Participation, counts: Counts, shown: Shown
) -> Iterator[tuple[Any, ...]]:
    """One row per node that is reached: its cells as in COLUMNS, and as a database takes them (JSON is
    text). All figures are computed at once, and the rows are written out as they are asked for.
    """
    areas = _AreaFigures(asked, counts, shown)
    bands = _Bands(asked, people, areas.means, areas.told.mean)
    cells = _Cells(asked, counts, shown)
    return _written_out(nodes, people, shown, areas, bands, cells)


def _written_out(
    nodes: Sequence[Node],
    people: Participation,
    shown: Shown,
    areas: _AreaFigures,
    bands: _Bands,
    cells: _Cells,
) -> Iterator[tuple[Any, ...]]:
    places = np.flatnonzero(people.reached)
    for start in range(0, len(places), PORTION):
        portion = places[start : start + PORTION]
        yield from zip(
            *_told_of(nodes, people, shown, portion),
            cells.text(portion),
            areas.text(portion, bands),
            (bands.text(place) for place in portion.tolist()),
            strict=True,
        )


def _told_of(
    nodes: Sequence[Node], people: Participation, shown: Shown, places: npt.NDArray[np.intp]
) -> Sequence[Sequence[Any]]:
    """The plain cells of a portion of rows, column by column."""
    open_ = shown.nodes[places].tolist()
    words = [_word(reason) for reason in shown.node_reasons[places].tolist()]
    respondents = people.respondents[places].tolist()
    units = np.where(people.is_unit, 1, people.units)[places].tolist()
    return (
        *zip(*(nodes[place] for place in places.tolist()), strict=True),
        open_,
        ["" if is_open else word for is_open, word in zip(open_, words, strict=True)],
        [n if is_open else None for is_open, n in zip(open_, respondents, strict=True)],
        [n if n >= 0 else None for n in people.invited[places].tolist()],
        units,
    )


class _Cells:
    """Per indicator [n1..nK, not relevant, unanswered], or the reason why not."""

    def __init__(self, asked: Asked, counts: Counts, shown: Shown) -> None:
        self._asked, self._counts, self._shown = asked, counts, shown
        self._hidden: dict[bytes, str] = {}
        # What stands where there is nothing to tell, by position.
        self._words = [f'"{asked.unrated[position]}"' for position in range(asked.width)]

    def text(self, places: npt.NDArray[np.intp]) -> Iterator[str]:
        shown = self._shown.cells[places].sum(axis=1)
        told = iter(np.roll(self._counts[places[shown > 0]], -1, axis=-1).tolist())
        for place, number in zip(places.tolist(), shown.tolist(), strict=True):
            if not number:
                yield self._without(place)
            elif number == self._asked.width:
                yield str(next(told))
            else:
                yield self._line(self._mixed(next(told), place))

    def _mixed(self, cells: list[list[int]], place: int) -> list[str]:
        open_, why = self._shown.cells[place].tolist(), self._shown.reasons[place].tolist()
        return [
            str(cell) if is_open else f'"{_word(reason)}"'
            for cell, is_open, reason in zip(cells, open_, why, strict=True)
        ]

    def _without(self, place: int) -> str:
        """Most units that show nothing do so for the same reasons."""
        why = self._shown.reasons[place]
        found = self._hidden.get(why.tobytes())
        if found is None:
            words = [f'"{_word(reason)}"' for reason in why.tolist()]
            found = self._hidden[why.tobytes()] = self._line(words)
        return found

    def _line(self, cells: Sequence[str]) -> str:
        """By position in the instrument."""
        line = self._words.copy()
        for position, cell in zip(self._asked.rated, cells, strict=True):
            line[position] = cell
        return f"[{', '.join(line)}]"


class _AreaFigures:
    """Per area {"mean", "n", "sd", "counts", "used", "of", "band"} or {"reason"}."""

    def __init__(self, asked: Asked, counts: Counts, shown: Shown) -> None:
        levels = histogram(counts)
        n, mean = statistics.level_of(levels)
        self.means = np.where(shown.cells, mean, np.nan)
        self.told = disclosure.areas(mean, shown.cells, asked.area, kinds=asked.areas)
        members = [asked.area == number for number in range(asked.areas)]
        self._counts = _stacked(np.where(shown.cells[..., None], levels, 0), members, np.sum)
        self._n = _stacked(np.where(shown.cells, n, 0), members, np.max)
        self._sd = statistics.spread_of(self._counts)
        self._hidden: dict[bytes, str] = {}
        self._reason = np.where(
            shown.nodes[:, None], _stacked(shown.reasons, members, np.max), shown.node_reasons[:, None]
        )

    def text(self, places: npt.NDArray[np.intp], bands: _Bands) -> Iterator[str]:
        """The areas of each row of a portion."""
        some: Mask = self.told.shown[places].sum(axis=1) > 0
        figures = self._figures(places[some])
        for place, is_some in zip(places.tolist(), some.tolist(), strict=True):
            yield self._line(next(figures), bands.of_areas(place)) if is_some else self._without(place)

    def _figures(self, places: npt.NDArray[np.intp]) -> Iterator[Sequence[Any]]:
        told = self.told
        parts = (told.shown, self._reason, told.mean, self._n, self._sd, self._counts, told.used)
        return zip(*(part[places].tolist() for part in parts), strict=True)

    def _line(self, figures: Sequence[Any], band: Sequence[Pair] | None) -> str:
        areas = zip(*figures, self.told.of.tolist(), band or [None] * len(self.told.of), strict=True)
        return f"[{', '.join(_area(*one) for one in areas)}]"

    def _without(self, place: int) -> str:
        """Most units that show nothing do so for the same reasons."""
        why = self._reason[place]
        found = self._hidden.get(why.tobytes())
        if found is None:
            parts = (part[place].tolist() for part in (self.told.shown, self._reason))
            nothing: list[Any] = [None] * len(why)
            found = self._hidden[why.tobytes()] = self._line([*parts, *[nothing] * 5], None)
        return found


def _area(
    is_shown: bool, reason: int, mean: float, n: int, sd: float, counts: Any, used: int, of: int, band: Pair
) -> str:
    if not of:
        return '{"reason": "not_asked"}'
    if not is_shown:
        return f'{{"reason": "{_word(reason)}"}}'
    level = f'"mean": {round(mean, 3)}, "n": {n}, "sd": {_number(sd)}, "counts": {counts}'
    told = f'{level}, "used": {used}, "of": {of}'
    return f'{{{told}, "band": {band}}}' if band else f"{{{told}}}"


class _Bands:
    """For a sum, where the middle eight tenths of the units beneath lie: per indicator and per area."""

    def __init__(self, asked: Asked, people: Participation, means: Floats, areas: Floats) -> None:
        self._asked, self._people = asked, people
        both = np.concatenate([means, areas], axis=1)
        self._of_units = np.where(people.is_unit[:, None], both, np.nan)
        self._cut = means.shape[1]
        self._last: tuple[int, list[Pair]] = (-1, [])

    def text(self, place: int) -> str:
        if self._people.is_unit[place]:
            return "[]"
        line: list[Pair] = [None] * self._asked.width
        for position, pair in zip(self._asked.rated, self._pairs(place)[: self._cut], strict=True):
            line[position] = pair
        return _json(line)

    def of_areas(self, place: int) -> list[Pair] | None:
        return None if self._people.is_unit[place] else self._pairs(place)[self._cut :]

    def _pairs(self, place: int) -> list[Pair]:
        if self._last[0] != place:
            found = statistics.band(self._of_units[place : int(self._people.ends[place])])
            pairs = zip(found.low.tolist(), found.high.tolist(), strict=True)
            told = [[round(low, 3), round(high, 3)] if np.isfinite(low) else None for low, high in pairs]
            self._last = place, told
        return self._last[1]


def _stacked(values: npt.NDArray[Any], members: Sequence[Mask], together: Any) -> npt.NDArray[Any]:
    """Values of questions brought together by area; 0 where an area has none."""
    parts = [
        together(values[:, mine], axis=1) if mine.any() else np.zeros_like(values[:, :1].sum(axis=1))
        for mine in members
    ]
    return np.stack(parts, axis=1)


def _json(value: Any) -> str:
    return json.dumps(value)


def _number(value: float) -> str:
    return str(round(value, 3)) if np.isfinite(value) else "null"


def _word(reason: int) -> str:
    """The reason as it is stored; a cell without any answer that counts is small."""
    return "few_units" if reason == Reason.FEW_UNITS else "small"
