"""Disclosure control: which figures may be shown so that no small group is seen or can be worked out.

**What is published.** For one respondent group (staff, teachers, pupils of an age, guardians) and one
indicator, a family of nodes of the unit tree. Publishing a node gives away its histogram, and so its number
of answers. Everything else on a page (mean, spread, share, area figure) is a function of published
histograms and gives away nothing more.

**What may be published.** Let the *rest* of a published node be its answers less those of its published
descendants. The family is safe when each rest is empty, or holds at least ``threshold`` answers from at least
two units (or is a unit's own answers and nothing else).

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

**Method.** Primary suppression by the minimum frequency rule, then complementary suppression; see A.
Hundepool et al., *Statistical Disclosure Control*, Wiley 2012, chapter 4 (magnitude tables: threshold, safety
against interval bounds, hierarchical tables) and 5 (frequency tables, differencing). Rests are made large
enough from the bottom of the tree and up, by hiding as few and as small figures as possible: the smallest
sibling; where no sibling has a rest to lend, a sibling and its smallest part. Some such figure always exists:
a published node that is large enough but whose rest is not has published descendants. So a figure that can be
published never falls because of what is beneath it, and the authority's is the last to go.

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
same reason for SMALL and COMPLEMENTARY (`told`), as the difference points out the small one. When everyone in
a large enough group answered alike, that is shown. Where two units contribute, each can subtract its own
(`leaders` takes a higher number of units).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from rodtrad.assessments.tally import Index, Level, Tree, roll_up

__all__ = ["Areas", "Disclosure", "Reason", "areas", "leaders", "protect", "stepwise", "told"]

Ints = npt.NDArray[np.integer[Any]]
Long = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Reasons = npt.NDArray[np.uint8]

MIN_UNITS = 2


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


def protect(paths: Sequence[str] | Tree, respondents: Ints, answers: Ints, threshold: int) -> Disclosure:
    """Decide what may be shown for one respondent group.

    ``respondents[node]`` and ``answers[node, indicator]`` count those of the node and of all beneath it; an
    answer is a level, neither skipped nor 'not relevant'. ``threshold`` is the authority's for the group, at
    least 1.

    Raises ValueError for a count that is negative or exceeds its parent's, for more answers than respondents,
    and for a threshold below 1.
    """
    tree = paths if isinstance(paths, Tree) else Tree.from_paths(paths)
    if threshold < 1:
        raise ValueError(f"a threshold must be at least 1, not {threshold}")
    if answers.shape[0] != len(respondents) or (answers > respondents[:, None]).any():
        raise ValueError("an indicator cannot have more answers than respondents")
    everyone = np.asarray(respondents, dtype=np.int64)[:, None]
    people = _decide(tree, everyone, everyone, threshold, MIN_UNITS, alone=True)
    each = _decide(
        tree, np.asarray(answers, dtype=np.int64), everyone, threshold, MIN_UNITS, alone=True, within=people
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
    shown, reason = _decide(tree, total, total, min_units, min_units, alone=False)
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
    """What an open round may tell of its participation: ``n`` rounded down to a multiple of ``threshold``.

    Two looks in a row then differ by nothing or by at least a threshold of people, and never tell when one
    person answered.
    """
    if threshold < 1:
        raise ValueError(f"a threshold must be at least 1, not {threshold}")
    return np.asarray(n) // threshold * threshold


def told(reason: Reasons) -> Reasons:
    """Reasons as readers may know them: not whether a figure is small itself or protects one that is."""
    return np.where(reason == Reason.COMPLEMENTARY, np.uint8(Reason.SMALL), reason)


def _decide(
    tree: Tree,
    n: Long,
    size: Long,
    threshold: int,
    min_units: int,
    *,
    alone: bool,
    within: tuple[Mask, Reasons] | None = None,
) -> tuple[Mask, Reasons]:
    """Primary then complementary suppression of ``n[node, column]``, only where ``within`` (one column) is
    shown.

    ``size[node, 1 or column]`` orders what to hide first. ``alone``: a unit's own answers may stand without
    another unit's.
    """
    own = _own(tree, n)
    units = roll_up((own > 0).astype(np.int32), tree)
    enough = units >= min_units
    if alone:
        enough |= own == n
    reason = np.where(n < threshold, Reason.SMALL, np.where(enough, Reason.NONE, Reason.FEW_UNITS)).astype(
        np.uint8
    )
    if within is not None:
        reason = np.where(reason == Reason.NONE, within[1], reason)
    work = _Suppression(tree, own, size, threshold, min_units, alone, reason)
    for generation in reversed(range(len(tree.levels))):
        work.settle(generation)
    return reason == Reason.NONE, reason


def _own(tree: Tree, n: Long) -> Long:
    """What belongs to each node itself: its count less its children's."""
    own = n.copy()
    for level in tree.levels[1:]:
        own[level.parents] -= tree.sum_children(n, level)
    if len(n) != len(tree.parent) or own.min(initial=0) < 0:
        raise ValueError("a node counts less than its children do, or a count is negative")
    return own


