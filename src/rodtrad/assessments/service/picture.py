"""Puts a unit's result together from the frozen rows of two rounds and all groups, which are already read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from django.utils.translation import get_language

from rodtrad.assessments import statistics
from rodtrad.assessments.access import sees_result
from rodtrad.assessments.comparison import AreaVerdict, judge_areas
from rodtrad.assessments.groups import ANONYMOUS
from rodtrad.assessments.models import Group, Indicator, Result, Round
from rodtrad.assessments.scale import in_language
from rodtrad.assessments.service.coverage import coverage_of
from rodtrad.assessments.service.figures import area_figure, beside_at, earlier_figure, figures_of, histograms
from rodtrad.assessments.service.told import AreaResult, Band, Figure, IndicatorResult, UnitResult
from rodtrad.assessments.statistics import Verdict
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit

__all__ = ["HALF_A_STEP", "Picture", "Rows"]

NOT_ASKED = "not_asked"
# One rating is a whole step and stands for half a step to either side of it.
HALF_A_STEP = 0.5
# Which older questions, by weight, each question answers to.
Bridge = Mapping[int, Mapping[int, float]]
# A result by round, unit and group.
Rows = dict[tuple[int, int, str], Result]


class _Before(NamedTuple):
    """What was said before of what a question answers to: None where it is not shown."""

    hist: npt.NDArray[np.float64] | None
    figure: Figure


class Picture:
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
                histograms(self._cells(self.group), self.levels),
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
        hist = histograms(self._cells(other), self.levels)
        return statistics.holm(statistics.gap(values, hist, row.invited or 0, least=small))

    def _others(self) -> dict[str, statistics.Change]:
        """The group's answers less those of each other group that answers one by one."""
        if self.group == Group.LEADERS:
            return {}
        mine = histograms(self._cells(self.group), self.levels)
        return {
            group: statistics.holm(statistics.change(histograms(self._cells(group), self.levels), mine))
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


def _step(indicator: Indicator, mean: float | None) -> str:
    """The next step forward from where most stand."""
    if mean is None or not indicator.steps:
        return ""
    place = min(max(round(mean), 1), len(indicator.steps)) - 1
    return in_language(indicator.steps[place], (get_language() or "sv")[:2])[0]
