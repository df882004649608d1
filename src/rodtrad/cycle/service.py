"""The door of the cycle: school years, the year wheel and its tasks."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from rodtrad.cycle.models import Phase, SchoolYear, YearTask
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit
from rodtrad.organisation.place import Place

__all__ = [
    "current_year",
    "find_place",
    "phases_of",
    "place_of",
    "previous_year",
    "tasks_for",
    "years_of",
]


def years_of(authority_path: str) -> QuerySet[SchoolYear]:
    """The authority's school years, the oldest first."""
    return SchoolYear.objects.filter(authority__path=authority_path)


def current_year(authority_path: str, day: date) -> SchoolYear | None:
    """The year that a day falls in; in a summer between two, the coming one; else the latest."""
    years = list(years_of(authority_path))
    return next((year for year in years if day <= year.ends_on), years[-1] if years else None)


def previous_year(year_id: int) -> SchoolYear | None:
    """The school year before, of the same authority."""
    year = SchoolYear.objects.get(pk=year_id)
    earlier = SchoolYear.objects.filter(authority_id=year.authority_id, starts_on__lt=year.starts_on)
    return earlier.order_by("-starts_on").first()


def place_of(unit: Unit, year: SchoolYear) -> Place:
    """A place from its two parts."""
    return Place(unit, year.pk, year.label, year.slug, year.starts_on, year.ends_on)


def find_place(scope: Scope, unit_slug: str, year_slug: str) -> Place | None:
    """The place an address names, or None where there is no such place for the reader. Two queries."""
    unit = Unit.objects.visible_to(scope).filter(slug=unit_slug).first()
    if unit is None:
        return None
    year = years_of(unit.authority_path).filter(label=year_slug.replace("-", "/")).first()
    return place_of(unit, year) if year else None


def phases_of(year_id: int) -> list[Phase]:
    """The wheel's phases in order."""
    return list(Phase.objects.filter(year_id=year_id))


def tasks_for(year_id: int, roles: frozenset[str]) -> list[YearTask]:
    """The dated tasks of the given roles, the earliest first."""
    return list(YearTask.objects.filter(Q(year_id=year_id) & Q(role__in=roles)).select_related("phase"))
