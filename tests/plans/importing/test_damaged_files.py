"""A hundred and fifty files that went wrong, the same every time: each gives trees or a clear refusal.

`rodtrad bench import --mutations 10000` reads many more.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from tools.mutating import CHANGES, mutant

from rodtrad.plans.importing import ImportRefused, find_plans, from_json, read_document, to_json
from tests.plans.importing.building import SHAPES, parse

GENRE = Path(__file__).parent / "genre"
SEED, COUNT, BATCH = 3, 150, 30


@cache
def sources() -> list[tuple[str, bytes]]:
    source = parse((GENRE / "action_tables.md").read_text())
    built = [
        (SHAPES[name][0], SHAPES[name][1](source))
        for name in ("word", "open document", "pdf", "pdf without tags")
    ]
    return [*built, *((path.name, path.read_bytes()) for path in sorted(GENRE.glob("*.txt"))[:6])]


@pytest.mark.parametrize("first", range(0, COUNT, BATCH))
def test_a_damaged_file_gives_trees_or_a_clear_refusal(first: int) -> None:
    for number in range(first, first + BATCH):
        one = mutant(sources(), SEED, number)
        try:
            trees = find_plans(read_document(one.data, one.name))
        except ImportRefused as refused:
            trees, sentence = [], str(refused)
        assert trees or sentence.endswith("."), one.how
        for tree in trees:
            assert from_json(json.loads(json.dumps(to_json(tree)))) == tree, one.how


def test_the_files_are_damaged_in_every_way_and_follow_from_their_numbers() -> None:
    ways = {how for number in range(COUNT) for how in mutant(sources(), SEED, number).how.split("+")}
    assert ways == set(CHANGES)
    assert mutant(sources(), SEED, 7) == mutant(sources(), SEED, 7)
