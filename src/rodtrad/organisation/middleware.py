from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from rodtrad.organisation.access import ANONYMOUS, Scope, scope_of
from rodtrad.organisation.models import Person


class ScopeMiddleware:
    """Puts `request.scope` in place: what the person may see and do, read once and only when asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.scope = SimpleLazyObject(lambda: _scope(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _scope(request: HttpRequest) -> Scope:
    if isinstance(request.user, Person):
        return scope_of(request.user, timezone.localdate())
    return ANONYMOUS
