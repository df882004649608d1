from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans import rules
from rodtrad.plans.access import require_edit
from rodtrad.plans.likeness import likeness
from rodtrad.plans.models import Document, Item, ItemKind, ItemLink, LinkKind
from rodtrad.plans.service.reading import documents_for

MAX_STEPS = 8
"""How far a thread is followed: more steps than there are kinds of documents above each other."""
LEAST_LIKENESS = 0.08
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
    lower = item.document
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
    link, made = ItemLink.objects.get_or_create(upper=upper, lower=lower, kind=kind)
    if made:
        _tell(scope, "link.added", lower, (None, upper.short))
    return link


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
