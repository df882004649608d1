"""What stands beside a unit's result: its own years back, and units that are like it; per
area and per question.

Similar units have the same school form and size. Their band is made from figures that are shown, never from
answers (a group that is no node of the tree, see `disclosure`), and only where there are five of them or more
beside the unit itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.core.cache import cache
from django.db.models import F

from rodtrad.assessments import statistics
from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Indicator, Result, Round
from rodtrad.assessments.service import links
from rodtrad.assessments.service.figures import area_figure, beside_at, earlier_figure
from rodtrad.assessments.service.likeness import YEARS, asked_in, earlier_rounds, same_areas
from rodtrad.assessments.service.published import published
from rodtrad.assessments.service.told import AreaFigure, Beside, Figure, UnitResult
from rodtrad.organisation.models import Unit, UnitKind

__all__ = [
    "LEAST_SIMILAR",
    "SIZES",
    "AreaBeside",
    "AreaYear",
    "QuestionBeside",
    "QuestionYear",
    "SimilarBand",
    "beside",
    "beside_question",
    "size_of",
]

Hist = npt.NDArray[np.float64]
Asked = Mapping[int, Sequence[Indicator]]
LEAST_SIMILAR = 5
# The fewest and the most employed at a unit of each size.
SIZES = {"small": (0, 19), "middle": (20, 49), "large": (50, 1_000_000)}


@dataclass(frozen=True)
class AreaYear:
    """An area's figure in an earlier year; None where its questions were others. `rate` is answers per person
    asked, where that is known.
    """

    label: str
    figure: AreaFigure | None
    rate: float | None = None


@dataclass(frozen=True)
class QuestionYear:
    """A question's figure in an earlier year, and how the latest differs from it. `figure` is None where
    nothing then corresponds to it; `since` is None where a difference cannot be told. `weight` is how much of
    the question the older ones answer to, and `blended` how many they are.
    """

    label: str
    figure: Figure | None
    since: Beside | None
    weight: float = 1.0
    blended: int = 1


@dataclass(frozen=True)
class QuestionBeside:
    """What stands beside one question: earlier years with the oldest first, and similar units."""

    years: tuple[QuestionYear, ...]
    similar: SimilarBand | None


@dataclass(frozen=True)
class SimilarBand:
    """Where the middle eight tenths of the similar units lie, in steps of the scale."""

    low: float
    high: float
    units: int


@dataclass(frozen=True)
class AreaBeside:
    """What stands beside one area: earlier years with the oldest first, and similar units."""

    years: tuple[AreaYear, ...]
    similar: SimilarBand | None


def beside(found: UnitResult) -> dict[int, AreaBeside]:
    """Per area of a result that the reader was given. Four queries at most when it has been read before."""
    years = _years(found)
    bands = _similar(found)
    return {area.number: AreaBeside(years[area.number], bands.get(area.number)) for area in found.areas}


def size_of(unit: Unit) -> str:
    """The size class of a unit, by its staff."""
    return next(name for name, (_least, most) in SIZES.items() if unit.staff_count <= most)


def _years(found: UnitResult) -> dict[int, tuple[AreaYear, ...]]:
    rounds = list(reversed(earlier_rounds(found.round, found.unit.path, YEARS - 1)))
    told: dict[int, list[AreaYear]] = {area.number: [] for area in found.areas}
    if (found.group == Group.LEADERS and found.is_sum) or not rounds:
        return dict.fromkeys(told, ())
    asked = asked_in([*rounds, found.round])
    kept = published(round__in=rounds, unit=found.unit, group=found.group)
    rows = {row.round_id: row for row in kept.only("round_id", "areas", "answered", "invited")}
    for each in rounds:
        known = same_areas(each, found.round, asked, found.group)
        row = rows.get(each.pk)
        for number, years in told.items():
            figure = area_figure(row.areas[known[number]]) if row and number in known else None
            years.append(AreaYear(each.year.label, figure, _rate(row)))
    return {number: tuple(years) for number, years in told.items()}


def _rate(row: Result | None) -> float | None:
    return min(row.answered / row.invited, 1.0) if row and row.answered and row.invited else None


def beside_question(found: UnitResult, position: int) -> QuestionBeside:
    """What stands beside one question of a result that the reader was given. Seven queries at most."""
    return QuestionBeside(_question_years(found, position), _question_similar(found, position))


def _question_years(found: UnitResult, position: int) -> tuple[QuestionYear, ...]:
    rounds = list(reversed(earlier_rounds(found.round, found.unit.path, YEARS - 1)))
    if (found.group == Group.LEADERS and found.is_sum) or not rounds:
        return ()
    asked = asked_in([*rounds, found.round])
    rows = {row.round_id: row for row in published(round__in=rounds, unit=found.unit, group=found.group)}
    return tuple(_question_year(found, position, each, rows.get(each.pk), asked) for each in rounds)


def _question_year(
    found: UnitResult, position: int, then: Round, row: Result | None, asked: Asked
) -> QuestionYear:
    """One question in an earlier round. The difference is judged together with those of all the other
    questions, as on the page of them all.
    """
    olds = links.bridge(then.instrument, found.round.instrument, found.group, asked)
    if row is None or position not in olds:
        return QuestionYear(then.year.label, None, None)
    places = [each.position for each in found.indicators]
    earlier = [_earlier(row, olds.get(place, {}), found.levels) for place in places]
    place, mine = places.index(position), olds[position]
    since = (
        None if found.group == Group.LEADERS else _since(found, [hist for hist, _figure in earlier], place)
    )
    return QuestionYear(then.year.label, earlier[place][1], since, sum(mine.values()), len(mine))


def _earlier(row: Result, olds: Mapping[int, float], levels: int) -> tuple[Hist, Figure | None]:
    """Histogram and figure of the older questions; no answers where there are none or they are hidden."""
    hist, figure = (
        earlier_figure([row.counts[old] for old in olds], list(olds.values()), levels, row)
        if olds
        else (None, None)
    )
    return (np.zeros(levels) if hist is None else hist), figure


def _since(found: UnitResult, before: list[Hist], place: int) -> Beside | None:
    now = [each.figure for each in found.indicators]
    after = [each.counts if each.is_shown else [0] * found.levels for each in now]
    judged = statistics.holm(statistics.change(np.array(before), np.array(after, dtype=np.float64)))
    return beside_at(judged, place)


def _question_similar(found: UnitResult, position: int) -> SimilarBand | None:
    unit = found.unit
    if found.is_sum or found.group == Group.LEADERS or not unit.school_form:
        return None
    rows = _alike(found, size_of(unit)).annotate(cell=F(f"counts__{position}"))
    cells = [cell for cell in rows.values_list("cell", flat=True).iterator() if isinstance(cell, list)]
    if not cells:
        return None
    means = statistics.level_of(np.array(cells)[:, :-2])[1]
    mine = next(each.figure for each in found.indicators if each.position == position)
    return _similar_band(means[np.isfinite(means)].tolist(), mine.mean is not None)


def _similar_band(shown: list[float], is_among: bool) -> SimilarBand | None:
    """The middle eight tenths of the similar units' means, where there are enough beside the unit itself."""
    if len(shown) - is_among < LEAST_SIMILAR:
        return None
    low, high = np.percentile(shown, (10, 90))
    return SimilarBand(float(low), float(high), len(shown))


