"""Which figures to hide so that the rest of each published sum is large enough, and the least is lost.

On a tree this is a knapsack, which dynamic programming solves exactly from the leaves and up. All that
matters of a part of the tree is what it adds to the rest of a sum above it: the answers of no unit, of one,
or of more, and how much slack there is, up to what is needed. So few states are kept for each node, each
with its least cost and the choices that gave it; what two children add together is the sum of their states.
(On the problem in tables of any form, where it is hard: M. Fischetti and J. J. Salazar-González, 'Models and
algorithms for optimizing cell suppression in tabular data with linear constraints', *Journal of the American
Statistical Association* 95, 2000.)

What comes out is a proposal: `disclosure` looks at each rest itself, whatever is proposed. All columns
(questions) are solved at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from rodtrad.assessments.tally import Tree

__all__ = ["MOST_NODES", "cheapest", "searchable"]

Long = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

MOST_NODES = 1_200
"""A nation's tree would take longer to search than its answers to count."""
_NOTHING = 0
_NEVER = np.int64(1) << 50
# A cost and the pair of states that gave it are one whole number, so that the least has both.
_PAIR_BITS = 12


def searchable(tree: Tree) -> bool:
    """Whether a tree is small enough to be searched."""
    return len(tree.parent) <= MOST_NODES


def cheapest(tree: Tree, own: Long, slack: Long, cost: Long, may: Mask, need: int, threshold: int) -> Mask:
    """What to hide of what may be published, per (node, column).

    ``own`` and ``slack`` are each node's own answers and how many of them can be lent, ``cost`` (below 2**47
    in each column's sum) what is lost where the node is hidden, ``may`` where it may be published. The rest
    of a published node is to be empty, or to have a slack of ``need`` and two units; or it is the node's own
    and ``threshold`` or more.
    """
    return _Search(tree, own, slack, cost, may, need, threshold).hidden()


class _States:
    """What can be added to a rest, numbered: 0 is nothing, then slack 0 to ``need`` of one unit, then the
    same of two units or more. The last is enough.
    """

    def __init__(self, need: int) -> None:
        self.need, self.number = need, 1 + 2 * (need + 1)
        self.enough = self.number - 1
        units = np.r_[0, np.repeat((1, 2), need + 1)]
        slack = np.r_[0, np.tile(np.arange(need + 1), 2)]
        together = self.of(units[:, None] + units, slack[:, None] + slack).ravel()
        # The pairs of states side by side that make one and the same state together.
        self.pairs = np.argsort(together, kind="stable")
        _each, self.starts = np.unique(together[self.pairs], return_index=True)

    def of(self, units: Any, slack: Any) -> Places:
        units, slack = np.minimum(units, 2), np.minimum(slack, self.need)
        return np.asarray(np.where(units == 0, _NOTHING, 1 + (units - 1) * (self.need + 1) + slack), np.intp)


class _Search:
    def __init__(
        self, tree: Tree, own: Long, slack: Long, cost: Long, may: Mask, need: int, threshold: int
    ) -> None:
        self.tree, self.may, self.states = tree, may, _States(need)
        self.cost = np.where(may, cost, 0)
        self.large = own >= threshold
        self.mine = self.states.of(own > 0, slack)
        self.columns = np.arange(own.shape[1])
        self.children: list[list[int]] = [[] for _ in tree.parent]
        for node, parent in enumerate(tree.parent.tolist()):
            if parent >= 0:
                self.children[parent].append(node)
        # Per node: the least cost of each state that it can add to the rest above it, [column, state]; the
        # least costs of showing it in each of three ways; and which pair of states each step was made of.
        self.least: dict[int, Long] = {}
        self.ways: dict[int, Long] = {}
        self.steps: dict[int, list[Places]] = {}

    def hidden(self) -> Mask:
        for level in reversed(self.tree.levels):
            for node in level.nodes.tolist():
                self._reckon(node)
        chosen = np.zeros_like(self.may)
        wanted = {node: self.least[node].argmin(axis=1) for node in self.tree.levels[0].nodes.tolist()}
        for level in self.tree.levels:
            for node in level.nodes.tolist():
                self._choose(node, wanted, chosen)
        return chosen

    def _reckon(self, node: int) -> None:
        own = np.full((len(self.columns), self.states.number), _NEVER)
        own[self.columns, self.mine[node]] = 0
        found, self.steps[node] = own, []
        beneath = np.zeros(len(self.columns), dtype=np.int64)
        for child in self.children[node]:
            found, step = self._together(found, self.least[child])
            self.steps[node].append(step)
            beneath += self.least[child][:, _NOTHING]
        # Shown with nothing left of it, with enough, or with its own answers and nothing else.
        itself = np.where(self.large[node], beneath, _NEVER)
        ways = np.stack([found[:, _NOTHING], found[:, self.states.enough], itself])
        self.ways[node] = np.where(self.may[node], np.minimum(ways, _NEVER), _NEVER)
        hidden = np.minimum(found + self.cost[node][:, None], _NEVER)
        hidden[:, _NOTHING] = np.minimum(hidden[:, _NOTHING], self.ways[node].min(axis=0))
        self.least[node] = hidden

    def _together(self, one: Long, other: Long) -> tuple[Long, Places]:
        """The least cost of each state that two make together, and which pair of states it was."""
        pairs = np.minimum(one[:, :, None] + other[:, None, :], _NEVER).reshape(len(one), -1)
        marked = (pairs << _PAIR_BITS) | np.arange(pairs.shape[1])
        best = np.minimum.reduceat(marked[:, self.states.pairs], self.states.starts, axis=1)
        return best >> _PAIR_BITS, (best & ((1 << _PAIR_BITS) - 1)).astype(np.intp)

    def _choose(self, node: int, wanted: dict[int, Places], chosen: Mask) -> None:
        """From what a node is to add to the rest above it: is it hidden, and what do its children add."""
        at, ways = wanted.pop(node), self.ways.pop(node)
        way = ways.argmin(axis=0)
        least = ways[way, self.columns]
        shown = (at == _NOTHING) & (least < _NEVER) & (least == self.least[node][:, _NOTHING])
        chosen[node] = self.may[node] & ~shown
        at = np.where(shown, np.where(way == 1, self.states.enough, _NOTHING), at)
        itself = shown & (way == 2)
        for child, step in zip(reversed(self.children[node]), reversed(self.steps[node]), strict=True):
            pair = step[self.columns, at]
            wanted[child] = np.where(itself, _NOTHING, pair % self.states.number)
            at = pair // self.states.number
