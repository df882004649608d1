"""Disclosure control: which figures may be shown so that no small group is seen or can be worked out.

**What is published.** For one respondent group (staff, teachers, pupils of an age, guardians) and one
indicator, a family of nodes of the unit tree. Publishing a node gives away its histogram, and so its number
of answers. Everything else on a page (mean, spread, share, area figure) is a function of published
histograms and gives away nothing more.

**What may be published.** Let the *rest* of a published node be its answers less those of its published
descendants. The family is safe when each rest is empty, or holds more than ``threshold`` answers from at
least two units (or is a unit's own answers, ``threshold`` of them or more, and nothing else). More than the
threshold, since whoever knows this rule knows that another unit has one of them. And in a rest with fewer
answers than two thresholds not everyone may have chosen the same level, since that would tell what each of a
hidden unit answered (a group of enough people may still be alike: Machanavajjhala and others, 'l-diversity',
*ACM Transactions on Knowledge Discovery from Data* 1, 2007).

**Why that is enough.** Two nodes of a tree are nested or disjoint, so the published nodes are a laminar
family. In such a family the rests are disjoint, and each published node is the disjoint union of its own rest
and those of its published descendants: the matrix that gives published sums from rests is unitriangular, and
its inverse (Möbius inversion on a forest) has one row for each rest, 'node less its published children'. So
the rests and the published sums span the same space: any sum or difference, with whatever coefficients, that
someone can form from the published figures is one of rests. A set of answers whose figure can be worked out
therefore takes each rest whole or not at all, and as every rest is empty or large enough, so is the set; a
union, intersection or difference of published groups is such a set. With only 'counts are not negative' to
add, a hidden group that is part of a rest can hold anything from nothing to the whole of that rest, so that
no bound ever shows that it is small. The tests attack published figures with linear programs, which is how a
protected table is audited.

**What was told before.** While a round is open, a unit's participation is told in steps of two thresholds
(`stepwise`). Who looked knows that a unit which is hidden at the end has no fewer, so that less is left for
the small one that it protects. Only what lies above the step can be lent: the *slack* of a rest is its
answers less what its units have been told to have, and it is the slack that must exceed the threshold. A step
is wide, so that half of the units alone have slack enough; and the first reaches above the threshold, so that
nothing told does not tell of few.

**Method.** Primary suppression by the minimum frequency rule, then complementary suppression; see A.
Hundepool et al., *Statistical Disclosure Control*, Wiley 2012, chapter 4 (magnitude tables: threshold, safety
against interval bounds, hierarchical tables) and 5 (frequency tables, differencing). What is to be hidden for
the sake of others is the choice that loses least, searched for over the whole tree (`choosing`): a number of
respondents is worth itself and the questions that go with it; of what is worth the same the smaller goes, and
the authority's figure last. Then each rest is looked at, from the bottom of the tree and up, and where one is
still not large enough, or is all alike, the smallest sibling is hidden; where no sibling has a rest to lend,
a sibling and its smallest part. That alone keeps the rule, and in trees too large to search it is all.

**Respondents, then indicators.** The number of respondents is decided first, and an indicator is shown only
where that is (a family within a family), with the same rule on its own answers. So every group that can be
worked out for an indicator is one of at least ``threshold`` respondents, and has no answers to the indicator
or at least ``threshold`` of them ('not relevant' is no answer here, but is shown with the histogram).
Respondents less answers, or one indicator's answers less another's, is how many skipped a question. That
number is shown even when it is one: it says what no one answered, and no figure is ever given for those who
skipped. It follows that an implementer must never cross two indicators, or show how those who answered one
question answered another.

**Around it.** A group that is no node (similar units, a school form) cuts across the tree, so its figure is
made from shown figures of nodes, never from answers. Groups are never added together, so none can be had by
subtraction; each has its own threshold. Two years are two questionings of changing people and no part of one
another. A closed round is decided once, whole; an open one shows participation in steps (`stepwise`) and no
results. A figure may be shown to fewer than may see it by this rule, never to more: what a reader sees of a
safe family has rests that are unions of the family's.

**What it does not do.** It guards answers, not head counts: how many work at a unit is no secret, and that a
figure is missing tells that something near it is small. `reason` is for the record; tell readers one and the
same reason whatever it is (`told`), as the difference points out the small one. A group in which no one
answered holds nobody's answer, and may be known to be empty. When everyone in a published group answered
alike, or everyone in a rest of two thresholds, that is shown. Whoever knows the rule, and of all but one of
the figures hidden in a rest that they are large (from the open round's steps), knows that the last is small,
though not its answers. Where two units contribute, each can subtract its own
(`leaders` takes a higher number of units).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from rodtrad.assessments.choosing import cheapest, searchable
from rodtrad.assessments.tally import Index, Level, Tree, roll_up

__all__ = ["Areas", "Disclosure", "Reason", "areas", "leaders", "protect", "stepwise", "told"]

Ints = npt.NDArray[np.integer[Any]]
Long = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Reasons = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.uint8]

MIN_UNITS = 2
# Levels by bit: more than one has been chosen, or which ones is not looked at.
_SEVERAL = np.uint8(3)


class Reason(IntEnum):
    """Why a figure is not shown; NONE where it is. A figure made from no answers at all is SMALL."""

    NONE = 0
    SMALL = 1
    COMPLEMENTARY = 2
    FEW_UNITS = 3


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be shown: ``shown`` and ``reason`` per (node, indicator), ``respondents_…`` per node."""

    shown: Mask
    reason: Reasons
    respondents_shown: Mask
    respondents_reason: Reasons


