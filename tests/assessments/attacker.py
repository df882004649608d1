"""Those who want to know: what can be worked out from published counts, by sets and by linear programs."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from scipy.optimize import linprog

from tests.assessments.trees import Asked


def regions(asked: Asked, published: np.ndarray) -> list[np.ndarray]:
    """The pieces into which published groups cut the units: all unions, intersections and differences are
    made of them.

    Two units are in one piece when the same published groups hold them; units that none holds are left out.
    """
    pieces = defaultdict(list)
    holds = np.array([asked.under(node) for node in np.flatnonzero(published)]).reshape(-1, len(asked.paths))
    for unit in range(len(asked.paths)):
        if holds[:, unit].any():
            pieces[holds[:, unit].tobytes()].append(unit)
    return [np.array(piece) for piece in pieces.values()]


class Attacker:
    """Bounds the number of answers of any set of units, knowing every published count.

    An inner node with no answers of its own is known to have none. With ``respondents`` and where those are
    published, it is also known that no unit has more answers than respondents.
    """

    def __init__(
        self, asked: Asked, indicator: int, shown: np.ndarray, respondents_shown: np.ndarray | None
    ) -> None:
        self.size = len(asked.paths)
        joint = respondents_shown is not None
        rows, sums = [], []
        for node in np.flatnonzero(shown):
            rows.append(np.r_[asked.under(node), np.zeros(self.size * joint)])
            sums.append(asked.answers[node, indicator])
        if respondents_shown is not None:
            for node in np.flatnonzero(respondents_shown):
                rows.append(np.r_[np.zeros(self.size), asked.under(node)])
                sums.append(asked.respondents[node])
        self.equal = (np.array(rows), np.array(sums)) if rows else (None, None)
        self.less = np.c_[np.eye(self.size), -np.eye(self.size)] if joint else None
        inner = [any(p != path and p.startswith(path) for p in asked.paths) for path in asked.paths]
        nothing = np.array(inner) & (asked.own_respondents == 0)
        self.limits = [(0, 0 if none else None) for none in nothing] * (1 + joint)

    def bound(self, units: np.ndarray) -> tuple[float, float]:
        """The least and the most that these units can have answered together."""
        return self._solve(units, 1.0), -self._solve(units, -1.0)

    def _solve(self, units: np.ndarray, sign: float) -> float:
        goal = np.zeros(len(self.limits))
        goal[: self.size] = sign * units
        less = {} if self.less is None else {"A_ub": self.less, "b_ub": np.zeros(self.size)}
        found = linprog(
            goal, A_eq=self.equal[0], b_eq=self.equal[1], bounds=self.limits, method="highs", **less
        )
        if found.status == 3:
            return -np.inf
        assert found.status == 0, found.message
        return float(found.fun)
