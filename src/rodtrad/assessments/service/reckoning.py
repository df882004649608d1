"""What is reckoned of a closed round's results, once, after they are frozen: how alike the units of each sum
are.

The worker does it, a group at a time, from shown figures only and never from answers; what is kept of a group
is written in one transaction, so a reckoning that was interrupted goes on with the next group.

The gap, the share and their intervals are those of `equity`. An area's figure of a unit is one number, made
of its shown questions; an answer to it is taken to vary as much as answers to single questions do, which
makes intervals rather too wide than too narrow.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.utils.translation import gettext as _

from rodtrad.assessments.equity import (
    CONFIDENCE,
    LEAST_UNITS,
    Estimate,
    Units,
    confidence_of_each,
    gaps_of,
    share_between,
)
from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Indicator, Round, RoundState, Spread
from rodtrad.assessments.service.counting import Say, silent
from rodtrad.assessments.service.published import published
from rodtrad.organisation.models import UnitKind

__all__ = ["CONFIDENCES", "YEARS", "area_order", "reckon"]

YEARS = 3
"""How many years a trend has."""
CONFIDENCES = tuple(confidence_of_each(comparisons, CONFIDENCE) for comparisons in range(1, YEARS))
"""Of an interval, by how many comparisons it is to be part of, from one."""
SAY_EVERY = 25


@dataclass(frozen=True)
class _Group:
    """The shown figures of one group: units in tree order, [unit, area] for the areas that it rates."""

    numbers: Sequence[int]
    paths: Sequence[str]
    units: Units

    def under(self, path: str) -> Units:
        """Those of the units beneath a sum."""
        first, end = bisect_left(self.paths, path), bisect_left(self.paths, path + "\U0010ffff")
        given = self.units
        return Units(*(each[first:end] for each in (given.n, given.mean, given.variance, given.noise)))


def reckon(round_id: int, say: Say = silent) -> None:
    """Reckon and keep what a closed round's pages show of how alike units are. Does nothing where it is done;
    leaders give one answer for each unit, which has no spread of its own.
    """
    current = Round.objects.select_related("instrument").get(pk=round_id)
    if current.state != RoundState.CLOSED or current.is_reckoned:
        return
    asked = list(Indicator.objects.filter(instrument_id=current.instrument_id).order_by("position"))
    done = set(Spread.objects.filter(round=current).values_list("group", flat=True).distinct())
    for group in current.groups:
        if group != Group.LEADERS and group not in done:
            _keep(current, group, _spreads(current, group, asked, say))
    Round.objects.filter(pk=round_id).update(is_reckoned=True)


@transaction.atomic
def _keep(current: Round, group: str, spreads: Sequence[Spread]) -> None:
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=current.pk)
    if not Spread.objects.filter(round=current, group=group).exists():
        Spread.objects.bulk_create(spreads, batch_size=500)


def _spreads(current: Round, group: str, asked: Sequence[Indicator], say: Say) -> list[Spread]:
    """One for each sum of the group, in tree order."""
    sums = published(round=current, group=group).exclude(unit_kind=UnitKind.SCHOOL).order_by("unit_path")
    given, areas = _read(current, group, asked), len(area_order(asked))
    places, made = list(sums.values_list("unit_id", "unit_path")), []
    for number, (unit_id, path) in enumerate(places, 1):
        told = _told(given, path, areas, current.instrument.levels)
        made.append(Spread(round=current, unit_id=unit_id, group=group, areas=told))
        if number % SAY_EVERY == 0 or number == len(places):
            say(number, len(places), _("Räknar hur lika enheterna är"))
    return made


def area_order(asked: Sequence[Indicator]) -> list[int]:
    """The areas' ids in the order in which their figures are stored."""
    return list(dict.fromkeys(each.area_id for each in asked))


def _read(current: Round, group: str, asked: Sequence[Indicator]) -> _Group:
    """One query."""
    order = area_order(asked)
    numbers = sorted({order.index(each.area_id) for each in asked if each.is_rated_by(group)})
    rows = published(round=current, group=group, unit_kind=UnitKind.SCHOOL).order_by("unit_path")
    paths, people, told = [], [], []
    for path, invited, areas in rows.values_list("unit_path", "invited", "areas").iterator():
        paths.append(path)
        people.append(invited or 0)
        told.append([_moments(areas[number]) for number in numbers])
    figures = np.array(told, dtype=np.float64).reshape(len(told), len(numbers), 3)
    n, mean, variance = np.moveaxis(figures, 2, 0)
    asked_at = np.array(people, dtype=np.float64)[:, None]
    return _Group(numbers, paths, Units.from_moments(np.nan_to_num(n), mean, variance, asked_at))


def _moments(stored: Any) -> tuple[float, float, float]:
    """Number, mean and variance of an area that is shown; NaN of another."""
    if "mean" not in stored:
        return np.nan, np.nan, np.nan
    return stored["n"], stored["mean"], (stored["sd"] or 0.0) ** 2


def _told(given: _Group, path: str, areas: int, levels: int) -> list[Any]:
    units = given.under(path)
    gaps = gaps_of(units, CONFIDENCES)
    shares = [share_between(units, confidence) for confidence in CONFIDENCES]
    shown, nearest = units.shown.sum(axis=0).tolist(), _nearest(units, levels)
    told: list[Any] = [None] * areas
    for place, number in enumerate(given.numbers):
        told[number] = {
            "units": shown[place],
            "levels": nearest[place],
            "gap": _limits(gaps, place),
            "share": _limits(shares, place),
        }
    return told


def _limits(estimates: Sequence[Estimate], place: int) -> list[float] | None:
    """[value, low, high, low, high]; None where there is no estimate."""
    found = [estimates[0].value[place]]
    found += [end for each in estimates for end in (each.low[place], each.high[place])]
    return [round(float(each), 4) for each in found] if np.isfinite(found[0]) else None


def _nearest(given: Units, levels: int) -> list[list[int]]:
    """Per area, how many units lie nearest each level, halves upwards; nothing with too few units."""
    found: list[list[int]] = []
    for means in given.mean.T:
        shown: npt.NDArray[np.float64] = means[np.isfinite(means)]
        at = np.clip(np.floor(shown + 0.5).astype(np.int64), 1, levels) - 1
        found.append(np.bincount(at, minlength=levels).tolist() if len(shown) >= LEAST_UNITS else [])
    return found
