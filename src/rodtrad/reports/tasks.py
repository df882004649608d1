"""What the worker does for this package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import override
from django_tasks import task

from rodtrad.common.jobs import running
from rodtrad.cycle.models import SchoolYear
from rodtrad.cycle.service import place_of
from rodtrad.organisation.models import Unit


@dataclass(frozen=True)
class Ordered:
    """Who ordered the work, as the audit trail names them."""

    actor_id: int | None
    actor_name: str


@task()  # type: ignore[untyped-decorator]
def compile_task(unit_id: int, year_id: int, job_id: str, who: dict[str, Any]) -> None:
    """Compile a year. Killed half-way it leaves nothing; run again after it was made, it makes no second."""
    from rodtrad.reports.models import Compilation
    from rodtrad.reports.service.compiling import make_compilation

    with override(who["language"]), running(job_id) as progress:
        here = place_of(Unit.objects.get(pk=unit_id), SchoolYear.objects.get(pk=year_id))
        actor = Ordered(who["person_id"], who["name"])
        made = Compilation.objects.filter(job_id=job_id).first() or make_compilation(
            here, actor, progress.step, progress.job
        )
        progress.result(here.url("reports:read", version=made.version))
