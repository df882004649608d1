"""How documents hang together: the loose items of one with suggestions, and the reach of all."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from rodtrad.common.errors import UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request
from rodtrad.plans import service
from rodtrad.plans.models import Document, ItemKind, LinkKind
from rodtrad.plans.views.parts import document_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def loose(request: Request, slug: str) -> HttpResponse:
    """Work through a document's loose items, and link many at once."""
    document = document_or_404(request, slug)
    service.require_edit(request.scope, document)
    if request.method == "POST":
        return _link(request, document)
    found = service.loose_items(request.scope, document)
    tied = service.tied_items(request.scope, document)
    context = {
        "tied": [one for one in tied if one.upwards],
        "bare_areas": [one.item for one in tied if one.item.kind == ItemKind.AREA and not one.upwards],
        "document": document,
        "hinted": [one for one in found if one.suggestions],
        "unhinted": [one for one in found if not one.suggestions],
        "count": len(found),
        "kinds": LinkKind.choices,
    }
    return render(request, "plans/loose.html", context)


def _link(request: Request, document: Document) -> HttpResponse:
    chosen = [_chosen(request, value) for value in request.POST.getlist("pair")]
    made = service.add_links(request.scope, document, chosen)
    if made:
        said = ngettext("%(n)s koppling är gjord.", "%(n)s kopplingar är gjorda.", made) % {"n": made}
        notify(request, said, kept=f"kopplingar-{document.pk}")
    else:
        notify(request, _("Inget var valt. Kryssa för det som hör ihop."))
    return redirect(request.place.url("plans:loose", slug=document.slug))


def _chosen(request: Request, value: str) -> tuple[int, int, str]:
    """A suggestion that was ticked, 'lower:upper', with the kind that was chosen beside it."""
    lower, _sign, upper = value.partition(":")
    if not (lower.isascii() and lower.isdigit() and upper.isascii() and upper.isdigit()) or len(value) > 25:
        raise UserError(_("Formuläret saknar en uppgift. Ladda om sidan och försök igen."), "form.broken")
    return int(lower), int(upper), request.POST.get(f"kind-{value}", LinkKind.REALISES)


@require_safe
def reach(request: Request) -> HttpResponse:
    """For each document: what hangs in what stands above, and what has something under it."""
    path = request.place.unit.authority_path
    found = service.reach_of(request.scope, path)
    editable = {one.document.pk for one in found if service.may_edit(request.scope, one.document)}
    linker = service.may_import(request.scope, path)
    return render(request, "plans/reach.html", {"reaches": found, "editable": editable, "linker": linker})
