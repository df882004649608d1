"""Home, the thread, search."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rodtrad.organisation.place import Request
from rodtrad.portal.home import home_for
from rodtrad.portal.search import search as find
from rodtrad.portal.thread import thread_page


@require_safe
def home(request: Request) -> HttpResponse:
    """What to do now, and where we stand."""
    content = home_for(request.scope, request.place, timezone.localtime())
    return render(request, "portal/home.html", {"home": content})


@require_safe
def search(request: Request) -> HttpResponse:
    """Everything one may see that has the words."""
    words = request.GET.get("q", "").strip()[:100]
    groups = find(request.scope, request.place, words)
    return render(request, "portal/search.html", {"words": words, "groups": groups})


@require_safe
def thread(request: Request, key: UUID) -> HttpResponse:
    """One item followed up to the national goal and down to effects."""
    page = thread_page(request.scope, request.place, key, request.GET.get("vald", "")[:40])
    if page is None:
        raise Http404
    return render(request, "portal/thread.html", {"page": page})
