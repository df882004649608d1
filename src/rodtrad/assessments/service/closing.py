"""The count: from a closed round's answers to the frozen rows that may be published.

Reads each answer once, in portions, into counts whose size follows the number of units. A group is decided
as a whole before any of it is written, and all groups are written in one transaction, so a count that is
killed leaves nothing behind and one that is run again gives the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.assessments import disclosure
from rodtrad.assessments.disclosure import Reason
from rodtrad.assessments.frozen import COLUMNS, Asked, Node, Participation, Shown, frozen_rows
from rodtrad.assessments.hooks import round_closed
from rodtrad.assessments.models import Group, Indicator, Result, Round, RoundPart, RoundState
from rodtrad.assessments.service.counting import Say, count_answers, silent
from rodtrad.assessments.service.rounds import event_of
from rodtrad.assessments.tally import Tree, histogram, levels_chosen, roll_up
from rodtrad.common.bulk import write_rows
from rodtrad.organisation.models import Unit

__all__ = ["Nodes", "Row", "Say", "freeze", "silent", "tabulated"]

Counts = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Row = tuple[Any, ...]

# With three units, no one of them can work out another's leaders by taking away its own.
LEADER_UNITS = 3
# Why a cell holds no counts although nothing is hidden.
OPEN, NOT_ASKED = "open", "not_asked"


@dataclass(frozen=True)
class Nodes:
    """The units of a round and everything above them up to the round's node, in tree order."""

    units: Sequence[Node]
    tree: Tree
    index: Mapping[int, int]
    # Per group, how many each unit invited, and -1 where it has no such group.
    invited: Mapping[str, npt.NDArray[np.int64]]
    # Per node, where its subtree ends in tree order.
    ends: npt.NDArray[np.int64]

    def takes_part(self, group: str) -> Mask:
        """Which units have the group."""
        return self.invited[group] >= 0


def freeze(round_id: int, say: Say = silent) -> None:
    """Count a round that has stopped taking answers and freeze its results. Does nothing to one that is
    already frozen.
    """
    counted = Round.objects.select_related("node", "authority", "instrument").get(pk=round_id)
    if counted.state != RoundState.CLOSING:
        return
    nodes = _nodes(counted)
    indicators = list(Indicator.objects.filter(instrument=counted.instrument).order_by("position"))
    with ThreadPoolExecutor(1) as beside:
        # While the database brings the next group's answers together, what may be shown of the one before is
        # settled; that asks for nothing, so it needs no connection of its own.
        settled = [
            beside.submit(
                tabulated,
                *(counted, group, nodes, indicators),
                *count_answers(counted, group, nodes.index, len(indicators), say),
            )
            for group in counted.groups
        ]
        say(1, 1, _("Sparar resultatet"))
        _write(counted, chain.from_iterable(each.result() for each in settled))


def _write(counted: Round, rows: Iterable[Row]) -> None:
    with transaction.atomic():
        locked = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=counted.pk)
        if locked.state != RoundState.CLOSING:
            return
        Result.objects.filter(round=locked).delete()
        write_rows(Result, ("round_id", "group", *COLUMNS), rows)
        locked.state = RoundState.CLOSED
        locked.closed_at = timezone.now()
        locked.save(update_fields=["state", "closed_at"])
        round_closed.fire_after_commit(event_of(counted))


def _nodes(counted: Round) -> Nodes:
    invited_by: dict[str, dict[int, int]] = {group: {} for group in counted.groups}
    asked: set[int] = set()
    parts = RoundPart.objects.filter(round=counted).values_list("unit_id", "group", "invited")
    for unit_id, group, invited in parts.iterator():
        asked.add(unit_id)
        invited_by.setdefault(group, {})[unit_id] = invited
    below = Unit.objects.under(counted.node.path).order_by("path")
    everything = [Node(*unit) for unit in below.values_list("pk", "path", "kind", "school_form")]
    above = {
        unit.path[:n] for unit in everything if unit.pk in asked for n in range(0, len(unit.path) + 1, 4)
    }
    units = [unit for unit in everything if unit.path in above]
    tree = Tree.from_paths([unit.path for unit in units])
    size = roll_up(np.ones(len(units), dtype=np.int64), tree)
    return Nodes(
        units=units,
        tree=tree,
        index={unit.pk: place for place, unit in enumerate(units)},
        invited={
            group: np.array([invited.get(unit.pk, -1) for unit in units], dtype=np.int64)
            for group, invited in invited_by.items()
        },
        ends=np.arange(len(units)) + size,
    )


