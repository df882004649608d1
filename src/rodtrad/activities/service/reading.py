"""What units plan and do, read for pages, the thread and the report. Constant queries, whatever the size."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import accumulate
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from rodtrad.activities.models import (
    Activity,
    ActivityItem,
    EffectVerdict,
    FollowUp,
    Goal,
    ItemCount,
    UnitPlan,
    UnitReport,
)
from rodtrad.activities.service.initiatives import plan_at
from rodtrad.common.dates import as_day
from rodtrad.organisation.access import LEADING, Scope
from rodtrad.organisation.models import Duty, Person, Unit
from rodtrad.organisation.models.unit import STEP
from rodtrad.organisation.place import Place
from rodtrad.plans.models import Document, Item
from rodtrad.plans.service import initiatives_of

__all__ = [
    "Candidate",
    "Coverage",
    "CoveredPlan",
    "LooseActivities",
    "Total",
    "UnitCount",
    "YearActivity",
    "YearReport",
    "activities_serving",
    "activity_for",
    "coverage",
    "coverage_at",
    "goal_for",
    "goals_of",
    "loose_activities",
    "owners_for",
    "report_of",
    "serving",
    "total_of",
    "unit_counts",
    "units_serving",
    "units_without_plan",
    "visible_activities",
    "year_activities",
    "year_reports",
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

    @property
    def followed_up(self) -> int:
        return self.clear + self.partly + self.none + self.too_early


@dataclass(frozen=True)
class CoveredPlan:
    """The initiatives of the plan in force beside how far each is worked with below a place."""

    rows: Sequence[tuple[Item, Coverage]]
    document: Document | None = None

    @property
    def idle(self) -> list[Item]:
        """The initiatives that no unit works with."""
        return [item for item, found in self.rows if not found.activities]

    @property
    def worked(self) -> int:
        return len(self.rows) - len(self.idle)


@dataclass(frozen=True)
class Candidate:
    """Someone who can own an activity; `leads` puts principals and managers first in the list."""

    person: Person
    leads: bool


@dataclass(frozen=True)
class Total:
    """The units below a place together. Work status and follow-up stand apart (rule 3)."""

    all_units: int
    units: int
    activities: int
    done: int
    followed_up: int
    reports: int


@dataclass(frozen=True)
class UnitCount:
    """One unit's plan in figures. Work status and verdict stand apart (rule 3)."""

    unit: Unit
    place: Place
    goals: int
    activities: int
    done: int
    followed_up: int
    has_report: bool


@dataclass(frozen=True)
class YearActivity:
    """An activity as the yearly report reads it, with what its latest follow-up says."""

    activity_id: int
    unit_id: int
    unit_path: str
    title: str
    status: str
    verdict: str
    item_ids: tuple[int, ...]
    done: str
    outcome: str
    conclusion: str
    followed_up_on: date | None


@dataclass(frozen=True)
class YearReport:
    """A unit's handed-in follow-up report as the yearly report reads it."""

    unit_id: int
    handed_in_on: date
    summary: str
    next_year: str


def _visible(scope: Scope, path: str = "goal__plan__unit__path") -> Q:
    """Activities and goals of units that the reader sees into."""
    return reduce(or_, (Q(**{f"{path}__startswith": top}) for top in scope.paths), Q(pk__in=[]))


def _active(prefix: str = "") -> Q:
    """Neither the activity nor its goal has been taken away."""
    return Q(**{f"{prefix}removed_at": None, f"{prefix}goal__removed_at": None})


def _served() -> Prefetch[str]:
    return Prefetch(
        "served", ActivityItem.objects.select_related("item__document").order_by("item__position")
    )


def _activities() -> QuerySet[Activity]:
    return (
        Activity.objects.filter(_active())
        .select_related("owner")
        .prefetch_related(
            _served(),
            Prefetch("follow_ups", FollowUp.objects.order_by("-written_at", "-id")),
        )
    )


def visible_activities(scope: Scope) -> QuerySet[Activity]:
    """Every activity that the reader may see and that has not been taken away; the caller narrows it."""
    return Activity.objects.filter(_visible(scope), removed_at=None, goal__removed_at=None)


