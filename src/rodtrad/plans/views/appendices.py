"""A document's appendices: read by whoever may read it, changed while it is a draft."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.common.posted import whole_number
from rodtrad.organisation.place import Request
from rodtrad.plans import service
from rodtrad.plans.forms import AppendixForm
from rodtrad.plans.models import Document
from rodtrad.plans.views.parts import document_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def appendices(request: Request, slug: str) -> HttpResponse:
    """Add, order and remove a draft's appendices."""
    document = document_or_404(request, slug)
    service.require_edit(request.scope, document)
    if request.method != "POST":
        return _page(request, document, AppendixForm())
    form = AppendixForm(request.POST, request.FILES)
    op = request.POST.get("op", "add")
    try:
        if op == "add" and not form.is_valid():
            return _page(request, document, form)
        said = _done(request, document, op, form)
    except NotAllowed:
        raise
    except UserError as error:
        return _page(request, document_or_404(request, slug), form, error)
    notify(request, said, kept=f"bilaga-{document.pk}")
    return redirect(request.path)


def _done(request: Request, document: Document, op: str, form: AppendixForm) -> str:
    scope, version = request.scope, whole_number(request, "version")
    if op == "up":
        service.move_appendix(scope, document, version, whole_number(request, "appendix"))
        return _("Bilagan är flyttad.")
    if op == "remove":
        service.remove_appendix(scope, document, version, whole_number(request, "appendix"))
        return _("Bilagan är borttagen.")
    sent = form.cleaned_data
    if sent["file"]:
        name, content = str(sent["file"].name), sent["file"].read()
        service.add_file(scope, document, version, sent["title"], name, content)
    else:
        service.add_appendix_link(scope, document, version, sent["title"], sent["url"])
    return _("Bilagan är tillagd.")


def _page(
    request: Request, document: Document, form: AppendixForm, error: UserError | None = None
) -> HttpResponse:
    if error is not None:
        form.add_error(None, str(error)) if form.is_bound else None
    status = 409 if isinstance(error, Conflict) else 422 if form.is_bound and form.errors else 200
    context = {
        "document": document,
        "form": form,
        "appendices": service.appendices_of(document),
        "open": document.status == "draft",
    }
    return render(request, "plans/appendices.html", context, status=status)


@require_safe
def appendix(request: Request, slug: str, appendix_id: int) -> HttpResponse:
    """An attached file, to save: never shown in the browser, whatever it holds."""
    found = service.appendix_file(document_or_404(request, slug), appendix_id)
    if found is None or found.content is None:
        raise Http404
    disposition = content_disposition_header(True, found.filename)
    headers = {"Content-Disposition": disposition or "attachment", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(found.content), content_type=found.content_type, headers=headers)
