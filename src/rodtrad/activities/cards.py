"""What the pages of lower floors show of activities, by the slots they offer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone

from rodtrad.activities import service
from rodtrad.organisation.place import Request
from rodtrad.plans.models import Item, ItemKind

__all__ = ["item_card"]

SHOWN = 10
# What a unit's activity can serve; an area or a term is not worked with as such.
SERVED = frozenset({ItemKind.INITIATIVE, ItemKind.GOAL, ItemKind.MEASURE, ItemKind.DESIRED_STATE})


def item_card(request: Request, item: Item) -> dict[str, Any] | None:
    """For the slot `plans.item`: who works with an item this year, as far as the reader may see."""
    if item.kind not in SERVED:
        return None
    place, today = request.place, timezone.localdate()
    found = service.serving(request.scope, [item.pk], place.year_id, place.unit.authority_path, SHOWN)
    rows = [
        {"row": service.row_of(each, today), "place": replace(place, unit=each.goal.plan.unit)}
        for each in found
    ]
    context = {
        "rows": rows,
        "units": service.units_serving([item.pk], place.year_id),
        "activities": service.activities_serving(request.scope, [item.pk], place.year_id),
        "year_label": place.year_label,
    }
    return {"template": "activities/parts/item_card.html", "context": context}
