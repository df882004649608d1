"""Rule: every write verb of a door leaves an audit event.

Read from the code: a name in a door's `__all__` whose function, or anything it comes to in its own package,
writes to the database must also come to `record`. What is written without an event is listed with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGES = Path(__file__).resolve().parents[2] / "src" / "rodtrad"
ON_ROWS = {"save", "delete"}
ON_QUERIES = {"create", "bulk_create", "bulk_update", "update", "delete", "get_or_create", "update_or_create"}
TOLD_BY = "record"

# Written without an event, and why.
_LOADED = "a part of loading tables, which leaves one event for each authority"
_MEETING = "a turn in a meeting; its beginning, what was settled and its end are told"
SILENT: dict[str, str] = {
    "assessments.ask_question": _MEETING,
    "assessments.freeze": "the count that follows `close_round`, which left the event; it changes no answer",
    "assessments.give_level": "a level in a meeting has no one who gave it, and is gone when one is settled",
    "assessments.missed": "a wrong code, counted without keeping whose: nobody to tell of",
    "assessments.save_answers": "kept at each keystroke, with whose and when in the rating; `hand_in` tells",
    "assessments.show_spread": _MEETING,
    "assessments.still_here": "a phone that is still in the meeting; nobody's",
    "assessments.take_seat": "a phone that joins a meeting; nobody's",
    "assessments.submit": "an answer has no one who gave it and no time",
    "organisation.add_unit": _LOADED,
    "organisation.give_duty": _LOADED,
}


def doors() -> list[str]:
    return sorted({path.relative_to(PACKAGES).parts[0] for path in PACKAGES.glob("*/service*")})


@cache
def functions(package: str) -> dict[str, list[ast.FunctionDef]]:
    """The functions and methods of a package by name, without its pages, commands, demo and models."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for path in (PACKAGES / package).rglob("*.py"):
        inside = path.relative_to(PACKAGES / package).parts
        above = {"views", "forms.py", "management", "migrations", "models", "templatetags"}
        if above & set(inside) or path.stem.startswith("demo"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append(node)
    return found


def calls(node: ast.AST) -> Iterator[ast.Call]:
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def mentioned(node: ast.AST) -> set[str]:
    """Names that are called, or handed on to be called."""
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)} | {
        inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)
    }


def writes(call: ast.Call) -> bool:
    """Whether a call writes rows: on a manager or a query, or on a row."""
    if not isinstance(call.func, ast.Attribute):
        return False
    name, on = call.func.attr, call.func.value
    from_query = any(isinstance(i, ast.Attribute) and i.attr in {"objects", "filter"} for i in ast.walk(on))
    # A picture is saved to somewhere, a row is just saved.
    on_row = name in ON_ROWS and isinstance(on, ast.Name) and not call.args
    return (name in ON_QUERIES and from_query) or on_row


def reached(package: str, name: str) -> list[ast.FunctionDef]:
    """A function and all that it can come to in its package."""
    known, waiting, seen = functions(package), [name], set[str]()
    found = []
    while waiting:
        here = waiting.pop()
        if here in seen or here not in known:
            continue
        seen.add(here)
        found += known[here]
        waiting += [each for node in known[here] for each in mentioned(node)]
    return found


def verbs() -> list[tuple[str, str]]:
    """What a door offers that is a function."""
    offered = []
    for package in doors():
        service = PACKAGES / package / "service"
        path = service / "__init__.py" if service.is_dir() else service.with_suffix(".py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
                offered += [(package, name) for name in ast.literal_eval(node.value)]
    return [(package, name) for package, name in offered if name in functions(package)]


@pytest.mark.parametrize(("package", "name"), [pytest.param(*verb, id=".".join(verb)) for verb in verbs()])
def test_what_writes_also_tells(package: str, name: str) -> None:
    bodies = reached(package, name)
    if not any(writes(call) for body in bodies for call in calls(body)):
        return
    told = any(name_of(call) == TOLD_BY for body in bodies for call in calls(body))

    assert told or f"{package}.{name}" in SILENT


def test_what_is_silent_still_exists() -> None:
    assert {name for name in SILENT if tuple(name.split(".")) not in verbs()} == set()
