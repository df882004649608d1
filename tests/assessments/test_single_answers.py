"""Rule: single answers leave for one role alone, with a purpose in the audit trail, and do not tell who."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from rodtrad.assessments import service
from rodtrad.assessments.models import Comment, Response
from rodtrad.common.errors import Conflict, NotAllowed
from rodtrad.common.models import AuditEvent
from rodtrad.organisation.models import Duty, Role
from tests.assessments.conftest import text_of

if TYPE_CHECKING:
    from rodtrad.organisation.models import Person
    from tests.assessments.conftest import Rating

WHY = "Uppföljning till nämnden i mars"


@pytest.fixture
def closed(rating: Rating) -> Rating:
    town = rating.town
    rating.staff_answer(town.bjorkhagen, 12, (2, 3, 4, 5, 0))
    rating.staff_answer(town.lilla_holmen, 3, (1, 1, 1, 1, 1))
    rating.leaders_answer(town.bjorkhagen)
    Comment.objects.create(
        round=rating.round, unit=town.bjorkhagen, group="staff", position=0, text="Hemligt ord"
    )
    rating.round = rating.close()
    return rating


@pytest.fixture
def steward(closed: Rating) -> Person:
    """Petra, of the central support, keeps the authority's data too."""
    Duty.objects.create(person=closed.town.petra, unit=closed.town.authority, role=Role.DATA_STEWARD)
    return closed.town.petra


def ask(closed: Rating, person: Any, **sent: str) -> Any:
    town = closed.town
    address = town.place(town.authority).url("assessments:single_answers")
    client = town.client(person)
    return client.post(address, sent) if sent else client.get(address)


def taken() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(verb="round.answers_taken"))


def test_the_data_steward_takes_every_answer_and_the_trail_tells_what_for(
    closed: Rating, steward: Person
) -> None:
    page = ask(closed, steward, purpose=WHY, format="json")
    rows = json.loads(b"".join(page.streaming_content))["rows"]

    assert len(rows) == 15
    assert {row["group"] for row in rows} == {"staff"}
    assert {row["question_1"] for row in rows} == {1, 2}
    assert {row["question_5"] for row in rows} == {None, 1}
    [event] = taken()
    assert WHY in json.dumps(event.changes, ensure_ascii=False)
    assert event.actor_name == str(steward) or steward.last_name in event.actor_name


def test_no_row_tells_who_or_when_or_what_was_written(closed: Rating, steward: Person) -> None:
    page = ask(closed, steward, purpose=WHY, format="csv")
    told = b"".join(page.streaming_content).decode("utf-8-sig")

    assert "Hemligt ord" not in told
    for key in Response.objects.values_list("pk", flat=True):
        assert str(key) not in told
    assert told.splitlines()[0] == "group,unit,code," + ",".join(f"question_{n}" for n in range(1, 6))


@pytest.mark.parametrize("name", ["sten", "karin", "amir", "nils", "berit", "petra", "otto"])
def test_no_one_without_the_role_gets_as_far_as_the_form(closed: Rating, name: str) -> None:
    """Not the strategist either, who holds the rounds."""
    person = closed.town.people[name]

    assert ask(closed, person).status_code == 404
    assert ask(closed, person, purpose=WHY, format="csv").status_code == 404
    with pytest.raises(NotAllowed):
        service.take_answers(closed.town.scope(person), closed.round, WHY)
    assert taken() == []


def test_a_data_steward_of_another_authority_or_of_a_unit_gets_nothing(closed: Rating) -> None:
    town = closed.town
    Duty.objects.create(person=town.otto, unit=town.other, role=Role.DATA_STEWARD)
    Duty.objects.create(person=town.karin, unit=town.bjorkhagen, role=Role.DATA_STEWARD)

    assert ask(closed, town.otto).status_code == 404
    assert ask(closed, town.karin).status_code == 404


def test_without_a_purpose_nothing_leaves(closed: Rating, steward: Person) -> None:
    for purpose in ("", "kort", "          "):
        page = ask(closed, steward, purpose=purpose, format="csv")
        assert page.status_code == 400
        assert "Vad ska svaren användas till?" in text_of(page)
    assert taken() == []


def test_an_open_round_s_answers_do_not_leave(rating: Rating) -> None:
    town = rating.town
    Duty.objects.create(person=town.petra, unit=town.authority, role=Role.DATA_STEWARD)
    rating.staff_answer(town.bjorkhagen, 12)

    assert ask(rating, town.petra).status_code == 404
    with pytest.raises(Conflict):
        service.take_answers(town.scope(town.petra), rating.round, WHY)


def test_the_way_to_the_page_is_shown_to_the_steward_alone(closed: Rating, steward: Person) -> None:
    town = closed.town
    result = town.place(town.authority).url("assessments:result")

    assert "enskilda-svar" in town.client(steward).get(result).content.decode()
    assert "enskilda-svar" not in town.client(town.sten).get(result).content.decode()


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_the_command_writes_published_results_as_workbook_and_parquet(
    closed: Rating, tmp_path: Path, kind: str
) -> None:
    made = tmp_path / f"resultat.{kind}"
    number = str(closed.round.pk)
    call_command("round", "export", number, "--format", kind, "--output", str(made))

    if kind == "xlsx":
        rows = [row[:2] for row in openpyxl.load_workbook(made).worksheets[0].iter_rows(values_only=True)][1:]
    else:
        with duckdb.connect() as database:
            rows = [row[:2] for row in database.read_parquet(str(made)).fetchall()]
    assert len(rows) == len(list(service.export_rows(closed.round)))
    with pytest.raises(CommandError, match="--output"):
        call_command("round", "export", number, "--format", kind, stdout=io.StringIO())
