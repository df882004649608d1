"""Rule: everything that is published of answers passes one gate, so that no page forgets the small groups.

Answers are counted in one place, which writes what the disclosure rule lets through; everything else reads
that. Each exception is listed with its reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import inside, sources, templates

SERVICE = "src/rodtrad/assessments/service"
ANSWERS = {"Response", "Comment", "Receipt"}
# path -> which of the stored answers it may touch.
MAY_TOUCH: dict[str, set[str]] = {
    # Where they are defined, and the shelf they stand on.
    "src/rodtrad/assessments/models/__init__.py": ANSWERS,
    # Writes them as they come in.
    f"{SERVICE}/answering.py": ANSWERS,
    f"{SERVICE}/leaders.py": {"Response"},
    # Counts them, for the rows that may be published.
    f"{SERVICE}/counting.py": {"Response"},
    # Writes them anew in random order; tells nobody.
    f"{SERVICE}/scattering.py": ANSWERS,
    # What people wrote, under its own stricter rule, asked of the published rows.
    f"{SERVICE}/comments.py": {"Comment"},
    f"{SERVICE}/export.py": {"Comment"},
    # Gives single answers to the data steward alone, with a purpose in the audit trail; no figures.
    f"{SERVICE}/raw.py": {"Response"},
    # Two people tell what comments are about: those that `comments_of` lets them read.
    "src/rodtrad/coding/models/material.py": {"Comment"},
    "src/rodtrad/coding/service/texts.py": {"Comment"},
    # Makes the demo's answers.
    "src/rodtrad/assessments/demo.py": {"Response", "Comment"},
}
# What takes an answer in asks by SQL, for speed.
MAY_NAME_TABLES = {f"{SERVICE}/answering.py", f"{SERVICE}/codes.py"}
# The frozen rows are made by the count and read through the gate; others only have them handed.
MAY_QUERY_RESULTS = {f"{SERVICE}/closing.py", f"{SERVICE}/published.py"}
MAY_COUNT = {
    f"{SERVICE}/counting.py": "the count itself",
    f"{SERVICE}/closing.py": "from the count to what may be published",
    "src/rodtrad/assessments/frozen.py": "writes out what may be published",
    "src/rodtrad/assessments/disclosure.py": "the rule, which is given counts",
    "src/rodtrad/assessments/rules.py": "the byte that says 'not relevant'",
}
# How many have answered while a round is open, exactly: to keep the cap, to tell it in steps.
EXACT = re.compile(r"\b(?:part|held|open_part|link\.part)\.answered\b|F\(\"answered\"\)")
MAY_READ_EXACT = {
    f"{SERVICE}/answering.py": "counts up, and keeps the cap",
    f"{SERVICE}/rounds.py": "tells it in steps",
    f"{SERVICE}/codes.py": "keeps the cap",
    f"{SERVICE}/live.py": "a rating that the leaders have handed in",
    "src/rodtrad/assessments/demo.py": "makes the demo's answers",
    "src/rodtrad/reports/content.py": "a part of a report, which is made of published rows",
}


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """(module, name) of everything a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def from_models(path: Path) -> set[str]:
    return {name for module, name in imported(path) if module.startswith("rodtrad.assessments.models")}


def test_only_the_count_and_what_takes_them_in_touch_answers() -> None:
    wrong = {
        inside(path): found
        for path in sources()
        if (found := (from_models(path) & ANSWERS) - MAY_TOUCH.get(inside(path), set()))
    }

    assert wrong == {}


def test_frozen_rows_are_read_through_the_gate() -> None:
    asks = re.compile(r"\bResult(?:\.objects|\._default_manager|\.all\()|\"assessments\.Result\"")
    wrong = [inside(path) for path in sources() if asks.search(path.read_text(encoding="utf-8"))]

    assert set(wrong) <= MAY_QUERY_RESULTS
    assert all("assessments" in inside(path) for path in sources() if "Result" in from_models(path))


def test_only_the_count_makes_figures_of_answers() -> None:
    wrong = []
    for path in sources():
        tally = {name for module, name in imported(path) if module == "rodtrad.assessments.tally"}
        if tally - {"MOST_LEVELS", "Index", "Level", "Tree"} and inside(path) not in MAY_COUNT:
            wrong.append((inside(path), tally))

    assert [each for each in wrong if each[1] - {"NOT_RELEVANT_BYTE"}] == []


def test_nobody_reads_answers_around_the_models() -> None:
    """By SQL, or by the name of a table."""
    tables = re.compile(r"assessments_(?:response|comment|result|receipt|roundpart)")

    found = {inside(path) for path in sources() if tables.search(path.read_text(encoding="utf-8"))}

    assert found <= MAY_NAME_TABLES


def test_an_open_round_s_exact_number_is_read_only_to_keep_the_cap_and_to_tell_it_in_steps() -> None:
    found = {inside(path) for path in sources() if EXACT.search(path.read_text(encoding="utf-8"))}

    assert found <= set(MAY_READ_EXACT)
    assert [inside(path) for path in templates() if EXACT.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.django_db
def test_a_round_has_no_other_way_to_its_answers() -> None:
    """No relation back from a round or a unit, by which a page could reach around the gate."""
    from rodtrad.assessments.models import Comment, Receipt, Response, Result

    for model in (Response, Comment, Receipt, Result):
        ways = [field.remote_field.get_accessor_name() for field in model._meta.fields if field.remote_field]
        assert set(ways) == {"+"}
