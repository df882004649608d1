"""What the public reads: only published documents, of one authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rodtrad.common.matching import contains
from rodtrad.organisation.access import SYSTEM
from rodtrad.organisation.models import Unit, UnitKind
from rodtrad.plans.models import Document, DocumentKind, Item, ItemKind
from rodtrad.plans.rules import rank
from rodtrad.plans.service import neighbours, tree_of, turns_of
from rodtrad.public.models import SupportMaterial
from rodtrad.public.rules import code_of, current_edition, holds
from rodtrad.public.service.addresses import Site, addresses_of

SHORTEST, LONGEST, MOST_HITS = 2, 100, 60


@dataclass(frozen=True)
class Series:
    """A document in its published editions, the first edition first."""

    slug: str
    editions: tuple[Document, ...]
    current: Document

    def edition(self, number: str) -> Document | None:
        """The edition of a number as it is written: '2', or '2.1' for a correction."""
        return next((one for one in self.editions if one.edition_number == number), None)


@dataclass(frozen=True)
class Library:
    """All that an authority has published."""

    site: Site
    day: date
    series: tuple[Series, ...]

    def at(self, slug: str) -> Series | None:
        return next((one for one in self.series if one.slug == slug), None)

    def url(self, document: Document, *parts: str) -> str:
        """The lasting link to a document: its own address for an older edition, else the series'."""
        series = next(one for one in self.series if one.current.series == document.series)
        edition = () if document.pk == series.current.pk else (f"utgava-{document.edition_number}",)
        return self.site.url(series.slug, *edition, *parts)

    def item_url(self, item: Item) -> str:
        return self.url(item.document, code_of(item.key))


@dataclass(frozen=True)
class Shelf:
    """Documents of one owner: the authority itself or an administration."""

    unit: Unit
    documents: list[Document]


@dataclass(frozen=True)
class Found:
    """A hit in a search."""

    item: Item
    in_material: bool = False


def library_of(site: Site, day: date) -> Library:
    """Everything published, in the order of the thread. Two queries."""
    published = Document.objects.filter(authority=site.authority, published_at__isnull=False)
    documents = list(
        published.select_related("owner", "authority").order_by("series", "edition", "correction")
    )
    addresses = addresses_of(site.authority, documents)
    editions: dict[UUID, list[Document]] = {}
    for document in documents:
        editions.setdefault(document.series, []).append(document)
    series = [
        Series(addresses[key], tuple(all_), current_edition(all_, day)) for key, all_ in editions.items()
    ]
    series.sort(key=lambda one: (rank(one.current.kind), one.current.owner.path, one.current.title))
    return Library(site, day, tuple(series))


def shelves_of(library: Library) -> tuple[list[Document], list[Shelf], list[Document]]:
    """What is national, what is in force by owner (the authority first), and what was in force before."""
    current = [series.current for series in library.series]
    national = [one for one in current if one.kind == DocumentKind.NATIONAL_STRATEGY]
    own = [one for one in current if one.kind != DocumentKind.NATIONAL_STRATEGY]
    shelves: dict[int, Shelf] = {}
    for document in sorted(own, key=lambda one: (one.owner.path, rank(one.kind))):
        if holds(document, library.day):
            shelves.setdefault(document.owner_id, Shelf(document.owner, [])).documents.append(document)
    past = [one for one in own if not holds(one, library.day)]
    return national, list(shelves.values()), past


def authorities_with_documents() -> list[Unit]:
    """The authorities that have published something. One query."""
    published = Document.objects.filter(published_at__isnull=False)
    found = Unit.objects.filter(kind=UnitKind.AUTHORITY, pk__in=published.values("authority"))
    return list(found.order_by("name"))


def item_at(series: Series, code: str, edition: Document | None = None) -> tuple[Item, list[Item]] | None:
    """The item with this code in one edition, or in the latest that has it; with all of that edition's items.

    None where no published edition has had it.
    """
    order = [edition] if edition else [series.current, *reversed(series.editions)]
    for document in dict.fromkeys(order):
        rows = tree_of(document)
        item = next((row for row in rows if code_of(row.key) == code), None)
        if item is not None:
            return item, rows
    return None


