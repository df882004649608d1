"""How alike the units of a sum are, area by area: from shown, frozen figures and never who is where.

The distribution tells how many units lie nearest each level, without their names. Gap, share and trend are
those of `equity`. An area's figure of a unit is one number, made of its shown questions; an answer to it is
taken to vary as much as answers to single questions do, which makes intervals rather too wide than too
narrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.core.cache import cache

from rodtrad.assessments.access import sees_result
from rodtrad.assessments.equity import LEAST_UNITS, Estimate, Trend, Units, gap_trend, share_trend
from rodtrad.assessments.groups import Group, main_group
from rodtrad.assessments.models import Indicator, InstrumentKind, Round, RoundState
from rodtrad.assessments.service import links
from rodtrad.assessments.service.published import published
from rodtrad.organisation.access import SYSTEM, Scope
from rodtrad.organisation.models import Unit, UnitKind

__all__ = [
    "YEARS",
    "Likeness",
    "LikenessArea",
    "LikenessYear",
    "Span",
    "asked_in",
    "earlier_rounds",
    "likeness",
    "reckon_ahead",
    "same_areas",
]

YEARS = 3
# Raise it when the figures are reckoned in another way: what was kept from before is then not read.
_REVISION = 1
# Per area of the latest round: the number of the same area in an earlier one, where it has one.
Areas = Mapping[int, int]


@dataclass(frozen=True)
class Span:
    """A figure with its interval, and how it differs from the latest year's: -1 the latest is clearly lower,
    1 clearly higher, 0 no clear change, None for the latest itself.
    """

    value: float
    low: float
    high: float
    verdict: int | None


@dataclass(frozen=True)
class LikenessYear:
    """One year of one area. `levels` has how many units lie nearest each level, empty where too few are
    shown; `is_compared` is False where the questions are not the same.
    """

    label: str
    units: int
    levels: tuple[int, ...]
    gap: Span | None
    share: Span | None
    is_compared: bool


@dataclass(frozen=True)
class LikenessArea:
    """One area, its years with the oldest first."""

    number: int
    title: str
    years: tuple[LikenessYear, ...]

    @property
    def latest(self) -> LikenessYear:
        return self.years[-1]


@dataclass(frozen=True)
class Likeness:
    """How alike the units under a sum are, for one group and every area that it rates."""

    round: Round
    group: str
    groups: tuple[str, ...]
    rounds: tuple[Round, ...]
    areas: tuple[LikenessArea, ...]


def likeness(scope: Scope, unit: Unit, current: Round, group: str = "") -> Likeness | None:
    """How alike the units under a sum are; None at a unit, for leaders (one answer a unit has no spread of
    its own), and where the reader may not see the sum. Reckoned once for a closed round, and kept.
    """
    groups = tuple(each for each in current.groups if each != Group.LEADERS)
    group = group or main_group(groups)
    if unit.is_school or group not in groups or current.state != RoundState.CLOSED:
        return None
    if not sees_result(scope, current, unit, group):
        return None
    rounds = (*reversed(earlier_rounds(current, unit.path, YEARS - 1)), current)
    closed = "-".join(f"{each.pk}.{each.closed_at:%s%f}" for each in rounds)
    name = f"likeness-{_REVISION}-{unit.pk}-{group}-{closed}"
    areas = cache.get(name)
    if areas is None:
        areas = _areas(unit, rounds, group)
        cache.set(name, areas, None)
    return Likeness(current, group, groups, rounds, areas)


def reckon_ahead(round_id: int) -> None:
    """Reckon the likeness of the large sums of a closed round, so that no page has to: the authority's and
    its administrations', where most units are. Those of a district are reckoned when they are first seen.
    """
    current = Round.objects.select_related("node", "authority", "instrument", "year").get(pk=round_id)
    if current.state != RoundState.CLOSED:
        return
    large = (UnitKind.AUTHORITY, UnitKind.ADMINISTRATION)
    sums = Unit.objects.filter(pk__in=published(round=current, unit_kind__in=large).values("unit_id"))
    for unit in sums.order_by("path"):
        for group in current.groups:
            likeness(SYSTEM, unit, current, group)


def earlier_rounds(current: Round, unit_path: str, limit: int) -> list[Round]:
    """The closed rounds of the same kind before a round that reach a unit, one a year, the latest first; of
    what is asked more often than yearly, each. One query.
    """
    found = Round.objects.filter(
        state=RoundState.CLOSED, kind=current.kind, authority_id=current.authority_id
    )
    is_yearly = current.kind == InstrumentKind.YEARLY
    before = (
        {"year__starts_on__lt": current.year.starts_on} if is_yearly else {"opens_on__lt": current.opens_on}
    )
    found = found.filter(**before).covering(unit_path)
    found = found.select_related("node", "instrument", "year", "authority")
    ordered = found.order_by("-year__starts_on", "-opens_on", "-pk")[: limit * 3]
    kept: dict[object, Round] = {}
    for each in ordered:
        kept.setdefault(each.year_id if is_yearly else each.pk, each)
    return list(kept.values())[:limit]


def _areas(unit: Unit, rounds: Sequence[Round], group: str) -> tuple[LikenessArea, ...]:
    asked = asked_in(rounds)
    now = asked[rounds[-1].instrument_id]
    titles = _rated(now, group)
    maps = [same_areas(each, rounds[-1], asked, group) for each in rounds]
    rows = _read(unit, rounds, group)
    given = [_units(rows[each.pk], list(titles), known) for each, known in zip(rounds, maps, strict=True)]
    gaps, shares = gap_trend(given), share_trend(given)
    levels = [_nearest(each, rounds[-1].instrument.levels) for each in given]
    return tuple(
        LikenessArea(
            number,
            title,
            tuple(
                LikenessYear(
                    label=each.year.label,
                    units=int(given[year].shown.sum(axis=0)[place]),
                    levels=levels[year][place],
                    gap=_span(gaps, year, place),
                    share=_span(shares, year, place),
                    is_compared=number in maps[year],
                )
                for year, each in enumerate(rounds)
            ),
        )
        for place, (number, title) in enumerate(titles.items())
    )


def asked_in(rounds: Sequence[Round]) -> dict[int, list[Indicator]]:
    """The questions of each instrument, in order. One query."""
    found: dict[int, list[Indicator]] = {each.instrument_id: [] for each in rounds}
    for indicator in (
        Indicator.objects.filter(instrument_id__in=found).select_related("area").order_by("position")
    ):
        found[indicator.instrument_id].append(indicator)
    return found


def _rated(asked: Sequence[Indicator], group: str) -> dict[int, str]:
    """The areas that the group rates, by their place among those stored, with their titles."""
    order = list(dict.fromkeys(each.area_id for each in asked))
    return {order.index(each.area_id): each.area.title for each in asked if each.is_rated_by(group)}


def same_areas(
    old: Round, new: Round, asked: Mapping[int, Sequence[Indicator]], group: str
) -> dict[int, int]:
    """The areas that were made of the same questions then as now: every question of it has one that it
    corresponds to wholly, and nothing else was in the area.
    """
    before, after = _members(asked[old.instrument_id], group), _members(asked[new.instrument_id], group)
    known = links.bridge(old.instrument, new.instrument, group, asked)
    found = {}
    for number, positions in after.items():
        olds = {place for each in positions for place in known.get(each, {})}
        whole = all(list(known.get(each, {}).values()) == [1.0] for each in positions)
        same = next((area for area, members in before.items() if members == olds), None)
        if whole and same is not None:
            found[number] = same
    return found


def _members(asked: Sequence[Indicator], group: str) -> dict[int, set[int]]:
    """Per area, the positions of the questions that the group rates."""
    order = list(dict.fromkeys(each.area_id for each in asked))
    found: dict[int, set[int]] = {}
    for each in asked:
        if each.is_rated_by(group):
            found.setdefault(order.index(each.area_id), set()).add(each.position)
    return found


def _read(unit: Unit, rounds: Sequence[Round], group: str) -> dict[int, list[tuple[int, Any]]]:
    """Per round, what is told of each unit: how many were invited, and its areas. One query."""
    found: dict[int, list[tuple[int, Any]]] = {each.pk: [] for each in rounds}
    rows = published(round__in=found, group=group, unit_kind=UnitKind.SCHOOL, unit_path__startswith=unit.path)
    for round_id, invited, areas in rows.values_list("round_id", "invited", "areas").iterator():
        found[round_id].append((invited or 0, areas))
    return found


def _units(rows: Sequence[tuple[int, Any]], numbers: Sequence[int], known: Areas) -> Units:
    """Arrays [unit, area] of what is shown; NaN where it is not, or the area was another."""
    told = np.full((3, len(rows), len(numbers)), np.nan)
    for line, (_invited, areas) in enumerate(rows):
        for place, number in enumerate(numbers):
            stored: dict[str, Any] = areas[known[number]] if number in known else {}
            if "mean" in stored:
                told[:, line, place] = stored["n"], stored["mean"], (stored["sd"] or 0.0) ** 2
    people = np.array([invited for invited, _areas in rows], dtype=np.float64)
    n, mean, variance = told
    return Units.from_moments(np.nan_to_num(n), mean, variance, people[:, None])


def _nearest(given: Units, levels: int) -> list[tuple[int, ...]]:
    """Per area, how many units lie nearest each level, halves upwards; nothing with too few units."""
    found: list[tuple[int, ...]] = []
    for means in given.mean.T:
        shown: npt.NDArray[np.float64] = means[np.isfinite(means)]
        at = np.clip(np.floor(shown + 0.5).astype(np.int64), 1, levels) - 1
        counted = np.bincount(at, minlength=levels).tolist() if len(shown) >= LEAST_UNITS else []
        found.append(tuple(counted))
    return found


def _span(trend: Trend, year: int, place: int) -> Span | None:
    told: Estimate = trend.years[year]
    value, low, high = (float(each[place]) for each in (told.value, told.low, told.high))
    if not np.isfinite(value):
        return None
    is_latest = year == len(trend.years) - 1
    return Span(value, low, high, None if is_latest else int(trend.verdict[year][place]))
