"""`rodtrad` has the product's manners: our commands, status 0, 1 or 2, one line for what went wrong."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError

from rodtrad.config import cli
from tests.config.conftest import Run, one_line, run_in
from tests.demo_server import environment


def test_alone_it_lists_our_commands_and_not_djangos(rodtrad: Run) -> None:
    answer = rodtrad()

    assert answer.returncode == 0
    assert rodtrad("--help").stdout == rodtrad("help").stdout == answer.stdout
    listed = {line.split()[0] for line in answer.stdout.splitlines() if line.startswith("  ")}
    assert {"backup", "bench", "demo", "doctor", "plan", "restore", "serve", "worker"} <= listed
    assert not {"sqlmigrate", "shell", "dumpdata"} & listed


def test_every_command_has_a_line_and_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for name, line in cli.own_commands().items():
        assert cli.run([name, "--help"]) == 0
        help_text = capsys.readouterr().out

        assert 20 < len(line) < 85, name
        assert f"rodtrad {name}" in help_text.partition("options:")[0] or "examples:" in help_text, name
        assert "xample" in help_text, name
        assert [option for option in cli.HIDDEN_OPTIONS if option in help_text] == [], name


def test_help_needs_no_settings(folder: Path) -> None:
    answer = run_in(folder, "--help", RODTRAD_HTTPS="ture", DATABASE_URL="nonsense")

    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("plann",), "did you mean 'plan'?"),
        (("django", "plann"), "did you mean 'plan'?"),
        (("--fast",), "unknown option"),
        (("doctor", "--fast"), "unrecognized arguments: --fast"),
        (("migrate", "--fast"), "unrecognized arguments: --fast"),
        (("plan", "eat"), "invalid choice: 'eat'"),
        (("plan", "import"), "required: file"),
        (("serve", "--port", "http"), "invalid int value: 'http'"),
        (("demo", "--units", "1"), "--units is 1"),
    ],
)
def test_bad_use_is_one_line_and_status_2(rodtrad: Run, arguments: tuple[str, ...], says: str) -> None:
    answer = rodtrad(*arguments)

    assert answer.returncode == 2
    assert answer.stdout == ""
    assert one_line(answer.stderr), answer.stderr
    assert says in answer.stderr
    assert answer.stderr.startswith("rodtrad")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"RODTRAD_HTTPS": "ture"}, "RODTRAD_HTTPS='ture'"),
        ({"DATABASE_URL": "mysql://sten:hemligt@db/rodtrad"}, "DATABASE_URL: write postgresql://"),
        ({"DATABASE_URL": "postgresql://sten:hemligt@db:port/rodtrad"}, "DATABASE_URL: write postgresql://"),
        ({"DATABASE_URL": "rodtrad"}, "DATABASE_URL: write postgresql://"),
        ({"DATABASE_URL": "postgresql://sten:hemligt@127.0.0.1:1/rodtrad"}, "Connection refused"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "unable to open database file"),
    ],
)
def test_a_wrong_setting_is_one_line_and_status_1_and_tells_no_password(
    rodtrad: Run, settings: dict[str, str], says: str
) -> None:
    answer = rodtrad("migrate", **settings)

    assert answer.returncode == 1
    assert one_line(answer.stderr), answer.stderr
    assert says in answer.stderr
    assert "hemligt" not in answer.stderr


def test_a_data_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    answer = run_in(tmp_path / "file" / "data", "demo", "--no-serve")

    assert answer.returncode == 1
    assert one_line(answer.stderr), answer.stderr
    assert "Not a directory" in answer.stderr


def test_a_database_that_is_not_made_yet_says_how_to_make_it(rodtrad: Run) -> None:
    answer = rodtrad("worker", "--once")

    assert answer.returncode == 1
    assert one_line(answer.stderr), answer.stderr
    assert "run 'rodtrad migrate'" in answer.stderr


def test_a_damaged_database_is_one_line(rodtrad: Run, installed: Path) -> None:
    (installed / "rodtrad.sqlite3").write_bytes(b"no database at all" * 100)

    answer = rodtrad("worker", "--once")

    assert answer.returncode == 1
    assert one_line(answer.stderr), answer.stderr
    assert "rodtrad restore" in answer.stderr


def test_a_full_disk_is_one_line() -> None:
    with sqlite3.connect(":memory:") as small:
        small.execute("PRAGMA max_page_count = 3")
        small.execute("CREATE TABLE answer (text)")
        with pytest.raises(sqlite3.OperationalError) as full:
            small.execute("INSERT INTO answer VALUES (zeroblob(100000))")

    for error in (full.value, OperationalError(str(full.value)), OSError(28, os.strerror(28), "/data/x")):
        told = cli.explain(error)
        assert told is not None
        assert told[1] == 1
        assert "full" in told[0] or "No space left" in told[0]


def test_a_fault_of_ours_is_not_passed_off_as_the_users() -> None:
    assert cli.explain(ZeroDivisionError("division by zero")) is None


def test_a_reader_who_goes_away_gets_no_traceback(folder: Path) -> None:
    answer = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m rodtrad django help | head -1"],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stderr == ""


def test_version(rodtrad: Run) -> None:
    assert rodtrad("--version").stdout == "rodtrad 0.1.0\n"
