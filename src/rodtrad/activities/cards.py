"""What the pages of lower floors show of activities, by the slots they offer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone

from rodtrad.activities import service
from rodtrad.assessments.disclosure import MIN_UNITS
from rodtrad.cycle.service import current_year
from rodtrad.organisation.place import Request
from rodtrad.plans.hooks import Card
from rodtrad.plans.models import Item, ItemKind
from rodtrad.public.hooks import PublicItem

__all__ = ["item_card", "public_card"]

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


def public_card(found: PublicItem) -> Card | None:
    """For the slot `public.item`: how many units work with an item this year; never which, never one."""
    if found.item.kind not in SERVED:
        return None
    year = current_year(found.authority_path, found.day)
    units = service.units_serving(found.rows, year.pk) if year else 0
    if year is None or units < MIN_UNITS:
        return None
    return Card("activities/parts/public_card.html", {"units": units, "year_label": year.label})
