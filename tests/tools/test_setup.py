"""Setting up: what the user set for pip reaches uv, nothing is done twice, and a missing tool is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import setup


def test_what_is_set_for_pip_is_handed_to_uv_in_pips_meaning() -> None:
    pip = {
        "index-url": "https://mirror.example/simple",
        "extra-index-url": "file:///srv/one\nfile:///srv/two",
        "find-links": "/srv/wheels /srv/more",
        "cert": "/etc/ca.pem",
    }

    assert setup.uv_settings(pip) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX": "file:///srv/one file:///srv/two",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/srv/wheels,/srv/more",
        "SSL_CERT_FILE": "/etc/ca.pem",
    }


def test_a_user_who_set_nothing_gets_uvs_own_defaults() -> None:
    assert setup.uv_settings({}) == {}


def test_the_environment_wins_over_the_install_section_and_that_over_the_global_one() -> None:
    listing = (
        ":env:.cert='/c'\nglobal.cert='/a'\nglobal.timeout='9'\ninstall.cert='/b'\ninstall.timeout='7'\n"
    )

    assert setup.parse_pip_configuration(listing) == {"cert": "/c", "timeout": "7"}


def test_what_is_set_for_uv_itself_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "pip_configuration", lambda: {"index-url": "https://pip.example"})
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.example")

    assert setup.uv_environment()["UV_DEFAULT_INDEX"] == "https://uv.example"


def test_a_step_is_done_again_only_when_what_it_was_made_from_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "STAMPS", tmp_path / "stamps")
    lock, done = tmp_path / "lock.txt", []
    for content in ("one", "one", "two"):
        lock.write_text(content)
        setup.step("Packages", "packages", [lock], lambda: done.append(content))  # noqa: B023

    assert done == ["one", "two"]


def test_a_step_that_was_cut_short_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "STAMPS", tmp_path / "stamps")
    setup.step("Packages", "packages", [], lambda: None)

    def fail() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        setup.step("Packages", "packages", [], fail, still_there=lambda: False)

    assert not setup.current("packages", [])


@pytest.mark.parametrize(
    ("tools", "line"),
    [
        ({"node": "v20.1.0", "npm": "10"}, "git is missing"),
        ({"git": "2", "npm": "10"}, "node is missing"),
        ({"git": "2", "node": "v20.1.0"}, "npm is missing"),
        ({"git": "2", "node": "v18.19.1", "npm": "9"}, "Node 20 or newer is needed; this is v18.19.1."),
    ],
)
def test_a_missing_tool_gets_one_clear_line_and_status_2(
    tmp_path: Path, tools: dict[str, str], line: str
) -> None:
    for name, version in tools.items():
        (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / name).chmod(0o755)
    environment = {**os.environ, "PATH": str(tmp_path)}

    answer = subprocess.run(
        [sys.executable, setup.ROOT / "tools/setup.py"], env=environment, capture_output=True, text=True
    )

    assert answer.returncode == 2
    assert answer.stderr.startswith(line)
    assert answer.stderr.count("\n") == 1
    assert answer.stdout == ""


def test_without_a_new_enough_python_make_says_so(tmp_path: Path) -> None:
    answer = subprocess.run(
        ["make", "setup", "PYTHON="], cwd=setup.ROOT, capture_output=True, text=True, check=False
    )

    assert answer.returncode == 2
    assert answer.stderr.startswith("Python 3.11 or newer is missing")
