"""What stands of codings on the pages of the floors below."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rodtrad.coding import service
from rodtrad.organisation.place import Request
from rodtrad.plans.hooks import Card
from rodtrad.plans.models import Item

__all__ = ["item_card", "overview_card"]


def item_card(request: Request, item: Item) -> Card | None:
    """The themes of published codings that are tied to an item. One query where there is none."""
    found = service.outcomes_at(request.scope, request.place.unit.authority_path, item.key)
    if not found:
        return None
    rows = [
        {"project": outcome.project, "theme": each.theme, "told": _told(outcome, each)}
        for outcome, each in found
    ]
    return Card("coding/parts/item_card.html", {"found": rows})


def _told(outcome: service.Outcome, each: service.ThemeOutcome) -> list[str]:
    """The figures that may be told to this reader, each with its group."""
    return [
        _("%(group)s: %(count)s av %(texts)s")
        % {"group": column.label, "count": cell.count, "texts": cell.texts}
        for column, cell in zip(outcome.columns, each.cells, strict=True)
        if cell.count is not None
    ]


def overview_card(request: Request) -> Card | None:
    """The way to the codings of the year, from the page of ratings. One query."""
    projects = service.projects_for(request.scope, request.place.unit, request.place.year_id)
    may_make = service.may_make(request.scope, request.place.unit)
    if not projects and not may_make:
        return None
    return Card("coding/parts/overview_card.html", {"projects": projects[:3], "may_make": may_make})
