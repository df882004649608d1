"""Verdicts on areas, made from those on the area's indicators: pure functions.

An area's figure is the plain mean of its indicators' means. The same people answer all of them, so the
errors go together; how closely is not known from histograms. The standard deviation of a mean of figures
is at most the mean of their standard deviations, whatever the correlation, so the mean of the reaches is
used: an area is called changed somewhat too seldom, never too often.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rodtrad.assessments.statistics import Verdict

__all__ = ["AreaVerdict", "judge_areas"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class AreaVerdict:
    """A difference of two area figures over the `used` of its indicators that have both; None if none has."""

    verdict: Verdict
    difference: float
    used: int


def judge_areas(difference: Floats, reach: Floats, area: Ints, least: float) -> list[AreaVerdict | None]:
    """One verdict per area. `difference` and `reach` (half an interval) are per indicator, NaN where they
    cannot be had; `area[indicator]` numbers the area from 0; `least` is the smallest difference called one.
    """
    return [_judge(difference[area == number], reach[area == number], least) for number in _numbers(area)]


def _numbers(area: Ints) -> range:
    return range(int(area.max(initial=-1)) + 1)


def _judge(difference: Floats, reach: Floats, least: float) -> AreaVerdict | None:
    known = np.isfinite(difference) & np.isfinite(reach)
    if not known.any():
        return None
    size, sure = float(difference[known].mean()), float(reach[known].mean())
    clear = abs(size) > sure and abs(size) >= least
    verdict = Verdict(int(np.sign(size))) if clear else Verdict.NO_CLEAR_CHANGE
    return AreaVerdict(verdict, size, int(known.sum()))
