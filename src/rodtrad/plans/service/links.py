from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans import rules
from rodtrad.plans.access import require_edit
from rodtrad.plans.likeness import alike, likeness
from rodtrad.plans.models import Document, Item, ItemKind, ItemLink, LinkKind
from rodtrad.plans.service.reading import documents_for, tree_of

MAX_STEPS = 8
"""How far a thread is followed: more steps than there are kinds of documents above each other."""
LEAST_LIKENESS = 0.12
# What a document above says that one below can realise.
REALISABLE = frozenset(
    {
        ItemKind.AREA,
        ItemKind.GOAL,
        ItemKind.TARGET_PICTURE,
        ItemKind.DESIRED_STATE,
        ItemKind.INITIATIVE,
        ItemKind.MEASURE,
    }
)
# What ought to hang together with something above and below.
HANGS = frozenset(
    {
        ItemKind.GOAL,
        ItemKind.TARGET_PICTURE,
        ItemKind.DESIRED_STATE,
        ItemKind.INITIATIVE,
        ItemKind.MEASURE,
    }
)


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
        return sorted(order, key=lambda i: (rules.rank(i.document.kind), i.document_id, i.position))


@dataclass(frozen=True)
class Suggestion:
    """An item above that may be what another one realises: `likeness` from 0 to 1."""

    item: Item
    likeness: float


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


def linkable(scope: Scope, item: Item) -> list[Item]:
    """Items in the documents above that an item can realise, in the order of the thread. Two queries."""
    return _above(scope, item.document)


def _above(scope: Scope, lower: Document) -> list[Item]:
    above = [
        document
        for document in documents_for(scope, lower.authority.path)
        if rules.is_above(document.kind, lower.kind)
    ]
    by_id = {document.pk: document for document in above}
    items = list(Item.objects.filter(document__in=by_id, kind__in=REALISABLE).select_related("parent"))
    for found in items:
        found.document = by_id[found.document_id]
    order = list(by_id)
    return sorted(items, key=lambda i: (order.index(i.document_id), i.position))


def suggested_links(scope: Scope, item: Item, limit: int = 5) -> list[Suggestion]:
    """Items in documents above that speak of the same thing, the likest first; a person confirms.

    Three queries.
    """
    linked = set(ItemLink.objects.filter(lower=item).values_list("upper_id", flat=True))
    others = [found for found in linkable(scope, item) if found.pk not in linked]
    alike = likeness(_words(item), [_words(other) for other in others])
    found = [Suggestion(other, value) for other, value in zip(others, alike, strict=True)]
    likest = sorted(found, key=lambda suggestion: -suggestion.likeness)
    return [suggestion for suggestion in likest[:limit] if suggestion.likeness >= LEAST_LIKENESS]


@dataclass(frozen=True)
class Loose:
    """An item that hangs in nothing above, and what it may realise, the likeliest first."""

    item: Item
    suggestions: list[Suggestion]


def loose_items(scope: Scope, document: Document, limit: int = 3) -> list[Loose]:
    """The items of a document that ought to hang in something above and do not, in order, with suggestions.

    Five queries, however many items.
    """
    rows = tree_of(document)
    linked = set(ItemLink.objects.filter(lower__document=document).values_list("lower_id", flat=True))
    loose = missing(rows, linked)
    others = _above(scope, document)
    table = alike([_words(item) for item in loose], [_words(other) for other in others])
    found = []
    for item, values in zip(loose, table, strict=True):
        ranked = sorted(zip(others, values, strict=True), key=lambda pair: -pair[1])[:limit]
        likest = [Suggestion(other, float(v)) for other, v in ranked if v >= LEAST_LIKENESS]
        found.append(Loose(item, likest))
    return found


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
class Reach:
    """How many of a document's items hang together with another floor of the thread, and which do not."""

    total: int
    missing: list[Item]

    @property
    def count(self) -> int:
        return self.total - len(self.missing)


@dataclass(frozen=True)
class DocumentReach:
    """A document's way along the thread: `up` into what stands above it, `down` to what realises it.

    None where there is no document on that side.
    """

    document: Document
    up: Reach | None
    down: Reach | None


def reach_of(scope: Scope, authority_path: str) -> list[DocumentReach]:
    """For the latest edition of each document of an authority: what hangs loose, what has nothing under it.

    Three queries.
    """
    documents = _latest(documents_for(scope, authority_path))
    rows: dict[int, list[Item]] = {document.pk: [] for document in documents}
    by_id: dict[int, Item] = {}
    for item in Item.objects.filter(document__in=documents).order_by("position"):
        by_id[item.pk] = item
        item.parent = by_id.get(item.parent_id) if item.parent_id else None
        rows[item.document_id].append(item)
    links = ItemLink.objects.filter(upper__document__in=documents, lower__document__in=documents)
    pairs = list(links.values_list("upper_id", "lower_id"))
    uppers, lowers = {upper for upper, _lower in pairs}, {lower for _upper, lower in pairs}
    return [
        DocumentReach(
            document,
            _reach(rows[document.pk], lowers) if _any_above(document, documents) else None,
            _reach(rows[document.pk], uppers) if _any_below(document, documents) else None,
        )
        for document in documents
    ]


def _latest(documents: Iterable[Document]) -> list[Document]:
    """Of each series the latest decided edition, or the draft where none is."""
    found: dict[UUID, Document] = {}
    for document in documents:
        kept = found.get(document.series)
        if kept is None or _weight(document) > _weight(kept):
            found[document.series] = document
    return list(found.values())


def _weight(document: Document) -> tuple[bool, int, int]:
    return document.is_decided, document.edition, document.correction


def _any_above(document: Document, documents: Iterable[Document]) -> bool:
    return any(rules.is_above(other.kind, document.kind) for other in documents)


def _any_below(document: Document, documents: Iterable[Document]) -> bool:
    return any(rules.is_above(document.kind, other.kind) for other in documents)


def _reach(rows: list[Item], linked: set[int]) -> Reach:
    return Reach(sum(row.kind in HANGS for row in rows), missing(rows, linked))


def _words(item: Item) -> str:
    return f"{item.heading} {item.text} {item.definition}"


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
    link, made = ItemLink.objects.get_or_create(upper=upper, lower=lower, kind=kind)
    if made:
        _tell(scope, "link.added", lower, (None, upper.short))
    return link, made


@transaction.atomic
def add_links(scope: Scope, document: Document, pairs: Iterable[tuple[int, int]]) -> int:
    """Link several items of a document upwards, given as (lower id, upper id); gives how many links are new.

    All or none: raises UserError where one cannot be linked.
    """
    require_edit(scope, document)
    lowers = {row.pk: row for row in tree_of(document)}
    uppers = {other.pk: other for other in _above(scope, document)}
    made = 0
    for lower, upper in pairs:
        if lower not in lowers or upper not in uppers:
            raise UserError(_("Punkten finns inte längre. Ladda om sidan."), "link.gone")
        made += _link(scope, lowers[lower], uppers[upper], LinkKind.REALISES)[1]
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
