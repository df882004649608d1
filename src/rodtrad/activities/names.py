"""Where names are kept as words, and how they are forgotten."""

from __future__ import annotations

from collections.abc import Collection

from rodtrad.activities.models import FollowUp, UnitReport
from rodtrad.organisation.protection import forget_written

__all__ = ["forget"]


def forget(name: str, paths: Collection[str]) -> None:
    """Who wrote a follow-up, and who handed in a report."""
    forget_written(FollowUp, ["written_by"], "activity__goal__plan__unit__path", name, paths)
    forget_written(UnitReport, ["handed_in_by"], "plan__unit__path", name, paths)
