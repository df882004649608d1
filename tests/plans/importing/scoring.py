"""The benchmark's scoring, for the trees that tests hold."""

from __future__ import annotations

from tools.scoring import NOT_COUNTED, Score, gold_items, tree_items
from tools.scoring import Item as Gold
from tools.scoring import score as score_items

from rodtrad.plans.importing import PlanTree, to_json

__all__ = ["NOT_COUNTED", "Gold", "Score", "gold_items", "score"]


def score(tree: PlanTree, gold: list[Gold]) -> Score:
    """How well a tree agrees with the items that a person read out of the same document."""
    return score_items(tree_items(to_json(tree)), gold)
