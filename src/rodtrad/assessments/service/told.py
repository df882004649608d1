"""What a result tells of a unit or a sum: its figures, areas and questions, as pages and files read them.

Plain values: nothing here asks the database.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rodtrad.assessments import statistics
from rodtrad.assessments.comparison import AreaVerdict
from rodtrad.assessments.models import Round
from rodtrad.assessments.service.coverage import Coverage
from rodtrad.assessments.statistics import Verdict
from rodtrad.organisation.models import Unit

Band = tuple[float, float]


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
