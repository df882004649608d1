"""The list of codings, a new one, and one seen as the steps it goes through."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rodtrad.coding import service
from rodtrad.coding.access import require_keeper
from rodtrad.coding.forms import CodersForm, ProjectForm, sent_numbers
from rodtrad.coding.models import Project
from rodtrad.coding.views.shared import kept_or_403, project_or_404
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request

__all__ = ["begin", "change", "coders", "new", "project", "projects", "remove"]


@require_safe
def projects(request: Request) -> HttpResponse:
    """The codings of the year that one keeps, codes in, or may read the result of."""
    place = request.place
    context = {
        "projects": service.projects_for(request.scope, place.unit, place.year_id),
        "others": service.projects_of_other_years(request.scope, place.unit, place.year_id),
        "may_make": service.may_make(request.scope, place.unit),
    }
    return render(request, "coding/projects.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A new coding at this unit and year."""
    require_keeper(request.scope, request.place.unit)
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = request.POST.get("key", "")[:64] or secrets.token_hex(16)
        made = service.make_project(
            request.scope, request.place.unit, request.place.year_id, form.given(), key
        )
        notify(request, _("Kodningen är upplagd. Lägg till texter och skriv kodboken."), kept="kodning-ny")
        return redirect(request.place.url("coding:project", project_id=made.pk))
    context = {"form": form, "key": request.POST.get("key") or secrets.token_hex(16), "project": None}
    return render(request, "coding/project_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, project_id: int) -> HttpResponse:
    """Another name or question."""
    found = kept_or_403(request, project_id)
    initial = {"title": found.title, "question": found.question}
    form = ProjectForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        service.change_project(request.scope, found, form.given())
        notify(request, _("Ändringen är sparad."), kept=f"kodning-{project_id}")
        return redirect(request.place.url("coding:project", project_id=project_id))
    context = {"form": form, "project": found}
    return render(request, "coding/project_form.html", context, status=422 if form.errors else 200)


@require_safe
def project(request: Request, project_id: int) -> HttpResponse:
    """One coding: how far it has come, and what to do next. Who only may read its result is sent there."""
    found = project_or_404(request, project_id)
    keeper = service.keeps(request.scope, found)
    mine = service.coder_of(request.scope, found)
    if not keeper and mine is None:
        return redirect(request.place.url("coding:result", project_id=project_id))
    context = {
        "project": found,
        "keeper": keeper,
        "mine": mine,
        "sources": service.sources_of(found),
        "themes": service.themes_of(found),
        "progress": service.progress_of(found),
        **_now(found, keeper=keeper),
    }
    return render(request, "coding/project.html", context)


def _now(found: Project, *, keeper: bool) -> dict[str, Any]:
    steps = [_("Texter och kodbok"), _("Två kodar"), _("Jämför och avgör"), _("Resultat")]
    place = {"draft": 1, "coding": 2, "comparing": 3, "done": 4}[found.state]
    missing = service.what_is_missing(found) if found.is_draft and keeper else []
    left = service.unsettled(found) if found.state == "comparing" else 0
    return {"steps": steps, "step": place, "missing": missing, "left": left}


@require_POST
def remove(request: Request, project_id: int) -> HttpResponse:
    """Remove a coding that has not begun."""
    service.remove_project(request.scope, kept_or_403(request, project_id))
    notify(request, _("Kodningen är borttagen."))
    return redirect(request.place.url("coding:projects"))


@require_http_methods(["GET", "HEAD", "POST"])
def coders(request: Request, project_id: int) -> HttpResponse:
    """Choose the two who code. Looking for people by name shows the same form with more of them."""
    found = kept_or_403(request, project_id)
    held = [coder.person_id for coder in service.coders_of(found)]
    words = request.POST.get("sok", "")
    chosen = [number for name in ("first", "second") for number in sent_numbers(request, name)[:1]]
    keep = [*chosen, *(each for each in held if each)]
    people = service.choosable_coders(request.scope, found, words, keep)
    initial = dict(zip(("first", "second"), held, strict=False))
    searching = "hitta" in request.POST
    if searching:
        initial = dict(zip(("first", "second"), [*chosen, None, None], strict=False))
    bound = request.POST if request.method == "POST" and not searching else None
    form = CodersForm(bound, people=people, initial=initial)
    status = 422
    if form.is_bound and form.is_valid():
        try:
            service.set_coders(request.scope, found, form.cleaned_data["first"], form.cleaned_data["second"])
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, Conflict) else 422
        else:
            notify(request, _("De två som kodar är valda."))
            return redirect(request.place.url("coding:project", project_id=project_id))
    context = {"form": form, "project": found, "words": words, "progress": service.progress_of(found)}
    return render(request, "coding/coders.html", context, status=status if form.errors else 200)


@require_POST
def begin(request: Request, project_id: int) -> HttpResponse:
    """Give the texts to the two coders."""
    service.begin_coding(request.scope, kept_or_403(request, project_id))
    notify(request, _("Kodningen har börjat. De två ser den på sina startsidor."))
    return redirect(request.place.url("coding:project", project_id=project_id))
