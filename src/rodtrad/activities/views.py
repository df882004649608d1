"""The place Läsåret: a unit's goals, activities, follow-ups and report; above the schools, their state."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rodtrad.activities import service
from rodtrad.activities.access import may_follow_up, may_hand_in, may_plan
from rodtrad.activities.forms import ActivityForm, FollowUpForm, GoalForm, ReportForm, status_choices
from rodtrad.activities.models import Activity, Goal
from rodtrad.activities.suggestion import suggestion_from
from rodtrad.common.audit import describe, events_of
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.cycle.service import phases_of, previous_year, place_of, tasks_for
from rodtrad.organisation.models import Unit
from rodtrad.organisation.place import Request
from rodtrad.plans.models import Document, Item
from rodtrad.plans.service import initiatives_of, plan_in_force

UNITS_A_PAGE = 50


def key_of(request: Request) -> str:
    """The form's submission key: kept when the form comes back, new when it is opened."""
    return request.POST.get("key", "")[:60] or get_random_string(32)


def version_of(request: Request) -> int:
    """The version that the form was opened with; -1 when it is no number, so that it fits nothing."""
    value = request.POST.get("version", "")
    return int(value) if value.isdecimal() and len(value) < 10 else -1


def plan_of(request: Request) -> Document | None:
    """The plan in force in the chosen year: today's in this year, the year's last day's in others."""
    place = request.place
    day = min(max(timezone.localdate(), place.starts_on), place.ends_on)
    return plan_in_force(place.unit.authority_path, day)


def initiatives(request: Request) -> list[Item]:
    plan = plan_of(request)
    return initiatives_of(plan) if plan else []


def goal_or_404(request: Request, goal_id: int) -> Goal:
    found = service.goal_for(request.scope, goal_id)
    if found is None or found.plan.unit_id != request.place.unit.pk:
        raise Http404
    return found


def activity_or_404(request: Request, activity_id: int) -> Activity:
    found = service.activity_for(request.scope, activity_id)
    if found is None or found.goal.plan.unit_id != request.place.unit.pk:
        raise Http404
    return found


def demand_plan(request: Request) -> None:
    """Whoever may not plan here is told so before filling in a form."""
    if not may_plan(request.scope, request.place):
        raise NotAllowed(_("Bara den som leder enheten kan ändra dess plan."), "not_yours")


def year(request: Request) -> HttpResponse:
    """The year of a unit; above the schools the state of those below."""
    if not request.scope.sees(request.place.unit.path):
        raise Http404
    return unit_year(request) if request.place.unit.is_school else overview(request)


def unit_year(request: Request) -> HttpResponse:
    """A unit's goals with their activities, and what the year asks for."""
    place, today = request.place, timezone.localdate()
    last = previous_year(place.year_id)
    roles = request.scope.roles_at(place.unit.path)
    context = {
        "goals": service.goals_of(request.scope, place),
        "may_plan": may_plan(request.scope, place),
        "may_hand_in": may_hand_in(request.scope, place),
        "report": service.report_of(request.scope, place),
        "tasks": tasks_for(place.year_id, roles),
        "phases": phases_of(place.year_id),
        "today": today,
        "last_year": last,
    }
    return render(request, "activities/unit_year.html", context)


def overview(request: Request) -> HttpResponse:
    """The units below: how many goals, activities and follow-ups each has. In tree order, never ranked."""
    place = request.place
    units = Unit.objects.visible_to(request.scope).under(place.unit.path).schools()
    page = Paginator(units, UNITS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": service.unit_counts(request.scope, list(page.object_list), place.year_id),
        "phases": phases_of(place.year_id),
        "tasks": tasks_for(place.year_id, request.scope.roles_at(place.unit.path)),
    }
    return render(request, "activities/overview.html", context)


