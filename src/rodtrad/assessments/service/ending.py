"""Ending a round: from one moment on no answer gets in, and what came in is counted and finished.

The person who closes waits for the first of these; the worker does the others.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from rodtrad.assessments.models import LiveSession, Round, RoundState, SentReminder
from rodtrad.assessments.service.closing import freeze
from rodtrad.assessments.service.counting import Say, silent
from rodtrad.assessments.service.finishing import finish, finish_later
from rodtrad.assessments.service.rounds import demand, locked_for
from rodtrad.common.audit import record
from rodtrad.common.jobs import new_job, running
from rodtrad.common.models import Job
from rodtrad.organisation.access import Scope

__all__ = ["close_now", "close_round", "count_round", "stop_answers"]


def close_now(scope: Scope, current: Round, say: Say | None = None) -> None:
    """As `close_round`, but counted here and now, for whoever waits at a command line."""
    _begin_closing(scope, current)
    freeze(current.pk, say or silent)
    finish(current.pk, say or silent)


def _begin_closing(scope: Scope, current: Round) -> Round:
    demand(scope, current.node.path)
    with transaction.atomic():
        locked = locked_for(current, "close")
        if locked.state == RoundState.OPEN:
            stop_answers(locked)
            record(scope, "round.closed", locked, unit_path=locked.node.path)
    return locked


def close_round(scope: Scope, current: Round, result_url: str = "") -> Job:
    """Stop taking answers at once and let the worker count; `result_url` is where the finished result
    can be seen. Closing one that is being counted starts the count again, for when it was interrupted;
    it gives the same.
    """
    with transaction.atomic():
        locked = _begin_closing(scope, current)
        job = new_job("round", _("Räknar %(round)s") % {"round": locked.title}, scope, locked.node.path)
        transaction.on_commit(partial(count_round.enqueue, locked.pk, str(job.pk), result_url))
    return job


def stop_answers(current: Round) -> None:
    """From here on no answer gets in; those being written are waited for. Call in a transaction."""
    current.parts.update(is_open=False)
    LiveSession.objects.filter(part__round=current).delete()
    SentReminder.objects.filter(part__round=current).delete()
    current.state = RoundState.CLOSING
    current.save(update_fields=["state"])


@task()  # type: ignore[untyped-decorator]
def count_round(round_id: int, job_id: str, result_url: str = "") -> None:
    """Count a closed round; safe to run again after a crash."""
    with running(job_id) as progress:
        freeze(round_id, progress.step)
        progress.result(result_url)
    finish_later(Round.objects.select_related("node").get(pk=round_id))
