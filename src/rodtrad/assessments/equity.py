"""How equal the units are: how far apart they lie, how much of the variation lies between them, and whether
that has changed. Never which unit is where: nothing here keeps an order of units.

Only figures that are shown may be given: a hidden unit has NaN and is left out. Units stand on the first axis
of every array, ``n[unit, ...]``; answers have the remaining shape.

**The gap** is the distance between the 10th and the 90th percentile of these very units. The percentiles of
the measured means lie too far apart, since each mean also holds the chance of who answered, and small units
the most: v_i = s²/n_i · (1 - r · n_i/N_i) (see `statistics`; s² is the variance inside units, pooled over all
of them, since that of five answers is hardly known). The units' true means are taken as normal with the
variance τ², and some hundred worlds that agree with the answers are drawn: τ² from its confidence
distribution, the Q-profile of W. Viechtbauer (*Statistics in Medicine* 26, 2007), whose middle is the
estimate of R. C. Paule and J. Mandel (*Journal of Research of the National Bureau of Standards* 87, 1982);
then each unit's mean given τ² and its answers, pulled towards the middle the more the fewer they are (B.
Efron and C. Morris, *Journal of the American Statistical Association* 70, 1975). The gap is the median of
the worlds' gaps, and its interval their percentiles: ensembles are drawn, since the pulled means
themselves lie too close (T. A. Louis, *Journal of the American Statistical Association* 79, 1984). The
tests count how often the interval holds the truth, also with a few units far behind; of units in two camps
the gap that is told is still too wide, though less so than the measured one. The same answers always give
the same figures.

**The share between units** is the intraclass correlation ICC(1) of the one-way random effects model, by the
unweighted sums of squares of the units' means (R. K. Burdick and F. A. Graybill, *Confidence Intervals on
Variance Components*, Dekker 1992): every unit counts alike, as it does in the gap. Where all units are of one
size it is that of the analysis of variance. Its interval is that of J. D. Thomas and R. A. Hultquist (*Annals
of Statistics* 6, 1978), of the same sums of squares, so that the figure lies in the middle of what is said of
it; weighted by their answers, a few large units that stood apart drew the figure to the interval's end. Both
models take the deviations as normal; with levels they are so in the means more than in single answers.

**A trend** compares the latest year with each earlier one: the interval of the difference is put together
from those of the two years (G. Y. Zou and A. Donner, *Statistics in Medicine* 27, 2008), each made so much
wider that the risk of even one false verdict in the trend is five in a hundred (Bonferroni). The interval of
the share takes the units as a sample of units of this kind; since the same ones stand in both years it is
rather too wide, which errs to 'no clear change'.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from rodtrad.assessments.bounded import mover
from rodtrad.assessments.distributions import chi_square_quantile, f_quantile

__all__ = [
    "LEAST_UNITS",
    "Estimate",
    "Trend",
    "Units",
    "confidence_of_each",
    "gap_of",
    "gap_trend",
    "gaps_of",
    "share_between",
    "share_trend",
    "trend_of",
]

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
CONFIDENCE = 0.95
RELIABILITY = 0.7
LEAST_UNITS = 10
"""With fewer, the ends of the distribution are single units, and nothing is given."""
_TENTH = (10.0, 90.0)
_KNOTS = 300
_DRAWS = 400
_NUMBERS = 1_000_000  # drawn at a time


@dataclass(frozen=True, slots=True)
class Units:
    """What each unit's answers say of one figure or several: ``n``, ``mean`` and ``variance`` [unit, ...].

    The variance is that of single answers, with n - 1. ``noise`` is the share of the variance of a mean that
    remains when so many of those asked have answered: 1 where that is not known.
    """

    n: Floats
    mean: Floats
    variance: Floats
    noise: Floats

    @classmethod
    def from_moments(
        cls,
        n: npt.ArrayLike,
        mean: npt.ArrayLike,
        variance: npt.ArrayLike,
        population: npt.ArrayLike = 0,
        reliability: float = RELIABILITY,
    ) -> Units:
        """From each unit's number, mean and variance; NaN where a unit has none or it is not shown."""
        n, mean, variance, people = np.broadcast_arrays(
            *(np.asarray(each, dtype=np.float64) for each in (n, mean, variance, population))
        )
        shown = np.isfinite(mean) & (n > 0)
        n = np.where(shown, n, 0.0)
        asked = np.divide(n, people, out=np.zeros_like(n), where=people > 0)
        spread = np.where(shown & (n > 1), variance, 0.0)
        return cls(n, np.where(shown, mean, np.nan), spread, 1 - reliability * np.minimum(asked, 1))

    @classmethod
    def from_histograms(
        cls, hist: Ints, population: npt.ArrayLike = 0, reliability: float = RELIABILITY
    ) -> Units:
        """From ``hist[unit, ..., K]``; a hidden unit has no answers."""
        counts = np.asarray(hist, dtype=np.float64)
        levels = np.arange(1, counts.shape[-1] + 1)
        n = counts.sum(axis=-1)
        mean = np.divide(counts @ levels, n, out=np.full_like(n, np.nan), where=n > 0)
        squares = (counts * (levels - mean[..., None]) ** 2).sum(axis=-1)
        variance = np.divide(squares, n - 1, out=np.full_like(n, np.nan), where=n > 1)
        return cls.from_moments(n, mean, variance, population, reliability)

    @property
    def shown(self) -> npt.NDArray[np.bool_]:
        return np.isfinite(self.mean)

    @property
    def within(self) -> Floats:
        """The variance inside units, pooled over those with two answers or more; NaN without any."""
        freedom = np.where(self.n > 1, self.n - 1, 0.0)
        total = freedom.sum(axis=0)
        squares = (freedom * self.variance).sum(axis=0)
        return np.asarray(np.divide(squares, total, out=np.full(total.shape, np.nan), where=total > 0))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over ``units`` units with its interval; NaN where too few units are shown to give it.

    ``measured`` is the same as it looks before chance is taken out; for comparison in the method text only.
    """

    value: Floats
    low: Floats
    high: Floats
    units: Ints
    measured: Floats


@dataclass(frozen=True, slots=True)
class Trend:
    """The years' estimates, oldest first, and the latest year less each earlier one, [earlier year, ...].

    ``verdict`` is -1, 0 or 1; 0 is 'no clear change', also where a year has no estimate.
    """

    years: tuple[Estimate, ...]
    difference: Floats
    low: Floats
    high: Floats
    verdict: npt.NDArray[np.int8]


def gap_of(given: Units, confidence: float = CONFIDENCE, least_units: int = LEAST_UNITS) -> Estimate:
    """The distance, in steps, between the 10th and the 90th percentile of the units' true means."""
    return gaps_of(given, (confidence,), least_units)[0]


