"""Messages on the next page, with a way back where there is one: undo rather than 'are you sure'."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise

__all__ = ["kept_key", "notify", "undo_address"]

_UNDO, _KEPT = "undo:", "kept:"


def notify(
    request: HttpRequest,
    text: str | Promise,
    *,
    undo_url: str = "",
    kept: str = "",
    level: int = messages.SUCCESS,
) -> None:
    """Say `text` on the next page; with `undo_url` beside it a button that posts there and takes it back.

    `kept` is the `data-keep` of the form that was sent, or several with spaces between: the browser may then
    forget what it kept of them.
    """
    tags = [f"{_UNDO}{undo_url}"] if undo_url else []
    tags += [f"{_KEPT}{key}" for key in kept.split()]
    messages.add_message(request, level, str(text), extra_tags=" ".join(tags))


def undo_address(extra_tags: str | None) -> str:
    """The address that `notify` kept in a message's tags; empty when it cannot be undone."""
    return next(iter(_tagged(extra_tags, _UNDO)), "")


def kept_key(extra_tags: str | None) -> str:
    """The forms whose text has reached the server, as `notify` was told; empty for none."""
    return " ".join(_tagged(extra_tags, _KEPT))


def _tagged(extra_tags: str | None, name: str) -> list[str]:
    return [tag.removeprefix(name) for tag in (extra_tags or "").split(" ") if tag.startswith(name)]
