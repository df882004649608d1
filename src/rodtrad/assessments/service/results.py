"""Results as they are read: a unit's picture, the authority's, and where each figure came from.

Nothing here reads an answer. A page costs the same number of queries whatever the authority's size.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import F, Q
from django.utils.translation import get_language

from rodtrad.assessments import statistics
from rodtrad.assessments.access import sees_leaders
from rodtrad.assessments.comparison import AreaVerdict, judge_areas
from rodtrad.assessments.models import Group, Indicator, Result, Round, RoundState
from rodtrad.assessments.scale import in_language
from rodtrad.assessments.service import sums
from rodtrad.assessments.statistics import Verdict
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit

Band = tuple[float, float]
# One rating is a whole step and stands for half a step to either side of it.
HALF_A_STEP = 0.5
LEVELS = 6


@dataclass(frozen=True)
class Figure:
    """What is told of one indicator for one group. `reason` says why nothing is; counts are per level."""

    counts: tuple[int, ...] = ()
    not_relevant: int = 0
    unanswered: int = 0
    reason: str = ""
    mean: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def is_shown(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class AreaFigure:
    """What is told of an area: the mean of its indicators, with the answers it was made from.

    `n` is the most answers that one of its indicators has; `counts` all answers to all of them.
    """

    mean: float | None = None
    n: int = 0
    sd: float | None = None
    counts: tuple[int, ...] = ()
    used: int = 0
    of: int = 0
    band: Band | None = None
    reason: str = ""

    @property
    def is_shown(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator of the chosen group, beside the other group, last year and the units' band."""

    position: int
    item_id: int
    item_key: uuid.UUID
    number: str
    text: str
    language: str
    figure: Figure
    staff: Figure | None
    leaders: Figure | None
    before: Figure | None
    leaders_before: Figure | None
    change: Verdict | None
    gap: Verdict | None
    band: Band | None
    step: str

    @property
    def before_mean(self) -> float | None:
        return self.before.mean if self.before else None


@dataclass(frozen=True)
class AreaResult:
    """One area with its indicators; `change` is None where nothing can be compared."""

    number: int
    item_id: int
    item_key: uuid.UUID
    title: str
    figure: AreaFigure
    leaders: AreaFigure | None
    before: AreaFigure | None
    change: AreaVerdict | None
    gap: AreaVerdict | None
    indicators: tuple[IndicatorResult, ...]


@dataclass(frozen=True)
class UnitResult:
    """A unit's (or a sum's) result in a closed round for one respondent group."""

    round: Round
    unit: Unit
    group: str
    groups: tuple[str, ...]
    is_shown: bool
    reason: str
    answered: int | None
    invited: int | None
    units: int
    is_sum: bool
    previous: Round | None
    previous_answered: int | None
    previous_invited: int | None
    areas: tuple[AreaResult, ...]
    left_out: tuple[str, ...]

    @cached_property
    def indicators(self) -> tuple[IndicatorResult, ...]:
        return tuple(indicator for area in self.areas for indicator in area.indicators)

    @property
    def rate(self) -> float | None:
        """Answers per invited, at most 1."""
        return min(self.answered / self.invited, 1.0) if self.answered and self.invited else None

    @property
    def has_both(self) -> bool:
        """Whether leaders and staff can be seen beside each other somewhere."""
        return any(area.gap for area in self.areas)


@dataclass(frozen=True)
class AreaStanding:
    """Where a unit stands in one area, for a home page."""

    title: str
    item_id: int
    item_key: uuid.UUID
    figure: AreaFigure
    change: AreaVerdict | None


@dataclass(frozen=True)
class Standings:
    """Where a unit stands after its latest closed round."""

    round: Round
    group: str
    answered: int | None
    invited: int | None
    areas: tuple[AreaStanding, ...]


def closed_round_at(unit_path: str, year_starts_before: Any) -> Round | None:
    """The latest closed round that reaches a unit, of a school year that begins on or before a day."""
    found = Round.objects.filter(state=RoundState.CLOSED, year__starts_on__lte=year_starts_before)
    found = found.covering(unit_path).select_related("node", "instrument", "year")
    return found.order_by("-year__starts_on", "-opens_on", "-pk").first()


