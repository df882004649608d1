"""Goals: new, changed, from a result, taken away and brought back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rodtrad.activities import service
from rodtrad.activities.forms import ActivityForm, GoalForm, StartForm
from rodtrad.activities.suggestion import lowest_at, suggestion_from
from rodtrad.activities.views.shared import demand_plan, goal_or_404, key_of, version_of
from rodtrad.common.errors import Conflict, UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request

CHOSEN_WORD = "forslag"

__all__ = ["change", "from_result", "new", "remove", "restore"]


def new(request: Request) -> HttpResponse:
    """A new goal; its first activity is the next page."""
    demand_plan(request)
    place, keep = request.place, f"mal-nytt-{request.place.unit.pk}-{request.place.year_id}"
    form = GoalForm(request.POST or None, initiatives=service.initiatives_at(place))
    if request.method == "POST" and form.is_valid():
        try:
            made = service.add_goal(request.scope, place, form.given(), key_of(request))
        except UserError as error:
            form.add_error(None, str(error))
        else:
            notify(request, _("Målet finns nu i planen. Vad ska ni göra för att nå det?"), kept=keep)
            return redirect(place.url("activities:activity_new", goal_id=made.pk))
    context = {"form": form, "key": key_of(request), "keep": keep, "lowest": lowest_at(request.scope, place)}
    return render(request, "activities/goal_form.html", context)


def change(request: Request, goal_id: int) -> HttpResponse:
    """Change a goal. When two change it at once, the second sees both texts and loses none."""
    demand_plan(request)
    held = goal_or_404(request, goal_id)
    choices = service.initiatives_at(request.place)
    form = GoalForm(request.POST or None, initial=GoalForm.initial_of(held), initiatives=choices, held=held)
    keep = f"mal-{goal_id}-{held.version}"
    context: dict[str, Any] = {"form": form, "goal": held, "version": held.version, "keep": keep}
    if request.method == "POST" and form.is_valid():
        try:
            service.change_goal(request.scope, held, version_of(request), form.given())
        except Conflict as error:
            form.add_error(None, str(error))
            context["theirs"] = GoalForm.told(held)
        else:
            notify(request, _("Målet är ändrat."), kept=f"mal-{goal_id}-{version_of(request)}")
            return redirect(request.place.url("activities:year"))
    return render(request, "activities/goal_form.html", context, status=409 if "theirs" in context else 200)


def from_result(request: Request, round_id: int, position: int) -> HttpResponse:
    """From a low result to a goal with its first activity, both prefilled from the indicator."""
    demand_plan(request)
    chosen = request.GET.get(CHOSEN_WORD, "")
    which = int(chosen) - 1 if chosen.isdecimal() and len(chosen) < 4 else 0
    suggested = suggestion_from(request.scope, request.place, round_id, position, which)
    if suggested is None:
        raise Http404
    choices, posted = service.initiatives_at(request.place), request.POST or None
    keep = f"resultat-{request.place.unit.pk}-{round_id}-{position}-{suggested.chosen}"
    goal = GoalForm(posted, prefix="goal", initial=suggested.goal, initiatives=choices)
    activity = ActivityForm(
        posted, prefix="activity", initial=suggested.activity, place=request.place, initiatives=choices
    )
    start = StartForm(posted, prefix="start", initial={"status": suggested.status})
    if posted and all([goal.is_valid(), activity.is_valid(), start.is_valid()]):
        origin = {"round": round_id, "position": position}
        try:
            service.add_goal_with_activity(
                request.scope,
                request.place,
                goal.given(origin),
                activity.given(),
                key_of(request),
                start.given(),
            )
        except UserError as error:
            goal.add_error(None, str(error))
        else:
            notify(request, _("Målet och den första aktiviteten finns nu i er plan."), kept=keep)
            return redirect(request.place.url("activities:year"))
    context = {
        "goal_form": goal,
        "activity_form": activity,
        "start_form": start,
        "suggested": suggested,
        "key": key_of(request),
        "keep": keep,
    }
    return render(request, "activities/from_result.html", context)


@require_POST
def remove(request: Request, goal_id: int) -> HttpResponse:
    """Take a goal out of the plan, with a way back."""
    service.remove(request.scope, goal_or_404(request, goal_id))
    undo = request.place.url("activities:goal_restore", goal_id=goal_id)
    notify(request, _("Målet är borttaget."), undo_url=undo)
    return redirect(request.place.url("activities:year"))


@require_POST
def restore(request: Request, goal_id: int) -> HttpResponse:
    """Bring a goal back."""
    service.restore(request.scope, goal_or_404(request, goal_id))
    notify(request, _("Målet är tillbaka i planen."))
    return redirect(request.place.url("activities:year"))
