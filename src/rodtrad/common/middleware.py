from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rodtrad.common.errors import Conflict, NotAllowed, UserError

STATUS = {NotAllowed: 403, Conflict: 409}


class UserErrorMiddleware:
    """Turns an error that a person caused, and no form caught, into a page with its sentence.

    What was typed is shown back on that page, so that it is never lost.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, UserError):
            return None
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
        return render(
            request,
            "common/user_error.html",
            {"sentence": str(error), "typed": typed_text(request)},
            status=status,
        )


def typed_text(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person had typed into the form that did not get through; secrets left out."""
    hidden = ("csrf", "password", "version", "key", "next")
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value and isinstance(value, str) and not name.startswith(hidden)
    ]
