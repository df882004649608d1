"""The demo's school years and year wheel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from rodtrad.cycle.models import Phase, SchoolYear, YearTask
from rodtrad.organisation.models import Unit


@dataclass(frozen=True)
class WheelPhase:
    """A stretch of the wheel: (month, day) from and to."""

    kind: str
    starts: tuple[int, int]
    ends: tuple[int, int]


@dataclass(frozen=True)
class WheelTask:
    """A dated task of a role within a phase."""

    key: str
    phase: str
    role: str
    title_sv: str
    title_en: str
    why_sv: str
    why_en: str
    due: tuple[int, int]
    minutes: int


def first_year_of(day: date) -> int:
    """The calendar year in which the school year of a day begins; July belongs to the year that ends."""
    return day.year if day.month >= 8 else day.year - 1


def day_in(start_year: int, month_day: tuple[int, int]) -> date:
    """A month and day within the school year that begins in August of `start_year`."""
    month, day = month_day
    return date(start_year if month >= 8 else start_year + 1, month, day)


@transaction.atomic
def write_years(
    authority: Unit, today: date, count: int, phases: Sequence[WheelPhase], tasks: Sequence[WheelTask]
) -> list[SchoolYear]:
    """The last `count` school years up to the one that `today` falls in, each with its wheel."""
    latest = first_year_of(today)
    return [_write_year(authority, start, phases, tasks) for start in range(latest - count + 1, latest + 1)]


def _write_year(
    authority: Unit, start: int, phases: Sequence[WheelPhase], tasks: Sequence[WheelTask]
) -> SchoolYear:
    year = SchoolYear.objects.create(
        authority=authority,
        label=f"{start}/{(start + 1) % 100:02}",
        starts_on=date(start, 8, 1),
        ends_on=date(start + 1, 7, 31),
    )
    written = {
        phase.kind: Phase.objects.create(
            year=year,
            kind=phase.kind,
            starts_on=day_in(start, phase.starts),
            ends_on=day_in(start, phase.ends),
        )
        for phase in phases
    }
    YearTask.objects.bulk_create(
        YearTask(
            year=year,
            phase=written[task.phase],
            key=task.key,
            role=task.role,
            title_sv=task.title_sv,
            title_en=task.title_en,
            why_sv=task.why_sv,
            why_en=task.why_en,
            due_on=day_in(start, task.due),
            minutes=task.minutes,
        )
        for task in tasks
    )
    return year
