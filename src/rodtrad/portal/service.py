"""The door of the portal: where a person comes in."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from rodtrad.cycle.service import current_year, place_of
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import AuthoritySettings, Unit
from rodtrad.organisation.place import Place

__all__ = ["default_place", "demo_is_on"]


def default_place(scope: Scope) -> Place | None:
    """The unit of the person's first duty, this school year; None for one without duties."""
    for duty in scope.duties:
        unit = Unit.objects.get(pk=duty.unit_id)
        year = current_year(unit.authority_path, timezone.localdate())
        if year:
            return place_of(unit, year)
    return None


def demo_is_on() -> bool:
    """Whether people may enter by one click: needs the setting and an authority marked as a demo."""
    return settings.DEMO and AuthoritySettings.objects.filter(is_demo=True).exists()
