"""What every page's shell needs: the places, and the two coordinates unit and school year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from rodtrad.common.registry import places
from rodtrad.config.logs import ANSWERING
from rodtrad.cycle.service import place_of, years_of
from rodtrad.organisation.models import Unit
from rodtrad.organisation.models.unit import STEP
from rodtrad.organisation.place import Place
from rodtrad.portal.service import default_place

Choice = dict[str, Any]
NEARBY_UNITS = 40


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template variables of `common/base.html`. Choices are functions: a page that shows none reads none."""
    context: dict[str, Any] = {
        "demo_mode": settings.DEMO,
        "theme": request.COOKIES.get("tema", "auto"),
        "scope": getattr(request, "scope", None),
    }
    if request.path.startswith(ANSWERING):
        # Also what goes wrong there is told without a cookie, so without the forms that would need one.
        return context | {"csrf_token": "", "is_answering": True}
    place = _place(request)
    if place is None:
        return context
    here = _section(request)
    return context | {
        "place": place,
        "places": _navigation(place, here),
        "home_url": place.url("portal:home"),
        "search_url": place.url("portal:search"),
        "unit_search_url": reverse("entry:choose_unit"),
        "year_choices": _year_choices(place, here),
        "unit_choices": _unit_choices(request, place, here),
    }


def _place(request: HttpRequest) -> Place | None:
    """The page's own place; on pages without one, where the reader would come in."""
    user = getattr(request, "user", None)  # absent where the request was refused before the session was read
    if user is None or not user.is_authenticated:
        return None
    place: Place | None = getattr(request, "place", None)
    return place or default_place(request.scope)  # type: ignore[attr-defined]


def _section(request: HttpRequest) -> str:
    """Which of the places the page belongs to: the app whose view it is."""
    match = request.resolver_match
    if match is None:
        return ""
    # The thread is a way of reading the plans, though it gathers from every package.
    if match.view_name == "portal:thread":
        return "plans"
    return _ROOMS.get(match.app_name, match.app_name)


# What has no place of its own in the navigation stands inside another's: the referrals of a plan, the coding
# of what people answered.
_ROOMS = {"referrals": "plans", "coding": "assessments"}


def _navigation(place: Place, here: str) -> list[Choice]:
    return [
        {"key": p.key, "label": p.label, "url": place.url(p.url_name), "current": p.key == here}
        for p in places()
    ]


def _target(place: Place, here: str) -> str:
    """The same section at another unit or year; what was open there may not exist here."""
    names = {p.key: p.url_name for p in places()}
    try:
        return place.url(names.get(here, "portal:home"))
    except NoReverseMatch:
        return place.url("portal:home")


def _year_choices(place: Place, here: str) -> Callable[[], list[Choice]]:
    def choices() -> list[Choice]:
        return [
            {
                "label": year.label,
                "url": _target(place_of(place.unit, year), here),
                "current": year.pk == place.year_id,
            }
            for year in years_of(place.unit.authority_path)
        ]

    return choices


def _unit_choices(request: HttpRequest, place: Place, here: str) -> Callable[[], list[Choice]]:
    """The units around the chosen one: the way up, its children and its neighbours."""

    def choices() -> list[Choice]:
        path = str(place.unit.path)
        way_up = [path[:n] for n in range(STEP, len(path) + 1, STEP)]
        around = Q(path__in=way_up) | Q(path__startswith=path, depth=place.unit.depth + 1)
        if place.unit.depth > 1:
            around |= Q(path__startswith=path[:-STEP], depth=place.unit.depth)
        units = Unit.objects.visible_to(request.scope).filter(around)[:NEARBY_UNITS]  # type: ignore[attr-defined]
        return [
            {
                "label": unit.name,
                "depth": unit.depth - 1,
                "url": _target(Place(unit, *_year_of(place)), here),
                "current": unit.pk == place.unit.pk,
            }
            for unit in units
        ]

    return choices


def _year_of(place: Place) -> tuple[Any, ...]:
    return place.year_id, place.year_label, place.year_slug, place.starts_on, place.ends_on