@dataclass(frozen=True, slots=True)
class Areas:
    """Per (node, area): ``mean``, NaN where not shown, made from ``used`` of the area's ``of`` indicators."""

    mean: Floats
    shown: Mask
    used: Long
    of: Long


def protect(
    paths: Sequence[str] | Tree,
    respondents: Ints,
    answers: Ints,
    threshold: int,
    already_told: Ints | int = 0,
    chosen: Bits | None = None,
) -> Disclosure:
    """Decide what may be shown for one respondent group.

    ``respondents[node]`` and ``answers[node, indicator]`` count those of the node and of all beneath it; an
    answer is a level, neither skipped nor 'not relevant'. ``threshold`` is the authority's for the group, at
    least 1. ``already_told[node]`` is how many of a node's own respondents were known while the round was
    open. ``chosen[node, indicator]`` has a bit for each level that someone at the node itself chose; without
    it, that all answered alike is not looked at.

    Raises ValueError for a count that is negative or exceeds its parent's, for more answers than respondents,
    and for a threshold below 1.
    """
    tree = paths if isinstance(paths, Tree) else Tree.from_paths(paths)
    if threshold < 1:
        raise ValueError(f"a threshold must be at least 1, not {threshold}")
    if answers.shape[0] != len(respondents) or (answers > respondents[:, None]).any():
        raise ValueError("an indicator cannot have more answers than respondents")
    everyone = np.asarray(respondents, dtype=np.int64)[:, None]
    loose = _own(tree, everyone) - np.broadcast_to(already_told, respondents.shape)[:, None]
    rule = _Rule(threshold, threshold + 1, MIN_UNITS, alone=True)
    # With the number of respondents goes every question that could have been shown there.
    cost = 1 + (answers >= threshold).sum(axis=1, dtype=np.int64)[:, None]
    people = _decide(tree, everyone, everyone, rule, loose, cost)
    one = np.ones_like(cost)
    each = _decide(
        tree, np.asarray(answers, np.int64), everyone, rule, loose, one, within=people, chosen=chosen
    )
    return Disclosure(each[0], each[1], people[0][:, 0], people[1][:, 0])