def rows_of(series: Series, key: UUID) -> list[Item]:
    """The item in every published edition, the first first. One query."""
    found = Item.objects.filter(document__in=series.editions, key=key).select_related("document")
    return list(found.order_by("document__edition", "document__correction"))


@dataclass(frozen=True)
class Linked:
    """Published items that an item hangs together with."""

    above: list[Item]
    below: list[Item]
    before: list[Item]
    after: list[Item]


def linked_to(library: Library, item: Item) -> Linked:
    """One step along the thread, and along the editions to items that go by another key; published only.

    Three queries.
    """
    near = neighbours(SYSTEM, [item.pk])
    current = {series.current.pk for series in library.series}
    shown = {one.pk for series in library.series for one in series.editions}
    before, after = turns_of(SYSTEM, item)
    return Linked(
        above=[one.item for one in near.up.get(item.pk, []) if one.item.document_id in current],
        below=[one.item for one in near.down.get(item.pk, []) if one.item.document_id in current],
        before=[one for one in before if one.document_id in shown and one.key != item.key],
        after=[one for one in after if one.document_id in shown and one.key != item.key],
    )


def search(library: Library, words: str) -> list[tuple[Document, list[Found]]]:
    """Items in the current editions that have every word, by document in the order of the thread.

    Two queries; nothing for fewer than two letters.
    """
    words = " ".join(words.split())[:LONGEST]
    if len(words) < SHORTEST:
        return []
    current = [series.current for series in library.series]
    said = contains(words, "text", "heading", "definition")
    items = Item.objects.filter(said, document__in=current).order_by("position")[:MOST_HITS]
    hits = {item.pk: Found(item) for item in items}
    for item in _with_material(current, words):
        hits.setdefault(item.pk, Found(item, in_material=True))
    by_document: dict[int, list[Found]] = {}
    for hit in hits.values():
        by_document.setdefault(hit.item.document_id, []).append(hit)
    return [(one, _filed(one, by_document[one.pk])) for one in current if one.pk in by_document]


def _filed(document: Document, hits: list[Found]) -> list[Found]:
    for hit in hits:
        hit.item.document = document
    return hits


def _with_material(documents: Sequence[Document], words: str) -> list[Item]:
    material = SupportMaterial.objects.filter(
        contains(words, "body"), series__in=[one.series for one in documents]
    )
    keys = dict(material.values_list("item_key", "series")[:MOST_HITS])
    if not keys:
        return []
    found = Item.objects.filter(document__in=documents, key__in=list(keys)).select_related("document")
    return [item for item in found if keys[item.key] == item.document.series]


def responsibilities(rows: Sequence[Item], role: str) -> list[Item]:
    """What a role answers for, with the areas that it stands in; every role's where none is named."""
    wanted = [
        row
        for row in rows
        if row.kind == ItemKind.RESPONSIBILITY and (not role or role in {row.role, row.sub_role})
    ]
    areas = {row.area.pk for row in wanted if row.area}
    chosen = {row.pk for row in wanted}
    return [row for row in rows if row.pk in areas or row.pk in chosen]


def terms_of(library: Library) -> list[Item]:
    """The terms of the documents in force, by the alphabet, each word once. One query."""
    current = {one.current.pk: one.current for one in library.series if holds(one.current, library.day)}
    order = {pk: -rank(one.kind) for pk, one in current.items()}
    items = Item.objects.filter(document__in=list(current), kind=ItemKind.TERM)
    found: dict[str, Item] = {}
    for item in sorted(items, key=lambda one: (order[one.document_id], one.position)):
        item.document = current[item.document_id]
        found.setdefault((item.heading or item.text).casefold(), item)
    return sorted(found.values(), key=lambda one: (one.heading or one.text).casefold())