def gaps_of(
    given: Units, confidences: Sequence[float], least_units: int = LEAST_UNITS
) -> tuple[Estimate, ...]:
    """As `gap_of`, with an interval for each confidence; the worlds are drawn once for all."""
    units = np.asarray(given.shown.sum(axis=0))
    enough = (units >= max(least_units, 2)) & np.isfinite(given.within)
    chance = np.maximum(given.within * given.noise / np.maximum(given.n, 1), 1e-12)
    tails = [(1 - confidence) / 2 for confidence in confidences]
    shares = (0.5, *(share for tail in tails for share in (tail, 1 - tail)))
    found = np.full((len(shares) + 1, *units.shape), np.nan)
    for figure in zip(*np.nonzero(enough), strict=True) if units.ndim else [()] * int(enough):
        every = (slice(None), *figure)
        mean = given.mean[every]
        shown = np.flatnonzero(np.isfinite(mean))
        shown = shown[np.argsort(mean[shown], kind="stable")]
        gaps = _worlds(mean[shown], chance[every][shown])
        found[every] = (*np.quantile(gaps, shares), np.ptp(np.percentile(mean[shown], _TENTH)))
    value, measured = found[0], found[-1]
    return tuple(
        Estimate(value, found[1 + 2 * place], found[2 + 2 * place], units, measured)
        for place in range(len(confidences))
    )


