"""How well a found plan tree agrees with the gold: the tree that a person read out of the same document.

Two items are the same when their words, taken in pairs, overlap by four fifths (Dice); each is used once.
Kinds that documents use for one another are one class. Kind, area and role are asked of the found items,
area and role only where the gold has one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

SAME, NEAR = 0.8, 0.5
CLASS = {
    "goal": "goal", "desired_state": "goal", "target_picture": "goal",
    "initiative": "measure", "measure": "measure", "activity": "measure",
    "current_state": "current_state", "challenge": "current_state",
}  # fmt: skip
NOT_COUNTED = {"area", "section", "term", "effect", "current_state", "challenge"}
Pairs = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Item:
    """One item as a reader of the document would file it."""

    kind: str
    area: str | None
    role: str | None
    text: str


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 of the found items; of those, the share whose kind, area and role agree (None
    where the gold has none to agree with)."""

    gold: int
    found: int
    same: int
    precision: float
    recall: float
    f1: float
    kind: float | None
    area: float | None
    role: float | None
    missed: tuple[str, ...] = ()
    made_up: tuple[str, ...] = ()

    @property
    def weakest(self) -> float:
        """The lowest of F1, kind, area and role."""
        return min(share for share in (self.f1, self.kind, self.area, self.role) if share is not None)

    def figures(self) -> dict[str, Any]:
        """All but the texts, for a report."""
        return {name: value for name, value in asdict(self).items() if name not in ("missed", "made_up")}


def gold_items(gold: dict[str, Any]) -> list[Item]:
    """The counted items of a gold file."""
    rows = [(area["title"], item) for area in gold.get("areas", []) for item in area["items"]]
    rows += [(None, item) for item in gold.get("document_items", [])]
    items = [Item(item["kind"], area, item.get("role"), item["text"]) for area, item in rows]
    return [item for item in items if item.kind not in NOT_COUNTED]


def tree_items(tree: dict[str, Any]) -> list[Item]:
    """The counted items of a tree in the shape of `plan import --json`, each under the area it hangs in."""
    by_id = {item["id"]: item for item in tree["items"]}

    def area_of(name: str | None) -> str | None:
        while name is not None:
            if by_id[name]["kind"] == "area":
                return str(by_id[name]["text"])
            name = by_id[name]["parent"]
        return None

    return [
        Item(item["kind"], area_of(item["parent"]), item.get("role"), item["text"])
        for item in tree["items"]
        if item["kind"] not in NOT_COUNTED
    ]


def score(found: list[Item], gold: list[Item]) -> Score:
    """Pairs the items of tree and gold, best overlap first, and counts."""
    ours, theirs = [_pairs(one.text) for one in found], [_pairs(one.text) for one in gold]
    overlaps = ((_dice(f, g), x, y) for x, f in enumerate(ours) for y, g in enumerate(theirs))
    matched: dict[int, int] = {}
    used: set[int] = set()
    for _, x, y in sorted((row for row in overlaps if row[0] >= SAME), key=lambda row: -row[0]):
        if x not in matched and y not in used:
            matched[x] = y
            used.add(y)
    both = [(found[x], gold[y]) for x, y in matched.items()]
    precision = len(both) / len(found) if found else float(not gold)
    recall = len(both) / len(gold) if gold else float(not found)
    return Score(
        gold=len(gold),
        found=len(found),
        same=len(both),
        precision=round(precision, 3),
        recall=round(recall, 3),
        f1=round(2 * precision * recall / (precision + recall), 3) if precision + recall else 0.0,
        kind=_share(CLASS.get(f.kind, f.kind) == CLASS.get(g.kind, g.kind) for f, g in both),
        area=_share(_near(f.area, g.area) for f, g in both if g.area is not None),
        role=_share(_near(f.role, g.role) for f, g in both if g.role),
        missed=tuple(g.text for y, g in enumerate(gold) if y not in used),
        made_up=tuple(f.text for x, f in enumerate(found) if x not in matched),
    )


def _pairs(text: str) -> Pairs:
    words = ["^", *re.findall(r"[0-9a-zåäöéü]+", text.lower().replace("\u00ad", "")), "$"]
    return Counter(pairwise(words))


def _dice(one: Pairs, other: Pairs) -> float:
    total = sum(one.values()) + sum(other.values())
    return 2 * sum((one & other).values()) / total if total else 0.0


def _near(found: str | None, gold: str | None) -> bool:
    if found is None or gold is None:
        return found is gold
    return _dice(_pairs(found), _pairs(gold)) >= NEAR


def _share(agree: Iterable[bool]) -> float | None:
    votes = list(agree)
    return round(sum(votes) / len(votes), 3) if votes else None
