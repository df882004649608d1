"""Pairs of editions that we wrote ourselves, with what a careful reader carries over: for test and bench.

Each is a JSON file that names two documents beside it, the kinds of items it speaks of, and pairs of old and
new items by how their texts begin.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rodtrad.plans.comparing import Measured
    from rodtrad.plans.importing import PlanTree

EDITIONS = Path(__file__).resolve().parents[1] / "tests/plans/editions"


def own_editions() -> list[str]:
    """The names of the pairs."""
    return sorted(path.stem for path in EDITIONS.glob("*.json"))


def measured(name: str) -> Measured:
    """Read both documents as any file is read, compare them, and hold the suggestions against the gold."""
    from rodtrad.plans.comparing import Gold, measure

    raw = json.loads((EDITIONS / f"{name}.json").read_text(encoding="utf-8"))
    old, new = _tree(raw["old"]), _tree(raw["new"])
    whole: dict[str, Any] = {
        part: [[_text(old, one), _text(new, two)] for one, two in raw[part]] for part in ("sure", "possible")
    }
    whole["dropped"] = [_text(old, one) for one in raw["dropped"]]
    return measure(old, new, Gold.of(whole), raw["kinds"])


def _tree(name: str) -> PlanTree:
    from rodtrad.plans.importing import find_plans, read_document

    (tree,) = find_plans(read_document((EDITIONS / name).read_bytes(), name))
    return tree


def _text(tree: PlanTree, beginning: str) -> str:
    """The one text that begins so."""
    (text,) = {item.text for item in tree.items if item.text.startswith(beginning)}
    return text
