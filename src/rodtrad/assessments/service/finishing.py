"""What is done once a round's results are frozen and can be read: its answers are written anew in random
order, and what is reckoned of the results is kept.

Both take minutes for a nation, and neither may be forgotten: what remains of it is taken up again whenever a
worker starts.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from rodtrad.assessments.models import Round, RoundState
from rodtrad.assessments.service.counting import Say, silent
from rodtrad.assessments.service.reckoning import reckon
from rodtrad.assessments.service.scattering import scatter
from rodtrad.common.jobs import new_job, running
from rodtrad.common.models import Job
from rodtrad.organisation.access import SYSTEM

__all__ = ["finish", "finish_later", "finishing_job", "take_up_finishing"]


def finish(round_id: int, say: Say = silent) -> None:
    """Scatter a closed round's answers and reckon what its pages show beside the frozen rows. Each is done
    once; what was interrupted goes on.
    """
    scatter(round_id, say)
    reckon(round_id, say)


@task()  # type: ignore[untyped-decorator]
def finish_round(round_id: int, job_id: str) -> None:
    """What remains when a closed round can be read; safe to run again after a crash, and goes on where it
    was.
    """
    with running(job_id) as progress:
        finish(round_id, progress.step)


def finish_later(current: Round) -> Job:
    """Let the worker do it, as a job of its own: the result can be read meanwhile. Where it is queued already
    the job that has it.
    """
    known = finishing_job(current)
    if known is not None and not known.is_over:
        return known
    with transaction.atomic():
        label = _("Gör färdigt %(round)s") % {"round": current.title}
        job = new_job(_kind(current), label, SYSTEM, current.node.path)
        transaction.on_commit(partial(finish_round.enqueue, current.pk, str(job.pk)))
    return job


def finishing_job(current: Round) -> Job | None:
    """The work on a round that is not finished yet, to show how far it has come. One query."""
    return Job.objects.filter(kind=_kind(current)).order_by("-created_at").first()


def _kind(current: Round) -> str:
    return f"finish-{current.pk}"


def take_up_finishing() -> int:
    """Queue what remains to be done of closed rounds, where it was given up or never begun; how many. Called
    when a worker starts.
    """
    closed = Round.objects.filter(state=RoundState.CLOSED).exclude(is_scattered=True, is_reckoned=True)
    going = set(
        Job.objects.filter(kind__startswith="finish-", finished_at=None).values_list("kind", flat=True)
    )
    left = [each for each in closed.select_related("node") if _kind(each) not in going]
    for each in left:
        finish_later(each)
    return len(left)
