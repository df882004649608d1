"""What stands beside a unit's result: its own years back, and units that are like it.

Similar units have the same school form and size. Their band is made from figures that are shown, never from
answers (a group that is no node of the tree, see `disclosure`), and only where there are five of them or more
beside the unit itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.cache import cache

from rodtrad.assessments.groups import Group
from rodtrad.assessments.service.likeness import YEARS, asked_in, earlier_rounds, same_areas
from rodtrad.assessments.service.published import published
from rodtrad.assessments.service.results import AreaFigure, UnitResult, area_figure
from rodtrad.organisation.models import Unit, UnitKind

__all__ = ["LEAST_SIMILAR", "SIZES", "AreaBeside", "AreaYear", "SimilarBand", "beside", "size_of"]

LEAST_SIMILAR = 5
# The fewest and the most employed at a unit of each size.
SIZES = {"small": (0, 19), "middle": (20, 49), "large": (50, 1_000_000)}


@dataclass(frozen=True)
class AreaYear:
    """An area's figure in an earlier year; None where its questions were others."""

    label: str
    figure: AreaFigure | None


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
    areas_of = dict(kept.values_list("round_id", "areas"))
    for each in rounds:
        known = same_areas(each, found.round, asked, found.group)
        for number, years in told.items():
            stored = areas_of.get(each.pk)
            figure = area_figure(stored[known[number]]) if stored and number in known else None
            years.append(AreaYear(each.year.label, figure))
    return {number: tuple(years) for number, years in told.items()}


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
        shown = means.get(area.number, [])
        others = len(shown) - (area.figure.mean is not None)
        if others >= LEAST_SIMILAR:
            low, high = np.percentile(shown, (10, 90))
            bands[area.number] = SimilarBand(float(low), float(high), len(shown))
    return bands


def _means(found: UnitResult, size: str) -> dict[int, list[float]]:
    """Per area, the shown means of the units of the form and size, from the lowest: no unit is told."""
    rows: Any = published(
        round=found.round,
        group=found.group,
        unit_kind=UnitKind.SCHOOL,
        school_form=found.unit.school_form,
        unit__staff_count__range=SIZES[size],
    )
    means: dict[int, list[float]] = {}
    for areas in rows.values_list("areas", flat=True).iterator():
        for number, stored in enumerate(areas):
            if "mean" in stored:
                means.setdefault(number, []).append(stored["mean"])
    return {number: sorted(each) for number, each in means.items()}
