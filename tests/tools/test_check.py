"""The run of all checks: one failure does not hide the rest, and the last line counts every test."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import check

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER", raising=False)


def saying(line: str, status: int = 0, *, name: str = "one", tests: bool = True) -> check.Check:
    code = f"import sys; print({line!r}); sys.exit({status})"
    return check.Check(name, name.title(), (sys.executable, "-c", code), tests=tests)


def last_line(output: Output) -> str:
    return output.readouterr().out.splitlines()[-1]


def test_the_last_line_sums_the_runs_of_tests(capsys: Output) -> None:
    status = check.run_all([saying("12 passed in 1.20s"), saying("7 passed, 2 skipped in 3.00s", name="two")])

    assert status == 0
    assert last_line(capsys).startswith("19 passed, 2 skipped in ")


@pytest.mark.parametrize(
    "line",
    [
        "12 passed in 1.20s",
        "12 passed, 3 deselected in 61.20s (0:01:01)",
        "==== 12 passed, 1 warning in 1.2s ====",
    ],
)
def test_each_form_of_a_closing_line_is_read(line: str, capsys: Output) -> None:
    check.run_all([saying(line)])

    assert last_line(capsys).startswith("12 passed")


def test_a_failing_check_does_not_stop_the_rest_and_is_named(capsys: Output) -> None:
    status = check.run_all(
        [saying("no", 1, name="lint", tests=False), saying("3 passed in 1.00s", name="sqlite")]
    )
    output = capsys.readouterr().out

    assert status == 1
    assert output.splitlines()[-1].startswith("Failed: lint.")
    assert "3 passed in 1.00s" in output


def test_failed_tests_are_counted(capsys: Output) -> None:
    assert check.run_all([saying("1 failed, 3 passed in 1.00s", 1)]) == 1
    assert "1 failed, 3 passed in " in capsys.readouterr().out.splitlines()[-2]


def test_a_run_that_died_without_a_closing_line_fails(capsys: Output) -> None:
    assert check.run_all([saying("Killed", 137)]) == 1


def test_browser_tests_are_never_left_out_in_silence(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.setenv("BROWSER", "no")
    status = check.run_all([saying("1 passed in 1.00s", name="browser"), saying("2 passed in 1.00s")])
    output = capsys.readouterr().out

    assert status == 0
    assert "LEFT OUT Browser (BROWSER=no)" in output
    assert output.splitlines()[-1].startswith("2 passed")


def test_a_missing_browser_that_cannot_be_installed_gets_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setattr(check.shutil, "which", lambda name: None)

    assert check.run_all([saying("1 passed in 1.00s", name="browser")]) == 2
    assert capsys.readouterr().err.startswith("chromium is missing and could not be installed here")


def test_settings_of_the_person_who_runs_the_checks_do_not_reach_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://production")
    monkeypatch.setenv("RODTRAD_HOSTS", "digitalisering.example")

    environment = check.environment(tmp_path)

    assert "DATABASE_URL" not in environment
    assert "RODTRAD_HOSTS" not in environment


def test_a_check_that_does_not_exist_is_bad_use(capsys: Output) -> None:
    assert check.main(["spelling"]) == 2
    assert capsys.readouterr().err == "No such check: spelling. 'tools/check.py --list' names them.\n"
