"""How far two people who coded the same excerpts agree, beyond what chance would give. Pure functions.

Kappa is that of J. Cohen (*Educational and Psychological Measurement* 20, 1960); its standard error that of
J. L. Fleiss, J. Cohen and B. S. Everitt (*Psychological Bulletin* 72, 1969). Where the two agree in all,
that error is 0, which claims a certainty that is not there: the lower limit is then that of C. J. Clopper and
E. S. Pearson (*Biometrika* 26, 1934) for the share on which they agree, put into kappa as it is.

An excerpt may have several themes. Each theme is then a question of its own, yes or no, and all of them
together are told by the pooled kappa of H. de Vries, M. N. Elliott, D. E. Kanouse and S. S. Teleki (*Field
Methods* 20, 2008), with an interval by leaving out one excerpt at a time, since the answers about one excerpt
hang together (J. L. Fleiss and M. Davies, *American Journal of Epidemiology* 115, 1982).

No limits are given for what is good: kappa depends on how common a theme is, and such limits are opinions.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Kappa", "cohens_kappa", "kappa_of_theme", "pooled_kappa"]

Table = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Choices = npt.NDArray[np.bool_]
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Kappa:
    """``n`` excerpts; ``observed`` and ``expected`` are shares of one. ``value``, ``error``, ``low`` and
    ``high`` are None where kappa does not exist: nothing coded, or both used one and the same code
    throughout.
    """

    n: int
    observed: float
    expected: float
    value: float | None = None
    error: float | None = None
    low: float | None = None
    high: float | None = None


def cohens_kappa(table: Table, confidence: float = CONFIDENCE) -> Kappa:
    """Kappa of a square table of counts: rows one coder's categories, columns the other's, in one order."""
    counts = np.asarray(table, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or (counts < 0).any():
        raise ValueError(f"{counts.shape} is no square table of counts")
    n = counts.sum()
    if n == 0:
        return Kappa(0, 0.0, 0.0)
    shares = counts / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed, expected = float(np.trace(shares)), float(rows @ columns)
    if 1 - expected < 1e-12:
        return Kappa(int(n), observed, expected)
    value = (observed - expected) / (1 - expected)
    if max(rows.max(), columns.max()) > 1 - 1e-12:
        # One of them used one code throughout: kappa is 0 whatever the other did, and has no interval.
        return Kappa(int(n), observed, expected, value)
    error = float(np.sqrt(_variance(shares, rows, columns, value, expected) / n))
    return _told(int(n), observed, expected, value, error, confidence)


def kappa_of_theme(first: Choices, second: Choices, confidence: float = CONFIDENCE) -> Kappa:
    """Kappa of one theme, given or not by each of two coders to each excerpt: ``[excerpt]``."""
    one, other = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    both, neither = int((one & other).sum()), int((~one & ~other).sum())
    only_one, only_other = int((one & ~other).sum()), int((~one & other).sum())
    return cohens_kappa(np.array([[both, only_one], [only_other, neither]]), confidence)


def pooled_kappa(first: Choices, second: Choices, confidence: float = CONFIDENCE) -> Kappa:
    """Kappa of all themes together: ``[excerpt, theme]``, whether each coder gave it."""
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    n, themes = one.shape
    if n == 0 or themes == 0:
        return Kappa(n, 0.0, 0.0)
    same = (one == other).astype(np.float64)
    observed, expected = _pooled(same.sum(axis=0), one.sum(axis=0), other.sum(axis=0), n)
    if 1 - expected < 1e-12:
        return Kappa(n, float(observed), float(expected))
    value = float((observed - expected) / (1 - expected))
    error = _left_out(one, other, same) if n > 2 else None
    return _told(n, float(observed), float(expected), value, error, confidence)


def _variance(shares: Floats, rows: Floats, columns: Floats, value: float, expected: float) -> float:
    """Fleiss, Cohen and Everitt's equation 13, times n."""
    margins = rows[None, :] + columns[:, None]  # [i, j]: the column's share of i and the row's share of j
    diagonal = np.diag(shares) @ (1 - (rows + columns) * (1 - value)) ** 2
    off = shares * margins**2
    aside = (1 - value) ** 2 * (off.sum() - np.trace(off))
    last = (value - expected * (1 - value)) ** 2
    return max(float(diagonal + aside - last) / (1 - expected) ** 2, 0.0)


def _told(
    n: int, observed: float, expected: float, value: float, error: float | None, confidence: float
) -> Kappa:
    """With limits: those of the normal distribution, or exact ones where the two agree in everything."""
    if observed > 1 - 1e-12:
        least = ((1 - confidence) / 2) ** (1 / n)
        return Kappa(n, observed, expected, 1.0, 0.0, max((least - expected) / (1 - expected), -1.0), 1.0)
    if error is None or error < 1e-9:
        return Kappa(n, observed, expected, value)
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * error
    return Kappa(n, observed, expected, value, error, max(value - reach, -1.0), min(value + reach, 1.0))


def _pooled(
    same: Floats, one: Floats, other: Floats, n: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Observed and expected agreement, as means over the themes on the last axis."""
    yes, also = one / n, other / n
    expected = yes * also + (1 - yes) * (1 - also)
    return np.asarray((same / n).mean(axis=-1)), np.asarray(expected.mean(axis=-1))


def _left_out(one: Floats, other: Floats, same: Floats) -> float | None:
    """The standard error by the jackknife; None where leaving one out leaves no kappa."""
    n = len(one)
    observed, expected = _pooled(
        same.sum(axis=0) - same, one.sum(axis=0) - one, other.sum(axis=0) - other, n - 1
    )
    if (1 - expected < 1e-12).any():
        return None
    values = (observed - expected) / (1 - expected)
    return float(np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum()))
