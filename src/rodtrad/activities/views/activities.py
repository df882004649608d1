"""Activities: new, shown, changed, followed up, taken away and brought back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rodtrad.activities import service
from rodtrad.activities.access import may_follow_up, may_plan
from rodtrad.activities.forms import ActivityForm, FollowUpForm, status_choices
from rodtrad.activities.models import Activity
from rodtrad.activities.views.shared import activity_or_404, demand_plan, goal_or_404, key_of, version_of
from rodtrad.common.audit import describe, events_of
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request

__all__ = ["change", "follow_up", "new", "remove", "restore", "show", "status"]

EVENTS_SHOWN = 20


def new(request: Request, goal_id: int) -> HttpResponse:
    """A new activity under a goal."""
    demand_plan(request)
    held, keep = goal_or_404(request, goal_id), f"aktivitet-ny-{goal_id}"
    form = ActivityForm(
        request.POST or None,
        initial={"items": [held.item_id] if held.item_id else []},
        place=request.place,
        initiatives=service.initiatives_at(request.place),
    )
    if request.method == "POST" and form.is_valid():
        try:
            service.add_activity(request.scope, held, form.given(), key_of(request))
        except UserError as error:
            form.add_error(None, str(error))
        else:
            notify(request, _("Aktiviteten finns nu i planen."), kept=keep)
            return redirect(request.place.url("activities:year"))
    context = {"form": form, "goal": held, "key": key_of(request), "keep": keep}
    return render(request, "activities/activity_form.html", context)


@require_safe
def show(request: Request, activity_id: int) -> HttpResponse:
    """One activity: what it is, how far it has come, what came of it, and what has happened to it."""
    held = activity_or_404(request, activity_id)
    context = {
        "activity": held,
        "goal": held.goal,
        "row": service.row_of(held, timezone.localdate()),
        "removed": bool(held.removed_at or held.goal.removed_at),
        "may_plan": may_plan(request.scope, request.place),
        "may_follow_up": may_follow_up(request.scope, held),
        "statuses": status_choices(held),
        "history": [(event, describe(event)) for event in events_of(held)[:EVENTS_SHOWN]],
    }
    return render(request, "activities/activity.html", context)


def change(request: Request, activity_id: int) -> HttpResponse:
    """Change an activity. When two change it at once, the second sees both texts and loses none."""
    demand_plan(request)
    held = activity_or_404(request, activity_id)
    form = ActivityForm(
        request.POST or None,
        initial=ActivityForm.initial_of(held),
        place=request.place,
        initiatives=service.initiatives_at(request.place),
        held=held,
    )
    context: dict[str, Any] = {
        "form": form,
        "activity": held,
        "goal": held.goal,
        "version": held.version,
        "keep": f"aktivitet-{activity_id}-{held.version}",
    }
    if request.method == "POST" and form.is_valid():
        try:
            service.change_activity(request.scope, held, version_of(request), form.given())
        except Conflict as error:
            form.add_error(None, str(error))
            context["theirs"] = ActivityForm.told(held)
        except UserError as error:
            form.add_error(None, str(error))
        else:
            kept = f"aktivitet-{activity_id}-{version_of(request)}"
            notify(request, _("Aktiviteten är ändrad."), kept=kept)
            return redirect(request.place.url("activities:activity", activity_id=held.pk))
    return render(
        request, "activities/activity_form.html", context, status=409 if "theirs" in context else 200
    )


@require_POST
def status(request: Request, activity_id: int) -> HttpResponse:
    """Change the work status from the activity's page."""
    held = activity_or_404(request, activity_id)
    _demand_follow_up(request, held)
    chosen = request.POST.get("status", "")
    if chosen not in dict(status_choices(held)):
        raise Conflict(_("Aktivitetens status har ändrats. Ladda om sidan och välj igen."), "wrong_state")
    service.change_status(request.scope, held, version_of(request), chosen)
    notify(request, _("Status är ändrad."))
    return redirect(request.place.url("activities:activity", activity_id=activity_id))


def _demand_follow_up(request: Request, activity: Activity) -> None:
    if not may_follow_up(request.scope, activity):
        raise NotAllowed(
            _("Bara den som leder enheten eller ansvarar för aktiviteten kan följa upp den."), "not_yours"
        )


def follow_up(request: Request, activity_id: int) -> HttpResponse:
    """Write what was done, what came of it and what the unit concludes."""
    held = activity_or_404(request, activity_id)
    _demand_follow_up(request, held)
    keep = f"uppfoljning-{activity_id}"
    form = FollowUpForm(request.POST or None, initial={"status": held.status}, activity=held)
    if request.method == "POST" and form.is_valid():
        try:
            service.follow_up(request.scope, held, form.given(), key_of(request))
        except UserError as error:
            form.add_error(None, str(error))
        else:
            notify(request, _("Uppföljningen är sparad."), kept=keep)
            return redirect(request.place.url("activities:activity", activity_id=held.pk))
    context = {"form": form, "activity": held, "goal": held.goal, "key": key_of(request), "keep": keep}
    return render(request, "activities/follow_up.html", context)


@require_POST
def remove(request: Request, activity_id: int) -> HttpResponse:
    """Take an activity out of the plan, with a way back."""
    service.remove(request.scope, activity_or_404(request, activity_id))
    undo = request.place.url("activities:activity_restore", activity_id=activity_id)
    notify(request, _("Aktiviteten är borttagen."), undo_url=undo)
    return redirect(request.place.url("activities:year"))


@require_POST
def restore(request: Request, activity_id: int) -> HttpResponse:
    """Bring an activity back."""
    service.restore(request.scope, activity_or_404(request, activity_id))
    notify(request, _("Aktiviteten är tillbaka i planen."))
    return redirect(request.place.url("activities:year"))
