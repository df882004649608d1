"""The front page of a public site, search, the glossary, and what machines ask for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from rodtrad.common.views import YEAR_SECONDS
from rodtrad.public import service
from rodtrad.public.service import Library
from rodtrad.public.views.shared import library_or_404, origin_of, public_page

XML = "application/xml; charset=utf-8"


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The authorities that have something to read; where there is one, straight to it."""
    authorities = service.authorities_with_documents()
    if len(authorities) == 1:
        return redirect("public:authority", authority=authorities[0].slug)
    return HttpResponse(render_to_string("public/authorities.html", {"authorities": authorities}))


@require_safe
def authority(request: HttpRequest, authority: str) -> HttpResponseBase:
    """What governs, from the nation's strategy down, administration by administration."""

    def context(library: Library) -> dict[str, Any]:
        national, shelves, past = service.shelves_of(library)
        return {"national": national, "shelves": shelves, "past": past}

    return public_page(request, authority, "public/authority.html", context)


@require_safe
def search(request: HttpRequest, authority: str) -> HttpResponse:
    """Every item that has the words. Never kept: there is no end to what may be asked."""
    words = " ".join(request.GET.get("q", "").split())[: service.LONGEST]
    library = library_or_404(request, authority)
    found = service.search(library, words)
    here = library.site.url("sok")
    context = {
        "site": library.site,
        "library": library,
        "here": here,
        "address": library.site.lasting(here),
        "words": words,
        "found": found,
        "count": sum(len(hits) for _document, hits in found),
    }
    response = HttpResponse(render_to_string("public/search.html", context))
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def glossary(request: HttpRequest, authority: str) -> HttpResponseBase:
    """The terms of all documents in force."""

    def context(library: Library) -> dict[str, Any]:
        return {"terms": service.terms_of(library), "here": library.site.url("begrepp")}

    return public_page(request, authority, "public/glossary.html", context)


# A reader has no session and no cookie: there is nothing that another site's form could act in the name of.
@csrf_exempt
@require_POST
def set_language(request: HttpRequest, authority: str) -> HttpResponse:
    """Swedish or English, kept in the only cookie that a reader may get."""
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if safe else "/")
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        name, secure = settings.LANGUAGE_COOKIE_NAME, settings.HTTPS
        response.set_cookie(name, language, max_age=YEAR_SECONDS, samesite="Lax", secure=secure)
    return response


@require_safe
def sitemap(request: HttpRequest, authority: str) -> HttpResponseBase:
    """Every page of the site at its lasting address, for search engines."""

    def context(library: Library) -> dict[str, Any]:
        return {"pages": service.sitemap_of(library)}

    return public_page(request, authority, "public/sitemap.xml", context, content_type=XML)


@require_safe
def sitemaps(request: HttpRequest) -> HttpResponse:
    """Where the sitemaps of the authorities are."""
    origin, host = origin_of(request), request.get_host()
    sites = [service.site_of(unit.slug, host, origin) for unit in service.authorities_with_documents()]
    body = render_to_string("public/sitemaps.xml", {"sites": sites})
    return HttpResponse(body, content_type=XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Only the public sites are for search engines."""
    own = settings.PUBLIC_HOSTS.get(request.get_host().partition(":")[0])
    home = f"{request.scheme}://{request.get_host()}/" if own else f"{origin_of(request)}/oppet/"
    allowed = "Allow: /" if own else "Allow: /oppet/\nAllow: /static/\nDisallow: /"
    return HttpResponse(f"User-agent: *\n{allowed}\nSitemap: {home}sitemap.xml\n", content_type="text/plain")