def coverage(request: Request) -> HttpResponse:
    """Which initiatives no one works with, and which activities serve none."""
    place = request.place
    if not request.scope.sees(place.unit.path):
        raise Http404
    items = initiatives(request)
    found = service.coverage(place.unit.path, place.year_id, items)
    loose = service.loose_activities(request.scope, place.unit.path, place.year_id)
    context = {
        "plan": plan_of(request),
        "rows": list(zip(items, found, strict=True)),
        "idle": [item for item, row in zip(items, found, strict=True) if not row.activities],
        "page": Paginator(loose, UNITS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "activities/coverage.html", context)


def goal_new(request: Request) -> HttpResponse:
    """A new goal."""
    demand_plan(request)
    form = GoalForm(request.POST or None, initiatives=initiatives(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = service.add_goal(request.scope, request.place, form.given(), key_of(request))
        except UserError as error:
            form.add_error(None, str(error))
        else:
            return redirect(request.place.url("activities:activity_new", goal_id=made.pk))
    return render(request, "activities/goal_form.html", {"form": form, "key": key_of(request)})


def goal(request: Request, goal_id: int) -> HttpResponse:
    """Change a goal."""
    demand_plan(request)
    held = goal_or_404(request, goal_id)
    form = GoalForm(request.POST or None, initial=GoalForm.initial_of(held), initiatives=initiatives(request))
    context: dict[str, Any] = {"form": form, "goal": held, "version": held.version}
    if request.method == "POST" and form.is_valid():
        try:
            service.change_goal(request.scope, held, version_of(request), form.given())
        except Conflict as error:
            form.add_error(None, str(error))
            context |= {"theirs": goal_or_404(request, goal_id)}
        else:
            notify(request, _("Målet är ändrat."))
            return redirect(request.place.url("activities:year"))
    return render(request, "activities/goal_form.html", context, status=409 if "theirs" in context else 200)


def goal_from_result(request: Request, round_id: int, position: int) -> HttpResponse:
    """From a low result to a goal with its first activity, both prefilled from the indicator."""
    demand_plan(request)
    suggested = suggestion_from(request.scope, request.place, round_id, position)
    if suggested is None:
        raise Http404
    items = initiatives(request)
    posted = request.POST or None
    goal_form = GoalForm(posted, prefix="goal", initial=suggested.goal, initiatives=items)
    activity_form = ActivityForm(
        posted, prefix="activity", initial=suggested.activity, place=request.place, initiatives=items
    )
    if posted and goal_form.is_valid() and activity_form.is_valid():
        origin = {"round": round_id, "position": position}
        try:
            service.add_goal_with_activity(
                request.scope,
                request.place,
                goal_form.given(origin),
                activity_form.given(),
                key_of(request),
            )
        except UserError as error:
            goal_form.add_error(None, str(error))
        else:
            notify(request, _("Målet och den första aktiviteten finns nu i er plan."))
            return redirect(request.place.url("activities:year"))
    context = {
        "goal_form": goal_form,
        "activity_form": activity_form,
        "suggested": suggested,
        "key": key_of(request),
    }
    return render(request, "activities/from_result.html", context)


def activity_new(request: Request, goal_id: int) -> HttpResponse:
    """A new activity under a goal."""
    demand_plan(request)
    held = goal_or_404(request, goal_id)
    initial = {"items": [held.item_id] if held.item_id else []}
    form = ActivityForm(
        request.POST or None, initial=initial, place=request.place, initiatives=initiatives(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            service.add_activity(request.scope, held, form.given(), key_of(request))
        except UserError as error:
            form.add_error(None, str(error))
        else:
            notify(request, _("Aktiviteten finns nu i planen."))
            return redirect(request.place.url("activities:year"))
    context = {"form": form, "goal": held, "key": key_of(request)}
    return render(request, "activities/activity_form.html", context)


def activity(request: Request, activity_id: int) -> HttpResponse:
    """One activity: what it is, how far it has come, what came of it, and what has happened to it."""
    held = activity_or_404(request, activity_id)
    context = {
        "activity": held,
        "goal": held.goal,
        "may_plan": may_plan(request.scope, request.place),
        "may_follow_up": may_follow_up(request.scope, held),
        "statuses": status_choices(held),
        "history": [(event, describe(event)) for event in events_of(held)[:20]],
    }
    return render(request, "activities/activity.html", context)


def activity_edit(request: Request, activity_id: int) -> HttpResponse:
    """Change an activity. When two change it at once, the second sees both texts and loses none."""
    demand_plan(request)
    held = activity_or_404(request, activity_id)
    form = ActivityForm(
        request.POST or None,
        initial=ActivityForm.initial_of(held),
        place=request.place,
        initiatives=initiatives(request),
    )
    context: dict[str, Any] = {
        "form": form,
        "activity": held,
        "goal": held.goal,
        "version": held.version,
    }
    if request.method == "POST" and form.is_valid():
        try:
            service.change_activity(request.scope, held, version_of(request), form.given())
        except Conflict as error:
            form.add_error(None, str(error))
            context |= {"theirs": activity_or_404(request, activity_id)}
        except UserError as error:
            form.add_error(None, str(error))
        else:
            notify(request, _("Aktiviteten är ändrad."))
            return redirect(request.place.url("activities:activity", activity_id=held.pk))
    status = 409 if "theirs" in context else 200
    return render(request, "activities/activity_form.html", context, status=status)


@require_POST
def activity_status(request: Request, activity_id: int) -> HttpResponse:
    """Change the work status from the activity's page."""
    held = activity_or_404(request, activity_id)
    status = request.POST.get("status", "")
    if status not in dict(status_choices(held)):
        raise Conflict(_("Aktivitetens status har ändrats. Ladda om sidan och välj igen."), "wrong_state")
    service.change_status(request.scope, held, version_of(request), status)
    notify(request, _("Status är ändrad."))
    return redirect(request.place.url("activities:activity", activity_id=activity_id))


def follow_up(request: Request, activity_id: int) -> HttpResponse:
    """Write what was done, what came of it and what the unit concludes."""
    held = activity_or_404(request, activity_id)
    if not may_follow_up(request.scope, held):
        raise NotAllowed(
            _("Bara den som leder enheten eller ansvarar för aktiviteten kan följa upp den."), "not_yours"
        )
    form = FollowUpForm(request.POST or None, initial={"status": held.status}, activity=held)
    if request.method == "POST" and form.is_valid():
        try:
            service.follow_up(request.scope, held, form.given(), key_of(request))
        except UserError as error:
            form.add_error(None, str(error))
        else:
            notify(request, _("Uppföljningen är sparad."))
            return redirect(request.place.url("activities:activity", activity_id=held.pk))
    context = {"form": form, "activity": held, "key": key_of(request)}
    return render(request, "activities/follow_up.html", context)


@require_POST
def goal_remove(request: Request, goal_id: int) -> HttpResponse:
    """Take a goal out of the plan, with a way back."""
    held = goal_or_404(request, goal_id)
    service.remove(request.scope, held)
    undo = request.place.url("activities:goal_restore", goal_id=goal_id)
    notify(request, _("Målet är borttaget."), undo_url=undo)
    return redirect(request.place.url("activities:year"))


@require_POST
def goal_restore(request: Request, goal_id: int) -> HttpResponse:
    """Bring a goal back."""
    service.restore(request.scope, goal_or_404(request, goal_id))
    return redirect(request.place.url("activities:year"))


@require_POST
def activity_remove(request: Request, activity_id: int) -> HttpResponse:
    """Take an activity out of the plan, with a way back."""
    held = activity_or_404(request, activity_id)
    service.remove(request.scope, held)
    undo = request.place.url("activities:activity_restore", activity_id=activity_id)
    notify(request, _("Aktiviteten är borttagen."), undo_url=undo)
    return redirect(request.place.url("activities:year"))


@require_POST
def activity_restore(request: Request, activity_id: int) -> HttpResponse:
    """Bring an activity back."""
    service.restore(request.scope, activity_or_404(request, activity_id))
    return redirect(request.place.url("activities:year"))


def copy(request: Request) -> HttpResponse:
    """Start from last year's goals: choose which go on."""
    demand_plan(request)
    last = previous_year(request.place.year_id)
    if last is None:
        raise Http404
    if request.method == "POST":
        chosen = [int(pk) for pk in request.POST.getlist("goal")[:200] if pk.isdecimal()]
        copied = service.copy_from_last_year(request.scope, request.place, chosen)
        notify(request, _("%(count)s mål följer med till det nya läsåret.") % {"count": copied})
        return HttpResponseRedirect(request.place.url("activities:year"))
    goals = service.goals_of(request.scope, place_of(request.place.unit, last))
    return render(request, "activities/copy.html", {"goals": goals, "last_year": last})


def report(request: Request) -> HttpResponse:
    """The unit's follow-up report: prepared, edited, handed in."""
    place = request.place
    if not place.unit.is_school or not request.scope.sees(place.unit.path):
        raise Http404
    held = service.report_of(request.scope, place)
    initial = (
        {"summary": held.summary, "next_year": held.next_year}
        if held
        else {"summary": service.report_draft(request.scope, place)}
    )
    form = ReportForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {
        "form": form,
        "report": held,
        "version": held.version if held else 0,
        "may_hand_in": may_hand_in(request.scope, place),
    }
    if request.method == "POST" and form.is_valid():
        try:
            service.hand_in_report(request.scope, place, version_of(request), **form.cleaned_data)
        except Conflict as error:
            form.add_error(None, str(error))
            context |= {"theirs": service.report_of(request.scope, place)}
        else:
            notify(request, _("Uppföljningen är inlämnad."))
            return redirect(place.url("activities:year"))
    return render(request, "activities/report.html", context, status=409 if "theirs" in context else 200)
