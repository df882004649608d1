"""The documents that come with the code: links lead somewhere, and what they say of commands is true."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
# What the standard (publiccode.yml 0.4) asks of every file.
REQUIRED = {
    *("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType"),
    *("description", "legal", "maintenance", "localisation"),
}
TARGET = re.compile(r"\bmake ([a-z][a-z-]*)")


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_picture_that_is_kept_is_shown_somewhere() -> None:
    shown = {
        link.rsplit("/", 1)[-1] for path in documents() for link in LINK.findall(path.read_text("utf-8"))
    }
    kept = {path.name for path in (ROOT / "docs" / "screenshots").iterdir()}

    assert kept - shown == set()


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_link_leads_to_a_file_that_is_there(document: Path) -> None:
    targets = [link for link in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]

    assert [link for link in targets if not (document.parent / link).exists()] == []


def test_every_document_can_be_reached_from_the_index() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop().resolve()
        if document in reached or document.suffix != ".md" or not document.exists():
            continue
        reached.add(document)
        links = LINK.findall(document.read_text(encoding="utf-8"))
        waiting += [document.parent / link for link in links if "://" not in link]

    assert [name_of(path) for path in documents() if path not in reached] == []


def test_every_make_target_that_a_document_names_exists() -> None:
    rules = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    blocks = {path: code_in(path.read_text(encoding="utf-8")) for path in documents()}
    named = {name_of(path): set(TARGET.findall(code)) for path, code in blocks.items()}

    assert {path: targets - rules for path, targets in named.items() if targets - rules} == {}


def code_in(text: str) -> str:
    """Only what is set as code: 'make sure' is no command."""
    return "\n".join(
        [*re.findall(r"```(?:sh|console)\n(.*?)```", text, re.S), *re.findall(r"`([^`\n]+)`", text)]
    )


def test_make_alone_lists_the_commands() -> None:
    answer = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "make demo" in answer.stdout
    assert "make test" in answer.stdout


def test_continuous_integration_runs_make_test_and_nothing_else() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in script if line and not line.startswith("#")]

    assert commands == ["set -eu", 'cd "$(dirname "$0")/.."', "exec make test"]


def test_every_decision_is_listed_and_says_what_follows() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("0*.md"))
    listed = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")

    assert [path.name for path in decisions if path.name not in listed] == []
    assert [
        path.name for path in decisions if "## Consequences" not in path.read_text(encoding="utf-8")
    ] == []


def test_the_description_for_catalogues_agrees_with_the_package() -> None:
    description = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert description["softwareVersion"] == project["version"]
    assert description["legal"]["license"] == project["license"] == "EUPL-1.2"
    assert set(description) >= REQUIRED
    assert {"sv", "en"} <= set(description["description"])
    assert all(150 <= len(text["longDescription"]) <= 10_000 for text in description["description"].values())
    assert description["maintenance"]["contacts"]
    assert all(len(text["shortDescription"]) <= 150 for text in description["description"].values())
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
