"""How alike the units of a sum are, area by area: from shown, frozen figures and never who is where.

The distribution tells how many units lie nearest each level, without their names. Gap, share and trend are
those of `equity`. What each year says by itself was reckoned when its round had closed (`reckoning`); a page
puts the years beside each other, at the same cost whatever the number of units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rodtrad.assessments.access import sees_result
from rodtrad.assessments.equity import Estimate, Trend, trend_of
from rodtrad.assessments.groups import Group, main_group
from rodtrad.assessments.models import Indicator, InstrumentKind, Round, RoundState, Spread
from rodtrad.assessments.service import links
from rodtrad.assessments.service.reckoning import CONFIDENCES, YEARS
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit

__all__ = [
    "YEARS",
    "Likeness",
    "LikenessArea",
    "LikenessYear",
    "Span",
    "asked_in",
    "earlier_rounds",
    "likeness",
    "same_areas",
]


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
    # Whether the worker has reckoned all of the rounds; without areas until then.
    is_reckoned: bool = True


def likeness(scope: Scope, unit: Unit, current: Round, group: str = "") -> Likeness | None:
    """How alike the units under a sum are; None at a unit, for leaders (one answer a unit has no spread of
    its own), and where the reader may not see the sum. Four queries, one more for each earlier year with
    another version of the instrument.
    """
    groups = tuple(each for each in current.groups if each != Group.LEADERS)
    group = group or main_group(groups)
    if unit.is_school or group not in groups or current.state != RoundState.CLOSED:
        return None
    if not sees_result(scope, current, unit, group):
        return None
    rounds = (*reversed(earlier_rounds(current, unit.path, YEARS - 1)), current)
    if not all(each.is_reckoned for each in rounds):
        return Likeness(current, group, groups, rounds, (), is_reckoned=False)
    return Likeness(current, group, groups, rounds, _areas(unit, rounds, group))


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
    titles = _rated(asked[rounds[-1].instrument_id], group)
    maps = [same_areas(each, rounds[-1], asked, group) for each in rounds]
    kept = _kept(unit, rounds, group)
    told = [
        [_of_area(kept.get(each.pk), known.get(number)) for number in titles]
        for each, known in zip(rounds, maps, strict=True)
    ]
    gaps = _trend([[one["gap"] for one in year] for year in told])
    shares = _trend([[one["share"] for one in year] for year in told])
    return tuple(
        LikenessArea(
            number,
            title,
            tuple(
                LikenessYear(
                    label=each.year.label,
                    units=told[year][place]["units"],
                    levels=tuple(told[year][place]["levels"]),
                    gap=_span(gaps, year, place),
                    share=_span(shares, year, place),
                    is_compared=number in maps[year],
                )
                for year, each in enumerate(rounds)
            ),
        )
        for place, (number, title) in enumerate(titles.items())
    )


# Of an area that was made of other questions, or a sum that took no part.
_NOTHING: Mapping[str, Any] = {"units": 0, "levels": (), "gap": None, "share": None}


def _of_area(kept: Sequence[Any] | None, number: int | None) -> Mapping[str, Any]:
    return _NOTHING if kept is None or number is None else kept[number] or _NOTHING


def _kept(unit: Unit, rounds: Sequence[Round], group: str) -> dict[int, Any]:
    """What was reckoned of the sum, by round. One query."""
    found = Spread.objects.filter(round__in=rounds, unit=unit, group=group)
    return dict(found.values_list("round_id", "areas"))


def _trend(years: Sequence[Sequence[Sequence[float] | None]]) -> Trend:
    """From what was kept of one figure, [year][area], oldest first."""
    nothing = [np.nan] * (1 + 2 * len(CONFIDENCES))
    found = np.array([[each or nothing for each in year] for year in years], dtype=np.float64)
    found = found.reshape(len(years), -1, len(nothing))
    shown = [_estimate(year, 1) for year in found]
    return trend_of(shown, [_estimate(year, max(len(years) - 1, 1)) for year in found])


def _estimate(kept: npt.NDArray[np.float64], comparisons: int) -> Estimate:
    """With the interval for so many comparisons: the first is that of the figure by itself."""
    value, low, high = kept[:, 0], kept[:, 2 * comparisons - 1], kept[:, 2 * comparisons]
    return Estimate(value, low, high, np.zeros(len(kept), dtype=np.int64), value)


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


def _span(trend: Trend, year: int, place: int) -> Span | None:
    told: Estimate = trend.years[year]
    value, low, high = (float(each[place]) for each in (told.value, told.low, told.high))
    if not np.isfinite(value):
        return None
    is_latest = year == len(trend.years) - 1
    return Span(value, low, high, None if is_latest else int(trend.verdict[year][place]))
