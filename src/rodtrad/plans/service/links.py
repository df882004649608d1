from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans import rules
from rodtrad.plans.access import require_edit
from rodtrad.plans.models import (
    Correspondence,
    Document,
    Item,
    ItemKind,
    ItemLink,
    LinkKind,
    Verdict,
)
from rodtrad.plans.service.reading import documents_for, tree_of
from rodtrad.plans.service.suggestions import HANGS, Suggestion, latest, linkable_to, suggested_for

MAX_STEPS = 8
"""How far a thread is followed: more steps than there are kinds of documents above each other."""


@dataclass(frozen=True)
class Linked:
    """The other end of a link, seen from an item: which link, of which kind, to which item."""

    link_id: int
    kind: str
    item: Item

    @property
    def word(self) -> str:
        """The kind in the reader's language, read from the lower item: 'förverkligar'."""
        return str(LinkKind(self.kind).label)


@dataclass(frozen=True)
class Neighbours:
    """What items are linked to, one step up and one step down, by the id of the item asked for."""

    up: dict[int, list[Linked]] = field(default_factory=dict)
    down: dict[int, list[Linked]] = field(default_factory=dict)


@dataclass(frozen=True)
class Thread:
    """Everything that some items hang together with, up to the nation's goals and down.

    `items` by id, each with its `document` and `area`; `links` as (upper id, lower id, kind).
    """

    items: dict[int, Item]
    links: list[tuple[int, int, str]]

    def above(self, item: Item) -> list[Item]:
        """What an item hangs under, the nation's first."""
        return self._side(item, up=True)

    def below(self, item: Item) -> list[Item]:
        """What hangs under an item, the nearest first."""
        return self._side(item, up=False)

    def _side(self, item: Item, *, up: bool) -> list[Item]:
        """Everything reached from an item in one direction, in the order of the thread."""
        front, found = {item.pk}, set[int]()
        while front:
            pairs = ((lower, upper) if up else (upper, lower) for upper, lower, _kind in self.links)
            front = {there for here, there in pairs if here in front} - found
            found |= front
        order = [self.items[pk] for pk in found - {item.pk}]
        for other in order:
            other.tie = self._tie(other, {*found, item.pk}, up=up)
        return sorted(order, key=lambda i: (rules.rank(i.document.kind), i.document_id, i.position))

    def _tie(self, item: Item, way: Collection[int], *, up: bool) -> str:
        """How an item is tied to the way that it was found on, in words: 'förverkligar, utgår från'."""
        here = 0 if up else 1
        kinds = {link[2] for link in self.links if link[here] == item.pk and link[1 - here] in way}
        return ", ".join(kind.upwards if up else str(kind.label) for kind in LinkKind if kind in kinds)


def _links(scope: Scope, condition: Q) -> list[ItemLink]:
    """Links both of whose ends the reader may see, with items and documents. One query."""
    visible = Document.objects.visible_to(scope).values("pk")
    found = ItemLink.objects.filter(condition, upper__document__in=visible, lower__document__in=visible)
    ends = found.select_related("upper__document", "lower__document", "upper__parent", "lower__parent")
    return list(ends.order_by("upper__document__kind", "upper__position", "lower__position"))


def neighbours(scope: Scope, item_ids: Iterable[int]) -> Neighbours:
    """One step up and down from each item, as far as the reader may see. One query, however many items."""
    ids = set(item_ids)
    found = Neighbours()
    for link in _links(scope, Q(lower__in=ids) | Q(upper__in=ids)) if ids else ():
        if link.lower_id in ids:
            found.up.setdefault(link.lower_id, []).append(Linked(link.pk, link.kind, link.upper))
        if link.upper_id in ids:
            found.down.setdefault(link.upper_id, []).append(Linked(link.pk, link.kind, link.lower))
    return found


def thread_of(scope: Scope, item_ids: Iterable[int]) -> Thread:
    """The whole way up and the whole way down from some items, over `realises` and `derives from`.

    One query for the items, and one for each step (at most MAX_STEPS each way), however many items there are.
    """
    ids = set(item_ids)
    visible = Document.objects.visible_to(scope).values("pk")
    start = Item.objects.filter(pk__in=ids, document__in=visible).select_related("document", "parent")
    thread = Thread({item.pk: item for item in start}, [])
    seen: set[int] = set()
    for upwards in (True, False):
        _walk(scope, thread, set(thread.items) & ids, seen, upwards=upwards)
    for item in thread.items.values():
        above = item.parent
        item.area = above if above is not None and above.kind == ItemKind.AREA else None
    return thread


def _walk(scope: Scope, thread: Thread, front: set[int], seen: set[int], *, upwards: bool) -> None:
    """Follow the links step by step in one direction, into the thread."""
    here, there = ("lower", "upper") if upwards else ("upper", "lower")
    for _step in range(MAX_STEPS):
        if not front:
            return
        found = [link for link in _links(scope, Q(**{f"{here}__in": front})) if link.pk not in seen]
        seen |= {link.pk for link in found}
        thread.links.extend((link.upper_id, link.lower_id, link.kind) for link in found)
        ends = {end.pk: end for end in (getattr(link, there) for link in found)}
        front = set(ends) - set(thread.items)
        thread.items.update({pk: ends[pk] for pk in front})


