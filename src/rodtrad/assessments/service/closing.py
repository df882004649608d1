"""The count: from a closed round's answers to the frozen rows that may be published.

Reads each answer once, in portions, into counts whose size follows the number of units. Everything is
decided before anything is written, and all of it is written in one transaction, so a count that is
killed leaves nothing behind and one that is run again gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.assessments import disclosure, statistics
from rodtrad.assessments.disclosure import Reason
from rodtrad.assessments.hooks import round_closed
from rodtrad.assessments.models import Group, Indicator, Response, Result, Round, RoundPart, RoundState
from rodtrad.assessments.service.rounds import event_of
from rodtrad.assessments.tally import Tally, Tree, histogram, roll_up, unpack
from rodtrad.common.bulk import write_many
from rodtrad.organisation.models import Unit

Counts = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

PORTION = 20_000
# With three units, no one of them can work out another's leaders by taking away its own.
LEADER_UNITS = 3
# Why a cell holds no counts although nothing is hidden.
OPEN, NOT_ASKED = "open", "not_asked"
Pair = list[float] | None

Say = Callable[[int, int, str], None]


def silent(done: int, total: int, message: str) -> None:
    """Nobody waits for news."""


@dataclass(frozen=True)
class Nodes:
    """The units of a round and everything above them up to the round's node, in tree order."""

    units: Sequence[Unit]
    tree: Tree
    index: dict[int, int]
    # Per group, how many each unit invited, and -1 where it has no such group.
    invited: dict[str, npt.NDArray[np.int64]]
    # Per node, where its subtree ends in tree order.
    ends: npt.NDArray[np.int64]

    def takes_part(self, group: str) -> Mask:
        """Which units have the group."""
        return self.invited[group] >= 0


@dataclass(frozen=True)
class Shown:
    """What may be told of one group: per node and indicator, and per node as a whole."""

    cells: Mask
    reasons: npt.NDArray[np.uint8]
    nodes: Mask
    node_reasons: npt.NDArray[np.uint8]


def freeze(round_id: int, say: Say = silent) -> None:
    """Count a round that has stopped taking answers and freeze its results. Does nothing to one that is
    already frozen.
    """
    counted = Round.objects.select_related("node", "authority", "instrument").get(pk=round_id)
    if counted.state != RoundState.CLOSING:
        return
    nodes = _nodes(counted)
    indicators = list(Indicator.objects.filter(instrument=counted.instrument).order_by("position"))
    rows = [row for group in counted.groups for row in _rows(counted, group, nodes, indicators, say)]
    say(1, 1, _("Sparar resultatet"))
    _write(counted, rows)


def _write(counted: Round, rows: Sequence[Result]) -> None:
    with transaction.atomic():
        locked = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=counted.pk)
        if locked.state != RoundState.CLOSING:
            return
        Result.objects.filter(round=locked).delete()
        write_many(Result, rows)
        locked.state = RoundState.CLOSED
        locked.closed_at = timezone.now()
        locked.save(update_fields=["state", "closed_at"])
        round_closed.fire_after_commit(event_of(counted))


def _nodes(counted: Round) -> Nodes:
    invited_by: dict[int, dict[str, int]] = {}
    for unit_id, group, invited in RoundPart.objects.filter(round=counted).values_list(
        "unit_id", "group", "invited"
    ):
        invited_by.setdefault(unit_id, {})[group] = invited
    below = Unit.objects.under(counted.node.path).only("id", "path", "kind", "school_form").order_by("path")
    everything = list(below)
    above = {
        unit.path[:n] for unit in everything if unit.pk in invited_by for n in range(0, len(unit.path) + 1, 4)
    }
    units = [unit for unit in everything if unit.path in above]
    paths = [unit.path for unit in units]
    tree = Tree.from_paths(paths)
    size = roll_up(np.ones(len(units), dtype=np.int64), tree)
    return Nodes(
        units=units,
        tree=tree,
        index={unit.pk: place for place, unit in enumerate(units)},
        invited={group: _invited(units, invited_by, group) for group in counted.groups},
        ends=np.arange(len(units)) + size,
    )


