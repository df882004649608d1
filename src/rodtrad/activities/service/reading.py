"""What units plan and do, read for pages, the thread and the report. Constant queries, whatever the size."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from rodtrad.activities.models import Activity, ActivityItem, ActivityStatus, FollowUp, Goal, UnitReport
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Person, Unit
from rodtrad.organisation.place import Place
from rodtrad.plans.models import Item

__all__ = [
    "Coverage",
    "UnitCount",
    "activity_for",
    "coverage",
    "goal_for",
    "goals_of",
    "loose_activities",
    "owners_for",
    "report_of",
    "serving",
    "unit_counts",
    "units_serving",
]


@dataclass(frozen=True)
class Coverage:
    """How far one initiative is worked with during a school year, below one place in the tree."""

    item_id: int
    units: int
    activities: int
    done: int
    clear: int
    partly: int
    none: int
    too_early: int


@dataclass(frozen=True)
class UnitCount:
    """One unit's plan in figures. Work status and verdict stand apart (rule 3)."""

    unit: Unit
    goals: int
    activities: int
    done: int
    followed_up: int
    has_report: bool


def _visible(scope: Scope, path: str = "goal__plan__unit__path") -> Q:
    """Activities and goals of units that the reader sees into."""
    found = Q(pk__in=[])
    for top in scope.paths:
        found |= Q(**{f"{path}__startswith": top})
    return found


def _activities() -> QuerySet[Activity]:
    return (
        Activity.objects.filter(removed_at=None)
        .select_related("owner")
        .prefetch_related(
            Prefetch("served", ActivityItem.objects.select_related("item").order_by("item__position")),
            Prefetch("follow_ups", FollowUp.objects.order_by("-written_at", "-id")),
        )
    )


def goals_of(scope: Scope, place: Place) -> list[Goal]:
    """The unit's goals of the year with activities, what these serve, and their follow-ups. 5 queries."""
    if not scope.sees(place.unit.path):
        return []
    goals = Goal.objects.filter(plan__unit=place.unit, plan__year_id=place.year_id, removed_at=None)
    return list(
        goals.select_related("item", "plan__unit", "plan__year").prefetch_related(
            Prefetch("activities", _activities())
        )
    )


def goal_for(scope: Scope, goal_id: int) -> Goal | None:
    """One goal that the reader may see."""
    found = Goal.objects.filter(_visible(scope, "plan__unit__path"), pk=goal_id)
    return found.select_related("item", "plan__unit", "plan__year").first()


def activity_for(scope: Scope, activity_id: int) -> Activity | None:
    """One activity that the reader may see, removed ones too: they can be brought back."""
    found = Activity.objects.filter(_visible(scope), pk=activity_id)
    return (
        found.select_related("owner", "goal__plan__unit", "goal__plan__year", "goal__item")
        .prefetch_related(Prefetch("served", ActivityItem.objects.select_related("item")), "follow_ups")
        .first()
    )


def owners_for(place: Place) -> list[Person]:
    """Those who can own an activity of the unit: the people with a duty there. Protected people never."""
    return list(
        Person.objects.filter(duties__unit=place.unit, is_active=True, is_protected=False)
        .distinct()
        .order_by("first_name", "last_name")
    )


def serving(
    scope: Scope, item_ids: Collection[int], year_id: int, path: str, limit: int = 50
) -> list[Activity]:
    """Activities below a place that serve any of the items, with goal, unit and what they serve."""
    return list(
        _activities()
        .filter(_visible(scope), served__item_id__in=item_ids, served__year_id=year_id)
        .filter(goal__plan__unit__path__startswith=path)
        .select_related("goal__plan__unit", "owner")
        .distinct()
        .order_by("goal__plan__unit__path", "goal_id", "id")[:limit]
    )


def units_serving(item_ids: Collection[int], year_id: int) -> int:
    """How many units of the authority work with any of the items during the year: one index read."""
    found = ActivityItem.objects.filter(
        item_id__in=item_ids, year_id=year_id, activity__removed_at=None
    ).aggregate(units=Count("unit_id", distinct=True))
    return int(found["units"])


def coverage(path: str, year_id: int, items: Sequence[Item]) -> list[Coverage]:
    """For each item, in the given order: how many units and activities serve it below a place. One query."""

    def having(**conditions: str) -> Count:
        return Count(
            "activity_id", distinct=True, filter=Q(**{f"activity__{k}": v for k, v in conditions.items()})
        )

    rows = (
        ActivityItem.objects.filter(item__in=[item.pk for item in items], year_id=year_id)
        .filter(activity__removed_at=None, unit__path__startswith=path)
        .values("item_id")
        .annotate(
            units=Count("unit_id", distinct=True),
            activities=Count("activity_id", distinct=True),
            done=having(status="done"),
            clear=having(verdict="clear"),
            partly=having(verdict="partly"),
            none=having(verdict="none"),
            too_early=having(verdict="too_early"),
        )
    )
    found = {row["item_id"]: Coverage(**row) for row in rows}
    return [found.get(item.pk) or Coverage(item.pk, 0, 0, 0, 0, 0, 0, 0) for item in items]


def loose_activities(scope: Scope, path: str, year_id: int) -> QuerySet[Activity]:
    """Activities that serve no initiative, in tree order; the caller pages them."""
    return (
        Activity.objects.filter(_visible(scope), removed_at=None, goal__removed_at=None, served=None)
        .filter(goal__plan__year_id=year_id, goal__plan__unit__path__startswith=path)
        .select_related("goal__plan__unit")
        .order_by("goal__plan__unit__path", "id")
    )


def unit_counts(scope: Scope, units: Sequence[Unit], year_id: int) -> list[UnitCount]:
    """The plans of the given units (a page of them) in figures. Two queries."""
    seen = [unit for unit in units if scope.sees(unit.path)]
    active = Q(removed_at=None, goal__removed_at=None)
    rows = (
        Activity.objects.filter(active, goal__plan__unit__in=seen, goal__plan__year_id=year_id)
        .values_list("goal__plan__unit_id")
        .annotate(
            goals=Count("goal_id", distinct=True),
            activities=Count("id"),
            done=Count("id", filter=Q(status=ActivityStatus.DONE)),
            followed_up=Count("id", filter=~Q(verdict="")),
        )
    )
    names = ("goals", "activities", "done", "followed_up")
    figures = {unit_id: dict(zip(names, counts, strict=True)) for unit_id, *counts in rows}
    handed_in = set(
        UnitReport.objects.filter(plan__unit__in=seen, plan__year_id=year_id).values_list(
            "plan__unit_id", flat=True
        )
    )
    nothing = dict.fromkeys(names, 0)
    return [
        UnitCount(unit=unit, has_report=unit.pk in handed_in, **figures.get(unit.pk, nothing))
        for unit in seen
    ]


def report_of(scope: Scope, place: Place) -> UnitReport | None:
    """The unit's follow-up report of the year, when it has been handed in."""
    if not scope.sees(place.unit.path):
        return None
    return UnitReport.objects.filter(plan__unit=place.unit, plan__year_id=place.year_id).first()