def missing(rows: Iterable[Item], linked: Collection[int]) -> list[Item]:
    """The items that ought to be linked where neither they, nor what they stand in or hold, are.

    The rows come parents first, each with its `parent` set. An area is a shelf: what hangs in it hangs for
    itself.
    """
    rows = list(rows)
    held: set[int] = set()
    for row in reversed(rows):
        if (row.pk in linked or row.pk in held) and row.parent_id:
            held.add(row.parent_id)
    covered: set[int] = set()
    for row in rows:
        under = row.parent_id in covered and row.parent is not None and row.parent.kind != ItemKind.AREA
        if row.pk in linked or under:
            covered.add(row.pk)
    return [row for row in rows if row.kind in HANGS and row.pk not in covered | held]


@dataclass(frozen=True)
class Loose:
    """An item that hangs in nothing above, and what it may hang in, the likeliest first."""

    item: Item
    suggestions: list[Suggestion]


def loose_items(scope: Scope, document: Document, limit: int = 3) -> list[Loose]:
    """The items of a document that ought to hang in something above and do not, in order, with suggestions.

    At most five queries, however many items.
    """
    rows = tree_of(document)
    linked = set(ItemLink.objects.filter(lower__document=document).values_list("lower_id", flat=True))
    loose = missing(rows, linked)
    found = suggested_for(scope, document, rows, loose, limit)
    return [Loose(item, suggestions) for item, suggestions in zip(loose, found, strict=True)]


@dataclass(frozen=True)
class Tied:
    """An item of a document with what it hangs in itself, whatever the items around it hang in."""

    item: Item
    upwards: list[Linked]


def tied_items(scope: Scope, document: Document) -> list[Tied]:
    """The areas and the items of a document that may hang in something above, in order. Two queries."""
    rows = [row for row in tree_of(document) if row.kind in HANGS or row.kind == ItemKind.AREA]
    above = neighbours(scope, [row.pk for row in rows]).up
    return [Tied(row, above.get(row.pk, [])) for row in rows]


