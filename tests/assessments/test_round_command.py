"""`rodtrad round` for operators: one clear line, an exit status, and never more than is published."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from rodtrad.assessments import service
from rodtrad.assessments.models import Round, RoundState
from rodtrad.assessments.service.export import export_columns
from tests.assessments.conftest import write_plan

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating
    from tests.people import Town


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("round", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_round_is_opened_for_the_schools_under_a_unit(town: Town) -> None:
    service.make_instrument(town.scope(town.sten), write_plan(town))

    told = json.loads(run("open", "--under", "sundby-kommun", "--year", "2026/27", "--json"))

    opened = Round.objects.get()
    assert opened.state == RoundState.OPEN
    assert told["rounds"][0]["id"] == opened.pk
    assert opened.parts.count() == 10


def test_a_round_is_closed_counted_and_listed(rating: Rating) -> None:
    rating.staff_answer(rating.town.bjorkhagen, 8)

    run("close", str(rating.round.pk))
    again = run("close", str(rating.round.pk))

    assert "closed" in again
    assert json.loads(run("list", "--json"))["rounds"][0]["state"] == "closed"


def test_the_export_holds_what_is_published_and_nothing_more(rating: Rating, tmp_path: Path) -> None:
    town = rating.town
    rating.staff_answer(town.strandgymnasiet, 8, (2, 3, 4, 5, 6))
    rating.staff_answer(town.tallmon, 9, (2, 3, 4, 5, 6))
    rating.staff_answer(town.lilla_holmen, 3, (6, 6, 6, 6, 6))
    rating.close()
    target = tmp_path / "resultat.csv"

    run("export", str(rating.round.pk), "--output", str(target))

    with target.open(encoding="utf-8", newline="") as stream:
        rows: list[dict[str, Any]] = list(csv.DictReader(stream))
    assert tuple(rows[0]) == export_columns(rating.round)
    first = next(r for r in rows if r["unit"] == "Strandgymnasiet" and r["group"] == "staff")
    assert (first["level_2"], first["answered"], first["not_shown"]) == ("8", "8", "")
    small = next(r for r in rows if r["unit"] == "Lilla Holmens skola" and r["group"] == "staff")
    assert (small["level_6"], small["answered"], small["not_shown"]) == ("", "", "small")


def test_the_json_export_is_one_document(rating: Rating) -> None:
    rating.staff_answer(rating.town.bjorkhagen, 8)
    rating.close()

    rows = json.loads(run("export", str(rating.round.pk), "--format", "json"))["results"]

    assert {row["group"] for row in rows} == {"leaders", "staff"}


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("close", "99999"), "there is no round 99999"),
        (("open", "--under", "finns-inte"), "there is no unit 'finns-inte'"),
        (("open", "--under", "sundby-kommun", "--year", "1999/00"), "there is no school year '1999/00'"),
        (("open",), "say whose schools rate with --under SLUG"),
        (("open", "--under", "sundby-kommun"), "there is no such instrument"),
    ],
)
def test_bad_use_is_one_line(town: Town, arguments: tuple[str, ...], line: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(*arguments)

    assert line in str(refused.value)
    assert refused.value.returncode == 2


def test_an_open_round_is_not_exported(rating: Rating) -> None:
    with pytest.raises(CommandError) as refused:
        run("export", str(rating.round.pk))

    assert refused.value.returncode == 1
    assert "\n" not in str(refused.value)
