"""The front door: where a person comes in and which unit and year to open."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from rodtrad.common.matching import contains
from rodtrad.common.views import back
from rodtrad.organisation.models import Person, Unit
from rodtrad.organisation.place import Request
from rodtrad.portal.service import default_place, demo_is_on

UNITS_A_PAGE = 50


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Straight home for whoever is signed in; else to the demo's people or the login page."""
    if not request.user.is_authenticated:
        return redirect("entry:demo_people" if demo_is_on() else settings.LOGIN_URL)
    place = default_place(request.scope)  # type: ignore[attr-defined]
    return redirect(place.url("portal:home")) if place else redirect("entry:choose_unit")


@require_safe
def demo_people(request: HttpRequest) -> HttpResponse:
    """The demo's named people. Does not exist outside demo mode."""
    if not demo_is_on():
        raise Http404
    people = Person.objects.filter(demo_order__isnull=False).order_by("demo_order")
    return render(
        request,
        "portal/demo_people.html",
        {"people": people.prefetch_related("duties__unit"), "next": request.GET.get("next", "")},
    )


@require_POST
def enter_as(request: HttpRequest, person_id: int) -> HttpResponse:
    """Enter as one of the demo's people, and go on to the page one came for. Refused outside demo mode."""
    if not demo_is_on():
        raise Http404
    person = get_object_or_404(Person, pk=person_id, demo_order__isnull=False, is_active=True)
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return back(request)


@require_safe
@login_required
def choose_unit(request: Request) -> HttpResponse:
    """Find a unit to open among those one may see."""
    query = request.GET.get("q", "").strip()[:100]
    units = Unit.objects.visible_to(request.scope).order_by("path")
    if query:
        units = units.filter(contains(query, "name"))
    page = Paginator(units, UNITS_A_PAGE).get_page(request.GET.get("page"))
    place = default_place(request.scope)
    if place:
        for unit in page.object_list:
            unit.here = replace(place, unit=unit)
    return render(request, "portal/choose_unit.html", {"page": page, "query": query, "default": place})
