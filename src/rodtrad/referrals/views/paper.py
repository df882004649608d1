"""The decision paper: its sections saved as one goes, the motions it answers, and the paper as a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.common.posted import whole_number
from rodtrad.organisation.place import Request
from rodtrad.plans import service as plans
from rodtrad.referrals import service
from rodtrad.referrals.forms import MotionForm
from rodtrad.referrals.service import Paper
from rodtrad.referrals.views.shared import as_file, document_or_404

__all__ = ["begin", "download", "motion", "motion_new", "motion_remove", "paper", "section"]


def _paper_or_404(request: Request, slug: str) -> Paper:
    found = service.paper_of(request.scope, document_or_404(request, slug))
    if found is None:
        raise Http404
    return found


def _writes(request: Request, found: Paper) -> bool:
    return plans.may_edit(request.scope, found.document) and not found.is_frozen


@require_safe
def paper(request: Request, slug: str) -> HttpResponse:
    """The paper: for who keeps it to write on, once decided for all to read."""
    return _page(request, _paper_or_404(request, slug))


def _page(request: Request, found: Paper, status: int = 200, **more: Any) -> HttpResponse:
    context = {"paper": found, "document": found.document, "writes": _writes(request, found), **more}
    return render(request, "referrals/paper.html", context, status=status)


@require_POST
def begin(request: Request, slug: str) -> HttpResponse:
    """Begin the paper; what can be told from facts is there at once."""
    document = document_or_404(request, slug)
    service.begin_paper(request.scope, document)
    return redirect(request.place.url("referrals:paper", slug=slug))


@require_POST
def section(request: Request, slug: str, key: str) -> HttpResponse:
    """Save one section, asked by htmx as one types, else by the button; or take back the generated text."""
    document = document_or_404(request, slug)
    plans.require_edit(request.scope, document)
    text, version = request.POST.get("text", ""), whole_number(request, "version")
    kept = f"beslut-{document.pk}-{key}"
    try:
        if "ta-tillbaka" in request.POST:
            service.restore_section(request.scope, document, key, version)
        else:
            saved = service.edit_section(request.scope, document, key, version, text)
            if request.htmx:
                context = {"target": key, "version": saved.version, "done": True}
                response = render(request, "referrals/parts/saved.html", context)
                response.headers["X-Kept"] = kept
                return response
    except NotAllowed:
        raise
    except UserError as error:
        return _refused(request, slug, key, text, error)
    notify(request, _("Avsnittet är sparat."), kept=kept)
    return redirect(request.place.url("referrals:paper", slug=slug) + f"#avsnitt-{key}")


def _refused(request: Request, slug: str, key: str, text: str, error: UserError) -> HttpResponse:
    """What stands in the way, beside what was typed and what is saved now."""
    found = _paper_or_404(request, slug)
    theirs = next((s for s in [*found.sections, found.appendices] if s.key == key), None)
    if request.htmx:
        context = {"target": key, "version": "", "error": str(error), "theirs": theirs}
        return render(request, "referrals/parts/saved.html", context)
    status = 409 if isinstance(error, Conflict) else 422
    return _page(request, found, status, refused=key, error=str(error), typed=text, theirs=theirs)


@require_http_methods(["GET", "HEAD", "POST"])
def motion_new(request: Request, slug: str) -> HttpResponse:
    """A motion that the document answers."""
    document = document_or_404(request, slug)
    plans.require_edit(request.scope, document)
    form = MotionForm(request.POST or None, initial=MotionForm.initial_of(None))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            service.add_motion(request.scope, document, form.given(), form.cleaned_data["key"])
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, Conflict) else 422
        else:
            notify(request, _("Motionen är tillagd."), kept=f"motion-ny-{document.pk}")
            return _to_motions(request, slug)
    context = {"form": form, "document": document, "keep": f"motion-ny-{document.pk}"}
    return render(request, "referrals/motion.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def motion(request: Request, slug: str, motion_id: int) -> HttpResponse:
    """Change a motion. When two change it at once the second sees both."""
    document = document_or_404(request, slug)
    plans.require_edit(request.scope, document)
    held = _motion_or_404(request, slug, motion_id)
    form = MotionForm(request.POST or None, initial=MotionForm.initial_of(held))
    keep = f"motion-{motion_id}"
    context: dict[str, Any] = {"form": form, "document": document, "motion": held, "keep": keep}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            version = whole_number(request, "version")
            service.change_motion(request.scope, document, motion_id, version, form.given())
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, Conflict) else 422
            context["theirs"] = held
        else:
            notify(request, _("Motionen är ändrad."), kept=keep)
            return _to_motions(request, slug)
    return render(request, "referrals/motion.html", context, status=status)


def _motion_or_404(request: Request, slug: str, motion_id: int) -> Any:
    found = next((m for m in _paper_or_404(request, slug).motions if m.pk == motion_id), None)
    if found is None:
        raise Http404
    return found


@require_POST
def motion_remove(request: Request, slug: str, motion_id: int) -> HttpResponse:
    """Take a motion away."""
    service.remove_motion(request.scope, document_or_404(request, slug), motion_id)
    notify(request, _("Motionen är borttagen."))
    return _to_motions(request, slug)


def _to_motions(request: Request, slug: str) -> HttpResponse:
    return redirect(request.place.url("referrals:paper", slug=slug) + "#motioner")


@require_safe
def download(request: Request, slug: str, fmt: str) -> HttpResponse:
    """The paper as PDF or DOCX."""
    found: Paper = _paper_or_404(request, slug)
    if fmt not in {"pdf", "docx"}:
        raise Http404
    return as_file(service.paper_file(found, fmt))
