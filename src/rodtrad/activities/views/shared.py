"""What the views of several pages need."""

from __future__ import annotations

from django.http import Http404
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from rodtrad.activities import service
from rodtrad.activities.access import may_plan
from rodtrad.activities.models import Activity, Goal
from rodtrad.common.errors import NotAllowed
from rodtrad.organisation.place import Request

__all__ = ["activity_or_404", "demand_plan", "goal_or_404", "key_of", "version_of"]


def key_of(request: Request) -> str:
    """The form's submission key: kept when the form comes back, new when it is opened."""
    return request.POST.get("key", "")[:60] or get_random_string(32)


def version_of(request: Request) -> int:
    """The version that the form was opened with; -1 when it is no number, so that it fits nothing."""
    value = request.POST.get("version", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else -1


def goal_or_404(request: Request, goal_id: int) -> Goal:
    """The goal, when it stands in the plan of the page's unit and year."""
    found = service.goal_for(request.scope, goal_id)
    if found is None or not _at_place(request, found):
        raise Http404
    return found


def activity_or_404(request: Request, activity_id: int) -> Activity:
    """The activity, when it stands in the plan of the page's unit and year."""
    found = service.activity_for(request.scope, activity_id)
    if found is None or not _at_place(request, found.goal):
        raise Http404
    return found


def _at_place(request: Request, goal: Goal) -> bool:
    here = (request.place.unit.pk, request.place.year_id)
    return (goal.plan.unit_id, goal.plan.year_id) == here


def demand_plan(request: Request) -> None:
    """Whoever may not plan here is told so before filling in a form."""
    if not request.scope.sees(request.place.unit.path):
        raise Http404
    if not may_plan(request.scope, request.place):
        raise NotAllowed(_("Bara den som leder enheten kan ändra dess plan."), "not_yours")
