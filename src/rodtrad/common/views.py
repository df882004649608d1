"""Pages that belong to no domain: an expired form, the theme, the progress of long work."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rodtrad.common.middleware import came_from, typed_text
from rodtrad.common.models import Job

THEMES = ("auto", "light", "dark")
YEAR_SECONDS = 60 * 60 * 24 * 365


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose protection against forgery no longer holds: say so, keep what was typed, offer a way on.

    What was typed is shown back, so that it can be copied even without script.
    """
    context = {"typed": typed_text(request), "came_from": came_from(request)}
    return render(request, "common/form_expired.html", context, status=403)


def back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page named by `next` when it is one of ours, else to the front page."""
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system says; kept in a cookie that says nothing of the person."""
    theme = request.POST.get("theme", "auto")
    response = back(request)
    if theme in THEMES:
        response.set_cookie("tema", theme, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.HTTPS)
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Swedish or English, kept in a cookie."""
    language = request.POST.get("language", "")
    response = back(request)
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR_SECONDS,
            samesite="Lax",
            secure=settings.HTTPS,
        )
    return response


@require_safe
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """How far a piece of long work has come: a whole page, or the part that htmx asks for again.

    Only the one who ordered the work sees it.
    """
    owner = request.user.pk if request.user.is_authenticated else -1
    found = get_object_or_404(Job, pk=job_id, owner_id=owner)
    template = "common/parts/job.html" if request.headers.get("HX-Request") else "common/job.html"
    context = {"job": found, "status_url": request.path, "next_label": _("Visa resultatet")}
    return render(request, template, context)
