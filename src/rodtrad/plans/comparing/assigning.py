"""Each old item with one new one, so that the likeness of all pairs together is as great as can be."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

__all__ = ["assigned"]

# How far from the best an assigned item may be: less than what a reader would call a difference.
STEP = 0.01
# Never reached by scores below 3: no price rises further than what it is worth to someone.
MOST_BIDS = 300


def assigned(scores: NDArray[np.float32]) -> list[tuple[int, int]]:
    """The pairs (row, column) of a one-to-one assignment within `STEP` a pair of the greatest sum.

    `scores` are 0 or more; whoever is worth more to another stays without. By auction (Bertsekas 1988): each
    row bids for the column that gives it most after its price, and raises the price by what that column is
    worth to it above the next one. It needs only NumPy.
    """
    if scores.shape[0] > scores.shape[1]:
        # The fewer bid: that many columns at most have a price, and none of them is fought for in vain.
        return [(row, column) for column, row in assigned(scores.T)]
    owners = np.full(scores.shape[1], -1)
    prices = np.zeros(scores.shape[1])
    waiting = deque(int(row) for row in np.flatnonzero(scores.max(axis=1, initial=0) > 0))
    for _bid in range(MOST_BIDS * len(waiting)):
        if not waiting:
            break
        row = waiting.popleft()
        gain = scores[row] - prices
        best = int(gain.argmax())
        if gain[best] <= 0:
            continue
        prices[best] += gain[best] - _next_best(gain, best) + STEP
        if owners[best] >= 0:
            waiting.append(int(owners[best]))
        owners[best] = row
    return [(int(row), column) for column, row in enumerate(owners) if row >= 0]


def _next_best(gain: NDArray[np.float64], best: int) -> float:
    """What the next best column would give, at least nothing: to stay without is free."""
    others = np.delete(gain, best)
    return max(float(others.max(initial=0.0)), 0.0)
