"""Undo and redo: the corrections of one tree as rows, the latest last."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import QuerySet

from rodtrad.plans.models.step import Step

STEPS_KEPT = 50
S = TypeVar("S", bound=Step)


def remember(steps: QuerySet[S], step: S) -> None:
    """Add a correction. What was undone before it can no longer be done again, and the oldest are let go."""
    steps.filter(undone=True).delete()
    step.save()
    old = steps.order_by("-id").values_list("pk", flat=True)[STEPS_KEPT : STEPS_KEPT + 1]
    if old:
        steps.filter(pk__lte=old[0]).delete()


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
