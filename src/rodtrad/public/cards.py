"""What the logged-in page of an item shows of its support material."""

from __future__ import annotations

from rodtrad.organisation.place import Request
from rodtrad.plans.hooks import Card
from rodtrad.plans.models import Item
from rodtrad.plans.service import may_edit
from rodtrad.public import service

__all__ = ["support_card"]


def support_card(request: Request, item: Item) -> Card | None:
    """For the slot `plans.item`: the material to all who read, the way to change it to those who may."""
    editor = may_edit(request.scope, item.document)
    where = {"slug": item.document.slug, "key": item.key}
    url = request.place.url("material:edit", **where)
    shown = service.shown_material(item, f"{url}fil/")
    if not (shown or editor):
        return None
    return Card("public/parts/support_card.html", {"material": shown, "editor": editor, "edit_url": url})
