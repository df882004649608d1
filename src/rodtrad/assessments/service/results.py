"""Results as they are read: a unit's picture, the authority's, and where each figure came from.

Nothing here reads an answer. A page costs the same number of queries whatever the authority's size.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from rodtrad.assessments import statistics
from rodtrad.assessments.access import results_inside, sees_result
from rodtrad.assessments.comparison import AreaVerdict, judge_areas
from rodtrad.assessments.groups import ANONYMOUS, main_group
from rodtrad.assessments.models import Group, Indicator, InstrumentKind, Result, Round, RoundState
from rodtrad.assessments.scale import in_language
from rodtrad.assessments.service import links, sums
from rodtrad.assessments.service.coverage import Coverage, coverage_of
from rodtrad.assessments.service.published import published
from rodtrad.assessments.statistics import Verdict
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit

Band = tuple[float, float]
NOT_ASKED = "not_asked"
# One rating is a whole step and stands for half a step to either side of it.
HALF_A_STEP = 0.5
Bridge = Mapping[int, Mapping[int, float]]


@dataclass(frozen=True)
class Figure:
    """What is told of one indicator for one group. `reason` says why nothing is; counts are per level.
    `invited` is how many of the group were asked, where that is known.
    """

    counts: tuple[int, ...] = ()
    not_relevant: int = 0
    unanswered: int = 0
    reason: str = ""
    mean: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    median: float | None = None
    quartiles: tuple[float, float] | None = None
    invited: int | None = None

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def is_shown(self) -> bool:
        return not self.reason

    @property
    def rate(self) -> float | None:
        """Of those asked, how many chose a level, at most all."""
        if not self.invited or not self.is_shown:
            return None
        return min(self.n / self.invited, 1.0)


@dataclass(frozen=True)
class Beside:
    """How the group's mean differs from another group's, or from its own of an earlier year, with the
    interval of this one difference. The verdict is for all the questions judged together, and can be none
    although the interval leaves out 0.
    """

    verdict: Verdict
    difference: float
    low: float
    high: float

    @property
    def is_doubted(self) -> bool:
        """Whether the difference would be clear if it were the only one."""
        return self.verdict == Verdict.NO_CLEAR_CHANGE and (self.low > 0 or self.high < 0)


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

    @cached_property
    def median(self) -> float | None:
        """The median of all answers to the area's questions."""
        return float(statistics.quantile(np.array(self.counts), 0.5)) if sum(self.counts) else None


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator of the chosen group, beside the other groups, the time before and the units' band.

    `item_id` and `item_key` are those of the plan item it was made from, if any. `figures` has every group
    that the reader may see and that gave it a level; `gap` is leaders against the group, and `beside` the
    group against each of the others that are not leaders.
    """

    position: int
    item_id: int | None
    item_key: uuid.UUID | None
    number: str
    text: str
    language: str
    figure: Figure
    figures: Mapping[str, Figure]
    before: Figure | None
    change: Verdict | None
    change_span: Beside | None
    gap: Verdict | None
    beside: Mapping[str, Beside]
    band: Band | None
    step: str

    def of(self, group: str) -> Figure | None:
        return self.figures.get(group)

    @property
    def before_mean(self) -> float | None:
        return self.before.mean if self.before else None


@dataclass(frozen=True)
class AreaResult:
    """One area with its indicators; `number` is its place among the instrument's, from 0. `change` is None
    where nothing can be compared. `band` is where the middle eight tenths of the round's units lie, or of the
    sum's own.
    """

    number: int
    item_id: int | None
    item_key: uuid.UUID | None
    title: str
    figure: AreaFigure
    figures: Mapping[str, AreaFigure]
    change: AreaVerdict | None
    gap: AreaVerdict | None
    beside: Mapping[str, AreaVerdict]
    band: Band | None
    indicators: tuple[IndicatorResult, ...]

    def of(self, group: str) -> AreaFigure | None:
        return self.figures.get(group)


@dataclass(frozen=True)
class UnitResult:
    """A unit's (or a sum's) result in a closed round for one respondent group.

    `groups` are those that the reader may see here; `beside` is the one that the gaps are to: leaders beside
    any other group, and the round's first other group beside leaders; empty where there is none.
    """

    round: Round
    unit: Unit
    group: str
    groups: tuple[str, ...]
    beside: str
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
    # Where `invited` is not known for a sum: of which units it is.
    coverage: Coverage | None = None

    @cached_property
    def indicators(self) -> tuple[IndicatorResult, ...]:
        return tuple(indicator for area in self.areas for indicator in area.indicators)

    @property
    def levels(self) -> int:
        """How many levels the scale has."""
        return self.round.instrument.levels

    @property
    def rate(self) -> float | None:
        """Answers per invited, at most 1; where not all units have said how many they asked, of those that
        have.
        """
        if self.answered and self.invited:
            return min(self.answered / self.invited, 1.0)
        return self.coverage.rate if self.coverage else None


@dataclass(frozen=True)
class AreaStanding:
    """Where a unit stands in one area, for a home page."""

    title: str
    item_id: int | None
    item_key: uuid.UUID | None
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


def closed_round_at(
    unit_path: str, year_starts_before: Any, kind: str = InstrumentKind.YEARLY
) -> Round | None:
    """The latest closed round of a kind that reaches a unit, of a school year that begins on or before a
    day.
    """
    found = Round.objects.filter(state=RoundState.CLOSED, kind=kind, year__starts_on__lte=year_starts_before)
    found = found.covering(unit_path).select_related("node", "instrument", "year", "authority")
    return found.order_by("-year__starts_on", "-opens_on", "-pk").first()


def unit_result(
    scope: Scope, unit: Unit, current: Round, group: str = "", *, for_all: bool = False
) -> UnitResult | None:
    """The result of a closed round at a unit or sum, for a group or else the round's first; None where the
    group took no part or the reader may not see it. `for_all`: as it may stand in what is read by everyone at
    the authority, whatever else they see. Three queries, one more across versions of an instrument,
    two where not all units have said how many they asked, and some for a reader of several units
    (`sums.left_alone`).
    """
    group = group or main_group(current.groups)
    if current.state != RoundState.CLOSED or not sees_result(scope, current, unit, group):
        return None
    previous = _previous(current, unit.path)
    rounds = [current, *([previous] if previous else [])]
    rows = _rows(rounds, [unit.pk, current.node_id])
    if (current.pk, unit.pk, group) not in rows:
        return None
    indicators = _indicators(rounds)
    ids = [each.pk for each in rounds]
    if not for_all:
        _tell(sums.left_alone(scope, ids), rounds, rows, indicators)
    elif group == Group.LEADERS or Group.LEADERS in current.groups:
        anyone = sums.left_alone_for_any(current.authority.path, ids, timezone.localdate())
        _tell(anyone, rounds, rows, indicators)
    known = links.bridge(previous.instrument, current.instrument, group, indicators) if previous else {}
    return _Reading(scope, unit, current, group, previous, rows, indicators, known).result()


def _tell(
    hidden: sums.Hidden, rounds: Sequence[Round], rows: Rows, indicators: Mapping[int, list[Indicator]]
) -> None:
    """Take out of the leaders' sums what would tell a reader of a single unit."""
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


