"""Files of support material and appendices, for the public."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from rodtrad.plans.service import appendix_file
from rodtrad.public import service
from rodtrad.public.serving import attachment, file_answer
from rodtrad.public.views.pages import shown
from rodtrad.public.views.shared import library_or_404


@require_safe
def public_file(request: HttpRequest, authority: str, file_id: UUID, name: str) -> HttpResponseBase:
    """A file whose item stands in a published document; anything else does not exist."""
    found = service.public_file(authority, file_id)
    if found is None or found.name != name:
        raise Http404
    return file_answer(request, found, "public, max-age=3600")


@require_safe
def appendix(
    request: HttpRequest, authority: str, series: str, appendix_id: int, name: str, edition: str | None = None
) -> HttpResponseBase:
    """A file that is attached to a published document, to be saved."""
    document = shown(library_or_404(request, authority), series, edition).document
    found = appendix_file(document, appendix_id)
    if found is None or found.filename != name:
        raise Http404
    return attachment(bytes(found.content or b""), found.content_type, found.filename)
