"""Search in everything that the reader may see: units, documents' items, goals and activities."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from rodtrad.activities.models import Activity
from rodtrad.activities.service import visible_activities
from rodtrad.common.matching import contains
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit
from rodtrad.organisation.place import Place
from rodtrad.plans.models import Document, Item

__all__ = ["Found", "search"]

EACH = 20
SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """One hit: what it is, its words, where it leads."""

    title: str
    text: str
    url: str


def search(scope: Scope, place: Place, words: str) -> list[tuple[str, list[Found]]]:
    """Hits by kind, kinds without hits left out. Three queries; nothing for fewer than two letters."""
    if len(words.strip()) < SHORTEST:
        return []
    groups = [
        (_("I planer och strategier"), _items(scope, place, words)),
        (_("Aktiviteter läsåret %(year)s") % {"year": place.year_label}, _activities(scope, place, words)),
        (_("Enheter"), _units(scope, place, words)),
    ]
    return [(title, found) for title, found in groups if found]


def _items(scope: Scope, place: Place, words: str) -> list[Found]:
    documents = Document.objects.visible_to(scope).filter(authority__path=place.unit.authority_path)
    items = Item.objects.filter(contains(words, "text", "heading"), document__in=documents)
    return [
        Found(
            item.short,
            f"{item.get_kind_display()}, {item.document.title}",
            place.url("portal:thread", key=item.key),
        )
        for item in items.select_related("document").order_by("document_id", "position")[:EACH]
    ]


def _activities(scope: Scope, place: Place, words: str) -> list[Found]:
    found = visible_activities(scope).filter(contains(words, "title"), goal__plan__year_id=place.year_id)
    rows: list[Activity] = list(
        found.select_related("goal__plan__unit").order_by("goal__plan__unit__path")[:EACH]
    )
    return [
        Found(
            row.title,
            f"{row.goal.plan.unit.name}, {row.get_status_display().lower()}",
            replace(place, unit=row.goal.plan.unit).url("activities:activity", activity_id=row.pk),
        )
        for row in rows
    ]


def _units(scope: Scope, place: Place, words: str) -> list[Found]:
    units = Unit.objects.visible_to(scope).filter(contains(words, "name"))[:EACH]
    return [
        Found(unit.name, unit.get_kind_display(), replace(place, unit=unit).url("portal:home"))
        for unit in units
    ]
