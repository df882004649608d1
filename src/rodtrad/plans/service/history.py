"""Undo and redo: the corrections of one tree as rows, the latest last."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import QuerySet

from rodtrad.plans.importing import PlanTree
from rodtrad.plans.models.step import Step
from rodtrad.plans.steps import between, from_json, to_json, undone

STEPS_KEPT = 50
S = TypeVar("S", bound=Step)


def remember(steps: QuerySet[S], step: S, before: PlanTree, after: PlanTree, *, together: bool) -> None:
    """Add a correction. What was undone before it can no longer be done again, and the oldest are let go.

    With `together`, words for the same item as last time are part of that correction.
    """
    steps.filter(undone=True).delete()
    last = to_undo(steps) if together else None
    if last is not None and (earlier := _words_before(last, step.item, before)):
        before = earlier
        last.delete()
    step.splice = to_json(between(before, after))
    step.save()
    old = steps.order_by("-id").values_list("pk", flat=True)[STEPS_KEPT : STEPS_KEPT + 1]
    if old:
        steps.filter(pk__lte=old[0]).delete()


def _words_before(last: Step, item: str, now: PlanTree) -> PlanTree | None:
    """The tree before the last correction, where that changed this one item and nothing else."""
    splice = from_json(last.splice)
    ids = [[one.id for one in run] for run in (splice.was, splice.became)]
    return undone(now, splice) if last.item == item and ids == [[item], [item]] else None


def to_undo(steps: QuerySet[S]) -> S | None:
    """The latest correction that stands."""
    return steps.filter(undone=False).order_by("-id").first()


def to_redo(steps: QuerySet[S]) -> S | None:
    """The one that was undone last."""
    return steps.filter(undone=True).order_by("id").first()


def ways(steps: QuerySet[Any]) -> tuple[bool, bool]:
    """Whether there is something to undo, and something to do again. One query."""
    states = set(steps.order_by().values_list("undone", flat=True).distinct())
    return False in states, True in states