def area_standings(scope: Scope, unit: Unit, year_starts_on: Any, group: str = "") -> Standings | None:
    """Where a unit stands per area after the latest closed round up to a school year. Four queries."""
    current = closed_round_at(unit.path, year_starts_on)
    found = unit_result(scope, unit, current, group) if current else None
    if current is None or found is None:
        return None
    areas = tuple(AreaStanding(a.title, a.item_id, a.item_key, a.figure, a.change) for a in found.areas)
    return Standings(current, found.group, found.answered, found.invited, areas)


def weakest(
    scope: Scope, unit: Unit, current: Round, group: str = "", limit: int = 5
) -> list[IndicatorResult]:
    """The indicators where planning may begin, in the order of `first_steps`."""
    found = unit_result(scope, unit, current, group)
    return first_steps(found)[:limit] if found else []


def first_steps(found: UnitResult) -> list[IndicatorResult]:
    """The shown indicators in a sensible order to begin with: the lowest level first, on one level what has
    clearly fallen before the rest, then the lowest mean. In the order of the instrument where all is equal.
    """
    shown = [each for each in found.indicators if each.figure.mean is not None]
    return sorted(shown, key=_begin_with)


def _begin_with(each: IndicatorResult) -> tuple[int, bool, float, int]:
    mean = each.figure.mean or 0.0
    return int(mean + 0.5), each.change != Verdict.LOWER, mean, each.position