def _worlds(mean: Floats, chance: Floats) -> Floats:
    """The gap in each of many worlds that agree with ``mean[unit]``, of which ``chance`` is the variance."""
    units = len(mean)
    goals = _goals(units)
    draws = len(goals)
    random = np.random.default_rng(units)
    gaps = [
        _drawn_gaps(mean, chance, variances, random)
        for variances in np.array_split(_true_variance(mean, chance, goals), -(-draws * units // _NUMBERS))
    ]
    return np.concatenate(gaps)


@lru_cache(maxsize=64)
def _goals(units: int) -> Floats:
    """What Q should be in each world: evenly spaced shares of its distribution, so that less is left to the
    drawing itself.
    """
    return chi_square_quantile((np.arange(_DRAWS) + 0.5) / _DRAWS, units - 1)


def _drawn_gaps(mean: Floats, chance: Floats, variances: Floats, random: np.random.Generator) -> Floats:
    """One gap for each of the true variances."""
    weight = 1 / (chance + variances[:, None])
    total = weight.sum(axis=1)
    middle = weight @ mean / total + random.standard_normal(len(variances)) / np.sqrt(total)
    kept = variances[:, None] * weight
    true = middle[:, None] + kept * (mean - middle[:, None])
    true += np.sqrt(kept * chance) * random.standard_normal(true.shape)
    return np.asarray(np.ptp(np.percentile(true, _TENTH, axis=1), axis=0))


def _true_variance(mean: Floats, chance: Floats, goals: Floats) -> Floats:
    """The variance of the true means at which the generalised Q equals each goal; 0 where it never does.

    Q falls as the variance rises; it is reckoned at so many variances that one may read between them.
    """
    most = 10 * np.ptp(mean) ** 2 * len(mean) + 1e-9
    grid = np.r_[0.0, np.geomspace(most * 1e-9, most, _KNOTS)]
    weight = 1 / (chance + grid[:, None])
    middle = weight @ mean / weight.sum(axis=1)
    # A trace is added, so that the logarithm exists.
    q = (weight * (mean - middle[:, None]) ** 2).sum(axis=1) + 1e-300
    read = np.exp(np.interp(-np.log(goals), -np.log(q[1:]), np.log(grid[1:])))
    return np.asarray(np.where(goals >= q[0], 0.0, read))


def share_between(given: Units, confidence: float = CONFIDENCE, least_units: int = LEAST_UNITS) -> Estimate:
    """The share of the variance in answers that lies between units: 0 none of it, 1 all of it."""
    shown, n, units = given.shown, given.n, given.shown.sum(axis=0)
    total, within = n.sum(axis=0), given.within
    enough = (units >= max(least_units, 2)) & (total > units) & np.isfinite(within)
    groups = np.maximum(units, 2)
    size = groups / np.maximum(np.divide(1, n, out=np.zeros_like(n), where=shown).sum(axis=0), 1e-12)
    between = size * _between(given.mean) / (groups - 1)
    ratio = np.divide(between, within, out=np.full_like(total, np.inf), where=within > 0)
    enough &= (between > 0) | (within > 0)
    tail, freedom = (1 - confidence) / 2, np.where(enough, np.maximum(total - units, 1), 1.0)
    value = _share(ratio, size)
    low = _share(ratio / f_quantile(1 - tail, groups - 1, freedom), size)
    high = _share(ratio / f_quantile(tail, groups - 1, freedom), size)
    value, low, high = (np.where(enough, each, np.nan) for each in (value, low, high))
    return Estimate(value, low, high, np.asarray(units), value)


def _between(mean: Floats) -> Floats:
    """The sum of squares of the units' means, each unit counting alike."""
    known = np.isfinite(mean)
    values = np.where(known, mean, 0.0)
    middle = values.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.asarray(np.where(known, (values - middle) ** 2, 0.0).sum(axis=0))


def _share(ratio: Floats, size: Floats) -> Floats:
    """The intraclass correlation that goes with a ratio of mean squares; a negative one is none."""
    finite = np.where(np.isfinite(ratio), ratio, 0.0)
    share = (finite - 1) / np.maximum(finite + size - 1, 1e-12)
    return np.where(np.isfinite(ratio), np.clip(share, 0.0, 1.0), 1.0)


def gap_trend(
    years: Sequence[Units], confidence: float = CONFIDENCE, least_units: int = LEAST_UNITS
) -> Trend:
    """The gap of each year, oldest first, and whether the latest has clearly changed from each earlier."""
    return _trend(gap_of, years, confidence, least_units)


def share_trend(
    years: Sequence[Units], confidence: float = CONFIDENCE, least_units: int = LEAST_UNITS
) -> Trend:
    """The share between units of each year, and whether the latest has clearly changed from each earlier."""
    return _trend(share_between, years, confidence, least_units)


def _trend(
    figure: Callable[[Units, float, int], Estimate],
    years: Sequence[Units],
    confidence: float,
    least_units: int,
) -> Trend:
    shown = tuple(figure(year, confidence, least_units) for year in years)
    careful = confidence_of_each(len(years) - 1, confidence)
    wide = shown if careful == confidence else [figure(year, careful, least_units) for year in years]
    return trend_of(shown, wide)


def confidence_of_each(comparisons: int, confidence: float = CONFIDENCE) -> float:
    """What each of so many comparisons needs for all of them together to have the confidence."""
    return 1 - (1 - confidence) / max(comparisons, 1)


def trend_of(shown: Sequence[Estimate], wide: Sequence[Estimate]) -> Trend:
    """The years' estimates, oldest first, as they are shown and with the wider intervals by which they are
    compared.
    """
    sides = [(each.value, each.low, each.high) for each in wide]
    found = [mover(side, sides[-1]) for side in sides[:-1]]
    shape = (0, *np.shape(shown[-1].value)) if not found else ()
    value, low, high = (
        np.stack([getattr(each, name) for each in found]) if found else np.empty(shape)
        for name in ("value", "low", "high")
    )
    verdict = (low > 0).astype(np.int8) - (high < 0).astype(np.int8)
    return Trend(tuple(shown), value, low, high, verdict)
