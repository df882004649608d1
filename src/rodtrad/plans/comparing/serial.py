"""A comparison as JSON."""

from __future__ import annotations

from typing import Any

from rodtrad.plans.comparing.model import Change, Comparison, Pair
from rodtrad.plans.importing import PlanItem, PlanTree


def comparison_json(old: PlanTree, new: PlanTree, comparison: Comparison) -> dict[str, Any]:
    """`{"counts", "line", "changes": […], "suggestions": […]}`; suggestions are first for each old item."""
    olds = {item.id: item for item in old.items}
    news = {item.id: item for item in new.items}
    return {
        "old": old.title,
        "new": new.title,
        "counts": {str(what): count for what, count in comparison.counted().items()},
        "line": comparison.line,
        "changes": [_change(change) for change in comparison.changes],
        "suggestions": [
            {"old": _item(olds[name]), "new": [_choice(pair, news) for pair in pairs]}
            for name, pairs in comparison.suggestions.items()
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    found: dict[str, Any] = {
        "what": str(change.what),
        "moved": change.moved,
        "old": [_item(item) for item in change.old],
        "new": [_item(item) for item in change.new],
        "pairs": [_pair(pair) for pair in change.pairs],
    }
    if change.words:
        found["words"] = [[word.what, word.text] for word in change.words]
    return found


def _item(item: PlanItem) -> dict[str, Any]:
    return {"id": item.id, "kind": item.kind, "text": item.text}


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "old": pair.old,
        "new": pair.new,
        "confidence": pair.confidence,
        "weight": pair.weight,
        "confirmed": pair.confirmed,
    }


def _choice(pair: Pair, news: dict[str, PlanItem]) -> dict[str, Any]:
    return {**_item(news[pair.new]), "confidence": pair.confidence}