def unit_result(scope: Scope, unit: Unit, current: Round, group: str = Group.STAFF) -> UnitResult | None:
    """The result of a closed round at a unit or sum; None where the unit took no part or the reader may
    not see it. Three queries, and some for a reader of several units (`sums.left_alone`).
    """
    if current.state != RoundState.CLOSED or not _may_read(scope, unit):
        return None
    previous = _previous(current, unit.path)
    rounds = [current, *([previous] if previous else [])]
    rows = _rows(rounds, [unit.pk, current.node_id])
    if (current.pk, unit.pk, group) not in rows:
        return None
    indicators = _indicators(rounds)
    _tell(scope, rounds, rows, indicators)
    return _Reading(scope, unit, current, group, previous, rows, indicators).result()


def _tell(
    scope: Scope, rounds: Sequence[Round], rows: Rows, indicators: Mapping[int, list[Indicator]]
) -> None:
    """Take out of the leaders' sums what would tell this reader of a single unit."""
    hidden = sums.left_alone(scope, [each.pk for each in rounds])
    instrument = {each.pk: each.instrument_id for each in rounds}
    for (round_id, _unit, group), row in rows.items():
        positions = hidden.get((round_id, row.unit_path)) if group == Group.LEADERS else None
        if positions:
            asked = indicators[instrument[round_id]]
            sums.without(row, positions, area_numbers([each.area_id for each in asked]))


def area_numbers(area_ids: Sequence[int]) -> list[int]:
    """The areas numbered in the order in which their figures are stored."""
    order = list(dict.fromkeys(area_ids))
    return [order.index(area_id) for area_id in area_ids]


def area_standings(
    scope: Scope, unit: Unit, year_starts_on: Any, group: str = Group.STAFF
) -> Standings | None:
    """Where a unit stands per area after the latest closed round up to a school year. Four queries."""
    current = closed_round_at(unit.path, year_starts_on)
    found = unit_result(scope, unit, current, group) if current else None
    if current is None or found is None:
        return None
    areas = tuple(AreaStanding(a.title, a.item_id, a.item_key, a.figure, a.change) for a in found.areas)
    return Standings(current, group, found.answered, found.invited, areas)


def weakest(
    scope: Scope, unit: Unit, current: Round, group: str = Group.STAFF, limit: int = 5
) -> list[IndicatorResult]:
    """The indicators with the lowest mean: where planning may begin. Hidden ones are not among them."""
    found = unit_result(scope, unit, current, group)
    shown = [i for i in (found.indicators if found else ()) if i.figure.mean is not None]
    return sorted(shown, key=lambda i: (i.figure.mean or 0.0, i.position))[:limit]


def indicator_at(current: Round, position: int) -> Indicator | None:
    """One indicator of a round's instrument. One query."""
    found = Indicator.objects.filter(instrument_id=current.instrument_id, position=position)
    return found.select_related("item__document", "area").first()


@dataclass(frozen=True)
class Share:
    """What one unit puts into a sum, for one indicator."""

    unit_name: str
    unit_slug: str
    figure: Figure
    answered: int | None
    invited: int | None


def made_from(current: Round, scope: Scope, unit: Unit, group: str, position: int) -> list[Share]:
    """The rows that a sum's figure was made from, in the order of the tree, as far as they may be seen.

    One query. The caller pages by slicing what `made_from_query` gives; this is the whole of a small sum.
    """
    return [share_of(row) for row in made_from_query(current, scope, unit, group, position)]


def made_from_query(current: Round, scope: Scope, unit: Unit, group: str, position: int) -> Any:
    """As `made_from`, lazily: dictionaries for `share_of`."""
    rows = Result.objects.filter(
        round=current, group=group, unit_path__startswith=unit.path, unit_kind="school"
    ).exclude(unit_id=unit.pk)
    return (
        rows.filter(seen_by(scope))
        .annotate(cell=F(f"counts__{position}"))
        .order_by("unit_path")
        .values("cell", "answered", "invited", "unit__name", "unit__slug")
    )


