"""Documents that others wrote, with gold, without having seen how documents are read here.

Five writers made invented authorities' plans as Word, OpenDocument, PDF, Markdown and text files, some of
them as converters and scanners leave them. Each was read once before any rule was changed for it; those
first figures are in docs/reference/benchmarks.md. What is guarded here is that none is read worse again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rodtrad.plans.importing import find_plans, read_document
from tests.plans.importing.scoring import gold_items, score

UNSEEN = Path(__file__).parent / "unseen"
SOURCES = sorted(path for path in UNSEEN.iterdir() if path.suffix != ".json")
# Read only in part: a table whose head has no word that heads tables use, and a paper that tells its deeds in
# ever new verbs.
FLOORS = {"bjorkskar": 0.82, "tjansteskrivelse": 0.85}


def golds_of(path: Path) -> list[dict[str, Any]]:
    gold = json.loads(path.with_suffix(".json").read_text())
    return gold if isinstance(gold, list) else [gold]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_what_others_wrote_is_found_with_kind_area_and_role(path: Path) -> None:
    trees = find_plans(read_document(path.read_bytes(), path.name))
    golds = golds_of(path)
    assert len(trees) == len(golds)
    for tree, gold in zip(trees, golds, strict=True):
        result = score(tree, gold_items(gold))
        assert result.weakest >= FLOORS.get(path.stem, 0.95), result
