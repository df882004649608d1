"""Long work with progress: made by a verb, carried out by the worker, shown by the page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.common.audit import Actor
from rodtrad.common.errors import UserError
from rodtrad.common.models import Job

__all__ = ["Progress", "new_job", "running"]

log = logging.getLogger(__name__)


class Progress:
    """What the running work calls to say how far it has come."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def step(self, done: int, total: int, message: str = "") -> None:
        """Say that `done` of `total` steps are done. Cheap: one update by primary key."""
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, message=message[:500])

    def result(self, url: str) -> None:
        """Say where the finished work can be seen."""
        Job.objects.filter(pk=self.job.pk).update(result_url=url)


def new_job(kind: str, label: str, actor: Actor, unit_path: str) -> Job:
    """A row for work that is about to be queued."""
    return Job.objects.create(kind=kind, label=label[:200], owner_id=actor.actor_id, unit_path=unit_path)


@contextmanager
def running(job_id: str) -> Iterator[Progress]:
    """Mark a job as running for the length of the block, then as done or failed.

    A UserError becomes its own sentence on the page. Anything else is logged with its traceback and
    the page says in one sentence that it went wrong, so the worker lives and the person knows.
    """
    job = Job.objects.get(pk=job_id)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    try:
        yield Progress(job)
    except UserError as error:
        _finish(job, Job.State.FAILED, str(error))
    except Exception:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        _finish(
            job, Job.State.FAILED, _("Något gick fel hos oss. Inget har ändrats. Försök igen om en stund.")
        )
        raise
    else:
        _finish(job, Job.State.DONE, None)


def _finish(job: Job, state: str, message: str | None) -> None:
    fields: dict[str, object] = {"state": state, "finished_at": timezone.now()}
    if message is not None:
        fields["message"] = message[:500]
    Job.objects.filter(pk=job.pk).update(**fields)


Work = Callable[[Progress], None]
