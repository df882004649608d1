"""A worker that is killed in the middle of its work: the next takes it up, and no one waits for ever."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rodtrad.common.jobs import new_job
from rodtrad.common.models import Job
from rodtrad.common.queue import ATTEMPTS, sign_of_life, take_up_again
from rodtrad.organisation.access import SYSTEM
from tests.people import Town
from tests.plans.conftest import PLAN_TEXT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data_dir(settings: object, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def claimed(*workers: str, args: tuple[str, ...] = ()) -> DBTaskResult:
    """A task that the last of the workers has begun."""
    return DBTaskResult.objects.create(
        status="RUNNING",
        started_at=timezone.now(),
        worker_ids=list(workers),
        args_kwargs={"args": list(args), "kwargs": {}},
        task_path="rodtrad.plans.service.uploads.read_import",
        backend_name="default",
        run_after=timezone.now(),
    )


def dead(data_dir: Path, worker: str) -> str:
    """A worker that was killed: its file stands there, and no one holds it."""
    (data_dir / "workers").mkdir(exist_ok=True)
    (data_dir / "workers" / worker).touch()
    return worker


def state(task: DBTaskResult) -> str:
    task.refresh_from_db()
    return task.status


def test_what_a_killed_worker_left_is_put_back(data_dir: Path) -> None:
    task = claimed(dead(data_dir, "killed"))

    assert take_up_again() == 1
    assert state(task) == "READY"


def test_a_worker_that_is_merely_slow_keeps_its_work() -> None:
    with sign_of_life("slow"):
        task = claimed("slow")

        assert take_up_again() == 0
        assert state(task) == "RUNNING"


def test_a_worker_on_another_machine_keeps_its_work_unless_it_takes_for_ever() -> None:
    task = claimed("elsewhere")
    assert take_up_again() == 0

    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(hours=3))

    assert take_up_again() == 1
    assert state(task) == "READY"


def test_a_task_that_kills_every_worker_is_given_up_and_its_owner_told(data_dir: Path) -> None:
    job = new_job("plans.import", "plan.txt", SYSTEM, "0001")
    task = claimed(*(dead(data_dir, f"worker-{n}") for n in range(ATTEMPTS)), args=("draft", str(job.pk)))

    assert take_up_again() == 0

    job.refresh_from_db()
    assert state(task) == "FAILED"
    assert (job.state, job.message[:17]) == (Job.State.FAILED, "Arbetet avbröts f")


def test_an_import_whose_worker_was_killed_ends_well(data_dir: Path, town: Town) -> None:
    from uuid import uuid4

    from rodtrad.plans import service

    sten = town.scope(town.sten)
    draft = service.start_import(sten, town.authority, "plan.txt", PLAN_TEXT.encode(), key=uuid4(), page="/")
    task = DBTaskResult.objects.get()
    task.claim(dead(data_dir, "killed"))
    Job.objects.update(state=Job.State.RUNNING, done=0, total=2)

    call_command("worker", once=True)

    draft.refresh_from_db()
    assert draft.state == "review"
    assert Job.objects.get().state == Job.State.DONE