@dataclass(frozen=True)
class Reach:
    """How many of a document's items hang together with another floor of the thread, and which do not.

    `kinds` are how many links there are of each kind, in the words of this side.
    """

    total: int
    missing: list[Item]
    kinds: list[tuple[str, int]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.total - len(self.missing)


@dataclass(frozen=True)
class DocumentReach:
    """A document's way along the thread: `up` into what stands above it, `down` to what hangs in it.

    `before` is the edition that it replaces: which of its items go on here or are said to end, and of which
    nothing is said. Each is None where there is no document on that side.
    """

    document: Document
    up: Reach | None
    down: Reach | None
    before: Reach | None = None


def reach_of(scope: Scope, authority_path: str) -> list[DocumentReach]:
    """For the latest edition of each document of an authority: what hangs loose, what has nothing under it.

    Four queries, and one more where there are editions that were replaced.
    """
    everything = documents_for(scope, authority_path)
    documents = latest(everything)
    seen = {document.pk for document in everything}
    earlier = {one.pk: one.replaces_id for one in documents if one.replaces_id in seen}
    rows = _rows([*(one.pk for one in documents), *filter(None, earlier.values())])
    links = ItemLink.objects.filter(upper__document__in=documents, lower__document__in=documents)
    pairs = list(links.values_list("upper_id", "lower_id", "kind"))
    uppers, lowers = {upper for upper, _l, _k in pairs}, {lower for _u, lower, _k in pairs}
    told = _told_of(earlier)
    return [
        DocumentReach(
            document,
            _up(rows[document.pk], lowers, pairs) if _any_above(document, documents) else None,
            _down(rows[document.pk], uppers, pairs) if _any_below(document, documents) else None,
            _before(rows[old], rows[document.pk], told) if (old := earlier.get(document.pk)) else None,
        )
        for document in documents
    ]


def _rows(documents: Iterable[int]) -> dict[int, list[Item]]:
    """The items of documents in order, each with its parent; by the documents' ids."""
    rows: dict[int, list[Item]] = {pk: [] for pk in documents}
    by_id: dict[int, Item] = {}
    for item in Item.objects.filter(document__in=rows).order_by("position"):
        by_id[item.pk] = item
        item.parent = by_id.get(item.parent_id) if item.parent_id else None
        rows[item.document_id].append(item)
    return rows


def _told_of(earlier: Mapping[int, int | None]) -> set[int]:
    """The ids of old items of which a person has said where they went, or that they end."""
    if not earlier:
        return set()
    said = Correspondence.objects.filter(document__in=earlier, old__document__in=set(earlier.values()))
    return set(said.exclude(verdict=Verdict.REFUSED).values_list("old_id", flat=True))


def _before(olds: list[Item], news: list[Item], told: Collection[int]) -> Reach:
    keys = {item.key for item in news}
    hanging = [item for item in olds if item.kind in HANGS]
    return Reach(len(hanging), [one for one in hanging if one.key not in keys and one.pk not in told])


def _any_above(document: Document, documents: Iterable[Document]) -> bool:
    return any(rules.is_above(other.kind, document.kind) for other in documents)


def _any_below(document: Document, documents: Iterable[Document]) -> bool:
    return any(rules.is_above(document.kind, other.kind) for other in documents)


Pairs = Sequence[tuple[int, int, str]]


def _up(rows: list[Item], linked: set[int], pairs: Pairs) -> Reach:
    mine = {row.pk for row in rows}
    kinds = Counter(kind for _upper, lower, kind in pairs if lower in mine)
    return _reach(rows, linked, [(str(kind.label), kinds[kind]) for kind in LinkKind if kinds[kind]])


def _down(rows: list[Item], linked: set[int], pairs: Pairs) -> Reach:
    mine = {row.pk for row in rows}
    kinds = Counter(kind for upper, _lower, kind in pairs if upper in mine)
    return _reach(rows, linked, [(kind.upwards, kinds[kind]) for kind in LinkKind if kinds[kind]])


def _reach(rows: list[Item], linked: set[int], kinds: list[tuple[str, int]]) -> Reach:
    return Reach(sum(row.kind in HANGS for row in rows), missing(rows, linked), kinds)


@transaction.atomic
def add_link(scope: Scope, lower: Item, upper: Item, kind: str = LinkKind.REALISES) -> ItemLink:
    """Link an item to one above it in another document. Linking twice is one link.

    A decided document may be linked: the link says how documents hang together, not what they say.
    """
    require_edit(scope, lower.document)
    same = lower.document_id == upper.document_id
    apart = lower.document.authority_id != upper.document.authority_id
    if apart or same or not rules.is_above(upper.document.kind, lower.document.kind):
        raise UserError(
            _("Punkten kan bara kopplas till ett dokument som står över det här."), "link.direction"
        )
    return _link(scope, lower, upper, kind)[0]


def _link(scope: Scope, lower: Item, upper: Item, kind: str) -> tuple[ItemLink, bool]:
    """The one link between two items, of the kind that was said last; and whether it is new."""
    _require_kind(kind)
    there = list(ItemLink.objects.filter(upper=upper, lower=lower).order_by("pk"))
    if not there:
        link = ItemLink.objects.create(upper=upper, lower=lower, kind=kind)
        _tell(scope, "link.added", lower, (None, upper.short))
        return link, True
    link = next((one for one in there if one.kind == kind), there[0])
    if len(there) > 1 or link.kind != kind:
        _turn(scope, lower, link, kind)
    return link, False


def _turn(scope: Scope, lower: Item, link: ItemLink, kind: str) -> None:
    """Give a link its kind; another one between the same two items goes."""
    before = LinkKind(link.kind).label
    ItemLink.objects.filter(upper=link.upper_id, lower=link.lower_id).exclude(pk=link.pk).delete()
    link.kind = kind
    link.save(update_fields=["kind"])
    _tell(scope, "link.changed", lower, (str(before), str(LinkKind(kind).label)))


def _require_kind(kind: str) -> None:
    if kind not in LinkKind.values:
        raise UserError(_("Den sortens koppling finns inte."), "link.kind")


@transaction.atomic
def change_link(scope: Scope, lower: Item, link_id: int, kind: str) -> ItemLink | None:
    """Say that an item realises what it was said to derive from, or the other way round.

    None where the link is gone; said twice it is said once.
    """
    require_edit(scope, lower.document)
    _require_kind(kind)
    link = ItemLink.objects.select_for_update().filter(pk=link_id, lower=lower).first()
    if link is not None and link.kind != kind:
        _turn(scope, lower, link, kind)
    return link


@transaction.atomic
def add_links(scope: Scope, document: Document, chosen: Iterable[tuple[int, int, str]]) -> int:
    """Link several items of a document upwards, given as (lower id, upper id, kind); gives how many are new.

    All or none: raises UserError where one cannot be linked.
    """
    require_edit(scope, document)
    lowers = {row.pk: row for row in tree_of(document)}
    uppers = {other.pk: other for other in linkable_to(scope, document)}
    made = 0
    for lower, upper, kind in chosen:
        if lower not in lowers or upper not in uppers:
            raise UserError(_("Punkten finns inte längre. Ladda om sidan."), "link.gone")
        made += _link(scope, lowers[lower], uppers[upper], kind)[1]
    return made


@transaction.atomic
def remove_link(scope: Scope, lower: Item, link_id: int) -> None:
    """Take away an item's link upwards; one that is gone already is no error."""
    require_edit(scope, lower.document)
    link = ItemLink.objects.select_related("upper").filter(pk=link_id, lower=lower).first()
    if link is not None:
        link.delete()
        _tell(scope, "link.removed", lower, (link.upper.short, None))


def _tell(scope: Scope, verb: str, lower: Item, change: tuple[str | None, str | None]) -> None:
    path = lower.document.unit_path
    record(scope, verb, lower.document, unit_path=path, changes={lower.short[:60]: change})