def indicator_at(current: Round, position: int) -> Indicator | None:
    """One indicator of a round's instrument. One query."""
    found = Indicator.objects.filter(instrument_id=current.instrument_id, position=position)
    indicator = found.select_related("item__document", "area").first()
    if indicator is not None:
        indicator.instrument = current.instrument
    return indicator


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
    return shares_of(made_from_query(current, scope, unit, group, position))


def made_from_query(current: Round, scope: Scope, unit: Unit, group: str, position: int) -> Any:
    """As `made_from`, lazily: dictionaries for `shares_of`."""
    rows = published(round=current, group=group, unit_path__startswith=unit.path, unit_kind="school").exclude(
        unit_id=unit.pk
    )
    return (
        rows.filter(results_inside(scope, current, group))
        .annotate(cell=F(f"counts__{position}"))
        .order_by("unit_path")
        .values("cell", "answered", "invited", "unit__name", "unit__slug")
    )


def shares_of(rows: Iterable[Mapping[str, Any]]) -> list[Share]:
    """Rows of `made_from_query` as shares, all reckoned at once."""
    rows = list(rows)
    figures = figures_of([row["cell"] for row in rows], [row["invited"] for row in rows])
    return [
        Share(row["unit__name"], row["unit__slug"], figure, row["answered"], row["invited"])
        for row, figure in zip(rows, figures, strict=True)
    ]


def _previous(current: Round, unit_path: str) -> Round | None:
    """The round before of the same kind: last year's, or for a pulse the latest that had closed."""
    earlier = Round.objects.filter(
        state=RoundState.CLOSED, kind=current.kind, authority_id=current.authority_id
    )
    if current.kind == InstrumentKind.YEARLY:
        earlier = earlier.filter(year__starts_on__lt=current.year.starts_on)
    else:
        earlier = earlier.filter(opens_on__lt=current.opens_on)
    found = earlier.covering(unit_path).select_related("node", "instrument", "year", "authority")
    return found.order_by("-year__starts_on", "-opens_on", "-pk").first()


Rows = dict[tuple[int, int, str], Result]


def _rows(rounds: Sequence[Round], unit_ids: Iterable[int]) -> Rows:
    found = published(round__in=rounds, unit_id__in=set(unit_ids))
    return {(row.round_id, row.unit_id, row.group): row for row in found}


def _indicators(rounds: Sequence[Round]) -> dict[int, list[Indicator]]:
    """Per instrument, in order. One query."""
    ids = {each.instrument_id for each in rounds}
    found = Indicator.objects.filter(instrument_id__in=ids).select_related("item", "area__item")
    by: dict[int, list[Indicator]] = {each: [] for each in ids}
    for indicator in found.order_by("position"):
        by[indicator.instrument_id].append(indicator)
    return by


def figures_of(cells: Sequence[Any], invited: Sequence[int | None]) -> list[Figure]:
    """Stored cells with what a mean never stands without; `invited` says how many each was asked of."""
    people = np.array([number or 0 for number in invited], dtype=np.int64)
    found = statistics.summary(_levels(cells, _scale_of(cells)), people)
    return [
        _told(cell, found, place, asked)
        for place, (cell, asked) in enumerate(zip(cells, invited, strict=True))
    ]


