"""How good the suggestions are, held against pairs that people have matched by reading."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rodtrad.plans.comparing.changes import compare
from rodtrad.plans.comparing.matching import plain
from rodtrad.plans.importing import PlanTree


@dataclass(frozen=True)
class Gold:
    """Pairs of old and new texts: `sure` are carried over by a careful reader, `possible` are defensible.

    `dropped` are the old texts that go on in nothing.
    """

    sure: frozenset[tuple[str, str]]
    possible: frozenset[tuple[str, str]]
    dropped: frozenset[str]

    @classmethod
    def read(cls, path: Path) -> Gold:
        return cls.of(json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Gold:
        pairs = {
            name: frozenset((plain(old), plain(new)) for old, new in raw.get(name, ()))
            for name in ("sure", "possible")
        }
        return cls(pairs["sure"], pairs["possible"], frozenset(map(plain, raw.get("dropped", ()))))

    @property
    def defensible(self) -> frozenset[tuple[str, str]]:
        return self.sure | self.possible


@dataclass(frozen=True)
class Measured:
    """The figures of a comparison: of `sure` pairs those `found` as first suggestion above the line; of all
    `suggested` first those that are `right` (sure or possible); of `dropped` those given one that is neither.
    """

    sure: int
    found: int
    suggested: int
    right: int
    dropped: int
    dropped_suggested: int

    @property
    def right_share(self) -> float:
        return self.right / self.suggested if self.suggested else 1.0


def measure(old: PlanTree, new: PlanTree, gold: Gold, kinds: Collection[str] = ("initiative",)) -> Measured:
    """Compare two editions, and hold the first suggestions for items of some kinds against the gold."""
    texts = {item.id: plain(item.text) for item in new.items}
    comparison = compare(old, new)
    firsts = {
        plain(item.text): texts[first.new]
        for item in old.items
        if item.kind in kinds and (first := comparison.first(item.id)) is not None
    }
    pairs = set(firsts.items())
    return Measured(
        sure=len({one for one, _ in gold.sure}),
        found=len(pairs & gold.sure),
        suggested=len(pairs),
        right=len(pairs & gold.defensible),
        dropped=len(gold.dropped),
        dropped_suggested=len({one for one, _ in pairs - gold.defensible} & gold.dropped),
    )
