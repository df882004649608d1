"""`rodtrad doctor`: what is bad is said, each with its remedy."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rodtrad.assessments import service
from rodtrad.assessments.models import Round
from rodtrad.config import health
from rodtrad.organisation.models import AuthoritySettings
from tests.config.conftest import Run
from tests.people import Town


def findings(answer: Any) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in json.loads(answer.stdout)["checks"]}


def test_a_new_installation_is_well(rodtrad: Run, installed: Path) -> None:
    answer = rodtrad("doctor", "--json")

    found = findings(answer)
    # The design system comes with `make setup`, which a run of the tests alone has not made.
    bad = {name: each for name, each in found.items() if each["ok"] is not True and name != "static files"}
    assert bad == {}
    assert "rodtrad.sqlite3" in found["database"]["found"]
    assert answer.returncode == (0 if found["static files"]["ok"] else 1)


def test_a_database_that_lags_behind_is_bad_and_what_hangs_on_it_is_not_guessed(rodtrad: Run) -> None:
    answer = rodtrad("doctor")

    lines = {line[5:18].strip(): line for line in answer.stdout.splitlines()}
    assert answer.returncode == 1
    assert lines["migrations"].startswith("BAD")
    assert lines["migrations"].endswith("run 'rodtrad migrate'")
    assert lines["worker"].startswith("-")


def test_an_unreachable_database_is_a_line_and_the_rest_is_still_looked_at(rodtrad: Run) -> None:
    answer = rodtrad("doctor", "--json", DATABASE_URL="postgresql://sten:hemligt@127.0.0.1:1/x")

    found = findings(answer)
    assert answer.returncode == 1
    assert found["database"]["ok"] is False
    assert found["migrations"]["ok"] is None
    assert found["data folder"]["ok"] is True
    assert "hemligt" not in answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"DEBUG": True}, "RODTRAD_DEBUG is on"),
        ({"ALLOWED_HOSTS": ["*"]}, "RODTRAD_HOSTS is '*'"),
        ({"ALLOWED_HOSTS": ["rodtrad.lindvalla.example"]}, "without HTTPS"),
    ],
)
def test_what_is_wrong_on_a_network_is_bad(settings: Any, wrong: dict[str, Any], says: str) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert health.exposure().ok is True

    for name, value in wrong.items():
        setattr(settings, name, value)

    assert health.exposure().ok is False
    assert says in health.exposure().found


def test_a_key_or_folder_that_others_may_read_is_bad(rodtrad: Run, installed: Path) -> None:
    (installed / "secret-key").chmod(0o644)
    installed.chmod(0o755)

    found = findings(rodtrad("doctor", "--json"))

    assert "chmod 600" in found["secret key"]["remedy"]
    assert "chmod o-rwx" in found["data folder"]["remedy"]


@pytest.mark.django_db
def test_a_task_that_no_worker_takes_is_seen() -> None:
    assert health.worker().ok is True
    waiting_since(timezone.now() - health.LONGEST_WAIT + timedelta(minutes=1))
    assert health.worker().ok is True

    waiting_since(timezone.now() - health.LONGEST_WAIT - timedelta(minutes=1))

    assert health.worker().ok is False
    assert "rodtrad worker" in health.worker().remedy


@pytest.mark.django_db
def test_a_task_that_never_ends_is_seen() -> None:
    task = waiting_since(timezone.now())
    long_ago = timezone.now() - health.LONGEST_RUN - timedelta(minutes=1)
    DBTaskResult.objects.filter(pk=task.pk).update(status="RUNNING", started_at=long_ago)

    assert health.worker().ok is False


def waiting_since(moment: Any) -> DBTaskResult[Any, Any]:
    task: DBTaskResult[Any, Any] = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, task_path="x.y", backend_name="default", run_after=moment
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=moment)
    return task


def test_a_demo_beside_a_real_authority_is_bad(town: Town) -> None:
    assert "no demo authority" in health.demo().found
    AuthoritySettings.objects.update(is_demo=True)
    assert health.demo().ok is True

    AuthoritySettings.objects.filter(authority=town.authority).update(is_demo=False)

    assert health.demo().ok is False


@pytest.mark.django_db
def test_answers_that_lie_in_the_order_in_which_they_came_are_bad_once_the_round_is_closed(
    town: Town,
) -> None:
    from tests.assessments.conftest import Rating, open_round, write_plan

    document = write_plan(town)
    instrument = service.make_instrument(town.scope(town.sten), document)
    rating = Rating(town, document, instrument, open_round(town, instrument))
    assert health.answers().ok
    closed = rating.close()
    assert health.answers().ok, "the worker is about to"

    Round.objects.filter(pk=closed.pk).update(closed_at=timezone.now() - timedelta(hours=3))
    found = health.answers()
    assert not found.ok
    assert found.found.endswith(f": {closed.pk}")

    call_command("round", "close", str(closed.pk), stdout=StringIO())
    assert health.answers().ok
