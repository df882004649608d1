from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from rodtrad.organisation.access import Scope
from rodtrad.plans import rules
from rodtrad.plans.access import may_edit
from rodtrad.plans.models import Document, Item, ItemKind, ItemLink
from rodtrad.plans.service.meanings import SPEAKING, meanings_of, words_of
from rodtrad.plans.service.reading import documents_for, tree_of, trees_of
from rodtrad.plans.suggesting import LEAST, Likely, Said, Why, likely

# What ought to hang together with something above and below. An area is a shelf: what hangs in it hangs for
# itself.
HANGS = SPEAKING - {ItemKind.AREA}


@dataclass(frozen=True)
class Suggestion:
    """An item above that another one may hang in: how likely (0 and up), and what speaks for it."""

    item: Item
    likeness: float
    why: tuple[Why, ...] = ()

    @property
    def reasons(self) -> str:
        """What speaks for it in the reader's language, the weightiest first."""
        words = {
            Why.WORDS: _("liknande ord"),
            Why.PLACE: _("liknande område"),
            Why.MEANING: _("liknande innebörd"),
        }
        return ", ".join(words[why] for why in self.why)


def linkable(scope: Scope, item: Item) -> list[Item]:
    """Items in the documents above that an item can hang in, in the order of the thread. Two queries."""
    return linkable_to(scope, item.document)


def linkable_to(scope: Scope, lower: Document) -> list[Item]:
    """As `linkable`, for any item of a document; each with its `document` and `parent`.

    An edition that a later one has followed is left out, a draft of the next is not.
    """
    documents = _standing(documents_for(scope, lower.authority.path))
    above = [one for one in documents if rules.is_above(one.kind, lower.kind)]
    trees = trees_of(above)
    return [item for document in above for item in trees[document.pk] if item.kind in SPEAKING]


def hangable(scope: Scope, upper: Item) -> list[Item]:
    """Items that the person may hang in an item: of documents below that the person may edit. Two queries.

    Each with its `document` and `parent`, in the order of the thread.
    """
    documents = _standing(documents_for(scope, upper.document.authority.path))
    below = [
        one for one in documents if rules.is_above(upper.document.kind, one.kind) and may_edit(scope, one)
    ]
    trees = trees_of(below)
    return [item for document in below for item in trees[document.pk] if item.kind in HANGS]


def _standing(documents: Sequence[Document]) -> list[Document]:
    """Without the editions that a later one has followed; a draft of the next is kept."""
    newest = {one.series: _weight(one) for one in latest(documents)}
    return [one for one in documents if not one.is_decided or _weight(one) == newest[one.series]]


def latest(documents: Iterable[Document]) -> list[Document]:
    """Of each series the latest decided edition, or the draft where none is."""
    found: dict[UUID, Document] = {}
    for document in documents:
        kept = found.get(document.series)
        if kept is None or _weight(document) > _weight(kept):
            found[document.series] = document
    return list(found.values())


def _weight(document: Document) -> tuple[bool, int, int]:
    return document.is_decided, document.edition, document.correction


def _once(others: Sequence[Item]) -> list[Item]:
    """Without those of a draft that stand in the edition in force too: nobody chooses between twins."""
    documents = {other.document for other in others}
    chosen = {document.pk for document in latest(documents)}
    known = {other.key for other in others if other.document_id in chosen}
    return [other for other in others if other.document_id in chosen or other.key not in known]


def suggested_links(
    scope: Scope, item: Item, limit: int = 5, among: Sequence[Item] | None = None
) -> list[Suggestion]:
    """Items in documents above that an item may hang in, the likeliest first; a person confirms.

    At most five queries, two of them for `linkable(scope, item)`, which may be given as `among`.
    """
    linked = set(ItemLink.objects.filter(lower=item).values_list("upper_id", flat=True))
    rows = [row for row in tree_of(item.document) if row.kind in HANGS or row.pk == item.pk]
    others = _once(linkable(scope, item) if among is None else among)
    table = _likely(rows, others)
    place = next(n for n, row in enumerate(rows) if row.pk == item.pk)
    found = _named(table, place, others, limit + len(linked))
    return [one for one in found if one.item.pk not in linked][:limit]


def suggested_below(
    scope: Scope, item: Item, limit: int = 5, among: Sequence[Item] | None = None
) -> list[Suggestion]:
    """Items of the documents below that may hang in an item, the likeliest first; a person confirms.

    Each is held against all of the item's own document, so that one that fits everywhere is no suggestion.
    At most five queries, two of them for `hangable(scope, item)`, which may be given as `among`.
    """
    linked = set(ItemLink.objects.filter(upper=item).values_list("lower_id", flat=True))
    rows = _once(hangable(scope, item) if among is None else among)
    own = [row for row in tree_of(item.document) if row.kind in SPEAKING or row.pk == item.pk]
    place = next(n for n, row in enumerate(own) if row.pk == item.pk)
    table = _likely(rows, own)
    ranked = sorted(range(len(rows)), key=lambda n: -float(table.score[n, place]))
    free = [n for n in ranked if rows[n].pk not in linked and table.score[n, place] >= LEAST][:limit]
    return [Suggestion(rows[n], float(table.score[n, place]), table.why(n, place)) for n in free]


def suggested_for(
    scope: Scope, document: Document, rows: Sequence[Item], items: Sequence[Item], limit: int
) -> list[list[Suggestion]]:
    """For each of some items of a document, `rows` being all of them: what it may hang in.

    At most three queries, however many items.
    """
    asked = {item.pk for item in items}
    hanging = [row for row in rows if row.kind in HANGS or row.pk in asked]
    others = _once(linkable_to(scope, document))
    table = _likely(hanging, others)
    place = {row.pk: n for n, row in enumerate(hanging)}
    return [_named(table, place[item.pk], others, limit) for item in items]


def _named(table: Likely, place: int, others: Sequence[Item], limit: int) -> list[Suggestion]:
    return [Suggestion(others[at], score, why) for at, score, why in table.best(place, limit)]


def _likely(rows: Sequence[Item], others: Sequence[Item]) -> Likely:
    """The whole table, so that one item is judged as when all are."""
    vectors = meanings_of([*rows, *others])
    nearest = max((rules.rank(other.document.kind) for other in others), default=0)

    def said(item: Item) -> Said:
        above = words_of(item.parent) if item.parent is not None else ""
        return Said(words_of(item), above, vectors.get(item.pk))

    near = [rules.rank(other.document.kind) == nearest for other in others]
    return likely([said(row) for row in rows], [said(other) for other in others], near)
