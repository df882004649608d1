from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from rodtrad.common.errors import Conflict, NotAllowed, UserError

MEGABYTE = 1024 * 1024
# Fields and separators beside the file.
FORM_AROUND_A_FILE = MEGABYTE
PATIENCE = 1024 * MEGABYTE

NUL = "\0"

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
            {"sentence": str(error), "typed": typed_text(request), "came_from": came_from(request)},
            status=status,
        )


# What forms carry that nobody typed, and secrets.
MARKS = frozenset({"csrfmiddlewaretoken", "version", "key", "next", "nummer", "revision", "seen"})


def typed_text(request: HttpRequest) -> list[str]:
    """What the person had typed into the form that did not get through; secrets, and the page's own marks and
    numbers, left out.
    """
    return [
        value
        for name, values in request.POST.lists()
        for value in values
        if name not in MARKS and not name.startswith("password") and not WRITTEN_BY_A_PAGE.fullmatch(value)
    ]


WRITTEN_BY_A_PAGE = re.compile(r"[0-9:.-]*|on")


def came_from(request: HttpRequest) -> str:
    """The page that the person was on, to go back to; empty where it is not told, or is this one."""
    address = request.META.get("HTTP_REFERER", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    same = request.method == "GET" and address == request.build_absolute_uri()
    return address if address and ours and not same else ""


class NoNulMiddleware:
    """Leaves out the NUL characters of what comes in; a field with nothing to be seen in it is empty.

    No keyboard types a NUL and PostgreSQL keeps none: it refuses the whole text, and the words with it. So
    they are left out once, here, of the address, of cookies and of forms, rather than in each form and query.
    A name of zero-width spaces would be a row in a list that nobody can see or click.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.GET = without_nul(request.GET)  # type: ignore[assignment]
        for name, value in request.COOKIES.items():
            request.COOKIES[name] = value.replace(NUL, "")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """The form is read here and not earlier: one that is too large has then been refused."""
        if request.method == "POST":
            request.POST = without_unseen(without_nul(request.POST))  # type: ignore[assignment]


def without_nul(sent: QueryDict) -> QueryDict:
    """The same fields without NUL characters; the very same object where there are none."""
    if not any(NUL in text for name, values in sent.lists() for text in (name, *values)):
        return sent
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        clean.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    clean._mutable = False
    return clean


UNSEEN_KINDS = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp"})
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters by their kind, with nothing to be seen: the fillers of Hangul and the empty Braille cell."""


def is_unseen(text: str) -> bool:
    """Whether a text has characters, and none that can be seen."""
    if not text or (text[0].isascii() and text[0] > " "):
        return False
    return all(letter in BLANKS or unicodedata.category(letter) in UNSEEN_KINDS for letter in text)


def without_unseen(sent: QueryDict) -> QueryDict:
    """The same fields, those with nothing to be seen empty; the very same object where there are none."""
    if not any(is_unseen(value) for _name, values in sent.lists() for value in values):
        return sent
    clean = sent.copy()
    for name, values in sent.lists():
        clean.setlist(name, ["" if is_unseen(value) else value for value in values])
    clean._mutable = False
    return clean


class BodyLimitMiddleware:
    """Refuses a request whose body is larger than anything we take, before any of it is read into memory.

    What was sent is read and thrown away, piece by piece: a browser shows no answer before it has sent all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if declared_length(request) <= settings.UPLOAD_LIMIT_BYTES + FORM_AROUND_A_FILE:
            return self.get_response(request)
        drain(request)
        limit = settings.UPLOAD_LIMIT_BYTES // MEGABYTE
        sentence = _("Det du skickade är större än %(limit)s MB. Inget har sparats.") % {"limit": limit}
        return render(request, "common/user_error.html", {"sentence": sentence, "typed": []}, status=413)


def declared_length(request: HttpRequest) -> int:
    """The length that the request says its body has; what is longer is never read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def drain(request: HttpRequest) -> None:
    """Read and forget the body, as far as patience goes."""
    for _piece in range(PATIENCE // MEGABYTE):
        if not request.read(MEGABYTE):
            return
