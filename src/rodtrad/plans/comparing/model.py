"""What a comparison of two editions says, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rodtrad.plans.importing import PlanItem

# A suggestion is as likely right as wrong where its confidence is this; below it none is given.
LINE = 0.5


class What(StrEnum):
    """What became of an item. Whether it also stands elsewhere is told apart from it (`Change.moved`)."""

    KEPT = "kept"
    REWORDED = "reworded"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    NEW = "new"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A correspondence that is known: a person has said so, or the two items have one identity."""

    old: str
    new: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Pair:
    """An old item that goes on in a new one: suggested with a confidence (0 to 1), or confirmed (1).

    `weight` is the share of the old item that goes on in the new: 1, but where the old one was split its
    shares add up to 1.
    """

    old: str
    new: str
    confidence: float
    weight: float = 1.0
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A run of words: in both editions (`same`), only in the old (`gone`) or only in the new (`came`)."""

    what: str
    text: str

    @property
    def space(self) -> str:
        """The space before it, which no mark is to cover."""
        return self.text[: len(self.text) - len(self.body)]

    @property
    def body(self) -> str:
        """The words without it."""
        return self.text.lstrip()


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one item, or of several that were merged, or what one was split into.

    `old` and `new` are items in reading order, one of them empty for what is new or dropped. `words` tells
    what differs word by word where one old item answers to one new.
    """

    what: What
    old: tuple[PlanItem, ...]
    new: tuple[PlanItem, ...]
    pairs: tuple[Pair, ...] = ()
    moved: bool = False
    words: tuple[Word, ...] = ()

    @property
    def confirmed(self) -> bool:
        """Whether nothing is left for a person to say about it."""
        return all(pair.confirmed for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions item by item.

    `changes` are in the order of the new edition, what was dropped standing where it stood. `suggestions`
    hold, for each old item that is not confirmed and that has any, the new items it may go on in, all above
    the line, the likeliest first. `weaker` are the likeliest below it: to choose among, never to propose.
    """

    changes: tuple[Change, ...]
    suggestions: dict[str, tuple[Pair, ...]]
    weaker: dict[str, tuple[Pair, ...]]
    line: float = LINE

    def counted(self) -> dict[What, int]:
        """How many changes there are of each sort."""
        return {what: sum(change.what == what for change in self.changes) for what in What}

    def first(self, old: str) -> Pair | None:
        """The first suggestion for an old item, or None where none is likely enough."""
        return next(iter(self.suggestions.get(old, ())), None)
