"""The code book."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rodtrad.coding import service
from rodtrad.coding.forms import ThemeForm
from rodtrad.coding.models import Project, Theme
from rodtrad.coding.views.shared import kept_or_403, theme_or_404, worked_or_404
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.common.posted import whole_number
from rodtrad.organisation.place import Request

__all__ = ["book", "change", "move", "new", "remove"]


@require_safe
def book(request: Request, project_id: int) -> HttpResponse:
    """The themes, and what the code book said before."""
    found = worked_or_404(request, project_id)
    keeper = service.keeps(request.scope, found)
    context = {
        "project": found,
        "themes": service.themes_of(found),
        "versions": service.versions_of(found),
        "may_write": keeper and (found.is_draft or found.is_coding),
        "may_move": keeper and found.is_draft,
    }
    return render(request, "coding/book.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, project_id: int) -> HttpResponse:
    """A new theme."""
    return _form(request, kept_or_403(request, project_id), None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, project_id: int, theme_id: int) -> HttpResponse:
    """Change a theme."""
    found = kept_or_403(request, project_id)
    return _form(request, found, theme_or_404(found, theme_id))


def _form(request: Request, found: Project, theme: Theme | None) -> HttpResponse:
    initial = (
        {
            "name": theme.name,
            "description": theme.description,
            "examples": theme.examples,
            "item": str(theme.item_key or ""),
        }
        if theme
        else {}
    )
    items = service.items_to_tie(request.scope, found)
    form = ThemeForm(request.POST or None, items=items, theme=theme, coding=found.is_coding, initial=initial)
    status = 422
    if request.method == "POST" and form.is_valid():
        try:
            if theme is None:
                service.add_theme(request.scope, found, form.given())
            else:
                service.change_theme(request.scope, theme, whole_number(request, "revision"), form.given())
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, Conflict) else 422
            theme = theme_or_404(found, theme.pk) if theme else None
        else:
            kept = f"tema-{theme.pk if theme else 'nytt'}-{found.pk}"
            notify(request, _("Temat är sparat."), kept=kept)
            return redirect(request.place.url("coding:book", project_id=found.pk))
    context = {"form": form, "project": found, "theme": theme}
    return render(request, "coding/theme.html", context, status=status if form.errors else 200)


@require_POST
def move(request: Request, project_id: int, theme_id: int) -> HttpResponse:
    """Move a theme one step up or down."""
    found = kept_or_403(request, project_id)
    service.move_theme(request.scope, theme_or_404(found, theme_id), up="upp" in request.POST)
    return redirect(request.place.url("coding:book", project_id=project_id))


@require_POST
def remove(request: Request, project_id: int, theme_id: int) -> HttpResponse:
    """Remove a theme."""
    found = kept_or_403(request, project_id)
    service.remove_theme(request.scope, theme_or_404(found, theme_id))
    notify(request, _("Temat är borttaget."))
    return redirect(request.place.url("coding:book", project_id=project_id))