def _invited(
    units: Sequence[Unit], invited_by: Mapping[int, Mapping[str, int]], group: str
) -> npt.NDArray[np.int64]:
    return np.array([invited_by.get(unit.pk, {}).get(group, -1) for unit in units], dtype=np.int64)


def _counts(counted: Round, group: str, nodes: Nodes, width: int, say: Say) -> tuple[Counts, Counts]:
    """How each node's own answers fall, per indicator; and how many answered."""
    tally = Tally(len(nodes.units), width, counted.instrument.levels)
    people = np.zeros(len(nodes.units), dtype=np.int32)
    total = Response.objects.filter(round=counted, group=group).count()
    done = 0
    for unit_ids, values in _portions(counted, group):
        place = np.array([nodes.index[unit_id] for unit_id in unit_ids], dtype=np.intp)
        tally.add(unpack(values, width), place)
        people += np.bincount(place, minlength=len(people)).astype(np.int32)
        done += len(values)
        say(done, total, _("Räknar svaren"))
    return tally.counts, people


def _portions(counted: Round, group: str) -> Iterator[tuple[list[int], list[bytes]]]:
    stored = Response.objects.filter(round=counted, group=group).values_list("unit_id", "values")
    unit_ids: list[int] = []
    values: list[bytes] = []
    for unit_id, packed in stored.iterator(chunk_size=PORTION):
        unit_ids.append(unit_id)
        values.append(bytes(packed))
        if len(values) == PORTION:
            yield unit_ids, values
            unit_ids, values = [], []
    if values:
        yield unit_ids, values


def _rows(
    counted: Round, group: str, nodes: Nodes, indicators: Sequence[Indicator], say: Say
) -> list[Result]:
    own, people = _counts(counted, group, nodes, len(indicators), say)
    rated = [each.position for each in indicators if each.is_rated_by(group)]
    own = own[:, rated]
    counts, respondents = roll_up(own, nodes.tree), roll_up(people, nodes.tree)
    takes_part = nodes.takes_part(group)
    if group == Group.LEADERS:
        shown = _leaders_shown(own, people, nodes, takes_part)
    else:
        shown = _anonymous_shown(counted.threshold(group), counts, respondents, nodes)
    asked = roll_up(np.maximum(nodes.invited[group], 0), nodes.tree)
    unknown = roll_up((nodes.invited[group] == 0).astype(np.int64), nodes.tree)
    figures = _Figures(counted, group, nodes, indicators, rated, counts, shown)
    units = roll_up((people > 0).astype(np.int64), nodes.tree)
    reached = roll_up(takes_part.astype(np.int64), nodes.tree)
    return [
        figures.row(
            int(place),
            int(respondents[place]),
            None if unknown[place] else int(asked[place]),
            int(units[place]),
        )
        for place in np.flatnonzero(reached)
    ]


def _anonymous_shown(threshold: int, counts: Counts, respondents: Counts, nodes: Nodes) -> Shown:
    answers = histogram(counts).sum(axis=-1)
    found = disclosure.protect(nodes.tree, respondents, answers, threshold)
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
    return Shown(cells & open_[:, None], disclosure.told(reasons), open_, disclosure.told(why[:, 0]))


