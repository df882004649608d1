"""What is installed is what was locked; the locks say nothing of where it was fetched from."""

from __future__ import annotations

import json
import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.house import ROOT

LOCKS = ("setup", "base", "similarity", "dev")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.M)
HOST = re.compile(r"https?://|file://|^-?-(?:index-url|extra-index-url|find-links|trusted-host)", re.M)


def text_of(name: str) -> str:
    return (ROOT / "requirements" / name).read_text(encoding="utf-8")


def wanted(name: str) -> list[Requirement]:
    lines = (line.split(" #")[0].strip() for line in text_of(f"{name}.in").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def pins(name: str) -> dict[str, Version]:
    return {
        canonicalize_name(package): Version(version)
        for package, version in PIN.findall(text_of(f"{name}.txt"))
    }


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_everything_that_is_asked_for(name: str) -> None:
    locked = pins(name)
    missing = [
        str(requirement)
        for requirement in wanted(name)
        if canonicalize_name(requirement.name) not in locked
        or locked[canonicalize_name(requirement.name)] not in requirement.specifier
    ]

    assert missing == [], "run 'make locks'"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_nothing_that_nobody_asks_for(name: str) -> None:
    """Each pin says who wants it; one wanted only by a file that no longer names it is left over."""
    sources = (name, "base", "similarity")
    asked = {canonicalize_name(requirement.name) for source in sources for requirement in wanted(source)}
    left_over = [
        package
        for package, reasons in reasons_in(text_of(f"{name}.txt")).items()
        if package not in asked and all(reason.startswith(("-r ", "-c ")) for reason in reasons)
    ]

    assert left_over == [], "run 'make locks'"


def reasons_in(lock: str) -> dict[str, list[str]]:
    """Who wants each pinned package, as the comments after it say."""
    found: dict[str, list[str]] = {}
    package = ""
    for line in lock.splitlines():
        if pin := PIN.match(line):
            package = canonicalize_name(pin[1])
            found[package] = []
        elif package and (reason := re.match(r"\s+#\s+(?:via\s*)?(.*)", line)) and reason[1]:
            found[package].append(reason[1])
    return found


def test_tests_run_on_the_versions_that_are_delivered() -> None:
    delivered, tested = pins("base"), pins("dev")

    assert {name: version for name, version in delivered.items() if tested.get(name) != version} == {}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_pins_every_file_by_hash(name: str) -> None:
    lock = text_of(f"{name}.txt")

    assert HOST.findall(lock) == []
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=[a-z0-9])", lock) if PIN.match(block))


def test_the_lock_of_assets_names_no_host() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []
