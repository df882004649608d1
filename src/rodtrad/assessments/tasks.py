"""What the worker does for this package."""

from __future__ import annotations

from django_tasks import task

from rodtrad.assessments.service import closing
from rodtrad.common.jobs import running


@task()  # type: ignore[untyped-decorator]
def count_round(round_id: int, job_id: str, result_url: str = "") -> None:
    """Count a closed round; safe to run again after a crash."""
    with running(job_id) as progress:
        closing.freeze(round_id, progress.step)
        progress.result(result_url)
