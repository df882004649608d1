"""Home, the thread, search."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from rodtrad.organisation.place import Request


def home(request: Request) -> HttpResponse:
    """What to do now, and where we stand."""
    return render(request, "portal/home.html")


def search(request: Request) -> HttpResponse:
    """Everything one may see that has the words."""
    return render(request, "portal/search.html")


def thread(request: Request, key: UUID) -> HttpResponse:
    """One item followed up to the national goal and down to effects."""
    return render(request, "portal/thread.html", {"key": key})