def _similar(found: UnitResult) -> dict[int, SimilarBand]:
    """Reckoned once for all units of a form and size, and kept."""
    unit = found.unit
    if found.is_sum or found.group == Group.LEADERS or not unit.school_form:
        return {}
    size, closed = size_of(unit), found.round.closed_at
    name = f"similar-1-{found.round.pk}.{closed:%s%f}-{found.group}-{unit.school_form}-{size}"
    means = cache.get(name)
    if means is None:
        means = _means(found, size)
        cache.set(name, means, None)
    bands = {}
    for area in found.areas:
        band = _similar_band(means.get(area.number, []), area.figure.mean is not None)
        if band:
            bands[area.number] = band
    return bands


def _means(found: UnitResult, size: str) -> dict[int, list[float]]:
    """Per area, the shown means of the units of the form and size, from the lowest: no unit is told."""
    rows = _alike(found, size)
    means: dict[int, list[float]] = {}
    for areas in rows.values_list("areas", flat=True).iterator():
        for number, stored in enumerate(areas):
            if "mean" in stored:
                means.setdefault(number, []).append(stored["mean"])
    return {number: sorted(each) for number, each in means.items()}


def _alike(found: UnitResult, size: str) -> Any:
    """The published rows of the units of the result's form and size, itself among them."""
    return published(
        round=found.round,
        group=found.group,
        unit_kind=UnitKind.SCHOOL,
        school_form=found.unit.school_form,
        unit__staff_count__range=SIZES[size],
    )
