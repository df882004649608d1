"""What a person should do now about plans and follow-up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rodtrad.activities.access import may_hand_in
from rodtrad.activities.models import Activity, ActivityStatus, Goal, UnitReport
from rodtrad.common.todo import Todo
from rodtrad.cycle.models import Phase
from rodtrad.cycle.service import phases_of
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place

__all__ = ["todo_for"]

MINUTES_A_FOLLOW_UP = 5


def todo_for(scope: Scope, place: Place, today: date) -> list[Todo]:
    """Late activities of one's own or one's unit; for those who lead it also goals when it is time to plan,
    and the unit's report once follow-up has begun.
    """
    found = _late(scope, place, today)
    if place.unit.is_school and may_hand_in(scope, place):
        phases = {phase.kind: phase for phase in phases_of(place.year_id)}
        found += _goals(place, today, phases.get(Phase.Kind.PLAN))
        found += _report(place, today, phases.get(Phase.Kind.FOLLOW_UP))
    return found


def _late(scope: Scope, place: Place, today: date) -> list[Todo]:
    mine = Q(owner_id=scope.person_id)
    if may_hand_in(scope, place):
        mine |= Q(goal__plan__unit=place.unit)
    late = Activity.objects.filter(
        mine,
        removed_at=None,
        goal__removed_at=None,
        goal__plan__unit__path__startswith=place.unit.path,
        goal__plan__year_id=place.year_id,
        status__in=[ActivityStatus.PLANNED, ActivityStatus.ONGOING],
        ends_on__lt=today,
    ).order_by("ends_on", "id")
    first = late.select_related("goal__plan__unit").first()
    if first is None:
        return []
    count = late.count()
    return [
        Todo(
            title=ngettext("Följ upp en aktivitet", "Följ upp %(count)s aktiviteter", count)
            % {"count": count},
            text=_("”%(title)s” skulle vara klar. Skriv vad som gjordes och vad det gav.")
            % {"title": first.title},
            url=replace(place, unit=first.goal.plan.unit).url("activities:follow_up", activity_id=first.pk),
            action=_("Följ upp"),
            due_on=first.ends_on,
            minutes=MINUTES_A_FOLLOW_UP * count,
        )
    ]


def _goals(place: Place, today: date, phase: Phase | None) -> list[Todo]:
    """From the first day of planning until the unit has a goal, or the year is over."""
    if phase is None or not phase.starts_on <= today <= place.ends_on:
        return []
    if Goal.objects.filter(plan__unit=place.unit, plan__year_id=place.year_id, removed_at=None).exists():
        return []
    return [
        Todo(
            title=_("Sätt mål för läsåret"),
            text=_("Välj högst tre. Utgå från det ni skattade lägst, eller från förra årets mål."),
            url=place.url("activities:year"),
            action=_("Sätt mål"),
            due_on=phase.ends_on,
            minutes=45,
        )
    ]


def _report(place: Place, today: date, phase: Phase | None) -> list[Todo]:
    if phase is None or today < phase.starts_on:
        return []
    if UnitReport.objects.filter(plan__unit=place.unit, plan__year_id=place.year_id).exists():
        return []
    return [
        Todo(
            title=_("Lämna in årets uppföljning"),
            text=_("Den är förberedd från det ni har skrivit under året. Läs, ändra och lämna in."),
            url=place.url("activities:report"),
            action=_("Lämna in uppföljningen"),
            due_on=phase.ends_on,
            minutes=30,
        )
    ]
