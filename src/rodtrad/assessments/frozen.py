"""The frozen rows of a closed round: from counts, and what may be told of them, to what is kept.

Whole arrays are computed at once, only for the nodes that have anything to tell, and rows are written out as
text straight from them, portion by portion: a nation has a million cells, and an object for each would take
longer than to count the answers. Nothing that must not be shown is ever written out.

Shapes: ``counts[node, column, K + 2]`` where a column is a question that the group gives a level; ``rated``
has the position of each in the instrument.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson

from rodtrad.assessments import disclosure, statistics
from rodtrad.assessments.disclosure import Reason
from rodtrad.assessments.tally import histogram

__all__ = ["COLUMNS", "Asked", "Node", "Participation", "Shown", "frozen_rows"]

Counts = npt.NDArray[np.int32]
Long = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Reasons = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.integer[Any]]
Index = npt.NDArray[np.intp]
Pair = list[float] | None

PORTION = 100
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

    @cached_property
    def members(self) -> list[Mask]:
        """Per area, which of the questions are its own."""
        return [self.area == number for number in range(self.areas)]

    @cached_property
    def of(self) -> list[int]:
        """Per area, how many questions it has."""
        return [int(mine.sum()) for mine in self.members]

    def in_order(self, cells: Sequence[Any]) -> list[Any]:
        """The cells of the questions that it gives a level, with the words of the others between them."""
        line: list[Any] = [self.unrated[position] for position in range(self.width)]
        for position, cell in zip(self.rated, cells, strict=True):
            line[position] = cell
        return line


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
    telling = np.flatnonzero(people.reached & shown.cells.any(axis=1))
    silent = _Silent(asked, shown, people.is_unit)
    return _written_out(nodes, people, shown, silent, _Telling(asked, people, counts, shown, telling))


def _written_out(
    nodes: Sequence[Node], people: Participation, shown: Shown, silent: _Silent, telling: _Telling
) -> Iterator[tuple[Any, ...]]:
    places = np.flatnonzero(people.reached)
    for start in range(0, len(places), PORTION):
        portion = places[start : start + PORTION]
        tells = telling.has[portion]
        told = telling.texts(portion[tells])
        texts = (
            next(told) if some else silent.texts(place)
            for place, some in zip(portion.tolist(), tells.tolist(), strict=True)
        )
        plain = zip(*_told_of(nodes, people, shown, portion), strict=True)
        for cells, text in zip(plain, texts, strict=True):
            yield (*cells, *text)


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


Texts = tuple[str, str, str]
"""A row's `counts`, `areas` and `bands`."""


class _Silent:
    """The texts of nodes that have nothing to tell of any question. Most are so for the same reasons."""

    def __init__(self, asked: Asked, shown: Shown, is_unit: Mask) -> None:
        self._asked, self._is_unit = asked, is_unit
        self._cells = shown.reasons
        self._areas = _area_reasons(asked, shown, slice(None))
        self._known: dict[tuple[bytes, bytes, bool], Texts] = {}

    def texts(self, place: int) -> Texts:
        cells, areas, is_unit = self._cells[place], self._areas[place], bool(self._is_unit[place])
        key = (cells.tobytes(), areas.tobytes(), is_unit)
        found = self._known.get(key)
        if found is None:
            told = [_word(reason) for reason in cells.tolist()]
            bands = [] if is_unit else [None] * self._asked.width
            found = self._known[key] = (
                _json(self._asked.in_order(told)),
                _json([_area_without(*one) for one in zip(areas.tolist(), self._asked.of, strict=True)]),
                _json(bands),
            )
        return found


