"""What the worker does for this package."""

from __future__ import annotations

from datetime import date

from django_tasks import task

from rodtrad.assessments.service import closing, reminding, scattering
from rodtrad.assessments.service.likeness import reckon_ahead
from rodtrad.common.jobs import running


@task()  # type: ignore[untyped-decorator]
def count_round(round_id: int, job_id: str, result_url: str = "") -> None:
    """Count a closed round; safe to run again after a crash."""
    with running(job_id) as progress:
        closing.freeze(round_id, progress.step)
        progress.result(result_url)
    scattering.scatter(round_id)
    reckon_ahead(round_id)


@task()  # type: ignore[untyped-decorator]
def send_reminders(part_id: int, address: str, today: str) -> None:
    """E-mail to everyone who works at a unit, whether or not they have answered."""
    reminding.send_all(part_id, address, date.fromisoformat(today))
