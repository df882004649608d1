"""Where names are kept as words, and how they are forgotten."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rodtrad.assessments.models import LeaderRating
from rodtrad.organisation.protection import forget_written, unnamed

__all__ = ["forget"]


def forget(name: str, paths: Collection[str]) -> None:
    """Who of the leaders rated, changed and handed in."""
    forget_written(LeaderRating, ["updated_by", "handed_in_by"], "part__unit__path", name, paths)
    for path in paths:
        for rating in LeaderRating.objects.filter(part__unit__path__startswith=path).iterator():
            answers = {place: _unsigned(answer, name) for place, answer in rating.answers.items()}
            if answers != rating.answers:
                LeaderRating.objects.filter(pk=rating.pk).update(answers=answers)


def _unsigned(answer: dict[str, Any], name: str) -> dict[str, Any]:
    return {**answer, "by": unnamed()} if answer.get("by") == name else answer
