"""Files of support material, for the public."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from rodtrad.public import service
from rodtrad.public.serving import file_answer


@require_safe
def public_file(request: HttpRequest, authority: str, file_id: UUID, name: str) -> HttpResponseBase:
    """A file whose item stands in a published document; anything else does not exist."""
    found = service.public_file(authority, file_id)
    if found is None or found.name != name:
        raise Http404
    return file_answer(request, found, "public, max-age=3600")
