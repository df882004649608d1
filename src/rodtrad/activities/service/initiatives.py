"""The plan that a unit works from in a school year, and its initiatives as choices."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from rodtrad.organisation.place import Place
from rodtrad.plans.models import Document, Item, ItemLink, LinkKind
from rodtrad.plans.service import initiatives_of, plan_in_force

__all__ = ["initiatives_at", "plan_at", "present_editions"]


def plan_at(place: Place) -> Document | None:
    """The plan in force in the chosen year: today's in this year, the nearest day's in others. One query."""
    day = min(max(timezone.localdate(), place.starts_on), place.ends_on)
    return plan_in_force(place.unit.authority_path, day)


def initiatives_at(place: Place) -> list[Item]:
    """The initiatives of the plan in force, in order, each with its `area`. Two queries."""
    plan = plan_at(place)
    return initiatives_of(plan) if plan else []


def present_editions(old: Iterable[Item | None], present: Iterable[Item]) -> dict[int, Item]:
    """Which of the present plan's items an older item lives on in, by the older one's id.

    The same item in a later edition keeps its key; an item that replaces another says so with a link.
    What lives on in none is left out. One query.
    """
    wanted = {item.pk: item for item in old if item is not None}
    by_id = {item.pk: item for item in present}
    by_key = {item.key: item for item in by_id.values()}
    found = {pk: by_key[item.key] for pk, item in wanted.items() if item.key in by_key}
    links = ItemLink.objects.filter(kind=LinkKind.REPLACES, upper__in=wanted, lower__in=by_id)
    for link in links.order_by("-weight"):
        found.setdefault(link.upper_id, by_id[link.lower_id])
    return found
