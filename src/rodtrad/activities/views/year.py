"""The year of a unit, the state of the units below, what no one works with, last year's goals, the report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rodtrad.activities import service
from rodtrad.activities.access import may_hand_in, may_plan
from rodtrad.activities.forms import ReportForm
from rodtrad.activities.suggestion import lowest_at, origins_of
from rodtrad.activities.views.shared import demand_plan, version_of
from rodtrad.common import wheel
from rodtrad.common.errors import Conflict, NotAllowed
from rodtrad.common.notices import notify
from rodtrad.cycle.service import phases_of, place_of, previous_year, tasks_for
from rodtrad.organisation.models import Unit
from rodtrad.organisation.place import Request

__all__ = ["copy", "coverage", "report", "year"]

UNITS_A_PAGE = 50
TASKS_SHOWN = 4
WITHOUT_SHOWN = 5


def demand_sight(request: Request) -> None:
    """A unit above one's own exists for the reader, but what is planned there is not."""
    if not request.scope.sees(request.place.unit.path):
        raise Http404


def _own_unit_below(request: Request) -> Unit | None:
    """The reader's first unit under one that they only see the name of."""
    here = str(request.place.unit.path)
    below = [path for path in request.scope.paths if path != here and path.startswith(here)]
    return Unit.objects.get(path=below[0]) if below else None


@require_safe
def year(request: Request) -> HttpResponse:
    """The year of a unit; above the schools the state of those below. Whoever comes here from a unit
    above their own, as the navigation lets them, is led to their own.
    """
    if own := _own_unit_below(request):
        return redirect(replace(request.place, unit=own).url("activities:year"))
    demand_sight(request)
    return unit_year(request) if request.place.unit.is_school else overview(request)


def unit_year(request: Request) -> HttpResponse:
    """A unit's goals with their activities, and what the year asks for."""
    place, today = request.place, timezone.localdate()
    goals = service.goals_of(request.scope, place)
    plans = may_plan(request.scope, place)
    context = {
        "plan": service.plan_view(goals, today, origins_of(place, goals)),
        "ours": any(duty.unit_id == place.unit.pk for duty in request.scope.duties),
        "may_plan": plans and today <= place.ends_on,
        "lowest": lowest_at(request.scope, place) if plans and not goals else None,
        "may_hand_in": may_hand_in(request.scope, place),
        "report": service.report_of(request.scope, place),
        "last_year": None if goals else previous_year(place.year_id),
        **year_context(request),
    }
    return render(request, "activities/unit_year.html", context)


def year_context(request: Request) -> dict[str, Any]:
    """The year as a wheel, and what is next for the reader's roles at the place."""
    place, today = request.place, timezone.localdate()
    english = (get_language() or "sv").startswith("en")
    tasks = [
        wheel.Task(task.title_en if english else task.title_sv, task.due_on)
        for task in tasks_for(place.year_id, request.scope.roles_at(place.unit.path))
        if task.due_on >= today
    ]
    phases = [
        wheel.Phase(str(phase.get_kind_display()), phase.starts_on, phase.ends_on)
        for phase in phases_of(place.year_id)
    ]
    drawn = wheel.Wheel(place.year_label, place.starts_on, place.ends_on, today, phases, tasks)
    return {"wheel": drawn if phases else None, "coming": tasks[:TASKS_SHOWN]}


def overview(request: Request) -> HttpResponse:
    """The units below: how many goals, activities and follow-ups each has. In tree order, never ranked."""
    place = request.place
    units = Unit.objects.visible_to(request.scope).under(place.unit.path).schools()
    page = Paginator(units, UNITS_A_PAGE).get_page(request.GET.get("page"))
    without = service.units_without_plan(request.scope, place, WITHOUT_SHOWN + 1)
    context = {
        "page": page,
        "rows": service.unit_counts(request.scope, list(page.object_list), place),
        "total": service.total_of(place),
        "without": without[:WITHOUT_SHOWN],
        "more_without": len(without) > WITHOUT_SHOWN,
        "may_plan": may_plan(request.scope, place) and timezone.localdate() <= place.ends_on,
        "own": service.plan_view(service.goals_of(request.scope, place), timezone.localdate()),
        **year_context(request),
    }
    return render(request, "activities/overview.html", context)


@require_safe
def coverage(request: Request) -> HttpResponse:
    """Which initiatives no one works with, and which activities serve none."""
    demand_sight(request)
    place = request.place
    covered = service.coverage_at(place)
    loose = service.loose_activities(request.scope, place.unit.path, place.year_id)
    page = Paginator(loose, UNITS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "document": covered.document,
        "covered": covered,
        "page": page,
        "loose": [(replace(place, unit=each.goal.plan.unit), each) for each in page.object_list],
    }
    return render(request, "activities/coverage.html", context)


def copy(request: Request) -> HttpResponse:
    """Start from last year's goals: choose which go on."""
    demand_plan(request)
    last = previous_year(request.place.year_id)
    if last is None:
        raise Http404
    if request.method == "POST":
        chosen = [int(pk) for pk in request.POST.getlist("goal")[:200] if pk.isdecimal() and len(pk) < 19]
        copied = service.copy_from_last_year(request.scope, request.place, chosen)
        notify(request, _("Mål som följer med till det nya läsåret: %(count)s.") % {"count": copied})
        return redirect(request.place.url("activities:year"))
    goals = service.goals_of(request.scope, place_of(request.place.unit, last))
    plan = service.plan_view(goals, timezone.localdate())
    return render(request, "activities/copy.html", {"plan": plan, "last_year": last})


def report(request: Request) -> HttpResponse:
    """The unit's follow-up report: prepared, edited, handed in."""
    demand_sight(request)
    place = request.place
    if not place.unit.is_school:
        raise Http404
    held = service.report_of(request.scope, place)
    mine, keep = may_hand_in(request.scope, place), f"rapport-{place.unit.pk}-{place.year_id}"
    if request.method == "POST" and not mine:
        raise NotAllowed(_("Bara den som leder enheten kan lämna in uppföljningen."), "not_yours")
    form = ReportForm(request.POST or None, initial=ReportForm.initial_of(request.scope, place, held))
    context: dict[str, Any] = {"form": form, "report": held, "may_hand_in": mine}
    if request.method == "POST" and form.is_valid():
        try:
            service.hand_in_report(request.scope, place, version_of(request), **form.cleaned_data)
        except Conflict as error:
            form.add_error(None, str(error))
            context["theirs"] = ReportForm.told(held) if held else []
        else:
            notify(request, _("Uppföljningen är inlämnad."), kept=f"{keep}-{version_of(request)}")
            return redirect(place.url("activities:report"))
    version = held.version if held else 0
    context |= {"version": version, "keep": f"{keep}-{version}"}
    return render(request, "activities/report.html", context, status=409 if "theirs" in context else 200)
