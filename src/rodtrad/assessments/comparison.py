"""Verdicts on areas, made from those on the area's indicators: pure functions.

An area's figure is the plain mean of its indicators' means. The same people answer all of them, so the
errors go together; how closely is not known from histograms. The standard deviation of a mean of figures
is at most the mean of their standard deviations, whatever the correlation, so the mean of the errors is
used: an area is called changed somewhat too seldom, never too often. The areas of a page are judged
together, as its indicators are (`statistics.adjusted`), since the headline is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rodtrad.assessments.statistics import CONFIDENCE, Verdict, adjusted, two_sided_p

__all__ = ["AreaVerdict", "judge_areas"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class AreaVerdict:
    """A difference of two area figures over the `used` of its indicators that have both; None if none has."""

    verdict: Verdict
    difference: float
    used: int


def judge_areas(
    difference: Floats, error: Floats, freedom: Floats, area: Ints, least: float, risk: float = 1 - CONFIDENCE
) -> list[AreaVerdict | None]:
    """One verdict per area. `difference`, its standard `error` and degrees of `freedom` are per indicator,
    NaN where they cannot be had; `area[indicator]` numbers the area from 0; `least` is the smallest
    difference called one; `risk` is that of even one false verdict among the areas.
    """
    known = np.isfinite(difference) & np.isfinite(error)
    mine = [known & (area == number) for number in range(int(area.max(initial=-1)) + 1)]
    size = _over(mine, difference, np.mean)
    p = adjusted(two_sided_p(size, _over(mine, error, np.mean), _over(mine, freedom, np.min)))
    return [
        _told(float(size[number]), float(p[number]), int(which.sum()), least, risk) if which.any() else None
        for number, which in enumerate(mine)
    ]


def _over(mine: list[npt.NDArray[np.bool_]], values: Floats, together: Any) -> Floats:
    """One number per area, of its known indicators; NaN where it has none."""
    return np.array([together(values[which]) if which.any() else np.nan for which in mine], dtype=np.float64)


def _told(size: float, p: float, used: int, least: float, risk: float) -> AreaVerdict:
    clear = p < risk and abs(size) >= least - 1e-9
    return AreaVerdict(Verdict(int(np.sign(size))) if clear else Verdict.NO_CLEAR_CHANGE, size, used)
