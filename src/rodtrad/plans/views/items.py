"""An item with what it hangs together with, and its links."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
from rodtrad.plans.models import Document, Item, LinkKind
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
    """Choose what an item hangs in and how, and which older item it replaces: the likest first, then all."""
    lower = item_or_404(request, slug, key)
    service.require_edit(request.scope, lower.document)
    if request.method == "POST":
        verb = VERBS.get(request.POST.get("op", "add"))
        if verb is None:
            raise UserError(_("Formuläret saknar en uppgift. Ladda om sidan och försök igen."), "form.broken")
        return redirect(request.place.url("plans:links", slug=slug, key=verb(request, lower)))
    linked = service.neighbours(request.scope, [lower.pk]).up.get(lower.pk, [])
    replaced = service.replaced_by(request.scope, lower)
    above = service.linkable(request.scope, lower)
    return render(
        request,
        "plans/links.html",
        {
            "item": lower,
            "document": lower.document,
            "linked": linked,
            "kinds": LinkKind.choices,
            "suggestions": service.suggested_links(request.scope, lower, among=above),
            "shelves": _shelves(above, {link.item.pk for link in linked}),
            "replaced": replaced,
            "older": _shelves(service.forerunners(request.scope, lower), {old.pk for old in replaced}),
        },
    )


def _shelves(items: Iterable[Item], taken: Collection[int]) -> list[tuple[Document, list[Item]]]:
    """What can still be chosen, document by document."""
    found: dict[int, tuple[Document, list[Item]]] = {}
    for other in items:
        if other.pk not in taken:
            found.setdefault(other.document_id, (other.document, []))[1].append(other)
    return list(found.values())


def _add_link(request: Request, lower: Item) -> UUID:
    """Link to the chosen item, and stay to choose another."""
    upper = _among(service.linkable(request.scope, lower), whole_number(request, "upper"))
    link = service.add_link(request.scope, lower, upper, request.POST.get("kind", LinkKind.REALISES))
    words = {"kind": LinkKind(link.kind).label, "item": upper.short}
    notify(request, _("Kopplingen är gjord: punkten %(kind)s ”%(item)s”.") % words)
    return lower.key


def _change_link(request: Request, lower: Item) -> UUID:
    link = service.change_link(
        request.scope, lower, whole_number(request, "link"), request.POST.get("kind", "")
    )
    if link is None:
        raise UserError(_("Kopplingen finns inte längre. Ladda om sidan."), "link.gone")
    notify(request, _("Kopplingen är ändrad: punkten %(kind)s.") % {"kind": LinkKind(link.kind).label})
    return lower.key


def _replace(request: Request, lower: Item) -> UUID:
    old = _among(service.forerunners(request.scope, lower), whole_number(request, "old"))
    key = service.replace_item(request.scope, lower, old)
    notify(request, _("Punkten ersätter ”%(item)s”.") % {"item": old.short})
    return key


def _no_longer_replaces(request: Request, lower: Item) -> UUID:
    old = _among(service.replaced_by(request.scope, lower), whole_number(request, "old"))
    key = service.no_longer_replaces(request.scope, lower, old)
    notify(request, _("Punkten ersätter inte längre ”%(item)s”.") % {"item": old.short})
    return key


VERBS = {
    "add": _add_link,
    "change": _change_link,
    "replace": _replace,
    "restore": _no_longer_replaces,
}


def _among(items: Iterable[Item], chosen: int) -> Item:
    found = next((item for item in items if item.pk == chosen), None)
    if found is None:
        raise UserError(_("Punkten finns inte längre. Välj en annan."), "link.gone")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def below(request: Request, slug: str, key: UUID) -> HttpResponse:
    """From above: hang something in an item that may have nothing under it."""
    upper = item_or_404(request, slug, key)
    if not service.may_import(request.scope, upper.document.authority.path):
        service.require_edit(request.scope, upper.document)
    if request.method == "POST":
        return _hang(request, upper)
    hanging = service.neighbours(request.scope, [upper.pk]).down.get(upper.pk, [])
    free = service.hangable(request.scope, upper)
    context = {
        "item": upper,
        "document": upper.document,
        "hanging": hanging,
        "kinds": LinkKind.choices,
        "suggestions": service.suggested_below(request.scope, upper, among=free),
        "shelves": _shelves(free, {link.item.pk for link in hanging}),
    }
    return render(request, "plans/below.html", context)


def _hang(request: Request, upper: Item) -> HttpResponse:
    lower = _among(service.hangable(request.scope, upper), whole_number(request, "lower"))
    link = service.add_link(request.scope, lower, upper, request.POST.get("kind", LinkKind.REALISES))
    words = {"kind": LinkKind(link.kind).label, "item": lower.short}
    notify(request, _("Kopplingen är gjord: ”%(item)s” %(kind)s punkten.") % words)
    return redirect(request.place.url("plans:below", slug=upper.document.slug, key=upper.key))


@require_POST
def unlink(request: Request, slug: str, key: UUID) -> HttpResponse:
    """Take a link away."""
    lower = item_or_404(request, slug, key)
    service.require_edit(request.scope, lower.document)
    service.remove_link(request.scope, lower, whole_number(request, "link"))
    notify(request, _("Kopplingen är borttagen."))
    return redirect(request.place.url("plans:links", slug=slug, key=key))
