"""What the worker does for this package."""

from __future__ import annotations

from datetime import date

from django_tasks import task

from rodtrad.assessments.models import Round
from rodtrad.assessments.service import closing, finishing, reminding
from rodtrad.common.jobs import running


@task()  # type: ignore[untyped-decorator]
def count_round(round_id: int, job_id: str, result_url: str = "") -> None:
    """Count a closed round; safe to run again after a crash."""
    with running(job_id) as progress:
        closing.freeze(round_id, progress.step)
        progress.result(result_url)
    finishing.finish_later(Round.objects.select_related("node").get(pk=round_id))


@task()  # type: ignore[untyped-decorator]
def finish_round(round_id: int, job_id: str) -> None:
    """What remains when a closed round can be read; safe to run again after a crash, and goes on where it
    was.
    """
    with running(job_id) as progress:
        finishing.finish(round_id, progress.step)


@task()  # type: ignore[untyped-decorator]
def send_reminders(part_id: int, address: str, today: str) -> None:
    """E-mail to everyone who works at a unit, whether or not they have answered."""
    reminding.send_all(part_id, address, date.fromisoformat(today))
