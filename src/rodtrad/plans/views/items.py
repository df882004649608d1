"""An item with what it hangs together with, and its links."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rodtrad.common.errors import UserError
from rodtrad.common.notices import notify
from rodtrad.common.posted import whole_number
from rodtrad.common.registry import providers
from rodtrad.organisation.place import Request
from rodtrad.plans import service
from rodtrad.plans.models import Document, Item
from rodtrad.plans.views.parts import document_or_404, item_or_404, named


@require_safe
def item(request: Request, slug: str, key: UUID) -> HttpResponse:
    """One item: its words, the way up and down, and what higher floors have to tell of it."""
    rows = service.tree_of(document_or_404(request, slug))
    found = named(rows, key)
    thread = service.thread_of(request.scope, [found.pk])
    before_it, after_it = service.turns_of(request.scope, found)
    same = [row for row in rows if row.kind == found.kind]
    at = next(i for i, row in enumerate(same) if row.pk == found.pk)
    return render(
        request,
        "plans/item.html",
        {
            "item": found,
            "document": found.document,
            "children": [row for row in rows if row.parent_id == found.pk],
            "above": thread.above(found),
            "below": thread.below(found),
            "before_it": before_it,
            "after_it": after_it,
            "before": same[at - 1] if at else None,
            "after": same[at + 1] if at + 1 < len(same) else None,
            "editor": service.may_edit(request.scope, found.document),
            "cards": [card for give in providers("plans.item") if (card := give(request, found))],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: Request, slug: str, key: UUID) -> HttpResponse:
    """Choose what an item realises: the likest first, then everything above it."""
    lower = item_or_404(request, slug, key)
    service.require_edit(request.scope, lower.document)
    if request.method == "POST":
        return _add_link(request, lower)
    near = service.neighbours(request.scope, [lower.pk])
    linked = near.up.get(lower.pk, [])
    return render(
        request,
        "plans/links.html",
        {
            "item": lower,
            "document": lower.document,
            "linked": linked,
            "suggestions": service.suggested_links(request.scope, lower),
            "shelves": _by_document(request, lower, {link.item.pk for link in linked}),
        },
    )


def _by_document(request: Request, lower: Item, linked: set[int]) -> list[tuple[Document, list[Item]]]:
    """What can still be chosen, document by document."""
    found: dict[int, tuple[Document, list[Item]]] = {}
    for other in service.linkable(request.scope, lower):
        if other.pk not in linked:
            found.setdefault(other.document_id, (other.document, []))[1].append(other)
    return list(found.values())


def _add_link(request: Request, lower: Item) -> HttpResponse:
    """Link to the chosen item, and stay to choose another."""
    chosen = whole_number(request, "upper")
    upper = next((i for i in service.linkable(request.scope, lower) if i.pk == chosen), None)
    if upper is None:
        raise UserError(_("Punkten finns inte längre. Välj en annan."), "link.gone")
    service.add_link(request.scope, lower, upper)
    notify(request, _("Kopplad till ”%(item)s”.") % {"item": upper.short})
    return redirect(request.place.url("plans:links", slug=lower.document.slug, key=lower.key))


@require_POST
def unlink(request: Request, slug: str, key: UUID) -> HttpResponse:
    """Take a link away."""
    lower = item_or_404(request, slug, key)
    service.require_edit(request.scope, lower.document)
    service.remove_link(request.scope, lower, whole_number(request, "link"))
    notify(request, _("Kopplingen är borttagen."))
    return redirect(request.place.url("plans:links", slug=slug, key=key))
