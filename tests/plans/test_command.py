"""`rodtrad plan`: one line and an exit status for whatever a person does wrong, and plans in and out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from rodtrad.config.cli import main
from rodtrad.plans import service
from rodtrad.plans.importing import to_json
from rodtrad.plans.models import Document
from tests.plans.conftest import PLAN_TEXT, Papers, small_tree


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN_TEXT, encoding="utf-8")
    return path


def rodtrad(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it, in a process of its own."""
    code = "from rodtrad.config.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "rodtrad.config.settings", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


NO_DATABASE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}


def test_a_dry_run_needs_no_database(plan_file: Path) -> None:
    done = rodtrad("plan", "import", plan_file, "--dry-run", "--json", **NO_DATABASE)

    assert (done.returncode, done.stderr) == (0, "")
    (tree,) = json.loads(done.stdout)["documents"]
    kinds = [item["kind"] for item in tree["items"]]
    assert (kinds.count("area"), kinds.count("initiative")) == (2, 3)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The same command inside this process: its exit status."""
    monkeypatch.setattr(sys, "argv", ["rodtrad", *words])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


FILES = {
    "EMPTY": ("e.txt", b""),
    "BROKEN": ("b.pdf", b"%PDF-1.7 x"),
    "LETTER": ("l.txt", b"Hej du!"),
    "LARGE": ("large.txt", b"x" * (1024 * 1024 + 1)),
}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("plan", 2),
        ("plan compare", 2),
        ("plan import", 2),
        ("plan import no/such/file.txt", 2),
        ("plan import .", 2),
        ("plan import EMPTY --dry-run", 1),
        ("plan import BROKEN --dry-run", 1),
        ("plan import LARGE --dry-run", 1),
        ("plan import LETTER", 1),
        ("plan export no-such-plan", 2),
        ("plan export", 2),
    ],
)
def test_what_a_person_does_wrong_is_one_clear_line(
    db: None,
    words: str,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: Any,
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    for name, content in FILES.values():
        (tmp_path / name).write_bytes(content)
    named = [str(tmp_path / FILES[word][0]) if word in FILES else word for word in words.split()]

    assert run(monkeypatch, *named) == status

    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1, said.err


def test_without_a_database_the_export_says_so_in_one_line() -> None:
    done = rodtrad("plan", "export", "plan", **NO_DATABASE)

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_help_gives_an_example(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "plan", "--help") == 0
    assert "rodtrad plan import plan.pdf --dry-run" in capsys.readouterr().out


def test_a_file_becomes_a_draft_of_the_only_authority(
    papers: Papers, plan_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    papers.town.other_year.delete()
    for unit in (papers.town.other_school, papers.town.other):
        unit.duties.all().delete()
        unit.delete()

    call_command("plan", "import", str(plan_file))

    document = Document.objects.get()
    assert (document.status, document.authority) == ("draft", papers.town.authority)
    assert f"Saved as a draft: {document.slug}" in capsys.readouterr().out


def test_among_several_authorities_one_must_be_named(papers: Papers, plan_file: Path) -> None:
    with pytest.raises(CommandError, match="--authority") as refused:
        call_command("plan", "import", str(plan_file))
    assert refused.value.returncode == 2

    with pytest.raises(CommandError, match="no authority") as refused:
        call_command("plan", "import", str(plan_file), "--authority", "ankeborg")
    assert refused.value.returncode == 2

    call_command("plan", "import", str(plan_file), "--authority", papers.town.other.slug)
    assert Document.objects.get().authority == papers.town.other


def test_what_is_exported_is_imported_back_without_loss(
    papers: Papers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = papers.decided(owner_text="Sundby kommun")
    path = tmp_path / "plan.json"
    call_command("plan", "export", document.slug, "--output", str(path))
    call_command("plan", "import", str(path), "--authority", papers.town.authority.slug, "--json")

    answer = json.loads(capsys.readouterr().out)
    again = service.document_by_slug(papers.sten, answer["saved"][0])
    assert again is not None
    assert service.to_tree(again) == service.to_tree(document)
    assert answer["documents"] == [to_json(service.to_tree(document))]


def test_nothing_is_saved_when_one_of_the_trees_cannot_be(papers: Papers, tmp_path: Path) -> None:
    good, bad = to_json(small_tree()), to_json(small_tree())
    bad["items"][1]["text"] = " "
    path = tmp_path / "two.json"
    path.write_text(json.dumps({"documents": [good, bad]}), encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        call_command("plan", "import", str(path), "--authority", papers.town.authority.slug)

    assert refused.value.returncode == 1
    assert Document.objects.count() == 0


def test_two_editions_are_compared_from_files(plan_file: Path, tmp_path: Path, capsys: Any) -> None:
    later = tmp_path / "later.txt"
    later.write_text(PLAN_TEXT.replace("varje höst", "varje vår"), encoding="utf-8")

    call_command("plan", "compare", str(plan_file), str(later))

    told = capsys.readouterr().out
    assert "1 reworded" in told.splitlines()[0]
    assert "  + Kartlägg personalens kunskaper varje vår" in told


@pytest.mark.django_db
def test_a_document_is_compared_by_its_address(papers: Papers, plan_file: Path, capsys: Any) -> None:
    document = papers.draft()

    call_command("plan", "compare", document.slug, str(plan_file), "--json")

    assert json.loads(capsys.readouterr().out)["counts"]["kept"] > 0


@pytest.mark.django_db
def test_comparing_with_what_is_neither_file_nor_document_is_bad_use(plan_file: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("plan", "compare", str(plan_file), "no-such-plan")

    assert refused.value.returncode == 2


def test_a_document_that_the_file_does_not_hold_is_bad_use(plan_file: Path) -> None:
    with pytest.raises(CommandError, match="holds 1 documents, not 3"):
        call_command("plan", "compare", str(plan_file), str(plan_file), "--new-document", "3")