class _Figures:
    """Turns counts into rows, with nothing in them that must not be shown. Columns are the questions that the
    group gives a level; `rated` has the position of each.
    """

    def __init__(
        self,
        counted: Round,
        group: str,
        nodes: Nodes,
        indicators: Sequence[Indicator],
        rated: Sequence[int],
        counts: Counts,
        shown: Shown,
    ) -> None:
        self.counted, self.group, self.nodes, self.counts, self.shown = counted, group, nodes, counts, shown
        self.takes_part = nodes.takes_part(group)
        self.unrated = {each.position: _unrated(each, group) for each in indicators}
        self.column = {position: column for column, position in enumerate(rated)}
        self.width = len(indicators)
        levels = histogram(counts)
        self.summary = statistics.summary(levels)
        order = list(dict.fromkeys(indicator.area_id for indicator in indicators))
        self.number_of_areas = len(order)
        self.area = np.array([order.index(indicators[place].area_id) for place in rated], dtype=np.intp)
        self.areas = disclosure.areas(self.summary.mean, shown.cells, self.area, kinds=len(order))
        self.pooled = np.stack(
            [
                np.where(shown.cells[..., None], levels, 0)[:, self.area == number].sum(axis=1)
                for number in range(len(order))
            ],
            axis=1,
        )
        self.spread = statistics.summary(self.pooled).sd
        means = np.where(shown.cells, self.summary.mean, np.nan)
        self.unit_means = np.where(self.takes_part[:, None], means, np.nan)
        self.unit_areas = np.where(self.takes_part[:, None], self.areas.mean, np.nan)

    def row(self, place: int, respondents: int, asked: int | None, units: int) -> Result:
        unit = self.nodes.units[place]
        is_shown = bool(self.shown.nodes[place])
        is_sum = not self.takes_part[place]
        bands = self._bands(place) if is_sum else None
        return Result(
            round=self.counted,
            unit_id=unit.pk,
            unit_path=unit.path,
            unit_kind=unit.kind,
            school_form=unit.school_form,
            group=self.group,
            is_shown=is_shown,
            reason="" if is_shown else _word(self.shown.node_reasons[place]),
            answered=respondents if is_shown else None,
            invited=asked,
            units=units if is_sum else 1,
            counts=[self._cell(place, position) for position in range(self.width)],
            areas=[self._area(place, number, bands) for number in range(self.number_of_areas)],
            bands=self._spread_out(_pairs(bands[0])) if bands else [],
        )

    def _spread_out(self, pairs: list[Pair]) -> list[Pair]:
        """By position in the instrument; None where the group gives no level."""
        return [pairs[self.column[p]] if p in self.column else None for p in range(self.width)]

    def _cell(self, place: int, position: int) -> list[int] | str:
        """[n1..nK, not relevant, unanswered], or the reason why not."""
        column = self.column.get(position)
        if column is None:
            return self.unrated[position]
        if not self.shown.cells[place, column]:
            return _word(self.shown.reasons[place, column])
        unanswered, *rest = self.counts[place, column].tolist()
        return [*rest, unanswered]

    def _area(self, place: int, column: int, bands: tuple[Any, Any] | None) -> dict[str, Any]:
        if not self.areas.of[column]:
            return {"reason": NOT_ASKED}
        if not self.areas.shown[place, column]:
            return {"reason": _word(self._area_reason(place, column))}
        mine = self.area == column
        cells = self.shown.cells[place] & mine
        answers = self.summary.n[place][cells]
        figures: dict[str, Any] = {
            "mean": round(float(self.areas.mean[place, column]), 3),
            "n": int(answers.max()),
            "sd": _number(self.spread[place, column]),
            "counts": self.pooled[place, column].tolist(),
            "used": int(self.areas.used[place, column]),
            "of": int(self.areas.of[column]),
        }
        if bands and (band := _pairs(bands[1])[column]):
            figures["band"] = band
        return figures

    def _area_reason(self, place: int, column: int) -> int:
        if not self.shown.nodes[place]:
            return int(self.shown.node_reasons[place])
        return int(self.shown.reasons[place][self.area == column].max(initial=Reason.SMALL))

    def _bands(self, place: int) -> tuple[Any, Any]:
        """Where the middle eight tenths of the units beneath lie: per indicator and per area."""
        inside = slice(place, int(self.nodes.ends[place]))
        return statistics.band(self.unit_means[inside]), statistics.band(self.unit_areas[inside])


def _unrated(indicator: Indicator, group: str) -> str:
    return OPEN if indicator.is_open and indicator.is_asked(group) else NOT_ASKED


def _pairs(band: Any) -> list[Pair]:
    return [
        [round(float(low), 3), round(float(high), 3)] if np.isfinite(low) else None
        for low, high in zip(band.low, band.high, strict=True)
    ]


def _number(value: Any) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None


def _word(reason: Any) -> str:
    """The reason as it is stored; a cell without any answer that counts is small."""
    return "few_units" if int(reason) == Reason.FEW_UNITS else "small"
