"""The interval of a mean on a scale that ends: also where all answered alike, or few answered.

Student's interval takes its width from the spread of the answers. Six equal answers have none, and the
interval '1,0 to 1,0' then says that everyone else would have answered the same; near the ends of the scale it
also reaches outside it. Here the shares of the levels are unknown with the prior of W. Perks (*Journal of the
Institute of Actuaries* 73, 1947): one answer's weight spread evenly over the K levels. What is then known of
the mean has an expectation and a variance in closed form (those of a Dirichlet distribution), and is told by
the beta distribution over the scale that has both. With two levels this is exactly the interval of Jeffreys,
which L. D. Brown, T. T. Cai and A. DasGupta (*Statistical Science* 16, 2001) recommend where few answered;
with more levels the tests count how often it holds the truth.

The variance is made smaller by the share that answered, as everywhere (see `statistics`: Cochran's
correction with the reliability of one answer).

A difference of two such means has the interval of R. G. Newcombe (*Statistics in Medicine* 17, 1998, his
method 10), for any two intervals G. Y. Zou and A. Donner (*Statistics in Medicine* 27, 2008): the distances
from each estimate to its limits, put together as the sides of a right angle.

Shapes: ``hist[..., K]`` with any K from 2 up; answers have the shape without the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rodtrad.assessments.distributions import beta_quantile

__all__ = ["Difference", "bounded_interval", "difference_of", "mover"]

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
CONFIDENCE = 0.95
RELIABILITY = 0.7


@dataclass(frozen=True, slots=True)
class Difference:
    """Of two estimates, the latter less the former. ``is_clear``: the interval leaves out 0."""

    value: Floats
    low: Floats
    high: Floats

    @property
    def is_clear(self) -> npt.NDArray[np.bool_]:
        return (self.low > 0) | (self.high < 0)


def bounded_interval(
    hist: Ints | Floats,
    population: Ints | int = 0,
    confidence: float = CONFIDENCE,
    reliability: float = RELIABILITY,
) -> tuple[Floats, Floats]:
    """The interval for the mean of all who could have answered, in levels 1 to K; NaN without answers.

    ``population`` is how many could have answered (0: unknown); more answers than that count as everyone.
    """
    counts = np.asarray(hist, dtype=np.float64)
    n = counts.sum(axis=-1)
    mean, variance = _known_of_mean(counts)
    asked = np.divide(n, population, out=np.zeros_like(n), where=np.asarray(population) > 0)
    variance = variance * (1 - reliability * np.minimum(asked, 1))
    weight = np.where(n > 0, mean * (1 - mean) / np.maximum(variance, 1e-12) - 1, np.nan)
    tail = (1 - confidence) / 2
    steps = counts.shape[-1] - 1
    low = 1 + steps * beta_quantile(tail, mean * weight, (1 - mean) * weight)
    high = 1 + steps * beta_quantile(1 - tail, mean * weight, (1 - mean) * weight)
    return _to_the_end(counts, low, high)


def _to_the_end(counts: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Where everyone chose the lowest level, or the highest, the interval begins there: a limit inside the
    scale would leave out the estimate itself (as Brown, Cai and DasGupta do with Jeffreys's).
    """
    n = counts.sum(axis=-1)
    lowest, highest = (n > 0) & (counts[..., 0] == n), (n > 0) & (counts[..., -1] == n)
    return np.where(lowest, 1.0, low), np.where(highest, float(counts.shape[-1]), high)


def _known_of_mean(counts: Floats) -> tuple[Floats, Floats]:
    """Expectation and variance of the mean over a scale of 0 to 1, after the answers."""
    levels = counts.shape[-1]
    shares = counts + 1 / levels
    total = shares.sum(axis=-1)
    at = np.linspace(0, 1, levels)
    mean = shares @ at / total
    spread = shares @ at**2 / total - mean**2
    return mean, spread / (total + 1)


def difference_of(
    before: Ints | Floats,
    after: Ints | Floats,
    population_before: Ints | int = 0,
    population_after: Ints | int = 0,
    confidence: float = CONFIDENCE,
    reliability: float = RELIABILITY,
) -> Difference:
    """The difference of the means of two independent histograms, with an interval that also holds where
    neither varies.
    """
    sides = []
    for hist, population in ((before, population_before), (after, population_after)):
        low, high = bounded_interval(hist, population, confidence, reliability)
        sides.append((_mean(hist), low, high))
    return mover(*sides)


def mover(before: tuple[Floats, Floats, Floats], after: tuple[Floats, Floats, Floats]) -> Difference:
    """The difference of two independent estimates, each (estimate, low, high)."""
    (a, a_low, a_high), (b, b_low, b_high) = before, after
    value = b - a
    low = value - np.hypot(b - b_low, a_high - a)
    high = value + np.hypot(b_high - b, a - a_low)
    return Difference(value, low, high)


def _mean(hist: Ints | Floats) -> Floats:
    counts = np.asarray(hist, dtype=np.float64)
    n = counts.sum(axis=-1)
    total = counts @ np.arange(1, counts.shape[-1] + 1)
    return np.asarray(np.divide(total, n, out=np.full_like(n, np.nan), where=n > 0))
