"""The reference names everything there is, and nothing that is not."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from django.core.management import load_command_class

from rodtrad.common.audit import verbs
from rodtrad.config import cli, tables
from rodtrad.organisation.models import Role, SchoolForm, UnitKind
from rodtrad.plans.importing.model import DOCUMENT_KINDS, ITEM_KINDS, Decided, PlanItem, PlanTree

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs/reference"
# Read from the environment, but no setting of an installation.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE"}


def text_of(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def first_cells(text: str) -> list[str]:
    """The code in the first cell of each row of each table."""
    return [
        name for row in re.findall(r"^\| (`[^|]+) \|", text, re.M) for name in re.findall(r"`([^`]+)`", row)
    ]


# ---- settings


def names_read(path: Path) -> Iterator[str]:
    """The names that a module reads from the environment, as in `env.flag("X")` or `os.environ.get("X")`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.args[0].value
            if isinstance(name, str) and re.fullmatch(r"RODTRAD_[A-Z_]+|DATABASE_URL", name):
                yield name


def test_every_setting_is_documented_and_no_other() -> None:
    package = ROOT / "src/rodtrad/config"
    read = {name for path in package.rglob("*.py") for name in names_read(path)} - NOT_SETTINGS

    assert sorted(first_cells(text_of("settings.md"))) == sorted(read)


def test_no_package_but_config_reads_settings_of_its_own() -> None:
    others = [path for path in (ROOT / "src/rodtrad").rglob("*.py") if "config" not in path.parts]

    assert {path.name: names for path in others if (names := set(names_read(path)))} == {}


# ---- commands


def parsers(command: str) -> dict[str, argparse.ArgumentParser]:
    """The parser of each way to use a command: 'plan import', 'plan export', or just 'doctor'."""
    folder = next(cli.PACKAGE.glob(f"*/management/commands/{command}.py")).parents[2].name
    whole = load_command_class(f"rodtrad.{folder}", command).create_parser("rodtrad", command)
    for action in whole._actions:
        if isinstance(action, argparse._SubParsersAction):
            return {f"{command} {verb}": parser for verb, parser in action.choices.items()}
    return {command: whole}


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    every = {name for action in parser._actions for name in action.option_strings if name.startswith("--")}
    return every - cli.HIDDEN_OPTIONS - {"--help"}


def sections() -> dict[str, str]:
    """The text of each heading's section, by the words in the heading's code."""
    parts = re.split(r"^## ", text_of("commands.md"), flags=re.M)[1:]
    return {part.partition("\n")[0]: part for part in parts}


@pytest.mark.parametrize("command", sorted(cli.own_commands()))
def test_every_command_is_documented_with_its_options_and_no_other(command: str) -> None:
    for words, parser in parsers(command).items():
        found = [part for heading, part in sections().items() if re.search(rf"`rodtrad {words}\b", heading)]

        assert len(found) == 1, words
        assert set(first_cells(found[0])) == options_of(parser), words


def test_no_command_is_documented_that_is_not_there() -> None:
    documented = set(re.findall(r"`rodtrad ([a-z]+)", " ".join(sections())))

    assert documented == set(cli.own_commands())


def test_no_document_names_a_command_that_is_not_there() -> None:
    known = {*cli.own_commands(), *cli._django_commands(), "django"}
    named = {
        (path.name, name)
        for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for name in re.findall(r"(?:^|`|bin/)rodtrad ([a-z]+)", "\n".join(code_in(path)), re.M)
    }

    assert {where for where in named if where[1] not in known} == set()


def code_in(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [*re.findall(r"```(?:sh|console)\n(.*?)```", text, re.S), *re.findall(r"`([^`\n]+)`", text)]


# ---- formats


def test_every_field_and_kind_of_the_plan_tree_is_documented_and_no_other() -> None:
    document, item = re.split(r"^## An item", text_of("plan-tree.md"), flags=re.M)

    assert set(first_cells(document)) == {field.name for field in fields(PlanTree)}
    assert set(first_cells(item)) == {field.name for field in fields(PlanItem)}
    for known, text in ((DOCUMENT_KINDS, document), (ITEM_KINDS, item)):
        row = next(line for line in text.splitlines() if line.startswith("| `kind`"))
        assert re.findall(r"`(\w+)`", row)[1:] == list(known)
    row = next(line for line in document.splitlines() if line.startswith("| `decided`"))
    assert re.findall(r"`(\w+)`", row)[1:] == [field.name for field in fields(Decided)]


def test_every_column_of_the_tables_is_documented_and_no_other() -> None:
    units, people = re.split(r"^## People", text_of("organisation-tables.md"), flags=re.M)

    assert first_cells(units) == list(tables.UNIT_COLUMNS)
    assert first_cells(people) == list(tables.PEOPLE_COLUMNS)
    for column, known, text in (
        ("kind", UnitKind, units),
        ("school_form", SchoolForm, units),
        ("role", Role, people),
    ):
        row = next(line for line in text.splitlines() if line.startswith(f"| `{column}`"))
        assert re.findall(r"`(\w+)`", row)[1:] == list(known.values)


def test_every_verb_of_the_audit_trail_is_documented_and_no_other() -> None:
    assert first_cells(text_of("audit.md")) == list(verbs())