class _Telling:
    """The texts of nodes with something to tell; arrays have a line for each of them and no other.

    ``has`` says which nodes those are. Counts are per indicator [n1..nK, not relevant, unanswered] or the
    reason why not; areas {"mean", "n", "sd", "counts", "used", "of", "band"} or {"reason"}.
    """

    def __init__(
        self, asked: Asked, people: Participation, counts: Counts, shown: Shown, telling: Index
    ) -> None:
        self._asked, self._telling = asked, telling
        self._is_shown, self._reasons = shown.cells[telling], shown.reasons[telling]
        everything = len(asked.rated) == asked.width
        self._whole: Mask = np.asarray(self._is_shown.all(axis=1) & everything)
        self.has = np.zeros(len(counts), dtype=np.bool_)
        self.has[telling] = True
        # In the order in which they are told.
        self._counts = np.roll(counts[telling], -1, axis=-1)
        levels = histogram(counts[telling])
        n, mean = statistics.level_of(levels)
        self._figures = _AreaFigures(asked, shown, telling, levels, n, mean)
        both = [np.where(self._is_shown, mean, np.nan), self._figures.told.mean]
        self._bands = _Bands(asked, people, telling, np.concatenate(both, axis=1))

    def texts(self, places: Index) -> Iterator[Texts]:
        lines = np.searchsorted(self._telling, places)
        of_areas = self._figures.of(lines)
        for line, is_whole, areas in zip(lines.tolist(), self._whole[lines].tolist(), of_areas, strict=True):
            pairs = self._bands.of(line)
            if pairs is not None:
                self._put_bands(areas, pairs)
            # All at once from the array where nothing stands between the counts.
            cells = self._counts[line] if is_whole else self._mixed(line)
            yield _json(cells), _json(areas), self._band_text(pairs)

    def _put_bands(self, areas: Sequence[dict[str, Any]], pairs: Sequence[Pair]) -> None:
        for area, pair in zip(areas, pairs[len(self._asked.rated) :], strict=True):
            if pair and "mean" in area:
                area["band"] = pair

    def _mixed(self, line: int) -> list[Any]:
        told = zip(
            self._counts[line].tolist(),
            self._is_shown[line].tolist(),
            self._reasons[line].tolist(),
            strict=True,
        )
        return self._asked.in_order([cell if is_open else _word(why) for cell, is_open, why in told])

    def _band_text(self, pairs: list[Pair] | None) -> str:
        if pairs is None:
            return "[]"
        line: list[Pair] = [None] * self._asked.width
        for position, pair in zip(self._asked.rated, pairs, strict=False):
            line[position] = pair
        return _json(line)


class _AreaFigures:
    """What is told of areas, a dictionary for each."""

    def __init__(
        self, asked: Asked, shown: Shown, telling: Index, levels: Ints, n: Ints, mean: Floats
    ) -> None:
        cells = shown.cells[telling]
        self._asked = asked
        self.told = disclosure.areas(mean, cells, asked.area, kinds=asked.areas)
        counts = _stacked(np.where(cells[..., None], levels, 0), asked.members, np.sum)
        self._columns = (
            self.told.shown,
            _area_reasons(asked, shown, telling),
            np.round(self.told.mean, 3),
            _stacked(np.where(cells, n, 0), asked.members, np.max),
            np.round(statistics.spread_of(counts), 3),
            counts,
            self.told.used,
        )

    def of(self, lines: Index) -> Iterator[list[dict[str, Any]]]:
        """The areas of each of some lines."""
        parts = (column[lines].tolist() for column in self._columns)
        of = self._asked.of
        for line in zip(*parts, strict=True):
            yield [_area(*one) for one in zip(*line, of, strict=True)]


def _area(
    is_shown: bool, reason: int, mean: float, n: int, sd: float, counts: Any, used: int, of: int
) -> dict[str, Any]:
    if not is_shown:
        return _area_without(reason, of)
    # Not a number becomes null.
    return {"mean": mean, "n": n, "sd": sd, "counts": counts, "used": used, "of": of}


def _area_without(reason: int, of: int) -> dict[str, Any]:
    return {"reason": _word(reason) if of else "not_asked"}


def _area_reasons(asked: Asked, shown: Shown, places: Any) -> Reasons:
    """Why an area is not shown: the node's reason, or where that is shown the strongest of its questions."""
    of_cells = _stacked(shown.reasons[places], asked.members, np.max)
    return np.where(shown.nodes[places][:, None], of_cells, shown.node_reasons[places][:, None])


class _Bands:
    """For a sum, where the middle eight tenths of the units beneath lie: per indicator and per area.

    ``figures[line, column]`` are shown ones, NaN for others.
    """

    def __init__(self, asked: Asked, people: Participation, telling: Index, figures: Floats) -> None:
        self._is_unit = people.is_unit[telling]
        units = np.flatnonzero(self._is_unit)
        self._figures = figures[units]
        # Which of those units lie beneath each line.
        self._first = np.searchsorted(telling[units], telling)
        self._end = np.searchsorted(telling[units], people.ends[telling])

    def of(self, line: int) -> list[Pair] | None:
        """None for a unit, which has none."""
        if self._is_unit[line]:
            return None
        found = statistics.band(self._figures[self._first[line] : self._end[line]])
        low, high = (np.round(end, 3).tolist() for end in (found.low, found.high))
        return [[a, b] if math.isfinite(a) else None for a, b in zip(low, high, strict=True)]


def _stacked(values: npt.NDArray[Any], members: Sequence[Mask], together: Any) -> npt.NDArray[Any]:
    """Values of questions brought together by area; 0 where an area has none."""
    parts = [
        together(values[:, mine], axis=1) if mine.any() else np.zeros_like(values[:, :1].sum(axis=1))
        for mine in members
    ]
    return np.stack(parts, axis=1)


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def _word(reason: int) -> str:
    """The reason as it is stored; a cell without any answer that counts is small."""
    return "few_units" if reason == Reason.FEW_UNITS else "small"
