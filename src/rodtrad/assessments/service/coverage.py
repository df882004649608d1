"""The response rate where some units have not said how many they asked.

A sum's number of people asked is known only when every unit's is. One unit that has not said would then hide
the rate of all; so it is told for those that have, with how many they are. It is made from those units'
published results and from nothing else, so it tells nothing that they do not tell themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Sum

from rodtrad.assessments.models import Result
from rodtrad.assessments.service.published import published
from rodtrad.organisation.models import UnitKind

__all__ = ["Coverage", "coverage_of"]


@dataclass(frozen=True)
class Coverage:
    """Answered of invited at `units` of the `of` units of a sum: those that have said how many they asked,
    and whose number of answers may be shown.
    """

    units: int
    of: int
    answered: int
    invited: int

    @property
    def rate(self) -> float:
        """Answers per invited, at most 1."""
        return min(self.answered / self.invited, 1.0)


def coverage_of(row: Result) -> Coverage | None:
    """What can be told of the response rate behind a sum's own row; None where all is known, where nothing
    may be shown or where no unit has said. One query where it is not all known.
    """
    if row.invited or row.answered is None or row.unit_kind == UnitKind.SCHOOL:
        return None
    below = published(
        round_id=row.round_id, group=row.group, unit_kind=UnitKind.SCHOOL, unit_path__startswith=row.unit_path
    )
    told = below.filter(answered__isnull=False, invited__gt=0)
    found = told.aggregate(units=Count("pk"), answered=Sum("answered"), invited=Sum("invited"))
    return Coverage(of=below.count(), **found) if found["units"] else None
