"""Public pages, kept as they were drawn until something they show has changed.

A page is the same for all who read it in one language, so each web process keeps what it has drawn. It is
kept under the state of what the authority has published: how many documents, and the sum of their versions,
and the same of support material. Both only grow, and each request asks the database for them, so with any
number of processes nobody is shown a page from before a change. What a page shows beside that (links, figures
that higher floors give, whether a document is in force today) is at most a minute old.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language

__all__ = ["answer", "kept", "state_of"]

MINUTE = 60
KEPT_FOR = 5 * MINUTE
REMEMBERED_FOR = 7 * 24 * 60 * MINUTE
HTML = "text/html; charset=utf-8"

State = tuple[int, ...]


@dataclass(frozen=True)
class Page:
    """What was drawn, a name for exactly these bytes, and since when this process has drawn them so."""

    body: bytes
    etag: str
    since: int


# Asked at every request, so in SQL: putting the same question together by the ORM takes thirty times as long
# as answering it, and more than all the rest of a kept page.
STATE = """
SELECT count(*), coalesce(sum(d.version), 0)
  FROM plans_document d JOIN organisation_unit u ON u.id = d.authority_id
 WHERE u.slug = %s AND d.published_at IS NOT NULL
UNION ALL
SELECT count(*), coalesce(sum(m.version), 0)
  FROM public_supportmaterial m JOIN organisation_unit u ON u.id = m.authority_id
 WHERE u.slug = %s
"""


def state_of(authority_slug: str) -> State:
    """What the authority has published, as numbers that change with every change. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, [authority_slug, authority_slug])
        return tuple(int(number) for row in cursor.fetchall() for number in row)


def kept(name: tuple[Any, ...], state: State, draw: Callable[[], bytes], store: str = "public") -> Page:
    """The page of this name in this state, drawn where it is not kept in the store."""
    cache = caches[store]
    key = _digest(repr((name, state, get_language(), int(time.time()) // MINUTE)).encode())
    page: Page | None = cache.get(key)
    if page is None:
        page = _since(name, draw())
        cache.set(key, page, KEPT_FOR)
    return page


def _since(name: tuple[Any, ...], body: bytes) -> Page:
    """Drawn anew with the same outcome, a page has not changed.

    What a reader kept from any process was drawn before the change, and this moment is after it.
    """
    cache, key = caches["public"], _digest(repr((name, get_language())).encode())
    etag = f'"{_digest(body)}"'
    known = cache.get(key)
    since = known[1] if known and known[0] == etag else int(time.time())
    cache.set(key, (etag, since), REMEMBERED_FOR)
    return Page(body, etag, since)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def answer(
    request: HttpRequest,
    authority_slug: str,
    template: str,
    context: Callable[[], dict[str, Any]],
    *,
    chosen: tuple[str, ...] = (),
    content_type: str = HTML,
) -> HttpResponseBase:
    """A public page. `chosen` is what else than the address decides what it shows.

    It is drawn without the request, so nothing of who reads can be kept in it. `context` is only called when
    the page has to be drawn, and may raise Http404.
    """
    state = state_of(authority_slug)
    if not state[0]:
        raise Http404
    # The host is among the allowed ones by now; addresses on the page are made from it.
    name = (request.get_host(), request.path_info, *chosen)
    page = kept(name, state, lambda: render_to_string(template, context()).encode())
    return conditional(request, page, content_type)


def conditional(request: HttpRequest, page: Page, content_type: str) -> HttpResponseBase:
    """The whole page, or 304 for whoever has it already."""
    response = HttpResponse(page.body, content_type=content_type)
    response["ETag"], response["Last-Modified"] = page.etag, http_date(page.since)
    response["Cache-Control"] = f"public, max-age={MINUTE}"
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return get_conditional_response(request, page.etag, page.since, response) or response
