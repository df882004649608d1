"""Which compilations there are for a reader. One query each."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from rodtrad.common.models import Job
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place
from rodtrad.reports.models import Compilation

__all__ = ["compilation_at", "compilations_for", "latest_published", "latest_version", "running_job"]

# Work that has said nothing for this long was killed: it may be ordered again.
GIVEN_UP = timedelta(minutes=15)


def job_kind(year_id: int) -> str:
    """The kind of job that compiles one year."""
    return f"compile:{year_id}"


def compilations_for(scope: Scope, place: Place) -> list[Compilation]:
    """The authority's compilations that the reader may see, the latest year and version first; no content."""
    found = Compilation.objects.visible_to(scope).filter(authority__path=place.unit.authority_path)
    return list(found.select_related("year", "authority").defer("content", "edits"))


def compilation_at(scope: Scope, place: Place, version: int) -> Compilation | None:
    """One version of the year at a place, whichever of the authority's units the place is."""
    found = Compilation.objects.visible_to(scope).filter(
        authority__path=place.unit.authority_path, year_id=place.year_id, version=version
    )
    return found.select_related("year", "authority").first()


def latest_published(scope: Scope, authority_path: str, year_id: int | None = None) -> Compilation | None:
    """The published compilation of a year, or of the latest year that has one; without content."""
    found = Compilation.objects.visible_to(scope).filter(
        authority__path=authority_path, state=Compilation.State.PUBLISHED
    )
    if year_id is not None:
        found = found.filter(year_id=year_id)
    return found.select_related("year", "authority").defer("content", "edits").first()


def latest_version(authority_path: str, year_id: int) -> int:
    """The number of the latest version of a year; 0 where there is none."""
    found = Compilation.objects.filter(authority__path=authority_path, year_id=year_id)
    return found.order_by("-version").values_list("version", flat=True).first() or 0


def running_job(authority_path: str, year_id: int) -> Job | None:
    """The compilation of a year that is being made now."""
    since = timezone.now() - GIVEN_UP
    found = Job.objects.filter(kind=job_kind(year_id), unit_path=authority_path, created_at__gte=since)
    return found.exclude(state__in=[Job.State.DONE, Job.State.FAILED]).order_by("-created_at").first()
