"""Compiling a year: ordered by a person, carried out by the worker, frozen in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task

from rodtrad.common.audit import Actor, record
from rodtrad.common.charts.cache import kept_svgs
from rodtrad.common.errors import NotAllowed
from rodtrad.common.jobs import new_job, running
from rodtrad.common.models import Job
from rodtrad.cycle.models import SchoolYear
from rodtrad.cycle.service import place_of
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit
from rodtrad.organisation.place import Place
from rodtrad.reports import gather
from rodtrad.reports.access import may_compile
from rodtrad.reports.content import LANGUAGES, content_of
from rodtrad.reports.document import charts_in
from rodtrad.reports.models import Compilation
from rodtrad.reports.service.reading import job_kind, latest_version, running_job

__all__ = ["authority_place", "compile_year", "make_compilation"]

Say = Callable[[int, int, str], None]
STEPS = 4


def authority_place(place: Place) -> Place:
    """The same year at the authority: the compilation is the authority's, wherever the reader stands."""
    path = place.unit.authority_path
    return place if place.unit.path == path else replace(place, unit=Unit.objects.get(path=path))


def compile_year(scope: Scope, place: Place, seen: int | None = None) -> Job:
    """Let the worker compile the authority's year into a new version.

    `seen` is the latest version that the person knew of (0 for none): a form sent twice is one compilation.
    While one is being made, that one is given back.
    """
    here = authority_place(place)
    if not may_compile(scope, here.unit.path):
        raise NotAllowed(_("Bara huvudmannens strateg kan sammanställa läsåret."), "not_yours")
    with transaction.atomic():
        # Two who order at the same moment wait for each other here, and the second is given the first's job.
        Unit.objects.select_for_update().get(pk=here.unit.pk)
        return _ordered_already(here, seen) or _order(scope, here)


def _ordered_already(here: Place, seen: int | None) -> Job | None:
    running = running_job(here.unit.path, here.year_id)
    if running is not None or seen is None:
        return running
    newer = Compilation.objects.filter(authority=here.unit, year_id=here.year_id, version__gt=seen)
    latest = newer.order_by("-version").select_related("job").first()
    return latest.job if latest else None


def _order(scope: Scope, here: Place) -> Job:
    label = _("Sammanställer läsåret %(year)s") % {"year": here.year_label}
    job = new_job(job_kind(here.year_id), label, scope, here.unit.path)
    year = SchoolYear.objects.get(pk=here.year_id)
    record(scope, "compilation.ordered", year, unit_path=here.unit.path)
    who = {"person_id": scope.actor_id, "name": scope.actor_name, "language": get_language() or "sv"}
    transaction.on_commit(partial(compile_task.enqueue, here.unit.pk, here.year_id, str(job.pk), who))
    return job


def _silent(done: int, total: int, message: str) -> None:
    """Nobody waits for news."""


def make_compilation(here: Place, actor: Actor, say: Say = _silent, job: Job | None = None) -> Compilation:
    """Compile now. Everything is written in one transaction, so what is interrupted leaves nothing behind.

    The right is checked by whoever orders it.
    """
    say(0, STEPS, _("Läser planen och skattningen"))
    reading = gather.read(here, actor.actor_name, timezone.localdate(), 0)
    say(1, STEPS, _("Fryser aktiviteter och rapporter"))
    with transaction.atomic():
        compilation = _new_version(here, actor, job)
        gather.freeze_rows(compilation, here, reading.area_of)
        facts = gather.complete(replace(reading.facts, version=compilation.version), compilation)
        compilation.content = content_of(facts)
        compilation.save(update_fields=["content"])
        record(actor, "compilation.made", compilation, unit_path=here.unit.path)
    say(2, STEPS, _("Ritar diagrammen"))
    _draw(compilation)
    say(STEPS, STEPS, "")
    return compilation


def _new_version(here: Place, actor: Actor, job: Job | None) -> Compilation:
    Unit.objects.select_for_update().get(pk=here.unit.pk)
    return Compilation.objects.create(
        authority=here.unit,
        year=SchoolYear.objects.get(pk=here.year_id),
        version=latest_version(here.unit.path, here.year_id) + 1,
        job=job,
        created_by=actor.actor_name,
    )


def _draw(compilation: Compilation) -> None:
    """The pictures for page and paper, in both languages: made by the worker, so that nobody waits."""
    for language in LANGUAGES:
        charts = charts_in(compilation.content["blocks"][language])
        for theme in ("page", "light"):
            kept_svgs(charts, theme, language)


# ---- what the worker does -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ordered:
    """Who ordered the work, as the audit trail names them."""

    actor_id: int | None
    actor_name: str


@task()  # type: ignore[untyped-decorator]
def compile_task(unit_id: int, year_id: int, job_id: str, who: dict[str, Any]) -> None:
    """Compile a year. Killed half-way it leaves nothing; run again after it was made, it makes no second."""
    with override(who["language"]), running(job_id) as progress:
        here = place_of(Unit.objects.get(pk=unit_id), SchoolYear.objects.get(pk=year_id))
        actor = Ordered(who["person_id"], who["name"])
        made = Compilation.objects.filter(job_id=job_id).first() or make_compilation(
            here, actor, progress.step, progress.job
        )
        progress.result(here.url("reports:read", version=made.version))
