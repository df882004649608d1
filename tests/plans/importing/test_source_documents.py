"""The real documents that the product was asked for, where they stand beside the checkout."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from rodtrad.plans.importing import PlanTree, find_plans, from_json, read_document, to_json
from tests.plans.importing.scoring import gold_items, score
from tests.shared import shared_path


def read_seed(number: str) -> list[PlanTree]:
    path = next(iter(sorted(shared_path("seeds").glob(f"{number}_*.txt"))))
    return find_plans(read_document(path.read_bytes(), path.name))


def test_the_plan_of_this_period_is_found_whole() -> None:
    (tree,) = read_seed("000")
    gold = json.loads(shared_path("gold", "seed-000.gold.json").read_text())
    kinds = Counter(item.kind for item in tree.items)
    assert (kinds["area"], kinds["initiative"], kinds["responsibility"]) == (4, 21, 61)
    assert (tree.title, tree.period) == (gold["title"], tuple(gold["period"]))
    assert [item.text for item in tree.items if item.kind == "area"] == [
        area["title"] for area in gold["areas"]
    ]
    assert [item.definition for item in tree.items if item.kind == "area"] == [
        a["goal"] for a in gold["areas"]
    ]


def test_each_responsibility_of_it_has_its_role_and_sub_role() -> None:
    (tree,) = read_seed("000")
    gold = json.loads(shared_path("gold", "seed-000.gold.json").read_text())
    wanted = Counter(
        (item["text"], item["role"], item.get("sub_role"))
        for area in gold["areas"]
        for item in area["items"]
        if item["kind"] == "responsibility"
    )
    found = Counter((one.text, one.role, one.sub_role) for one in tree.items if one.kind == "responsibility")
    assert found == wanted


def test_the_place_of_each_item_in_the_text_is_where_its_words_stand() -> None:
    path = next(iter(shared_path("seeds").glob("000_*.txt")))
    extracted = read_document(path.read_bytes(), path.name)
    for item in find_plans(extracted)[0].items:
        assert item.source is not None
        place = extracted.text[item.source[0] : item.source[1]]
        assert item.text.split()[0] in place
        assert item.text.split()[-1] in place


def test_a_file_with_two_documents_gives_two_trees() -> None:
    strategy, plan = read_seed("001")
    assert (strategy.kind, plan.kind) == ("strategy", "plan")
    assert plan.period == (2021, 2023)


@pytest.mark.parametrize(
    ("seed", "number", "gold_name"),
    [("000", 0, "000"), ("001", 0, "001a"), ("001", 1, "001b"), ("002", 0, "002"), ("003", 0, "003"),
     ("004", 0, "004")],
)  # fmt: skip
def test_nearly_every_item_of_each_source_document_is_found_and_few_are_made_up(
    seed: str, number: int, gold_name: str
) -> None:
    gold = json.loads(shared_path("gold", f"seed-{gold_name}.gold.json").read_text())
    result = score(read_seed(seed)[number], gold_items(gold))
    assert result.weakest >= 0.95, result


def test_a_tree_written_as_json_comes_back_the_same() -> None:
    for tree in read_seed("000"):
        written = json.loads(json.dumps(to_json(tree)))
        assert from_json(written) == tree
        exported = json.dumps({"documents": [written]}).encode()
        assert find_plans(read_document(exported, "plan.json")) == [tree]
