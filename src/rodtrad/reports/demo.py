"""The demo authority's compilations: the closed years, made by the same verb as the worker uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rodtrad.assessments import service as assessments
from rodtrad.cycle.models import SchoolYear
from rodtrad.cycle.service import place_of
from rodtrad.organisation.access import SYSTEM
from rodtrad.organisation.models import Unit
from rodtrad.reports.models import Compilation
from rodtrad.reports.service.compiling import make_compilation
from rodtrad.reports.service.editing import publish

__all__ = ["compile_closed_years"]


@dataclass(frozen=True)
class _Actor:
    actor_id: int | None
    actor_name: str


def compile_closed_years(
    authority: Unit, years: Sequence[SchoolYear], by: str, say: Callable[[str], None]
) -> list[Compilation]:
    """Compile and publish each year of the authority that has a closed rating and is over, the oldest first.

    `years` is all years in order, the last the one that goes on; `by` is the name on the reports.
    """
    made = []
    for year in years[:-1]:
        if assessments.latest_round(authority.path, year.pk, closed=True) is None:
            continue
        compilation = make_compilation(place_of(authority, year), _Actor(None, by))
        made.append(publish(replace(SYSTEM, name=by), compilation))
        say(f"  {year.label}")
    return made
