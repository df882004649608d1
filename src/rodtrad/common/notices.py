"""Messages on the next page, with a way back where there is one: undo rather than 'are you sure'."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise

__all__ = ["notify", "undo_address"]

_UNDO = "undo:"


def notify(
    request: HttpRequest, text: str | Promise, *, undo_url: str = "", level: int = messages.SUCCESS
) -> None:
    """Say `text` on the next page; with `undo_url` beside it a button that posts there and takes it back."""
    messages.add_message(request, level, str(text), extra_tags=f"{_UNDO}{undo_url}" if undo_url else "")


def undo_address(extra_tags: str | None) -> str:
    """The address that `notify` kept in a message's tags; empty when it cannot be undone."""
    tags = extra_tags or ""
    return tags.removeprefix(_UNDO) if tags.startswith(_UNDO) else ""
