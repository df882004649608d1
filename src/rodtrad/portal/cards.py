"""What the portal shows on the pages of lower floors."""

from __future__ import annotations

from rodtrad.organisation.place import Request
from rodtrad.plans.hooks import Card
from rodtrad.plans.models import Item


def thread_card(request: Request, item: Item) -> Card:
    """For the slot `plans.item`: the way to the whole thread in one picture."""
    return Card("portal/parts/thread_way.html", {"url": request.place.url("portal:thread", key=item.key)})
