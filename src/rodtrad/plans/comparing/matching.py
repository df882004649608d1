"""Which items of an old edition go on in which items of a new one.

First what is the same to the letter. Then each pair of items of kindred kinds is scored: how alike the words
are (see `likeness`), more where the two stand in the same area, less where the role is another, and a bit
more where the old item is the nearest that the new one has. The areas are paired before the rest, by their
names and by what stands in them. Last the trees are looked at whole: the pairs that give the most likeness
in all, each item used once, get a little more (see `assigned`). The shares are round numbers that hold over a
range; none knows the words of a document.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rodtrad.plans.comparing.assigning import assigned
from rodtrad.plans.comparing.model import LINE, Pair
from rodtrad.plans.importing import PlanItem, PlanTree
from rodtrad.plans.likeness import alike, contained

__all__ = ["Side", "exact_pairs", "scores", "speech", "suggested"]

# Kinds that two editions may call one and the same thing by.
FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"goal", "target_picture", "desired_state"}),
    frozenset({"initiative", "measure", "activity"}),
    frozenset({"challenge", "current_state"}),
    frozenset({"indicator", "effect"}),
    frozenset({"area", "section"}),
)
OTHER_KIND = 0.85
OTHER_ROLE = 0.8
SAME_ORDER = 0.2
SAME_PLACE_FACTOR, SAME_PLACE = 0.4, 0.1
NEAREST = 0.1
# For a pair that the best pairing of the two editions as wholes has in it.
TOGETHER = 0.1
# The score where a suggestion begins to be worth a person's while: the confidence is then LINE.
SCORE_AT_LINE = 0.34
# A new item that the old one holds this much of may be a part of it.
PART_OF = 0.5
SHOWN = 4

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Side:
    """One edition, ready to be compared."""

    tree: PlanTree
    by_id: Mapping[str, PlanItem] = field(init=False)
    at: Mapping[str, int] = field(init=False)
    # The area that each item stands in, or is.
    area: Mapping[str, str | None] = field(init=False)

    def __post_init__(self) -> None:
        areas: dict[str, str | None] = {}
        for item in self.tree.items:
            above = areas[item.parent] if item.parent else None
            areas[item.id] = item.id if item.kind == "area" else above
        object.__setattr__(self, "area", areas)
        object.__setattr__(self, "by_id", {item.id: item for item in self.tree.items})
        object.__setattr__(self, "at", {item.id: place for place, item in enumerate(self.tree.items)})

    @property
    def items(self) -> tuple[PlanItem, ...]:
        return self.tree.items

    @property
    def areas(self) -> list[PlanItem]:
        return [item for item in self.items if item.kind == "area"]


def speech(item: PlanItem) -> str:
    """All that an item says, as one text."""
    said = (item.heading if item.heading != item.text else None, item.text, item.definition, item.effect)
    return " · ".join(" ".join(part.split()) for part in said if part)


def plain(text: str | None) -> str:
    """A text without what nobody reads: capitals, spaces, the stop at the end."""
    return " ".join((text or "").casefold().split()).rstrip(" .;:,")


def kindred(one: str, two: str) -> bool:
    """Whether one edition may call an item by the one kind and the next by the other."""
    return one == two or any({one, two} <= family for family in FAMILIES)


# What is the same to the letter


def exact_pairs(old: Side, new: Side, taken: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Old items to new that say the same to the letter, each used once: in the same place, else anywhere.

    `taken` are pairs known already; they are left alone.
    """
    olds, news = {pair[0] for pair in taken}, {pair[1] for pair in taken}
    found: dict[str, str] = {}
    for name in (_in_place, _with_role, _by_words):
        waiting = _numbered(new, name, news)
        for key, one in _numbered(old, name, olds).items():
            if key in waiting:
                found[one] = waiting[key]
        olds |= set(found)
        news |= set(found.values())
    return found