def leaders(paths: Sequence[str] | Tree, own: Ints, min_units: int = MIN_UNITS) -> tuple[Mask, Reasons]:
    """Where leaders' ratings may be shown as a sum over units: ``(shown, reason)`` per (node, indicator).

    ``own[node, indicator]`` is 1 where the leaders of the unit chose a level, else 0. A rating is the unit's
    own statement, for those in the unit's chain: who that is the caller decides. Here a unit is never shown
    as a sum, and a sum has at least ``min_units`` units, as has what is left when the sums beneath it are
    taken away. With two, each of them can work out the other by taking away its own; with three none can.
    """
    tree = paths if isinstance(paths, Tree) else Tree.from_paths(paths)
    if own.min(initial=0) < 0 or own.max(initial=0) > 1:
        raise ValueError("a unit's leaders give one answer together")
    total = roll_up(np.asarray(own, dtype=np.int64), tree)
    rule = _Rule(min_units, min_units, min_units, alone=False)
    shown, reason = _decide(tree, total, total, rule, total, np.ones_like(total))
    reason[reason == Reason.SMALL] = Reason.FEW_UNITS
    return shown, reason


def areas(
    means: Floats, shown: Mask, area: Ints, least_share: float = 0.5, kinds: int | None = None
) -> Areas:
    """The plain mean of each area's indicators, made from shown ones alone, so that it cannot give a hidden
    one away.

    ``means[node, indicator]`` and ``shown`` of the same shape; ``area[indicator]`` numbers the area from 0.
    ``kinds`` is how many areas there are; left out, the highest number decides.
    An area is shown where at least ``least_share`` of its indicators are, as fewer would stand for what they
    do not tell. Two figures of one area are comparable only where the same indicators are used (``used``
    equals ``of`` in both).
    """
    kinds = int(area.max(initial=-1)) + 1 if kinds is None else kinds
    member = (area[:, None] == np.arange(kinds)).astype(np.float64)
    used = np.rint(shown @ member).astype(np.int64)
    of = member.sum(axis=0).astype(np.int64)
    open_ = (used > 0) & (used >= least_share * of)
    total = np.where(shown, means, 0.0) @ member
    return Areas(np.where(open_, total / np.maximum(used, 1), np.nan), open_, used, of)


def stepwise(n: Ints | int, threshold: int) -> Ints:
    """What an open round may tell of a unit's participation: ``n`` rounded down to a multiple of two
    thresholds.

    Two looks in a row then differ by nothing or by at least two thresholds of people, and never tell when one
    person answered. A sum over units is the sum of what is told of each, since a total of its own would tell
    of the units beneath.
    """
    if threshold < 1:
        raise ValueError(f"a threshold must be at least 1, not {threshold}")
    step = 2 * threshold
    return np.asarray(n) // step * step


def told(reason: Reasons) -> Reasons:
    """Reasons as readers may know them: not whether a figure is small itself or protects one that is, and not
    that all answers beneath it come from one unit.
    """
    return np.where(reason == Reason.NONE, reason, np.uint8(Reason.SMALL))


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a figure needs: ``threshold`` answers; and its rest a slack of ``need`` from ``min_units`` units.
    ``alone``: a unit's own answers may stand without another unit's.
    """

    threshold: int
    need: int
    min_units: int
    alone: bool


def _decide(
    tree: Tree,
    n: Long,
    size: Long,
    rule: _Rule,
    loose: Long,
    cost: Long,
    *,
    within: tuple[Mask, Reasons] | None = None,
    chosen: Bits | None = None,
) -> tuple[Mask, Reasons]:
    """Primary then complementary suppression of ``n[node, column]``, only where ``within`` (one column) is
    shown.

    ``cost[node, 1]`` is what is lost with a figure; ``size[node, 1 or column]`` orders what costs the same.
    ``loose`` is how many of a node's own nobody has been told of.
    """
    own = _own(tree, n)
    units = roll_up((own > 0).astype(np.int32), tree)
    enough = units >= rule.min_units
    if rule.alone:
        enough |= own == n
    few = np.where(enough, Reason.NONE, Reason.FEW_UNITS)
    reason = np.where(n < rule.threshold, Reason.SMALL, few).astype(np.uint8)
    if within is not None:
        reason = np.where(reason == Reason.NONE, within[1], reason)
    slack = np.minimum(own, loose)
    if rule.alone and searchable(tree):
        price = _price(tree, cost, size, n.shape)
        hidden = cheapest(tree, own, slack, price, reason == Reason.NONE, rule.need, rule.threshold)
        reason[hidden] = Reason.COMPLEMENTARY
    kinds = np.full(n.shape, _SEVERAL) if chosen is None else chosen.astype(np.uint8)
    work = _Suppression(tree, own, slack, kinds, size, rule, reason)
    for generation in reversed(range(len(tree.levels))):
        work.settle(generation)
    return reason == Reason.NONE, reason


def _price(tree: Tree, cost: Long, size: Long, shape: tuple[int, ...]) -> Long:
    """Cost first, then size; and a tree's top, which most people come for, is worth all that is beneath."""
    price = (np.broadcast_to(cost, shape) << _COST_SHIFT) + np.minimum(size, _LARGEST)
    price[tree.levels[0].nodes] += _TOP
    return price


