"""Two of the three coordinates: which unit and which school year. Every signed-in address has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse

from rodtrad.organisation.models import Person, Unit

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from rodtrad.organisation.access import Scope

__all__ = ["Place", "Request"]


@dataclass(frozen=True)
class Place:
    """The unit and the school year that a page is about.

    The year's values are copied, since the year itself lives on the floor above.
    """

    unit: Unit
    year_id: int
    year_label: str
    year_slug: str
    starts_on: date
    ends_on: date

    def url(self, name: str, **kwargs: Any) -> str:
        """The address of a view at this unit and year."""
        return reverse(name, kwargs={"unit_slug": self.unit.slug, "year_slug": self.year_slug, **kwargs})


class Request(HttpRequest):
    """What a view of a signed-in person gets; for annotations."""

    scope: Scope
    place: Place
    user: Person
    htmx: HtmxDetails