def _numbered(
    side: Side, name: Callable[[Side, PlanItem], Hashable], taken: set[str]
) -> dict[tuple[Hashable, int], str]:
    """The items by what they say and which in order says so; those that say nothing are left out."""
    seen: Counter[Hashable] = Counter()
    found: dict[tuple[Hashable, int], str] = {}
    for item in side.items:
        key = name(side, item)
        if item.id not in taken:
            found[key, seen[key]] = item.id
        seen[key] += item.id not in taken
    return found


def _by_words(side: Side, item: PlanItem) -> Hashable:
    return item.kind, plain(speech(item))


def _with_role(side: Side, item: PlanItem) -> Hashable:
    return _by_words(side, item), plain(item.role), plain(item.sub_role)


def _in_place(side: Side, item: PlanItem) -> Hashable:
    by_id, above = side.by_id, []
    parent = item.parent
    while parent:
        above.append(plain(speech(by_id[parent])))
        parent = by_id[parent].parent
    return _with_role(side, item), tuple(above)


# How likely the rest


def scores(old: Side, new: Side, known: Mapping[str, str], closed: Iterable[str] = ()) -> Scores:
    """How likely each old item goes on in each new one: shape (old items, new items), 0 where it cannot.

    `known` are items paired already, by which areas recognise each other; `closed` are new items that nothing
    more has gone into, since they say what they said before.
    """
    words = alike([speech(item) for item in old.items], [speech(item) for item in new.items])
    words *= _kinds(old.items, new.items)
    places = _places(old, new, _areas(old, new, words, known))
    words[:, [new.at[name] for name in closed]] = 0
    found = words * (1 + SAME_PLACE_FACTOR * places) + SAME_PLACE * places * (words > 0)
    nearest = found.max(axis=0, initial=0.0)
    found = found + NEAREST * ((found == nearest) & (found > 0))
    return np.asarray(found + TOGETHER * _together(old, found, known), dtype=np.float32)


def _together(old: Side, found: Scores, known: Mapping[str, str]) -> Scores:
    """1 for the pairs of the best pairing of all items that are not paired yet, 0 for the rest."""
    waiting = np.asarray([item.id not in known for item in old.items], dtype=bool)
    table = np.zeros_like(found)
    for one, two in assigned(np.where(waiting[:, None], found, 0)):
        table[one, two] = 1
    return table


def _kinds(olds: Sequence[PlanItem], news: Sequence[PlanItem]) -> Scores:
    """1 for items of one kind, less for kindred kinds, 0 for the rest; less again for someone else's duty."""
    kinds = {
        (one, two): 1.0 if one == two else OTHER_KIND
        for one in {item.kind for item in olds}
        for two in {item.kind for item in news}
        if kindred(one, two)
    }
    rows = [[kinds.get((one.kind, two.kind), 0.0) for two in news] for one in olds]
    table = np.asarray(rows, dtype=np.float32).reshape(len(olds), len(news))
    roles = _matching([_role(item) for item in olds], [_role(item) for item in news])
    return np.where(roles == 0, np.float32(OTHER_ROLE), np.float32(1)) * table


def _role(item: PlanItem) -> Hashable | None:
    return (plain(item.role), plain(item.sub_role)) if item.role else None


