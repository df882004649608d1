"""Handing out a file that somebody sent in: it is shown or saved, and never run."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from rodtrad.public.models import SupportFile

__all__ = ["file_answer"]


def file_answer(request: HttpRequest, file: SupportFile, cache: str) -> HttpResponseBase:
    """A picture is shown, anything else is saved. No browser guesses the type or runs what it finds."""
    etag = f'"{file.digest[:32]}"'
    response = HttpResponse(bytes(file.data), content_type=file.content_type)
    shown = "inline" if file.is_picture else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{file.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["ETag"], response["Cache-Control"] = etag, cache
    return get_conditional_response(request, etag=etag, response=response) or response