def goals_of(scope: Scope, place: Place) -> list[Goal]:
    """The unit's goals of the year with activities, what these serve, and their follow-ups. 5 queries."""
    if not scope.sees(place.unit.path):
        return []
    goals = Goal.objects.filter(plan__unit=place.unit, plan__year_id=place.year_id, removed_at=None)
    return list(
        goals.select_related("item__document", "plan__unit", "plan__year").prefetch_related(
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
        .prefetch_related(_served(), "follow_ups")
        .first()
    )


def owners_for(place: Place, held: Person | None = None) -> list[Candidate]:
    """Who can own an activity of the unit: those who hold a duty there today, by name. One query.

    `held`, who owns it already, stays possible after leaving. Protected people are never offered.
    """
    duties = Duty.objects.on(timezone.localdate()).filter(unit=place.unit, person__is_active=True)
    found: dict[int, Candidate] = {}
    for duty in duties.filter(person__is_protected=False).select_related("person"):
        leads = duty.role in LEADING or (duty.person_id in found and found[duty.person_id].leads)
        found[duty.person_id] = Candidate(duty.person, leads)
    if held is not None and not held.is_protected:
        found.setdefault(held.pk, Candidate(held, leads=False))
    return sorted(found.values(), key=lambda each: each.person.name.casefold())


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


def activities_serving(scope: Scope, item_ids: Collection[int], year_id: int) -> int:
    """How many activities that the reader may see serve any of the items during the year. One query."""
    if len(item_ids) == 1:
        counted = ItemCount.objects.filter(_visible(scope, "unit__path"), item__in=item_ids, year_id=year_id)
        return int(counted.aggregate(n=Sum("activities", default=0))["n"])
    found = ActivityItem.objects.filter(_active("activity__"), item_id__in=item_ids, year_id=year_id)
    return found.filter(_visible(scope, "unit__path")).values("activity_id").distinct().count()


def units_serving(item_ids: Collection[int], year_id: int) -> int:
    """How many units of the authority work with any of the items during the year: one index read."""
    found = ItemCount.objects.filter(item_id__in=item_ids, year_id=year_id)
    return int(found.aggregate(units=Count("unit_id", distinct=True))["units"])


def coverage(path: str, year_id: int, items: Sequence[Item]) -> list[Coverage]:
    """For each item, in the given order: how many units and activities serve it below a place. One query."""
    names = ("activities", "done", *EffectVerdict.values)
    rows: Any = (
        ItemCount.objects.filter(_below(path), item__in=[item.pk for item in items], year_id=year_id)
        .values("item_id")
        .annotate(units=Count("id"), **{f"sum_{name}": Sum(name) for name in names})
    )
    found = {
        row["item_id"]: Coverage(
            item_id=row["item_id"], units=row["units"], **{name: row[f"sum_{name}"] for name in names}
        )
        for row in rows
    }
    return [found.get(item.pk) or Coverage(item.pk, 0, 0, 0, 0, 0, 0, 0) for item in items]


def _below(path: str) -> Q:
    """Counts of units at or below a place. A whole authority's are those of its year, without looking."""
    return Q() if len(path) == STEP else Q(unit__path__startswith=path)


def coverage_at(place: Place) -> CoveredPlan:
    """The plan in force at a place and how it is worked with there and below. Three queries."""
    plan = plan_at(place)
    items = initiatives_of(plan) if plan else []
    rows = list(zip(items, coverage(place.unit.path, place.year_id, items), strict=True))
    return CoveredPlan(rows, plan)


class LooseActivities(Sequence[Activity]):
    """Activities that serve no initiative, in tree order: a paginator asks for their number and a slice.

    Each plan's number of them is kept, so that a page reads only the plans that it shows. Two queries.
    """

    def __init__(self, scope: Scope, path: str, year_id: int) -> None:
        plans = UnitPlan.objects.filter(_visible(scope, "unit__path"), year_id=year_id, loose_count__gt=0)
        plans = plans.filter(unit__path__startswith=path).order_by("unit__path")
        self._plans = list(plans.values_list("pk", "loose_count"))

    def __len__(self) -> int:
        return sum(count for _plan, count in self._plans)

    def __getitem__(self, wanted: Any) -> Any:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        first, last, _step = wanted.indices(len(self))
        ends = list(accumulate(count for _plan, count in self._plans))
        among = [
            (plan, end - count)
            for (plan, count), end in zip(self._plans, ends, strict=True)
            if end > first and end - count < last
        ]
        if not among:
            return []
        found = Activity.objects.filter(_active(), served=None, goal__plan__in=[plan for plan, _ in among])
        found = found.select_related("goal__plan__unit").order_by("goal__plan__unit__path", "id")
        before = among[0][1]
        return list(found[first - before : last - before])


def loose_activities(scope: Scope, path: str, year_id: int) -> LooseActivities:
    """Activities that serve no initiative, in tree order; the caller pages them."""
    return LooseActivities(scope, path, year_id)


def unit_counts(scope: Scope, units: Sequence[Unit], place: Place) -> list[UnitCount]:
    """The plans of the given units (a page of them) in figures, in the year of `place`. One query."""
    seen = [unit for unit in units if scope.sees(unit.path)]
    plans = UnitPlan.objects.filter(unit__in=seen, year_id=place.year_id)
    held = {plan.unit_id: plan for plan in plans}
    return [_unit_count(replace(place, unit=unit), held.get(unit.pk, UnitPlan())) for unit in seen]


def _unit_count(place: Place, plan: UnitPlan) -> UnitCount:
    return UnitCount(
        unit=place.unit,
        place=place,
        goals=plan.goal_count,
        activities=plan.activity_count,
        done=plan.done_count,
        followed_up=plan.followed_up_count,
        has_report=plan.is_reported,
    )


def total_of(place: Place) -> Total:
    """All units below a place in figures. Two queries."""
    plans = UnitPlan.objects.filter(_below(place.unit.path), year_id=place.year_id)
    figures = plans.aggregate(
        units=Count("id", filter=Q(activity_count__gt=0)),
        activities=Sum("activity_count", default=0),
        done=Sum("done_count", default=0),
        followed_up=Sum("followed_up_count", default=0),
        reports=Count("id", filter=Q(is_reported=True)),
    )
    return Total(all_units=Unit.objects.under(place.unit.path).schools().count(), **figures)


def units_without_plan(scope: Scope, place: Place, limit: int) -> list[Place]:
    """Schools below a place that have no goal in the year, as places to go to; at most so many. One query."""
    planning = UnitPlan.objects.filter(unit=OuterRef("pk"), year_id=place.year_id, goal_count__gt=0)
    units = Unit.objects.visible_to(scope).under(place.unit.path).schools().filter(~Exists(planning))
    return [replace(place, unit=unit) for unit in units[:limit]]


def report_of(scope: Scope, place: Place) -> UnitReport | None:
    """The unit's follow-up report of the year, when it has been handed in."""
    if not scope.sees(place.unit.path):
        return None
    return UnitReport.objects.filter(plan__unit=place.unit, plan__year_id=place.year_id).first()


def year_activities(path: str, year_id: int, portion: int = 2000) -> Iterator[YearActivity]:
    """Every activity of a year below a place, in portions: three queries for each. For the yearly report,
    whose reader has been checked by the caller.
    """
    served = Prefetch("served", ActivityItem.objects.only("activity_id", "item_id"))
    follow_ups = Prefetch("follow_ups", FollowUp.objects.order_by("-written_at", "-id"))
    found = (
        Activity.objects.filter(removed_at=None, goal__removed_at=None, goal__plan__year_id=year_id)
        .filter(goal__plan__unit__path__startswith=path)
        .select_related("goal__plan__unit")
        .prefetch_related(served, follow_ups)
        .order_by("goal__plan__unit__path", "id")
    )
    for activity in found.iterator(chunk_size=portion):
        yield _year_activity(activity)


def _year_activity(activity: Activity) -> YearActivity:
    latest = next(iter(activity.follow_ups.all()), None)
    unit = activity.goal.plan.unit
    return YearActivity(
        activity_id=activity.pk,
        unit_id=unit.pk,
        unit_path=unit.path,
        title=activity.title,
        status=activity.status,
        verdict=latest.verdict if latest else "",
        item_ids=tuple(sorted(link.item_id for link in activity.served.all())),
        done=latest.done if latest else "",
        outcome=latest.outcome if latest else "",
        conclusion=latest.conclusion if latest else "",
        followed_up_on=as_day(latest.written_at) if latest else None,
    )


def year_reports(path: str, year_id: int) -> Iterator[YearReport]:
    """Every handed-in follow-up report of a year below a place, in the order of the tree. One query."""
    found = UnitReport.objects.filter(plan__year_id=year_id, plan__unit__path__startswith=path)
    rows = found.order_by("plan__unit__path").values_list(
        "plan__unit_id", "handed_in_at", "summary", "next_year"
    )
    for unit_id, handed_in, summary, next_year in rows.iterator(chunk_size=2000):
        yield YearReport(unit_id, as_day(handed_in), summary, next_year)
