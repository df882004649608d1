"""What is committed runs anywhere: it names no place on the machine where it was written."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

PLACES = re.compile(
    r"(?<![\w.-])/(?:work|root|home/[a-z]+)/|/tmp/(?:rt)\b|registry\.npmjs\.org|(?:files\.pythonhosted|pypi)\.org"
)
TEXT = {"", "css", "html", "in", "js", "json", "md", "po", "py", "sh", "svg", "toml", "txt", "yml"}


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listing.split("\0") if name]


def test_no_file_names_a_place_on_a_machine_or_a_registry() -> None:
    readable = [path for path in tracked() if path.suffix.lstrip(".") in TEXT and path.is_file()]
    texts = {path: path.read_text(encoding="utf-8") for path in readable}
    found = {path.relative_to(ROOT).as_posix(): PLACES.findall(text) for path, text in texts.items()}

    assert {path: places for path, places in found.items() if places} == {}


# Parts, so that this file does not name what it looks for.
@pytest.mark.parametrize(
    "parts",
    [
        ("cd ", "work", "main"),
        ("", "root", ".cache"),
        ("", "tmp", "rt", "w"),
        ("https:", "", "PYPI.ORG".lower()),
    ],
)
def test_such_a_place_is_seen(parts: tuple[str, ...]) -> None:
    assert PLACES.search("/".join(parts))


@pytest.mark.parametrize("text", ["/rapporter/network/", "src/rodtrad/work/", "see ./root/x"])
def test_an_ordinary_address_is_none(text: str) -> None:
    assert PLACES.search(text) is None


def test_nothing_compiled_or_fetched_is_committed() -> None:
    made = [path for path in tracked() if path.suffix in {".mo", ".pyc"} or "vendor" in path.parts]

    assert made == []


def test_no_link_is_committed() -> None:
    """A link leads to a place on the machine of whoever made it."""
    listing = subprocess.run(["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert [line for line in listing.stdout.splitlines() if line.startswith("120000")] == []
