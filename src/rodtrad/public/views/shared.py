"""What several public views need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from rodtrad.public import keeping, service
from rodtrad.public.service import Library, Site


def origin_of(request: HttpRequest) -> str:
    """How the installation is reached: its public address, else as it is asked for now."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"


def site_or_404(request: HttpRequest, authority: str) -> Site:
    """The site of the authority in the address."""
    site = service.site_of(authority, request.get_host(), origin_of(request))
    if site is None:
        raise Http404
    return site


def library_or_404(request: HttpRequest, authority: str) -> Library:
    """What the authority has published; 404 where that is nothing."""
    library = service.library_of(site_or_404(request, authority), timezone.localdate())
    if not library.series:
        raise Http404
    return library


def public_page(
    request: HttpRequest,
    authority: str,
    template: str,
    context: Callable[[Library], dict[str, Any]],
    *,
    chosen: tuple[str, ...] = (),
    content_type: str = keeping.HTML,
) -> HttpResponseBase:
    """A page of an authority's site, kept as `keeping` tells; `context` makes what it is drawn from."""

    def drawn_from() -> dict[str, Any]:
        library = library_or_404(request, authority)
        found = context(library)
        here = found.pop("here", library.site.root)
        more = {"site": library.site, "library": library, "here": here, "address": library.site.lasting(here)}
        return more | found

    return keeping.answer(request, authority, template, drawn_from, chosen=chosen, content_type=content_type)