# With the 1,200 nodes that a tree may have and 60 questions: sizes stay below a cost of 1, costs below a top.
_COST_SHIFT, _LARGEST, _TOP = 26, (1 << 15) - 1, np.int64(1) << 44


def _own(tree: Tree, n: Long) -> Long:
    """What belongs to each node itself: its count less its children's."""
    own = n.copy()
    for level in tree.levels[1:]:
        own[level.parents] -= tree.sum_children(n, level)
    if len(n) != len(tree.parent) or own.min(initial=0) < 0:
        raise ValueError("a node counts less than its children do, or a count is negative")
    return own


# The next figure to hide beneath a node is one whole number, so that the best of many is their minimum: how
# many figures must be hidden, whether they are not enough, how large the figure is, and which node it is.
_NODE_BITS, _SIZE_BITS = 24, 30
_NONE_LEFT = np.int64(np.iinfo(np.int64).max)
_TOO_LITTLE = np.int64(1) << (_NODE_BITS + _SIZE_BITS)
_ONE_MORE = _TOO_LITTLE << 1
_NODE = (1 << _NODE_BITS) - 1


class _Suppression:
    """Complementary suppression from the leaves and up; ``reason`` is filled in."""

    def __init__(
        self, tree: Tree, own: Long, slack: Long, kinds: Bits, size: Long, rule: _Rule, reason: Reasons
    ) -> None:
        self.tree, self.own, self.size, self.rule, self.reason = tree, own, size, rule, reason
        self.rest, self.slack = own.copy(), slack
        # The levels in a rest: one alone would tell what everyone in it answered.
        self.kinds = kinds.copy()
        self.units = (own > 0).astype(np.int32)
        self.next = np.full(own.shape, _NONE_LEFT)

    def settle(self, generation: int) -> None:
        """Make every rest of one generation's published nodes empty or large enough."""
        if generation + 1 < len(self.tree.levels):
            self._gather(self.tree.levels[generation + 1])
        nodes = self.tree.levels[generation].nodes
        rows, columns = np.nonzero((self.reason[nodes] == Reason.NONE) & self._weak(nodes))
        nodes = nodes[rows]
        kinds = self.kinds[nodes, columns]
        tries = self._strengthen(nodes, columns)
        left = self._weak((nodes, columns))
        for node, column, own in zip(nodes[left].tolist(), columns[left].tolist(), kinds[left], strict=True):
            mine = (below[(at == node) & (of == column)] for below, at, of in tries)
            if not self._exhaust(node, column, lent := [int(each) for hidden in mine for each in hidden]):
                self._give_up(node, column, lent, own)

    def _weak(self, at: Any) -> Mask:
        rest, rule, kinds = self.rest[at], self.rule, self.kinds[at]
        few = (self.slack[at] < rule.need) | (self.units[at] < rule.min_units)
        alike = (kinds & (kinds - 1) == 0) & (rest < 2 * rule.threshold)
        weak = (rest > 0) & (few | alike)
        # What a unit answered itself, and nothing beneath it, may stand alone.
        itself = (rest == self.own[at]) & (rest >= rule.threshold)
        return np.asarray(weak & ~itself if rule.alone else weak)

    def _gather(self, level: Level) -> None:
        """Hand up to parents what their hidden children leave, and which figure to hide next."""
        nodes, open_ = level.nodes, self.reason[level.nodes] == Reason.NONE
        for lent in (self.rest, self.slack, self.units):
            lent[level.parents] += level.by_family(np.where(open_, 0, lent[nodes]))
        kinds = np.where(open_, np.uint8(0), self.kinds[nodes])
        self.kinds[level.parents] |= level.by_family(kinds, np.bitwise_or)
        key = self.next[nodes]
        key[open_] = self._keys(level, *np.nonzero(open_))
        self.next[level.parents] = level.by_family(key, np.minimum)

    def _keys(self, level: Level, line: Index, column: Index) -> Long:
        """The order in which published figures are to be hidden, each (node, column) by itself."""
        nodes = level.nodes[line]
        rest, further = self.rest[nodes, column], self.next[nodes, column]
        size = self.size[nodes, column if self.size.shape[1] > 1 else 0]
        key = (size << _NODE_BITS) + nodes + _ONE_MORE
        key[self.slack[nodes, column] < self.rule.need - 1] += _TOO_LITTLE
        # A child with an empty rest is of use only together with the next figure beneath it.
        with_next = key + (further // _TOO_LITTLE) * _TOO_LITTLE
        return np.where(rest > 0, key, np.where(further == _NONE_LEFT, _NONE_LEFT, with_next))

    def _strengthen(self, nodes: Index, columns: Index) -> list[tuple[Index, Index, Index]]:
        """Hide the next figure beneath each (node, column), until a rest has been added to the node's own.

        One rest is most often enough: it is itself large enough, from one unit at least, and the weak rest
        has another. Gives what was hidden: (figures, for nodes, in columns).
        """
        tries = []
        below = nodes
        reachable = self.next[nodes, columns] != _NONE_LEFT
        nodes, columns, below = nodes[reachable], columns[reachable], below[reachable]
        while len(nodes):
            below = (self.next[below, columns] & _NODE).astype(np.intp)
            self._lend(below, nodes, columns)
            on = self.rest[below, columns] == 0
            tries.append((below, nodes, columns))
            nodes, columns, below = nodes[on], columns[on], below[on]
        return tries

    def _lend(self, below: Index | int, node: Index | int, column: Index | int) -> None:
        self.reason[below, column] = Reason.COMPLEMENTARY
        for lent in (self.rest, self.slack, self.units):
            lent[node, column] += lent[below, column]
        self.kinds[node, column] |= self.kinds[below, column]

    def _exhaust(self, node: int, column: int, lent: list[int]) -> bool:
        """Hide one figure after another beneath a node, until its rest is strong; False if it never is.
        ``lent`` are those that have been hidden for it, to which the others are added.
        """
        while self._weak((node, column)):
            lenders = self._published_beneath(node, column)
            if not lenders:
                return False
            lent.append(min(lenders)[-1])
            self._lend(lent[-1], node, column)
        return True

    def _give_up(self, node: int, column: int, lent: list[int], kinds: np.uint8) -> None:
        """Hide a figure that cannot be protected from beneath; show again what was hidden for its sake.
        ``kinds`` are the levels that its rest had before.
        """
        self.kinds[node, column] = kinds
        for child in lent:
            self.reason[child, column] = Reason.NONE
            for part in (self.rest, self.slack, self.units):
                part[node, column] -= part[child, column]
        self.reason[node, column] = Reason.COMPLEMENTARY

    def _published_beneath(self, node: int, column: int) -> list[tuple[bool, bool, int, int]]:
        """The uppermost figures beneath a node, the one to hide first being the least."""
        missing = self.rule.need - int(self.slack[node, column])
        found, here = [], [node]
        while here:
            for child in self._children(here.pop()):
                if self.reason[child, column] != Reason.NONE:
                    here.append(child)
                    continue
                slack = int(self.slack[child, column])
                size = int(self.size[child, column if self.size.shape[1] > 1 else 0])
                if slack or len(self._children(child)):
                    found.append((not slack, slack < missing, size, child))
        return found

    def _children(self, node: int) -> list[int]:
        if not hasattr(self, "_families"):
            families: dict[int, list[int]] = {}
            for child, parent in enumerate(self.tree.parent.tolist()):
                families.setdefault(parent, []).append(child)
            self._families = families
        return self._families.get(node, [])
