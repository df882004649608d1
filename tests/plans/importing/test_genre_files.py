"""The genre's many shapes: our own documents of invented authorities, in each file format, with gold.

Each document stands in `genre/` beside what a person reads out of it, in the shape of the gold files. Those
in Markdown are built as Word, OpenDocument and PDF files by real writers; those in plain text are what
extractors leave of scanned, paged and tabled documents.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rodtrad.plans.importing import PlanTree, find_plans, read_document
from tests.plans.importing.building import SHAPES, parse
from tests.plans.importing.scoring import gold_items, score

GENRE = Path(__file__).parent / "genre"
SOURCES = sorted(path for path in GENRE.iterdir() if path.suffix != ".json")
LOST = "matrix"  # has empty cells among its roles
BUILT = [path for path in SOURCES if path.suffix == ".md"]


def gold_of(path: Path) -> list[dict[str, Any]]:
    """The gold of each document in a file."""
    gold = json.loads(path.with_suffix(".json").read_text())
    return gold if isinstance(gold, list) else [gold]


def check(trees: list[PlanTree], path: Path) -> None:
    gold = gold_of(path)
    assert len(trees) == len(gold)
    for tree, wanted in zip(trees, gold, strict=True):
        result = score(tree, gold_items(wanted))
        assert result.weakest >= 0.95, result


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_items_of_each_document_are_found_with_kind_area_and_role(path: Path) -> None:
    check(find_plans(read_document(path.read_bytes(), path.name)), path)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.stem)
def test_whatever_program_wrote_the_file_the_same_items_are_found(path: Path, shape: str) -> None:
    source = parse(path.read_text())
    if shape == "pdf in two columns" and any(part.kind == "table" for part in source.parts):
        pytest.skip("a table needs the width of the page")
    if shape.startswith("flattened") and path.stem == LOST:
        pytest.skip("whose the duties are went with the empty cells: see the test below")
    filename, build = SHAPES[shape]
    check(find_plans(read_document(build(source), filename)), path)


def test_duties_whose_column_was_lost_with_the_empty_cells_have_no_role_and_a_warning_says_so() -> None:
    path = GENRE / f"{LOST}.md"
    filename, build = SHAPES["flattened text"]
    (tree,) = find_plans(read_document(build(parse(path.read_text())), filename))
    result = score(tree, gold_items(gold_of(path)[0]))
    assert (result.f1, result.kind, result.area) == (1, 1, 1), result
    assert {item.role for item in tree.items} == {None}
    assert any(warning.endswith("count=14") for warning in tree.warnings)


def test_a_row_with_more_duties_than_roles_is_not_guessed_into_them() -> None:
    path = GENRE / "matrix_flat.txt"
    text = path.read_text()
    duty = "Att teckna avtal med \nleverantörer.\n\n"
    assert duty in text
    more = text.replace(duty, f"{duty}Att informera om regler.\n\n")
    (tree,) = find_plans(read_document(more.encode(), path.name))
    ends = ("leverantörer.", "regler.", "följs.", "tjänster.")
    assert [item.role for item in tree.items if item.text.endswith(ends)] == [None] * 4
    assert sum(item.role is None for item in tree.items if item.kind == "responsibility") == 4
