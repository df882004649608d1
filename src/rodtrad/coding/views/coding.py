"""Coding one excerpt after the other, quick by keyboard, and handing in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rodtrad.coding import service
from rodtrad.coding.forms import sent_numbers
from rodtrad.coding.models import Coder, Project
from rodtrad.coding.views.shared import choices_of, coder_or_403, worked_or_404
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.common.posted import whole_number
from rodtrad.organisation.place import Request

__all__ = ["code", "hand_in", "reopen", "spot"]


@require_safe
def code(request: Request, project_id: int) -> HttpResponse:
    """On to where the coder left off."""
    found = worked_or_404(request, project_id)
    coder = coder_or_403(request, found)
    number = service.next_uncoded(coder)
    if found.is_draft:
        return redirect(request.place.url("coding:project", project_id=project_id))
    if number is None:
        return redirect(request.place.url("coding:hand_in", project_id=project_id))
    return redirect(request.place.url("coding:spot", project_id=project_id, number=number))


@require_http_methods(["GET", "HEAD", "POST"])
def spot(request: Request, project_id: int, number: int) -> HttpResponse:
    """One excerpt with the themes to tick. Saved by htmx as one ticks, else by the button, which goes on."""
    found = worked_or_404(request, project_id)
    coder = coder_or_403(request, found)
    if request.method == "POST":
        return _save(request, found, coder, number)
    return _page(request, found, coder, number)


def _kept(project: Project, coder: Coder, number: int) -> str:
    return f"koda-{project.pk}-{coder.pk}-{number}"


def _page(
    request: Request, found: Project, coder: Coder, number: int, error: str = "", status: int = 200
) -> HttpResponse:
    here = service.spot_of(request.scope, coder, number)
    if here is None:
        raise Http404
    progress = next(each for each in service.progress_of(found) if each.coder.pk == coder.pk)
    chosen = here.coding.themes if here.coding else []
    context: dict[str, Any] = {
        "project": found,
        "coder": coder,
        "spot": here,
        "number": number,
        "progress": progress,
        "choices": choices_of(service.themes_of(found), chosen),
        "is_none": bool(here.coding and here.coding.is_coded and not here.coding.themes),
        "is_older": bool(
            here.coding and here.coding.is_coded and here.coding.book_version < found.book_version
        ),
        "is_open": found.is_coding and coder.handed_in_at is None,
        "version": here.coding.version if here.coding else 0,
        "kept": _kept(found, coder, number),
        "error": error,
    }
    return render(request, "coding/spot.html", context, status=status)


def _save(request: Request, found: Project, coder: Coder, number: int) -> HttpResponse:
    try:
        saved = service.save_coding(
            request.scope,
            found,
            number,
            whole_number(request, "version"),
            sent_numbers(request, "tema"),
            none="inget" in request.POST,
            note=request.POST.get("anteckning", ""),
        )
    except NotAllowed:
        raise
    except UserError as error:
        status = 409 if isinstance(error, Conflict) else 422
        if request.htmx:
            return render(request, "coding/parts/saved.html", {"error": str(error)})
        return _page(request, found, coder, number, str(error), status)
    if saved.clash:
        clash = _("Du har ändrat samma utdrag i ett annat fönster. Ladda om sidan för att se det.")
        if request.htmx:
            return render(request, "coding/parts/saved.html", {"error": clash})
        return _page(request, found, coder, number, clash, 409)
    if request.htmx:
        progress = next(each for each in service.progress_of(found) if each.coder.pk == coder.pk)
        context = {"version": saved.version, "done": True, "progress": progress}
        response = render(request, "coding/parts/saved.html", context)
        response.headers["X-Kept"] = _kept(found, coder, number)
        return response
    notify(request, _("Utdrag %(number)s är sparat.") % {"number": number}, kept=_kept(found, coder, number))
    return redirect(_onward(request, found, coder, number))


def _onward(request: Request, found: Project, coder: Coder, number: int) -> str:
    """The next excerpt in order that is not coded; when all are, to hand in."""
    following = service.next_uncoded(coder, number)
    if following is None:
        return request.place.url("coding:hand_in", project_id=found.pk)
    return request.place.url("coding:spot", project_id=found.pk, number=following)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request, project_id: int) -> HttpResponse:
    """What is left, and the button that hands in."""
    found = worked_or_404(request, project_id)
    coder = coder_or_403(request, found)
    error, status = "", 200
    if request.method == "POST":
        try:
            after = service.hand_in(request.scope, found, older_seen="aldre" in request.POST)
        except NotAllowed:
            raise
        except UserError as refused:
            error, status = str(refused), 409 if isinstance(refused, Conflict) else 422
        else:
            said = (
                _("Båda har lämnat in. Nu kan ni se hur överens ni är.")
                if after.is_compared
                else _("Din kodning är inlämnad. Jämförelsen öppnas när den andra också har lämnat in.")
            )
            undo = request.place.url("coding:reopen", project_id=project_id)
            notify(request, said, undo_url="" if after.is_compared else undo)
            return redirect(request.place.url("coding:project", project_id=project_id))
    progress = next(each for each in service.progress_of(found) if each.coder.pk == coder.pk)
    context = {
        "project": found,
        "coder": coder,
        "progress": progress,
        "left": progress.total - progress.done,
        "older": service.coded_by_older(coder, found),
        "error": error,
    }
    return render(request, "coding/hand_in.html", context, status=status)


@require_POST
def reopen(request: Request, project_id: int) -> HttpResponse:
    """Take a handed-in coding back to go on with it."""
    found = worked_or_404(request, project_id)
    slots = sent_numbers(request, "kodare")
    service.reopen(request.scope, found, slots[0] if slots else None)
    notify(request, _("Kodningen är öppen igen."))
    return redirect(request.place.url("coding:project", project_id=project_id))
