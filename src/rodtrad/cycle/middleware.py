from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from rodtrad.cycle import service


class PlaceMiddleware:
    """Turns the unit and year of an address into `request.place`, before the view and for every view alike.

    Whoever is not signed in is sent to the login page and comes back. A unit or year that the reader
    may not see does not exist (404).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if "unit_slug" not in kwargs:
            return None
        if not request.user.is_authenticated:
            return HttpResponseRedirect(
                f"{reverse(settings.LOGIN_URL)}?next={quote(request.get_full_path())}"
            )
        unit_slug, year_slug = kwargs.pop("unit_slug"), kwargs.pop("year_slug")
        place = service.find_place(request.scope, unit_slug, year_slug)  # type: ignore[attr-defined]
        if place is None:
            raise Http404
        request.place = place  # type: ignore[attr-defined]
        return None
