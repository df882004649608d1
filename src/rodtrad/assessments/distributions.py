"""Quantiles of the beta, F and chi-square distributions, for whole arrays at once.

SciPy has them, at 30 MB of memory in every web process; the tests compare with it. Every function takes
arrays that broadcast, and answers with an array of their common shape; NaN in gives NaN out.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

__all__ = ["beta_quantile", "chi_square_quantile", "f_quantile"]

Floats = npt.NDArray[np.float64]
Given = npt.ArrayLike

_MOST = 20_000  # terms; the number needed grows as the root of the largest parameter
_ENOUGH = 1e-12
_TINY = 1e-300
_log_gamma = np.vectorize(math.lgamma, otypes=[np.float64])


def beta_quantile(share: Given, a: Given, b: Given) -> Floats:
    """The value in 0-1 that `share` of Beta(a, b) lies below; to within 1e-7."""
    wanted, a, b = _known(share, a, b)
    low, high = np.zeros(wanted.shape), np.ones(wanted.shape)
    found = _halved(lambda x: _beta_below(x, a, b) < wanted, low, high, 24)
    return np.where(np.isfinite(wanted), found, np.nan)


def f_quantile(share: Given, above: Given, below: Given) -> Floats:
    """The quantile of F with `above` and `below` degrees of freedom: x = d1 F / (d1 F + d2) is a beta."""
    wanted, d1, d2 = _known(share, above, below)
    low, high = np.full(wanted.shape, -40.0), np.full(wanted.shape, 40.0)

    def short(logged: Floats) -> npt.NDArray[np.bool_]:
        odds = d1 * np.exp(logged) / d2
        return _beta_below(odds / (1 + odds), d1 / 2, d2 / 2) < wanted

    return np.where(np.isfinite(wanted), np.exp(_halved(short, low, high, 60)), np.nan)


def chi_square_quantile(share: Given, freedom: Given) -> Floats:
    """The quantile of chi-square with `freedom` degrees of freedom."""
    wanted, k = _known(share, freedom)
    low, high = np.zeros(wanted.shape), k + 12 * np.sqrt(2 * k) + 60
    found = _halved(lambda x: _gamma_below(x / 2, k / 2) < wanted, low, high, 60)
    return np.where(np.isfinite(wanted), found, np.nan)


def _known(share: Given, *parameters: Given) -> tuple[Floats, ...]:
    """All in one shape; where something is unknown or no parameter, the share is NaN and the rest 1."""
    given = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (share, *parameters)))
    good = np.isfinite(given[0])
    for each in given[1:]:
        good = good & np.isfinite(each) & (each > 0)
    return (np.where(good, given[0], np.nan), *(np.where(good, each, 1.0) for each in given[1:]))


def _halved(
    short: Callable[[Floats], npt.NDArray[np.bool_]], low: Floats, high: Floats, times: int
) -> Floats:
    """Where a rising condition turns, by halving the interval."""
    for _ in range(times):
        middle = (low + high) / 2
        under = short(middle)
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return (low + high) / 2


def _beta_below(x: Floats, a: Floats, b: Floats) -> Floats:
    """The regularised incomplete beta function: its continued fraction (NIST DLMF 8.17.22), taken from the
    end of the distribution where it converges quickly.
    """
    turned = x > (a + 1) / (a + b + 2)
    x, a, b = np.where(turned, 1 - x, x), np.where(turned, b, a), np.where(turned, a, b)
    safe = np.clip(x, _TINY, 1 - 1e-16)
    logged = a * np.log(safe) + b * np.log1p(-safe) - _log_gamma(a) - _log_gamma(b) + _log_gamma(a + b)
    part = np.where(x <= 0, 0.0, np.exp(logged) * _fraction(safe, a, b) / a)
    return np.where(turned, 1 - part, part)


def _fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    """The continued fraction by Lentz's method."""
    c = np.ones_like(x)
    d = 1 / _away(1 - (a + b) * x / (a + 1))
    whole = d.copy()
    for m in range(1, _MOST):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d, c = 1 / _away(1 + term * d), _away(1 + term / c)
            whole *= d * c
        if (np.abs(d * c - 1) < _ENOUGH).all():
            break
    return whole


def _away(value: Floats) -> Floats:
    """Not zero, so that one may divide by it."""
    return np.where(np.abs(value) < _TINY, _TINY, value)


def _gamma_below(x: Floats, a: Floats) -> Floats:
    """The regularised incomplete gamma function by its series (NIST DLMF 8.7.1)."""
    term = np.ones_like(x)
    whole = term.copy()
    for n in range(1, _MOST):
        term = term * x / (a + n)
        whole += term
        if (term < _ENOUGH * whole).all():
            break
    logged = a * np.log(np.maximum(x, _TINY)) - x - _log_gamma(a + 1)
    return np.where(x <= 0, 0.0, np.exp(logged + np.log(whole)))
