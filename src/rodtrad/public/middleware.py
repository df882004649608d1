from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

ROBOTS = "/robots.txt"


class PublicHostMiddleware:
    """On a host name that an authority has for its public site, that site is all there is.

    `plan.lindvalla.example/begrepp/` is `/oppet/lindvalla-kommun/begrepp/`; nothing of what is behind the
    login is reached there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.PUBLIC_HOSTS and request.path_info != ROBOTS:
            host, _port = split_domain_port(request.META.get("HTTP_HOST", ""))
            authority = settings.PUBLIC_HOSTS.get(host)
            if authority is not None:
                request.path_info = f"/oppet/{authority}{request.path_info}"
        return self.get_response(request)
