"""The tutorial is true: its commands run, in order, on a small demo; what it says is on a page is there."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.demo_server import environment

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = (ROOT / "docs/tutorial/index.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```", re.M | re.S)


@dataclass(frozen=True)
class Step:
    """One block of commands, and what the tutorial shows as its output."""

    commands: str
    shown: str = ""


def steps() -> list[Step]:
    found: list[Step] = []
    for kind, text in BLOCK.findall(TUTORIAL):
        if kind == "sh":
            found.append(Step(text))
        else:
            found[-1] = Step(found[-1].commands, text)
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like the reader's: the source, the command where `make` puts it, and a demo."""
    folder = tmp_path_factory.mktemp("tutorial")
    (folder / "src").symlink_to(ROOT / "src")
    command = folder / ".venv/bin/rodtrad"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m rodtrad "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    (folder / "data").mkdir(mode=0o700)
    # What `make demo` runs, but small, and without serving.
    run(folder, ".venv/bin/rodtrad demo --no-serve --units 8")
    return folder


def run(folder: Path, commands: str) -> str:
    done = subprocess.run(
        ["sh", "-euc", commands],
        cwd=folder,
        env=environment(folder / "data"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_first_command_is_the_one_that_the_demo_stands_on() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert steps()[0].commands == "make demo\n"
    assert "$(BIN)/rodtrad demo" in makefile.partition("\ndemo:")[2].partition("\n\n")[0]


def test_every_other_command_runs_and_prints_what_is_shown(place: Path, doctor_is_patient: None) -> None:
    assert len(steps()) >= 5
    for step in steps()[1:]:
        printed = run(place, step.commands)

        for line in step.shown.splitlines():
            assert line in printed, step.commands
    assert (place / "report.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert '"initiative"' in (place / "tree.json").read_text(encoding="utf-8")


@pytest.fixture
def doctor_is_patient(place: Path) -> None:
    """What `make setup` installs beside the code; a run of the tests alone may not have made it."""
    installed = ROOT / "src/rodtrad/common/static/common/vendor/designsystemet/designsystemet.css"
    if not installed.exists():
        pytest.skip("the design system is not installed: run 'make setup'")


def test_what_is_said_to_be_on_a_page_is_an_english_text_of_the_interface() -> None:
    texts = set()
    for catalogue in (ROOT / "src/rodtrad").glob("*/locale/en/LC_MESSAGES/django.po"):
        with catalogue.open("rb") as file:
            texts |= {message.string for message in read_po(file) if isinstance(message.string, str)}
    labels = {" ".join(label.split()) for label in re.findall(r"\*\*(.+?)\*\*", TUTORIAL, re.S)}
    labels.discard("Enter as Samira")
    assert "Enter as %(name)s" in texts

    assert len(labels) > 20
    assert labels - texts == set()