# The next figure to hide beneath a node is one whole number, so that the best of many is their minimum: how
# many figures must be hidden, then how large the figure is, then which node it is.
_NODE_BITS, _SIZE_BITS = 24, 30
_NONE_LEFT = np.int64(np.iinfo(np.int64).max)
_ONE_MORE = np.int64(1) << (_NODE_BITS + _SIZE_BITS)
_NODE = (1 << _NODE_BITS) - 1


class _Suppression:
    """Complementary suppression from the leaves and up; ``reason`` is filled in."""

    def __init__(
        self, tree: Tree, own: Long, size: Long, threshold: int, min_units: int, alone: bool, reason: Reasons
    ) -> None:
        self.tree, self.own, self.size, self.reason = tree, own, size, reason
        self.threshold, self.min_units, self.alone = threshold, min_units, alone
        self.rest = own.copy()
        self.units = (own > 0).astype(np.int32)
        self.next = np.full(own.shape, _NONE_LEFT)

    def settle(self, generation: int) -> None:
        """Make every rest of one generation's published nodes empty or large enough."""
        if generation + 1 < len(self.tree.levels):
            self._gather(self.tree.levels[generation + 1])
        nodes = self.tree.levels[generation].nodes
        weak = (self.reason[nodes] == Reason.NONE) & self._weak(nodes)
        rows, columns = np.nonzero(weak)
        self._strengthen(nodes[rows], columns)

    def _weak(self, nodes: Index) -> Mask:
        rest, few = self.rest[nodes], self.units[nodes] < self.min_units
        if self.alone:
            few &= rest != self.own[nodes]
        return np.asarray((rest > 0) & ((rest < self.threshold) | few))

    def _gather(self, level: Level) -> None:
        """Hand up to parents what their hidden children leave, and which figure to hide next."""
        nodes, open_ = level.nodes, self.reason[level.nodes] == Reason.NONE
        rest = self.rest[nodes]
        self.rest[level.parents] += np.add.reduceat(np.where(open_, 0, rest), level.starts, axis=0)
        hidden_units = np.where(open_, 0, self.units[nodes])
        self.units[level.parents] += np.add.reduceat(hidden_units, level.starts, axis=0)
        key = (self.size[nodes] << _NODE_BITS) + nodes[:, None] + _ONE_MORE
        # A child with an empty rest is of use only together with the next figure beneath it.
        further = (self.next[nodes] // _ONE_MORE) * _ONE_MORE
        key = np.where(rest > 0, key, np.where(self.next[nodes] == _NONE_LEFT, _NONE_LEFT, key + further))
        key = np.where(open_, key, self.next[nodes])
        self.next[level.parents] = np.minimum.reduceat(key, level.starts, axis=0)

    def _strengthen(self, nodes: Index, columns: Index) -> None:
        """Hide the next figure beneath each (node, column), until a rest has been added to the node's own.

        One rest is enough: it is itself large enough, from one unit at least, and the weak rest has another.
        """
        below = nodes
        while len(nodes):
            below = (self.next[below, columns] & _NODE).astype(np.intp)
            self.reason[below, columns] = Reason.COMPLEMENTARY
            self.rest[nodes, columns] += self.rest[below, columns]
            self.units[nodes, columns] += self.units[below, columns]
            on = self.rest[below, columns] == 0
            nodes, columns, below = nodes[on], columns[on], below[on]
