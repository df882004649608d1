"""What an activity may become, and which dates hold. Pure functions."""

from __future__ import annotations

from datetime import date

from rodtrad.activities.models.plan import ActivityStatus as Status

__all__ = ["NEXT", "dates_problem", "is_late", "may_become", "starting_status"]

# From each work status to those it may turn into. Done can be opened again: people press wrong.
NEXT: dict[str, frozenset[str]] = {
    Status.PLANNED: frozenset({Status.ONGOING, Status.DONE, Status.PAUSED, Status.CANCELLED}),
    Status.ONGOING: frozenset({Status.DONE, Status.PAUSED, Status.CANCELLED, Status.PLANNED}),
    Status.PAUSED: frozenset({Status.ONGOING, Status.PLANNED, Status.CANCELLED, Status.DONE}),
    Status.DONE: frozenset({Status.ONGOING}),
    Status.CANCELLED: frozenset({Status.PLANNED}),
}


def may_become(status: str, new: str) -> bool:
    """Whether a work status may turn into another; staying as it is always may."""
    return status == new or new in NEXT[status]


def starting_status(level: int, levels: int) -> str:
    """The work status that a suggested activity begins with, from the level that the answers lie at: where a
    unit stands halfway up the scale or higher the work has begun, lower down it has not.
    """
    return Status.ONGOING if level > 1 and 2 * level >= levels else Status.PLANNED


def dates_problem(starts: date | None, ends: date | None, year_starts: date, year_ends: date) -> str | None:
    """'order' when the end comes before the start, 'outside' when a date lies outside the school year."""
    if starts and ends and ends < starts:
        return "order"
    outside = [day for day in (starts, ends) if day and not year_starts <= day <= year_ends]
    return "outside" if outside else None


def is_late(status: str, ends: date | None, today: date) -> bool:
    """Whether the work should have been over but is not."""
    return ends is not None and ends < today and status in {Status.PLANNED, Status.ONGOING}
