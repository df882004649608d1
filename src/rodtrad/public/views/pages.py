"""The pages of one document: its front page, the whole of it, its items, who answers for what, its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from rodtrad.common.registry import providers
from rodtrad.plans.exporting import FORMATS
from rodtrad.plans.models import Document, Item, ItemKind
from rodtrad.plans.reading import Part, groups_of, parts_of, roles_of
from rodtrad.plans.service import appendices_of, export_document, tree_of
from rodtrad.plans.terms import glossary_of
from rodtrad.public import keeping, service
from rodtrad.public.hooks import PublicItem
from rodtrad.public.rules import code_of, holds
from rodtrad.public.service import Library, Series
from rodtrad.public.views.shared import library_or_404, public_page

Context = dict[str, Any]
SUMMED = (ItemKind.INITIATIVE, ItemKind.MEASURE, ItemKind.GOAL, ItemKind.RESPONSIBILITY)


@dataclass(frozen=True)
class Shown:
    """The document that an address asks for, and how it is asked: by its series, or as one edition."""

    library: Library
    series: Series
    document: Document
    by_edition: bool

    def common(self, *parts: str) -> Context:
        """What every page of a document needs."""
        library, document = self.library, self.document
        asked = (f"utgava-{document.edition_number}",) if self.by_edition else ()
        base = library.site.url(self.series.slug, *asked)
        return {
            "series": self.series,
            "document": document,
            "base": base,
            "here": "".join((base, *(f"{part}/" for part in parts))),
            # The current edition has two addresses; search engines are told of the lasting one.
            "canonical": library.site.lasting(library.url(document, *parts)),
            "in_force": holds(document, library.day),
            "newer": self.series.current if document.pk != self.series.current.pk else None,
            "formats": list(FORMATS.values()),
            "glossary_url": library.site.url("begrepp"),
        }


def shown(library: Library, series: str, edition: str | None) -> Shown:
    """The document at an address; 404 where nothing is published there."""
    found = library.at(series)
    if found is None:
        raise Http404
    document = found.current if edition is None else found.edition(edition)
    if document is None:
        raise Http404
    return Shown(library, found, document, edition is not None)


def page_of(
    request: HttpRequest,
    where: tuple[str, str, str | None],
    template: str,
    context: Callable[[Shown], Context],
    chosen: tuple[str, ...] = (),
) -> HttpResponseBase:
    """A page of one document; `where` is (authority, series, edition)."""
    authority, series, edition = where
    return public_page(
        request, authority, template, lambda library: context(shown(library, series, edition)), chosen=chosen
    )


@require_safe
def document(
    request: HttpRequest, authority: str, series: str, edition: str | None = None
) -> HttpResponseBase:
    """The front page of a document: what it is, what it wants, and the way in."""

    def context(found: Shown) -> Context:
        rows = tree_of(found.document)
        return found.common() | {
            "pictures": [row for row in rows if row.kind == ItemKind.TARGET_PICTURE and row.area is None],
            "areas": [(row, summed(rows, row)) for row in rows if row.kind == ItemKind.AREA],
            "beside": [part for part in parts_of(rows)[0] if part.item is None and lasting(part)],
            "roles": roles_of(rows),
            "terms": [row for row in rows if row.kind == ItemKind.TERM],
            "glossary": glossary_of(rows),
            "appendices": appendices_of(found.document),
        }

    return page_of(request, (authority, series, edition), "public/document.html", context)


def lasting(part: Part) -> bool:
    """Whether a part outside the areas says more than the target picture, which stands by itself."""
    return any(group.kind != ItemKind.TARGET_PICTURE for group in part.groups)


def summed(rows: list[Item], area: Item) -> list[tuple[str, int]]:
    """How many of each kind an area holds: (kind, count), those that are there."""
    inside = [row.kind for row in rows if row.area and row.area.pk == area.pk]
    return [(kind, count) for kind in SUMMED if (count := inside.count(kind))]


@require_safe
def whole(request: HttpRequest, authority: str, series: str, edition: str | None = None) -> HttpResponseBase:
    """All of a document on one page, to read through or print."""

    def context(found: Shown) -> Context:
        rows = tree_of(found.document)
        parts, terms = parts_of(rows)
        return found.common("hela") | {"parts": parts, "terms": terms, "glossary": glossary_of(rows)}

    return page_of(request, (authority, series, edition), "public/whole.html", context)


@require_safe
def roles(request: HttpRequest, authority: str, series: str, edition: str | None = None) -> HttpResponseBase:
    """Who answers for what; with `?roll=` one role only."""
    role = request.GET.get("roll", "")[:120]

    def context(found: Shown) -> Context:
        rows = tree_of(found.document)
        known = roles_of(rows)
        if role and role not in known:
            raise Http404
        parts, _terms = parts_of(service.responsibilities(rows, role))
        more = {"parts": parts, "roles": known, "role": role, "glossary": glossary_of(rows)}
        return found.common("ansvar") | more

    return page_of(request, (authority, series, edition), "public/roles.html", context, chosen=(role,))


@require_safe
def item(
    request: HttpRequest, authority: str, series: str, code: str, edition: str | None = None
) -> HttpResponseBase:
    """One item with what helps with it, where it stands in the thread, and what others say of it."""

    def context(found: Shown) -> Context:
        at = service.item_at(found.series, code, found.document if found.by_edition else None)
        if at is None:
            raise Http404
        return item_context(found, *at)

    return page_of(request, (authority, series, edition), "public/item.html", context)


def item_context(asked: Shown, one: Item, rows: list[Item]) -> Context:
    """What an item's page is drawn from; an item that the current edition has dropped, in its last."""
    dropped = not asked.by_edition and one.document_id != asked.document.pk
    found = Shown(asked.library, asked.series, one.document, asked.by_edition or dropped)
    editions = service.rows_of(asked.series, one.key)
    same = [row for row in rows if row.kind == one.kind]
    at = next(number for number, row in enumerate(same) if row.pk == one.pk)
    return found.common(code_of(one.key)) | {
        "item": one,
        "groups": groups_of(rows, one),
        "dropped": dropped,
        "earlier": [row for row in editions if row.pk != one.pk],
        "linked": service.linked_to(asked.library, one),
        "material": service.material_html(one, asked.library.site),
        "cards": cards_of(asked.library, one, [row.pk for row in editions]),
        "before": same[at - 1] if at else None,
        "after": same[at + 1] if at + 1 < len(same) else None,
        "glossary": glossary_of(rows),
    }


def cards_of(library: Library, one: Item, ids: list[int]) -> list[Any]:
    """What higher floors tell the public of the item."""
    told = PublicItem(one, ids, library.site.authority.path, library.day)
    return [card for give in providers("public.item") if (card := give(told))]


@require_safe
def download(
    request: HttpRequest, authority: str, series: str, ending: str, edition: str | None = None
) -> HttpResponseBase:
    """The document as a file."""
    if ending not in FORMATS:
        raise Http404
    state = keeping.state_of(authority)
    found = shown(library_or_404(request, authority), series, edition)
    name = ("file", found.document.pk, ending)
    page = keeping.kept(name, state, lambda: export_document(found.document, ending).data, store="files")
    response = keeping.conditional(request, page, FORMATS[ending].content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.document.slug}.{ending}"'
    return response
