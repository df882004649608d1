"""The plan that a unit works from in a school year, and its initiatives as choices."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from django.utils import timezone

from rodtrad.organisation.place import Place
from rodtrad.plans.models import Document, Item
from rodtrad.plans.service import correspondences, initiatives_of, plan_in_force

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

    Of several, the one that most of it went on in. What lives on in none is left out. No query where the
    older items stand in the present plan, else four for each document that they come from.
    """
    wanted = [item for item in old if item is not None]
    by_id = {item.pk: item for item in present}
    plans = {item.document_id: item.document for item in by_id.values()}
    found = {item.pk: by_id[item.pk] for item in wanted if item.pk in by_id}
    sources = Document.objects.in_bulk({item.document_id for item in wanted} - set(plans))
    ids = {item.pk for item in wanted}
    for source, plan in product(sources.values(), plans.values()):
        for carried in sorted(correspondences(source, plan).pairs, key=lambda pair: -pair.weight):
            if carried.old.pk in ids and carried.new.pk in by_id:
                found.setdefault(carried.old.pk, by_id[carried.new.pk])
    return found
