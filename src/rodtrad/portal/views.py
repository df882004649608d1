"""Home, the thread, search."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from rodtrad.organisation.place import Request


def home(request: Request) -> HttpResponse:
    """What to do now, and where we stand."""
    return render(request, "portal/home.html")