def share_of(row: Mapping[str, Any]) -> Share:
    """One row of `made_from_query` as a share."""
    return Share(row["unit__name"], row["unit__slug"], _figure(row["cell"]), row["answered"], row["invited"])


def seen_by(scope: Scope) -> Q:
    """The results inside the reader's own subtrees."""
    inside = Q(pk__in=[])
    for path in scope.paths:
        inside |= Q(unit_path__startswith=path)
    return inside


def _may_read(scope: Scope, unit: Unit) -> bool:
    """Units in the reader's subtrees, and sums on the way up from there."""
    return scope.is_system or scope.sees(unit.path) or unit.path in scope.ancestor_paths


def _previous(current: Round, unit_path: str) -> Round | None:
    earlier = Round.objects.filter(
        state=RoundState.CLOSED,
        authority_id=current.authority_id,
        year__starts_on__lt=current.year.starts_on,
    )
    found = earlier.covering(unit_path).select_related("node", "instrument", "year")
    return found.order_by("-year__starts_on", "-opens_on", "-pk").first()


Rows = dict[tuple[int, int, str], Result]


def _rows(rounds: Sequence[Round], unit_ids: Iterable[int]) -> Rows:
    found = Result.objects.filter(round__in=rounds, unit_id__in=set(unit_ids))
    return {(row.round_id, row.unit_id, row.group): row for row in found}


def _indicators(rounds: Sequence[Round]) -> dict[int, list[Indicator]]:
    """Per instrument, in order. One query."""
    ids = {each.instrument_id for each in rounds}
    found = Indicator.objects.filter(instrument_id__in=ids).select_related("item", "area")
    by: dict[int, list[Indicator]] = {each: [] for each in ids}
    for indicator in found.order_by("position"):
        by[indicator.instrument_id].append(indicator)
    return by


def _figure(cell: Any) -> Figure:
    return _figures([cell])[0]


def _figures(cells: Sequence[Any]) -> list[Figure]:
    """Stored cells with mean, spread and interval."""
    levels = _levels(cells)
    found = statistics.summary(levels)
    return [_told(cell, found, place) for place, cell in enumerate(cells)]


def _told(cell: Any, found: statistics.Summary, place: int) -> Figure:
    if isinstance(cell, str) or cell is None:
        return Figure(reason=cell or "small")
    numbers = (found.mean[place], found.sd[place], found.low[place], found.high[place])
    mean, sd, low, high = (float(value) if np.isfinite(value) else None for value in numbers)
    return Figure(tuple(cell[:LEVELS]), cell[LEVELS], cell[LEVELS + 1], "", mean, sd, low, high)


def _levels(cells: Sequence[Any]) -> npt.NDArray[np.int64]:
    """Histograms, zeros where nothing is shown (which gives NaN in every statistic)."""
    rows = [cell[:LEVELS] if isinstance(cell, list) else [0] * LEVELS for cell in cells]
    return np.array(rows, dtype=np.int64).reshape(len(rows), LEVELS)


def area_figure(stored: Mapping[str, Any]) -> AreaFigure:
    """An area as it is stored in a result."""
    if "reason" in stored:
        return AreaFigure(reason=stored["reason"])
    band = stored.get("band")
    return AreaFigure(
        mean=stored["mean"],
        n=stored["n"],
        sd=stored["sd"],
        counts=tuple(stored["counts"]),
        used=stored["used"],
        of=stored["of"],
        band=(band[0], band[1]) if band else None,
    )


