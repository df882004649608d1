"""The real command, in a process of its own and a data folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.demo_server import ROOT, environment

Run = Callable[..., subprocess.CompletedProcess[str]]


def run_in(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rodtrad", *arguments],
        cwd=folder if folder.is_dir() else ROOT,
        env=environment(folder) | settings,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty data folder, closed to others as the product's own is."""
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def rodtrad(folder: Path) -> Run:
    """`rodtrad("doctor", "--json", RODTRAD_DEMO="1")` in the empty folder."""
    return lambda *arguments, **settings: run_in(folder, *arguments, **settings)


@pytest.fixture(scope="session")
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("migrated")
    done = run_in(made, "migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def installed(folder: Path, migrated_once: Path) -> Path:
    """A data folder with an empty database that is up to date, and its key."""
    shutil.copytree(migrated_once, folder, dirs_exist_ok=True)
    os.chmod(folder, 0o700)
    return folder


def one_line(text: str) -> bool:
    """Whether it is a single line of words, and no traceback."""
    return len(text.strip().splitlines()) == 1 and "Traceback" not in text
