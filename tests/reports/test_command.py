"""`rodtrad report`: a file, one clear line, and an exit status."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.reports.conftest import Story


def run(*arguments: str) -> None:
    call_command("report", *arguments)


def test_the_only_authority_and_latest_year_need_not_be_named(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from rodtrad.organisation.models import Unit

    story.compile()
    Unit.objects.filter(path__startswith=story.town.other.path).exclude(pk=story.town.other.pk)
    target = tmp_path / "arsrapport.pdf"
    run("year", "--authority", "sundby-kommun", "--output", str(target))

    assert target.read_bytes().startswith(b"%PDF-")
    assert "arsrapport.pdf" in capsys.readouterr().out


@pytest.mark.parametrize("fmt", ["pdf", "docx", "html", "xlsx"])
def test_every_format(story: Story, tmp_path: Path, fmt: str) -> None:
    story.compile()
    target = tmp_path / f"r.{fmt}"
    run("year", "--authority", "sundby-kommun", "--format", fmt, "--output", str(target))

    begins = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "html": b"<!doctype html>"}
    assert target.read_bytes().startswith(begins[fmt])


def test_a_units_own_report(story: Story, tmp_path: Path) -> None:
    target = tmp_path / "enhet.html"
    run(
        "unit",
        "--unit",
        "bjorkhagens-skola",
        "--year",
        "2026/27",
        "--format",
        "html",
        "--output",
        str(target),
    )

    assert "Kollegor besöker varandras lektioner" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("year",), 2, "choose with --authority: sundby-kommun, vastersjo-kommun"),
        (("year", "--authority", "finns-inte"), 2, "there is no authority 'finns-inte'"),
        (("year", "--authority", "sundby-kommun"), 1, "has no such compilation"),
        (("year", "--authority", "sundby-kommun", "--year", "1999/00"), 2, "has no school year '1999/00'"),
        (("unit",), 2, "choose a unit with --unit SLUG"),
        (("unit", "--unit", "finns-inte"), 2, "there is no unit 'finns-inte'"),
    ],
)
def test_what_a_user_can_get_wrong_is_one_line_and_a_status(
    town: Any, arguments: tuple[str, ...], status: int, says: str
) -> None:
    with pytest.raises(CommandError) as refused:
        run(*arguments)

    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.returncode == status


def test_a_file_that_cannot_be_written_is_one_line(story: Story, tmp_path: Path) -> None:
    story.compile()
    with pytest.raises(CommandError) as refused:
        run("year", "--authority", "sundby-kommun", "--output", str(tmp_path / "no" / "where.pdf"))

    assert refused.value.returncode == 1
    assert "cannot write" in str(refused.value)
