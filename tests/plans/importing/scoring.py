"""How well a found tree agrees with a tree that a person read out of the same document.

Two items are the same when their words, taken in pairs, overlap by four fifths; each is used once. A
document's gold is a list of (kind, area, role, text); kinds that documents use for one another are one class.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from rodtrad.plans.importing import PlanTree

SAME = 0.8
CLASS = {
    "desired_state": "goal", "target_picture": "goal", "measure": "initiative", "activity": "initiative",
}  # fmt: skip
NOT_COUNTED = {"area", "section", "term", "effect", "current_state", "challenge"}


@dataclass(frozen=True)
class Gold:
    """One item as a reader of the document would file it."""

    kind: str
    area: str | None
    role: str | None
    text: str


@dataclass(frozen=True)
class Score:
    """F1 of found items, and of the found ones the share whose kind, area and role agree."""

    f1: float
    kind: float
    area: float
    role: float
    missed: tuple[str, ...]
    made_up: tuple[str, ...]


def _pairs(text: str) -> Counter[tuple[str, str]]:
    words = ["^", *re.findall(r"\w+", text.casefold()), "$"]
    return Counter(pairwise(words))


def _dice(one: str, other: str) -> float:
    a, b = _pairs(one), _pairs(other)
    return 2 * sum((a & b).values()) / (sum(a.values()) + sum(b.values()))


def found_items(tree: PlanTree) -> list[Gold]:
    """The tree's items in the shape of gold, each under the area it hangs in."""
    by_id = {item.id: item for item in tree.items}

    def area_of(name: str | None) -> str | None:
        while name is not None:
            if by_id[name].kind == "area":
                return by_id[name].text
            name = by_id[name].parent
        return None

    return [
        Gold(item.kind, area_of(item.parent), item.role, item.text)
        for item in tree.items
        if item.kind not in NOT_COUNTED
    ]


def score(tree: PlanTree, gold: list[Gold]) -> Score:
    """Pairs the items of tree and gold, best overlap first, and counts."""
    found = found_items(tree)
    candidates = sorted(
        ((_dice(f.text, g.text), x, y) for x, f in enumerate(found) for y, g in enumerate(gold)), reverse=True
    )
    matched: dict[int, int] = {}
    for overlap, x, y in candidates:
        if overlap >= SAME and x not in matched and y not in matched.values():
            matched[x] = y
    pairs = [(found[x], gold[y]) for x, y in matched.items()]
    return Score(
        f1=2 * len(pairs) / (len(found) + len(gold)) if found or gold else 1.0,
        kind=_share(CLASS.get(f.kind, f.kind) == CLASS.get(g.kind, g.kind) for f, g in pairs),
        area=_share(f.area == g.area for f, g in pairs),
        role=_share(f.role == g.role for f, g in pairs),
        missed=tuple(g.text for y, g in enumerate(gold) if y not in matched.values()),
        made_up=tuple(f.text for x, f in enumerate(found) if x not in matched),
    )


def _share(agree: object) -> float:
    votes = list(agree)  # type: ignore[call-overload]
    return sum(votes) / len(votes) if votes else 1.0