def _matching(olds: Sequence[Hashable | None], news: Sequence[Hashable | None]) -> Scores:
    """1 where the two values are the same, 0 where they differ, -1 where either is None."""
    numbers: dict[Hashable | None, int] = {None: -1}
    ones, others = (
        np.asarray([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)
        for values in (olds, news)
    )
    same = (ones[:, None] == others[None, :]).astype(np.float32)
    return np.where((ones[:, None] < 0) | (others[None, :] < 0), np.float32(-1), same)


def _areas(old: Side, new: Side, words: Scores, known: Mapping[str, str]) -> dict[str, str]:
    """Old areas to new, one to one: by their names, by what stands in them, and a little by their order."""
    votes = _votes(old, new, words, known)
    found = {area.id: known[area.id] for area in old.areas if area.id in known}
    ranked = sorted(
        (
            -float(words[old.at[one.id], new.at[two.id]])
            - votes[one.id][two.id] / (sum(votes[one.id].values()) or 1.0)
            - SAME_ORDER * (1 - abs(i / len(old.areas) - j / len(new.areas))),
            one.id,
            two.id,
        )
        for i, one in enumerate(old.areas)
        for j, two in enumerate(new.areas)
    )
    for value, one_id, two_id in ranked:
        if -value >= LINE and one_id not in found and two_id not in found.values():
            found[one_id] = two_id
    return found


def _votes(old: Side, new: Side, words: Scores, known: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """For each old area, how much of what stands in it is nearest in each new area."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for place, item in enumerate(old.items if new.items else ()):
        mine = old.area[item.id]
        best = known.get(item.id) or new.items[int(words[place].argmax())].id
        theirs = new.area[best]
        if mine is not None and theirs is not None and item.kind != "area":
            votes[mine][theirs] += 1.0 if item.id in known else float(words[place, new.at[best]])
    return votes


def _places(old: Side, new: Side, areas: Mapping[str, str]) -> Scores:
    """1 where the two stand in the same area, 0 where not, between where either stands in none."""

    # The old items are named by the new areas that theirs answer to, so that both sides speak of the same.
    olds = (old.area[item.id] for item in old.items)
    ones = [None if area is None else areas.get(area, ("gone", area)) for area in olds]
    same = _matching(ones, [new.area[item.id] for item in new.items])
    return np.where(same < 0, np.float32(0.5), same)


def confidence(score: float) -> float:
    """A score as a number between 0 and 1 that is LINE at the line."""
    return round(score / (score + SCORE_AT_LINE), 3)


def suggested(
    old: Side, new: Side, found: Scores, done: set[str], refused: set[tuple[str, str]]
) -> tuple[dict[str, tuple[Pair, ...]], dict[str, tuple[Pair, ...]]]:
    """For each old item that is not done: what it may go on in above the line, and the likeliest below it."""
    above: dict[str, tuple[Pair, ...]] = {}
    below: dict[str, tuple[Pair, ...]] = {}
    for place, item in enumerate(old.items):
        if item.id in done or not len(new.items):
            continue
        ranked = [
            Pair(item.id, new.items[i].id, confidence(float(found[place, i])))
            for i in np.argsort(-found[place], kind="stable")[: SHOWN * 2]
            if found[place, i] > 0 and (item.id, new.items[i].id) not in refused
        ][:SHOWN]
        above[item.id] = tuple(pair for pair in ranked if pair.confidence >= LINE)
        below[item.id] = tuple(pair for pair in ranked if pair.confidence < LINE)
    return ({k: v for k, v in above.items() if v}, {k: v for k, v in below.items() if v})


def parts(old: Side, new: Side, found: Scores, loose: set[str], refused: set[tuple[str, str]]) -> list[Pair]:
    """New items without a forerunner that a longer old item holds: what it may have been split into."""
    best = {name: _best(old, new, found, name, refused) for name in loose}
    likely = [item for item in new.items if item.id in loose and best[item.id][1] >= LINE]
    held = contained([speech(item) for item in likely], [speech(item) for item in old.items])
    pairs: list[Pair] = []
    for place, item in enumerate(likely):
        nearest, sure = best[item.id]
        if held[place, nearest] >= PART_OF:
            pairs.append(Pair(old.items[nearest].id, item.id, sure))
    return pairs


def _best(old: Side, new: Side, found: Scores, name: str, refused: set[tuple[str, str]]) -> tuple[int, float]:
    """The place of the old item that is nearest to a new one, and how sure that is."""
    if not old.items:
        return -1, 0.0
    column = found[:, new.at[name]].copy()
    column[[old.at[one] for one, other in refused if other == name and one in old.at]] = 0
    best = int(column.argmax())
    return best, confidence(float(column[best]))