def tabulated(
    counted: Round, group: str, nodes: Nodes, indicators: Sequence[Indicator], own: Counts, people: Counts
) -> Iterator[Row]:
    """The rows of one group, with what must not be shown already left out, from each node's own counts and
    how many answered there. No query.
    """
    asked = _asked(indicators, group)
    if len(asked.rated) < asked.width:
        own = own[:, asked.rated]
    counts, respondents = roll_up(own, nodes.tree), roll_up(people, nodes.tree)
    if group == Group.LEADERS:
        shown = _leaders_shown(own, people, nodes, nodes.takes_part(group))
    else:
        shown = _anonymous_shown(counted.threshold(group), own, counts, respondents, people, nodes)
    participation = _participation(nodes, group, people, respondents)
    rows = frozen_rows(nodes.units, asked, participation, counts, shown)
    return ((counted.pk, group, *row) for row in rows)


def _participation(nodes: Nodes, group: str, people: Counts, respondents: Counts) -> Participation:
    invited, takes_part = nodes.invited[group], nodes.takes_part(group)
    unknown = roll_up((invited == 0).astype(np.int64), nodes.tree)
    everyone = roll_up(np.maximum(invited, 0), nodes.tree)
    asked = roll_up(takes_part.astype(np.int64), nodes.tree)
    return Participation(
        respondents=respondents,
        invited=np.where(unknown > 0, -1, everyone),
        units=asked,
        is_unit=takes_part,
        reached=asked > 0,
        ends=nodes.ends,
    )


def _asked(indicators: Sequence[Indicator], group: str) -> Asked:
    order = list(dict.fromkeys(indicator.area_id for indicator in indicators))
    rated = [each for each in indicators if each.is_rated_by(group)]
    return Asked(
        rated=[each.position for each in rated],
        area=np.array([order.index(each.area_id) for each in rated], dtype=np.intp),
        areas=len(order),
        width=len(indicators),
        unrated={each.position: _unrated(each, group) for each in indicators},
    )


def _anonymous_shown(
    threshold: int, own: Counts, counts: Counts, respondents: Counts, people: Counts, nodes: Nodes
) -> Shown:
    answers = histogram(counts).sum(axis=-1)
    already_told = disclosure.stepwise(people, threshold)
    chosen = levels_chosen(own)
    found = disclosure.protect(nodes.tree, respondents, answers, threshold, already_told, chosen)
    return Shown(
        found.shown,
        disclosure.told(found.reason),
        found.respondents_shown,
        disclosure.told(found.respondents_reason),
    )


def _leaders_shown(own: Counts, people: Counts, nodes: Nodes, takes_part: Mask) -> Shown:
    """A unit's own rating stands (for its chain, which the reader's door sees to); sums need three units."""
    answered = (histogram(own).sum(axis=-1) > 0).astype(np.int64)
    cells, reasons = disclosure.leaders(nodes.tree, answered, LEADER_UNITS)
    whole, why = disclosure.leaders(nodes.tree, (people > 0).astype(np.int64)[:, None], LEADER_UNITS)
    alone = takes_part & (people > 0)
    cells = np.where(alone[:, None], answered > 0, cells)
    reasons = np.where(cells, np.uint8(Reason.NONE), np.maximum(reasons, np.uint8(Reason.SMALL)))
    open_ = np.where(alone, True, whole[:, 0])
    return Shown(cells & open_[:, None], _few_or_small(reasons), open_, _few_or_small(why[:, 0]))


def _few_or_small(reasons: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Leaders hand in by name: that a sum has too few of them is told, but not which sum protects another."""
    return np.where(reasons == Reason.COMPLEMENTARY, np.uint8(Reason.SMALL), reasons)


def _unrated(indicator: Indicator, group: str) -> str:
    return OPEN if indicator.is_open and indicator.is_asked(group) else NOT_ASKED