def _told(cell: Any, found: statistics.Summary, place: int, invited: int | None = None) -> Figure:
    if isinstance(cell, str) or cell is None:
        return Figure(reason=cell or "small")
    numbers = (found.mean, found.sd, found.low, found.high, found.median)
    mean, sd, low, high, median = (known(each[place]) for each in numbers)
    ends = (known(found.lower_quartile[place]), known(found.upper_quartile[place]))
    quartiles = (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None
    counted = tuple(cell[:-2]), cell[-2], cell[-1]
    return Figure(*counted, "", mean, sd, low, high, median, quartiles, invited)


def known(value: Any) -> float | None:
    """A number out of an array, None where there is none."""
    return float(value) if np.isfinite(value) else None


def _scale_of(cells: Sequence[Any]) -> int:
    """How many levels the shown cells have; two where none is shown."""
    return next((len(cell) - 2 for cell in cells if isinstance(cell, list)), 2)


def _levels(cells: Sequence[Any], levels: int) -> npt.NDArray[np.int64]:
    """Histograms, zeros where nothing is shown (which gives NaN in every statistic)."""
    rows = [cell[:-2] if isinstance(cell, list) else [0] * levels for cell in cells]
    return np.array(rows, dtype=np.int64).reshape(len(rows), levels)


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
    """Puts a result together from the stored rows of two rounds and all groups."""

    def __init__(
        self,
        scope: Scope,
        unit: Unit,
        current: Round,
        group: str,
        previous: Round | None,
        rows: Rows,
        indicators: Mapping[int, list[Indicator]],
        known: Bridge,
    ) -> None:
        self.unit, self.current, self.group, self.previous, self.rows = unit, current, group, previous, rows
        self.known, self.levels = known, current.instrument.levels
        asked = indicators[current.instrument_id]
        self.area_ids = list(dict.fromkeys(indicator.area_id for indicator in asked))
        self.indicators = [each for each in asked if each.is_rated_by(group)]
        self.places = [each.position for each in self.indicators]
        self.area = np.array([self.area_ids.index(i.area_id) for i in self.indicators], dtype=np.intp)
        self.row = rows[current.pk, unit.pk, group]
        self.groups = tuple(g for g in current.groups if self._allowed(scope, g))
        self.beside = self._beside()

    def _allowed(self, scope: Scope, group: str) -> bool:
        if (self.current.pk, self.unit.pk, group) not in self.rows:
            return False
        return group == self.group or sees_result(scope, self.current, self.unit, group)

    def _beside(self) -> str:
        if self.group != Group.LEADERS:
            return Group.LEADERS.value if Group.LEADERS in self.groups else ""
        return next((each.value for each in ANONYMOUS if each in self.groups), "")

    def _cells(self, group: str) -> list[Any]:
        """What a group's row says of each of the chosen group's questions."""
        row = self.rows[self.current.pk, self.unit.pk, group]
        return [row.counts[place] for place in self.places]

    def _last(self) -> Result | None:
        return self.rows.get((self.previous.pk, self.unit.pk, self.group)) if self.previous else None

    def result(self) -> UnitResult:
        last = self._last()
        self._read(last)
        return UnitResult(
            round=self.current,
            unit=self.unit,
            group=self.group,
            groups=self.groups,
            beside=self.beside,
            is_shown=self.row.is_shown,
            reason=self.row.reason,
            answered=self.row.answered,
            invited=self.row.invited,
            units=self.row.units,
            is_sum=not self.unit.is_school,
            previous=self.previous if last else None,
            previous_answered=last.answered if last else None,
            previous_invited=last.invited if last else None,
            areas=tuple(self._area_result(number) for number in sorted(set(self.area.tolist()))),
            left_out=self._left_out() if last else (),
            coverage=coverage_of(self.row),
        )

    def _read(self, last: Result | None) -> None:
        self.figures = {group: self._told_of(group) for group in self.groups}
        self.before = [self._before(last, place) for place in self.places]
        self.change = self._changes(last)
        self.gap = self._gaps()
        self.others = self._others()
        self.area_changes = self._areas(self.change)
        self.area_gaps = self._areas(self.gap)
        self.area_others = {group: self._areas(found) for group, found in self.others.items()}

    def _told_of(self, group: str) -> list[Figure]:
        cells = self._cells(group)
        return figures_of(cells, [self.rows[self.current.pk, self.unit.pk, group].invited] * len(cells))

    def _before(self, last: Result | None, place: int) -> _Before | None:
        """What the questions that this one answers to said the time before; None where one is not shown."""
        olds = self.known.get(place)
        if last is None or not olds:
            return None
        cells = [last.counts[old] for old in olds]
        return _Before(*earlier_figure(cells, list(olds.values()), self.levels, last))

    def _changes(self, last: Result | None) -> statistics.Change | None:
        """Changes since the time before; a unit's own leaders give one answer, in which chance cannot be
        told.
        """
        if last is None or (self.group == Group.LEADERS and self.unit.is_school):
            return None
        hists = [
            each.hist if each and each.hist is not None else np.zeros(self.levels) for each in self.before
        ]
        return statistics.holm(
            statistics.change(
                np.array(hists).reshape(len(hists), self.levels),
                _levels(self._cells(self.group), self.levels),
            )
        )

    def _gaps(self) -> statistics.Gap | None:
        """Leaders beside the group that is not theirs."""
        if not self.beside:
            return None
        other = self.beside if self.group == Group.LEADERS else self.group
        leaders = self.figures[Group.LEADERS]
        values = np.array([np.nan if f.mean is None else f.mean for f in leaders])
        row = self.rows[self.current.pk, self.unit.pk, other]
        small = statistics.least_difference(self.levels) if not self.unit.is_school else HALF_A_STEP
        hist = _levels(self._cells(other), self.levels)
        return statistics.holm(statistics.gap(values, hist, row.invited or 0, least=small))

    def _others(self) -> dict[str, statistics.Change]:
        """The group's answers less those of each other group that answers one by one."""
        if self.group == Group.LEADERS:
            return {}
        mine = _levels(self._cells(self.group), self.levels)
        return {
            group: statistics.holm(statistics.change(_levels(self._cells(group), self.levels), mine))
            for group in self.groups
            if group not in (self.group, Group.LEADERS)
        }

    def _areas(self, found: statistics.Change | statistics.Gap | None) -> list[AreaVerdict | None]:
        if found is None:
            return [None] * len(self.area_ids)
        least = statistics.least_difference(self.levels)
        judged = judge_areas(found.difference, found.error, found.freedom, self.area, least)
        return [*judged, *[None] * (len(self.area_ids) - len(judged))]

    def _area_result(self, number: int) -> AreaResult:
        members = [i for place, i in enumerate(self.indicators) if self.area[place] == number]
        area = members[0].area
        figures = {
            group: area_figure(self.rows[self.current.pk, self.unit.pk, group].areas[number])
            for group in self.groups
        }
        asked = {group: figure for group, figure in figures.items() if figure.reason != NOT_ASKED}
        others = {group: judged[number] for group, judged in self.area_others.items()}
        return AreaResult(
            number=number,
            item_id=area.item_id,
            item_key=area.item.key if area.item else None,
            title=area.title,
            figure=figures[self.group],
            figures=asked,
            change=self.area_changes[number],
            gap=self.area_gaps[number],
            beside={group: judged for group, judged in others.items() if judged},
            band=self._area_band(number),
            indicators=tuple(self._indicator_result(i) for i in members),
        )

    def _indicator_result(self, indicator: Indicator) -> IndicatorResult:
        place = self.places.index(indicator.position)
        text, language = in_language(indicator.statement(self.group), (get_language() or "sv")[:2])
        figure, before = self.figures[self.group][place], self.before[place]
        return IndicatorResult(
            position=indicator.position,
            item_id=indicator.item_id,
            item_key=indicator.item.key if indicator.item else None,
            number=indicator.item.number if indicator.item else "",
            text=text,
            language=language,
            figure=figure,
            figures={g: told[place] for g, told in self.figures.items() if told[place].reason != NOT_ASKED},
            before=before.figure if before else None,
            change=self._change_at(place),
            change_span=beside_at(self.change, place) if self.change else None,
            gap=self._gap_at(place),
            beside={g: told for g, found in self.others.items() if (told := beside_at(found, place))},
            band=self._band(indicator.position),
            step=_step(indicator, figure.mean),
        )

    def _change_at(self, place: int) -> Verdict | None:
        if self.change is None or not np.isfinite(self.change.difference[place]):
            return None
        return Verdict(int(self.change.verdict[place]))

    def _gap_at(self, place: int) -> Verdict | None:
        if self.gap is None or not np.isfinite(self.gap.high[place] - self.gap.difference[place]):
            return None
        return Verdict(int(self.gap.verdict[place]))

    def _area_band(self, number: int) -> Band | None:
        """As `_band`, of an area."""
        whole = self.rows.get((self.current.pk, self.current.node_id, self.group))
        row = self.row if self.row.bands else whole
        return area_figure(row.areas[number]).band if row else None

    def _band(self, position: int) -> Band | None:
        """The middle eight tenths of the round's units, beside a unit's own; a sum has its own."""
        whole = self.rows.get((self.current.pk, self.current.node_id, self.group))
        row = self.row if self.row.bands else whole
        band = row.bands[position] if row and row.bands else None
        return (band[0], band[1]) if band else None

    def _left_out(self) -> tuple[str, ...]:
        """The questions that cannot be compared with the time before, by their words."""
        language = (get_language() or "sv")[:2]
        return tuple(
            in_language(each.statement(self.group), language)[0]
            for each in self.indicators
            if each.position not in self.known
        )


class _Before(NamedTuple):
    """What was said before of what a question answers to: None where it is not shown."""

    hist: npt.NDArray[np.float64] | None
    figure: Figure


def earlier_figure(
    cells: Sequence[Any], weights: Sequence[float], levels: int, row: Result
) -> tuple[npt.NDArray[np.float64] | None, Figure]:
    """The histogram and the figure of the older questions, in a row of an earlier round, that one question
    answers to. Several by weight have a mean and a spread, but no counts of their own; one that is hidden
    hides the figure.
    """
    if not all(isinstance(cell, list) and len(cell) == levels + 2 for cell in cells):
        hidden = (cell for cell in cells if not isinstance(cell, list))
        return None, Figure(reason=next(hidden, None) or "small")
    hist = statistics.mixture([cell[:-2] for cell in cells], list(weights))
    if len(cells) == 1:
        return hist, figures_of(cells, [row.invited])[0]
    told = statistics.summary(hist[None])  # type: ignore[arg-type]
    figure = Figure(mean=known(told.mean[0]), sd=known(told.sd[0]), median=known(told.median[0]))
    return hist, figure


def beside_at(found: statistics.Change, place: int) -> Beside | None:
    """One of several differences; None where it cannot be told."""
    numbers = [known(each[place]) for each in (found.difference, found.low, found.high)]
    difference, low, high = numbers
    if difference is None or low is None or high is None:
        return None
    return Beside(Verdict(int(found.verdict[place])), difference, low, high)


def _step(indicator: Indicator, mean: float | None) -> str:
    """The next step forward from where most stand."""
    if mean is None or not indicator.steps:
        return ""
    place = min(max(round(mean), 1), len(indicator.steps)) - 1
    return in_language(indicator.steps[place], (get_language() or "sv")[:2])[0]