class _Reading:
    """Puts a result together from the stored rows of two years and two groups."""

    def __init__(
        self,
        scope: Scope,
        unit: Unit,
        current: Round,
        group: str,
        previous: Round | None,
        rows: Rows,
        indicators: Mapping[int, list[Indicator]],
    ) -> None:
        self.unit, self.current, self.group, self.previous, self.rows = unit, current, group, previous, rows
        self.indicators = indicators[current.instrument_id]
        self.row = rows[current.pk, unit.pk, group]
        self.groups = tuple(g for g in current.groups if self._allowed(scope, g))
        self.area_ids = list(dict.fromkeys(indicator.area_id for indicator in self.indicators))
        self.area = np.array([self.area_ids.index(i.area_id) for i in self.indicators], dtype=np.intp)
        self.earlier = self._match(indicators)

    def _allowed(self, scope: Scope, group: str) -> bool:
        if (self.current.pk, self.unit.pk, group) not in self.rows:
            return False
        return group != Group.LEADERS or not self.unit.is_school or sees_leaders(scope, self.unit.path)

    def _match(self, indicators: Mapping[int, list[Indicator]]) -> list[int | None]:
        """Per indicator, where last year's round asked the same of the same plan item; else None."""
        if self.previous is None:
            return [None] * len(self.indicators)
        before = {_asked(i, self.group): i.position for i in indicators[self.previous.instrument_id]}
        return [before.get(_asked(i, self.group)) for i in self.indicators]

    def _cells(self, which: Round | None, group: str, matched: bool = False) -> list[Any] | None:
        row = self.rows.get((which.pk, self.unit.pk, group)) if which else None
        if row is None or group not in self.groups:
            return None
        if not matched:
            return list(row.counts)
        return [None if place is None else row.counts[place] for place in self.earlier]

    def result(self) -> UnitResult | None:
        if self.group not in self.groups:
            return None
        last = self.rows.get((self.previous.pk, self.unit.pk, self.group)) if self.previous else None
        self._read()
        return UnitResult(
            round=self.current,
            unit=self.unit,
            group=self.group,
            groups=self.groups,
            is_shown=self.row.is_shown,
            reason=self.row.reason,
            answered=self.row.answered,
            invited=self.row.invited,
            units=self.row.units,
            is_sum=not self.unit.is_school,
            previous=self.previous if last else None,
            previous_answered=last.answered if last else None,
            previous_invited=last.invited if last else None,
            areas=tuple(self._area_result(number) for number in range(len(self.area_ids))),
            left_out=self._left_out() if last else (),
        )

    def _read(self) -> None:
        own = self._cells(self.current, self.group) or []
        before = self._cells(self.previous, self.group, matched=True)
        self.figures = _figures(own)
        self.before = _figures(before) if before else None
        self.change = self._changes(own, before)
        staff, leaders = (self._cells(self.current, g) for g in (Group.STAFF, Group.LEADERS))
        self.staff = _figures(staff) if staff else None
        self.leaders = _figures(leaders) if leaders else None
        old_leaders = self._cells(self.previous, Group.LEADERS, matched=True)
        self.leaders_before = _figures(old_leaders) if old_leaders else None
        self.gap = self._gaps(staff)
        self.area_changes = self._area_changes()
        self.area_gaps = self._area_gaps()

    def _changes(self, own: list[Any], before: list[Any] | None) -> statistics.Change | None:
        """Changes since last year; a unit's own leaders give one answer, in which chance cannot be told."""
        if before is None or (self.group == Group.LEADERS and self.unit.is_school):
            return None
        assert self.previous is not None  # noqa: S101 - for the type checker; there are cells of it
        last = self.rows[self.previous.pk, self.unit.pk, self.group]
        return statistics.holm(
            statistics.change(_levels(before), _levels(own), last.invited or 0, self.row.invited or 0)
        )

    def _gaps(self, staff: list[Any] | None) -> statistics.Gap | None:
        if staff is None or self.leaders is None:
            return None
        values = np.array([np.nan if f.mean is None else f.mean for f in self.leaders])
        row = self.rows[self.current.pk, self.unit.pk, Group.STAFF]
        least = statistics.LEAST_DIFFERENCE if not self.unit.is_school else HALF_A_STEP
        return statistics.gap(values, _levels(staff), row.invited or 0, least=least)

    def _area_changes(self) -> list[AreaVerdict | None]:
        if self.change is None:
            return [None] * len(self.area_ids)
        return judge_areas(self.change.difference, (self.change.high - self.change.low) / 2, self.area)

    def _area_gaps(self) -> list[AreaVerdict | None]:
        if self.gap is None:
            return [None] * len(self.area_ids)
        return judge_areas(self.gap.difference, (self.gap.high - self.gap.low) / 2, self.area)

    def _area_result(self, number: int) -> AreaResult:
        area = next(i.area for i in self.indicators if i.area_id == self.area_ids[number])
        members = [i for place, i in enumerate(self.indicators) if self.area[place] == number]
        return AreaResult(
            number=number,
            item_id=area.pk,
            item_key=area.key,
            title=area.heading or area.text,
            figure=self._area_figure(self.group, number),
            leaders=self._area_figure(Group.LEADERS, number) if self.leaders else None,
            before=None,
            change=self.area_changes[number],
            gap=self.area_gaps[number],
            indicators=tuple(self._indicator_result(indicator) for indicator in members),
        )

    def _area_figure(self, group: str, number: int) -> AreaFigure:
        row = self.rows[self.current.pk, self.unit.pk, group]
        return area_figure(row.areas[number])

    def _indicator_result(self, indicator: Indicator) -> IndicatorResult:
        place = indicator.position
        statement = indicator.statements.get(self.group) or indicator.statements.get(Group.STAFF, {})
        text, language = in_language(statement, (get_language() or "sv")[:2])
        figure = self.figures[place]
        return IndicatorResult(
            position=place,
            item_id=indicator.item_id,
            item_key=indicator.item.key,
            number=indicator.item.number,
            text=text,
            language=language,
            figure=figure,
            staff=self.staff[place] if self.staff else None,
            leaders=self.leaders[place] if self.leaders else None,
            before=self._at(self.before, place),
            leaders_before=self._at(self.leaders_before, place),
            change=self._change_at(place),
            gap=self._gap_at(place),
            band=self._band(place),
            step=_step(indicator, figure.mean),
        )

    def _at(self, figures: list[Figure] | None, place: int) -> Figure | None:
        return figures[place] if figures and self.earlier[place] is not None else None

    def _change_at(self, place: int) -> Verdict | None:
        if self.change is None or not np.isfinite(self.change.difference[place]):
            return None
        return Verdict(int(self.change.verdict[place]))

    def _gap_at(self, place: int) -> Verdict | None:
        if self.gap is None or not np.isfinite(self.gap.high[place] - self.gap.difference[place]):
            return None
        return Verdict(int(self.gap.verdict[place]))

    def _band(self, place: int) -> Band | None:
        """The middle eight tenths of the round's units, beside a unit's own; a sum has its own."""
        whole = self.rows.get((self.current.pk, self.current.node_id, self.group))
        row = self.row if self.row.bands else whole
        band = row.bands[place] if row and row.bands else None
        return (band[0], band[1]) if band else None

    def _left_out(self) -> tuple[str, ...]:
        """The questions that cannot be compared with last year's, by their words."""
        language = (get_language() or "sv")[:2]
        return tuple(
            in_language(i.statements.get(self.group, {}), language)[0]
            for place, i in enumerate(self.indicators)
            if self.earlier[place] is None
        )


def _asked(indicator: Indicator, group: str) -> tuple[object, ...]:
    """What a question is recognised by from one year to the next: the plan item's lasting key, and the
    words of the statement and of each level. With other words it is another question.
    """
    statement = indicator.statements.get(group, {}).get("sv")
    return (indicator.item.key, statement, *(level.get("sv") for level in indicator.levels))


def _step(indicator: Indicator, mean: float | None) -> str:
    """The next step forward from where most stand."""
    if mean is None or not indicator.steps:
        return ""
    place = min(max(round(mean), 1), len(indicator.steps)) - 1
    return in_language(indicator.steps[place], (get_language() or "sv")[:2])[0]
