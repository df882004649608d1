"""From correspondences to what became of each item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from rodtrad.common.errors import UserError
from rodtrad.plans.comparing.matching import Side, exact_pairs, parts, plain, scores, speech, suggested
from rodtrad.plans.comparing.model import Change, Comparison, Confirmed, Pair, What
from rodtrad.plans.comparing.words import differences
from rodtrad.plans.importing import PlanItem, PlanTree

# The ids of an old item and of the new one that it goes on in.
Ends = tuple[str | None, str | None]
# Every old item is held against every new one: beyond this the table would not fit a worker's memory.
MOST_ITEMS = 3_000


def compare(
    old: PlanTree,
    new: PlanTree,
    confirmed: Iterable[Confirmed] = (),
    refused: Collection[tuple[str, str]] = (),
    ended: Collection[str] = (),
) -> Comparison:
    """Two editions item by item: what was kept, reworded, moved, merged, split, dropped, and what is new.

    `confirmed` are correspondences that are known; `refused` are pairs of old and new that a person has said
    no to; `ended` are old items said to go on in nothing. All name items by the trees' ids. Raises UserError
    for documents too large.
    """
    if max(len(old.items), len(new.items)) > MOST_ITEMS:
        raise UserError(_("Dokumenten är för stora för att jämföras."), "compare.too_large")
    one, two, no = Side(old), Side(new), set(refused)
    known = [pair for pair in confirmed if pair.old in one.at and pair.new in two.at]
    exact = exact_pairs(one, two, [(pair.old, pair.new) for pair in known])
    exact = {a: b for a, b in exact.items() if (a, b) not in no and a not in ended}
    found = scores(one, two, {**{pair.old: pair.new for pair in known}, **exact}, closed=exact.values())
    done = {pair.old for pair in known} | set(ended)
    above, below = suggested(one, two, found, done | set(exact), no)
    above |= {a: (Pair(a, b, 1.0),) for a, b in exact.items()}
    pairs = [Pair(pair.old, pair.new, 1.0, pair.weight, confirmed=True) for pair in known]
    pairs += [ranked[0] for ranked in above.values()]
    loose = set(two.at) - {pair.new for pair in pairs}
    more = [pair for pair in parts(one, two, found, loose, no) if pair.old not in ended]
    weighted = _weighted([*pairs, *(pair for pair in more if pair.old not in exact)])
    return Comparison(tuple(_changes(one, two, weighted)), above, below)


def _weighted(pairs: list[Pair]) -> list[Pair]:
    """With the shares of what was split: in proportion to how sure each suggestion is, in hundredths."""
    by_old: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_old[pair.old].append(pair)
    found: list[Pair] = []
    for group in by_old.values():
        if len(group) == 1 or all(pair.confirmed for pair in group):
            found += group
            continue
        total = sum(pair.confidence for pair in group)
        found += [
            pair if pair.confirmed else replace(pair, weight=round(pair.confidence / total, 2))
            for pair in group
        ]
    return found


def _changes(old: Side, new: Side, pairs: list[Pair]) -> list[Change]:
    """In the order of the new edition, each dropped item after what stood before it in the old."""
    placed: list[tuple[float, int, Change]] = []
    where: dict[str, int] = {}
    partners = {(pair.old, pair.new) for pair in pairs}
    for group in _groups(pairs):
        change = _change(old, new, group, partners)
        where |= {item.id: new.at[change.new[0].id] for item in change.old}
        placed.append((new.at[change.new[0].id], 0, change))
    met = {pair.new for pair in pairs}
    placed += [(new.at[i.id], 0, Change(What.NEW, (), (i,))) for i in new.items if i.id not in met]
    last = -1.0
    for place, item in enumerate(old.items):
        if item.id in where:
            last = where[item.id]
        else:
            placed.append((last + 0.5, place, Change(What.DROPPED, (item,), ())))
    return [change for _place, _order, change in sorted(placed, key=lambda found: found[:2])]


def _groups(pairs: list[Pair]) -> list[list[Pair]]:
    """Pairs that hang together, since they share an old or a new item."""
    group_of: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        ends = (("old", pair.old), ("new", pair.new))
        joined = [pair]
        for group in {id(group_of[end]): group_of[end] for end in ends if end in group_of}.values():
            joined = [*group, *joined]
        for one in joined:
            group_of[("old", one.old)] = group_of[("new", one.new)] = joined
    return list({id(group): group for group in group_of.values()}.values())


def _change(old: Side, new: Side, pairs: list[Pair], partners: Collection[Ends]) -> Change:
    olds = tuple(old.items[place] for place in sorted({old.at[pair.old] for pair in pairs}))
    news = tuple(new.items[place] for place in sorted({new.at[pair.new] for pair in pairs}))
    ordered = tuple(sorted(pairs, key=lambda pair: (old.at[pair.old], new.at[pair.new])))
    if len(olds) > 1 or len(news) > 1:
        what = What.MERGED if len(olds) >= len(news) else What.SPLIT
        return Change(what, olds, news, ordered)
    one, two = olds[0], news[0]
    moved = _moved(one, two, partners)
    if plain(speech(one)) == plain(speech(two)) and one.kind == two.kind:
        return Change(What.MOVED if moved else What.KEPT, olds, news, ordered, moved)
    return Change(What.REWORDED, olds, news, ordered, moved, differences(speech(one), speech(two)))


def _moved(one: PlanItem, two: PlanItem, partners: Collection[Ends]) -> bool:
    """Whether it stands elsewhere: with another role, or not under what the one above it went on in."""
    if (plain(one.role), plain(one.sub_role)) != (plain(two.role), plain(two.sub_role)):
        return True
    return one.parent != two.parent and (one.parent, two.parent) not in partners
