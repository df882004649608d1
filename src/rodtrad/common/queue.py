"""Work that a killed worker left behind is taken up again by the next one.

A worker holds a lock on a file of its own for as long as it lives; the system lets go of it however the
process ends. So the next worker knows which of the tasks that stand as running no one carries out, without
a clock and without disturbing a worker that is merely slow. Tasks may be run again: each is written so.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from rodtrad.common.models import Job

__all__ = ["sign_of_life", "take_up_again"]

log = logging.getLogger(__name__)

ATTEMPTS = 3
"""A task under which this many workers have died is what kills them: it is given up."""
LONGEST = timedelta(hours=2)
"""Beyond this a task of a worker on another machine is taken for left; none takes nearly so long."""


def _sign(worker_id: str) -> Path:
    return Path(settings.DATA_DIR) / "workers" / worker_id


@contextmanager
def sign_of_life(worker_id: str) -> Iterator[None]:
    """Hold the worker's lock for the length of the block."""
    path = _sign(worker_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _is_dead(worker_id: str) -> bool | None:
    """Whether the worker's lock is free; None where it is another machine's and cannot be told."""
    try:
        with _sign(worker_id).open("r") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return False
    return True


def take_up_again() -> int:
    """Put tasks that a dead worker left back in the queue, or give up those that kill every worker.

    Returns how many are to be run again. Call it when a worker starts.
    """
    with transaction.atomic():
        left = [task for task in DBTaskResult.objects.select_for_update().running() if _is_left(task)]
        again = [task for task in left if len(task.worker_ids) < ATTEMPTS]
        DBTaskResult.objects.filter(pk__in=[task.pk for task in again]).update(status="READY")
    for task in left:
        if task in again:
            log.warning("%s was left by a worker that died; it is run again", task.task_path)
        else:
            _give_up(task)
    return len(again)


def _is_left(task: DBTaskResult) -> bool:
    dead = _is_dead(task.worker_ids[-1]) if task.worker_ids else None
    if dead is None:
        return bool(task.started_at and timezone.now() - task.started_at > LONGEST)
    return dead


def _give_up(task: DBTaskResult) -> None:
    log.error("%s has ended %s workers; it is given up", task.task_path, len(task.worker_ids))
    task.set_failed(RuntimeError(f"{len(task.worker_ids)} workers ended while running this"))
    Job.objects.filter(pk__in=list(_job_ids(task))).exclude(state=Job.State.DONE).update(
        state=Job.State.FAILED,
        finished_at=timezone.now(),
        message=_("Arbetet avbröts flera gånger hos oss. Inget har ändrats. Be driften om hjälp."),
    )


def _job_ids(task: DBTaskResult) -> Iterator[UUID]:
    """The arguments that can be a job's id: every task of ours has its job among them."""
    for value in [*task.args_kwargs["args"], *task.args_kwargs["kwargs"].values()]:
        if isinstance(value, str):
            with suppress(ValueError):
                yield UUID(value)
