"""The figures that pages of many units are made from, kept beside each unit's plan.

A nation's coverage would else be counted from some hundred thousand activities at each visit. Every verb that
changes what is counted ends with `recount`, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, F, Q

from rodtrad.activities.models import (
    Activity,
    ActivityItem,
    ActivityStatus,
    EffectVerdict,
    Goal,
    ItemCount,
    UnitPlan,
    UnitReport,
)
from rodtrad.common.bulk import write_many

__all__ = ["recount"]

_DONE = Q(status=ActivityStatus.DONE)


def recount(plan_ids: Iterable[int]) -> None:
    """Count unit plans anew from their rows. Call inside the transaction that changed them.

    The plans are locked first: of two who change the same plan at once, the last to count sees both changes.
    """
    plans = list(UnitPlan.objects.select_for_update().filter(pk__in=list(plan_ids)).order_by("pk"))
    _count_items(plans)
    activities = _by_plan(
        Activity.objects.filter(removed_at=None, goal__removed_at=None, goal__plan__in=plans).values_list(
            "goal__plan_id"
        ),
        n=Count("id"),
        done=Count("id", filter=_DONE),
        followed_up=Count("id", filter=~Q(verdict="")),
    )
    goals = _by_plan(
        Goal.objects.filter(removed_at=None, plan__in=plans).values_list("plan_id"), n=Count("id")
    )
    serving = _by_plan(_served(plans).values_list("plan_id"), n=Count("activity_id", distinct=True))
    reported = set(UnitReport.objects.filter(plan__in=plans).values_list("plan_id", flat=True))
    for plan in plans:
        plan.activity_count, plan.done_count, plan.followed_up_count = activities.get(plan.pk, (0, 0, 0))
        plan.goal_count = goals.get(plan.pk, (0,))[0]
        plan.loose_count = plan.activity_count - serving.get(plan.pk, (0,))[0]
        plan.is_reported = plan.pk in reported
    UnitPlan.objects.bulk_update(plans, UnitPlan.COUNTS, batch_size=100)


def _by_plan(rows: Any, **counts: Count) -> dict[int, tuple[int, ...]]:
    return {plan_id: tuple(found) for plan_id, *found in rows.order_by().annotate(**counts)}


def _served(plans: list[UnitPlan]) -> Any:
    found = ActivityItem.objects.filter(activity__removed_at=None, activity__goal__removed_at=None)
    return found.filter(activity__goal__plan__in=plans).annotate(plan_id=F("activity__goal__plan_id"))


def _count_items(plans: list[UnitPlan]) -> None:
    ItemCount.objects.filter(plan__in=plans).delete()
    write_many(ItemCount, _item_counts(plans))


def _item_counts(plans: list[UnitPlan]) -> Iterator[ItemCount]:
    by_id = {plan.pk: plan for plan in plans}
    verdicts = {
        verdict.value: Count("id", filter=Q(activity__verdict=verdict.value)) for verdict in EffectVerdict
    }
    done = Count("id", filter=Q(activity__status=ActivityStatus.DONE))
    found = _served(plans).values("plan_id", "item_id").order_by()
    for row in found.annotate(activities=Count("id"), done=done, **verdicts):
        plan = by_id[row["plan_id"]]
        yield ItemCount(unit_id=plan.unit_id, year_id=plan.year_id, **row)
