"""Handing out a file that somebody sent in: it is shown or saved, and never run."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from rodtrad.public.models import SupportFile

__all__ = ["attachment", "file_answer"]


def attachment(data: bytes, content_type: str, name: str, *, shown: bool = False) -> HttpResponse:
    """A file to be saved, or where it is `shown`, seen. No browser guesses its type or runs what it finds."""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def file_answer(request: HttpRequest, file: SupportFile, cache: str) -> HttpResponseBase:
    """A picture is shown, anything else is saved."""
    etag = f'"{file.digest[:32]}"'
    response = attachment(bytes(file.data), file.content_type, file.name, shown=file.is_picture)
    response["ETag"], response["Cache-Control"] = etag, cache
    return get_conditional_response(request, etag=etag, response=response) or response
