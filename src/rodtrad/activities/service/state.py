"""How a unit's plan stands on a day: what is late, what has been followed up, said without mixing the two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from rodtrad.activities import rules
from rodtrad.activities.models import Activity, ActivityStatus, FollowUp, Goal

__all__ = ["ActivityRow", "GoalState", "Origin", "PlanState", "plan_view", "row_of"]


@dataclass(frozen=True)
class ActivityRow:
    """An activity as a list shows it. `owner` is empty when it has none that may be named."""

    activity: Activity
    is_late: bool
    owner: str
    latest: FollowUp | None


@dataclass(frozen=True)
class Origin:
    """The result that a goal came from: the year of its self-assessment, and where it is shown."""

    year_label: str
    url: str


@dataclass(frozen=True)
class GoalState:
    """A goal with its activities in order."""

    goal: Goal
    rows: Sequence[ActivityRow]
    origin: Origin | None = None


@dataclass(frozen=True)
class PlanState:
    """All goals of a unit and year. Work and effect are counted apart (rule 3)."""

    goals: Sequence[GoalState]

    @property
    def rows(self) -> list[ActivityRow]:
        return [row for goal in self.goals for row in goal.rows]

    @property
    def activities(self) -> int:
        return len(self.rows)

    @property
    def done(self) -> int:
        return sum(row.activity.status == ActivityStatus.DONE for row in self.rows)

    @property
    def late(self) -> list[ActivityRow]:
        return [row for row in self.rows if row.is_late]

    @property
    def followed_up(self) -> int:
        return sum(row.latest is not None for row in self.rows)


def row_of(activity: Activity, today: date) -> ActivityRow:
    """An activity as it stands on a day. Reads only what was fetched with it."""
    return ActivityRow(
        activity=activity,
        is_late=rules.is_late(activity.status, activity.ends_on, today),
        owner=activity.owner_name,
        latest=next(iter(activity.follow_ups.all()), None),
    )


def plan_view(
    goals: Iterable[Goal], today: date, origins: Mapping[int, Origin] = MappingProxyType({})
) -> PlanState:
    """Goals (as `goals_of` gives them) as they stand on a day, with where they came from. No query."""
    return PlanState(
        [
            GoalState(goal, [row_of(each, today) for each in goal.activities.all()], origins.get(goal.pk))
            for goal in goals
        ]
    )
