"""The door of the organisation: units, people, duties and what an authority decides for itself."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from rodtrad.organisation.models import AuthoritySettings, Duty, Person, Unit
from rodtrad.organisation.models.unit import STEP

__all__ = ["add_unit", "authorities", "free_slug", "give_duty", "settings_of", "units_by_path"]


def free_slug(name: str) -> str:
    """A slug for a unit's name that no other unit has: 'bjorkhagens-skola', then 'bjorkhagens-skola-2'."""
    base = slugify(name)[:70] or "enhet"
    taken = set(Unit.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 2
    slug = base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


@transaction.atomic
def add_unit(parent: Unit | None, *, kind: str, name: str, **fields: Any) -> Unit:
    """Add a unit below its parent, or an authority at the top, last among its siblings."""
    values = {"kind": kind, "name": name, "slug": fields.pop("slug", None) or free_slug(name), **fields}
    if parent is None:
        unit: Unit = Unit.objects.add_root(values)
        AuthoritySettings.objects.create(authority=unit)
        return unit
    child: Unit = Unit.objects.add_child(parent, values)
    return child


def give_duty(person: Person, unit: Unit, role: str, **fields: Any) -> Duty:
    """Give a person a role at a unit; giving it twice is giving it once."""
    duty, _ = Duty.objects.get_or_create(person=person, unit=unit, role=role, defaults=fields)
    return duty


def settings_of(path: str) -> AuthoritySettings:
    """What the authority above (or at) a place in the tree has decided: thresholds, demo or not."""
    return AuthoritySettings.objects.select_related("authority").get(authority__path=path[:STEP])


def authorities() -> list[Unit]:
    """The authorities of the installation, in order."""
    return list(Unit.objects.filter(depth=1).order_by("path"))


def units_by_path(paths: list[str]) -> dict[str, Unit]:
    """Units by their path, in one query."""
    return {unit.path: unit for unit in Unit.objects.filter(path__in=paths)}
