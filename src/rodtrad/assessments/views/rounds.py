"""Rounds for the strategist: prepare, look through, open, extend, close."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rodtrad.assessments import service
from rodtrad.assessments.access import may_manage
from rodtrad.assessments.forms import ExtendForm, RoundForm
from rodtrad.assessments.groups import Group, label_of
from rodtrad.assessments.models import CommentReader, Instrument, InstrumentKind, Round, RoundState, Seer
from rodtrad.assessments.views.shared import query
from rodtrad.common.errors import UserError
from rodtrad.common.notices import notify
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.models import Unit
from rodtrad.organisation.place import Request

# With more units than this a list to tick is of no use, and the round is held under a node instead.
UNITS_TO_CHOOSE_AMONG = 400
SHOWN_UNITS = 60
# Closing cannot be undone: before the last day it takes a tick besides the button.
SURE = "i-fortid"


def new_round(request: Request) -> HttpResponse:
    """Prepare a round under the chosen unit."""
    _demand(request)
    form = RoundForm(request.POST or None, initial=_suggestion(request), **_choices(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = _prepare(request, form)
        except UserError as error:
            form.add_error(None, str(error))
        else:
            kept = f"omgang-{request.place.unit.slug}-{request.place.year_slug}"
            notify(
                request,
                _("Omgången är förberedd. Se över den här och öppna den när allt stämmer."),
                kept=kept,
            )
            return HttpResponseRedirect(request.place.url("assessments:round", round_id=made.pk))
    context = {"form": form, "thresholds": service.thresholds_of(request.place.unit.authority_path)}
    return render(request, "assessments/round_new.html", context, status=400 if form.errors else 200)


@require_safe
def show_round(request: Request, round_id: int) -> HttpResponse:
    """One round: what it asks and whom, how far it has come, and what can be done with it."""
    return _show(request, _round_or_404(request, round_id), None)


def _show(
    request: Request, current: Round, extend: ExtendForm | None, status: int = 200, problem: str = ""
) -> HttpResponse:
    """`problem` is why what was just asked for was not done."""
    today = timezone.localdate()
    units = service.units_to_ask(current) if current.state == RoundState.DRAFT else None
    is_open = current.state == RoundState.OPEN
    told = service.participation(current) if current.state != RoundState.DRAFT else None
    context: dict[str, Any] = {
        "current": current,
        "not_handed_in": told.units - told.leaders if told and Group.LEADERS in current.groups else 0,
        "has_passed": current.closes_on < today,
        "opens_later": current.opens_on > today,
        "problem": problem,
        "hindrance": service.hindrance_of(current, today) if current.state == RoundState.DRAFT else "",
        "participation": told,
        "number_of_units": units.count() if units is not None else None,
        "units": list(units[:SHOWN_UNITS]) if units is not None else [],
        "groups": [label_of(group) for group in current.groups],
        "thresholds": [
            (label_of(group), current.threshold(group)) for group in current.groups if group != Group.LEADERS
        ],
        "query": query(current),
        "is_open": is_open,
        "extend": extend or ExtendForm(initial={"closes_on": current.closes_on}),
        "trail": service.trail_of(request.scope, current),
    }
    return render(request, "assessments/round.html", context, status=status)


@require_POST
def open_round(request: Request, round_id: int) -> HttpResponse:
    """Open a prepared round."""
    prepared = _round_or_404(request, round_id)
    try:
        opened = service.open_round(request.scope, prepared, timezone.localdate())
    except UserError as error:
        prepared.refresh_from_db()
        return _show(request, prepared, None, 409, str(error))
    notify(request, _("Omgången är öppen. Rektorerna ser den på sin startsida."))
    return HttpResponseRedirect(request.place.url("assessments:round", round_id=opened.pk))


@require_POST
def extend_round(request: Request, round_id: int) -> HttpResponse:
    """Another last day."""
    current = _round_or_404(request, round_id)
    form = ExtendForm(request.POST)
    if form.is_valid():
        try:
            service.extend_round(request.scope, current, form.cleaned_data["closes_on"], timezone.localdate())
        except UserError as error:
            form.add_error("closes_on", str(error))
        else:
            notify(request, _("Sista dagen är ändrad."))
            return HttpResponseRedirect(request.place.url("assessments:round", round_id=current.pk))
    return _show(request, current, form, 400)


@require_POST
def close_round(request: Request, round_id: int) -> HttpResponse:
    """Close the round and go where the count can be followed."""
    current = _round_or_404(request, round_id)
    early = current.state == RoundState.OPEN and current.closes_on >= timezone.localdate()
    if early and SURE not in request.POST:
        return _show(request, current, None, 400, _("Kryssa för att du vill stänga omgången i förtid."))
    where = request.place.url("assessments:result") + query(current)
    job = service.close_round(request.scope, current, where)
    return HttpResponseRedirect(reverse("common:job", kwargs={"job_id": job.pk}))


@require_POST
def remove_round(request: Request, round_id: int) -> HttpResponse:
    """Throw a prepared round away."""
    service.remove_round(request.scope, _round_or_404(request, round_id))
    notify(request, _("Den förberedda omgången är borttagen."))
    return HttpResponseRedirect(request.place.url("assessments:overview"))


def _demand(request: Request) -> None:
    if not may_manage(request.scope, request.place.unit.path):
        raise Http404


def _round_or_404(request: Request, round_id: int) -> Round:
    visible = Round.objects.visible_to(request.scope).select_related(
        "node", "authority", "instrument", "year"
    )
    here = visible.filter(authority__path=request.place.unit.authority_path)
    current = get_object_or_404(here, pk=round_id)
    if not may_manage(request.scope, current.node.path):
        raise Http404
    return current


def _prepare(request: Request, form: RoundForm) -> Round:
    year = SchoolYear.objects.get(pk=request.place.year_id)
    instrument, plan = form.cleaned_data["instrument"], form.plan()
    alike = service.prepared_alike(instrument, request.place.unit, year, plan)
    return alike or service.prepare_round(request.scope, instrument, request.place.unit, year, plan)


def _choices(request: Request) -> dict[str, Any]:
    units = Unit.objects.under(request.place.unit.path).schools().order_by("path")
    few = units.count() <= UNITS_TO_CHOOSE_AMONG
    return {
        "instruments": service.instruments_for(request.scope, request.place.unit.authority_path),
        "units": units if few else None,
        "today": timezone.localdate(),
        "ends_on": request.place.ends_on,
    }


def _yearly(request: Request) -> Instrument | None:
    """What a year's own round most often asks: the latest of its kind."""
    found = service.instruments_for(request.scope, request.place.unit.authority_path)
    return found.filter(kind=InstrumentKind.YEARLY).first()


def _suggestion(request: Request) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "title": _("Självskattning %(year)s") % {"year": request.place.year_label},
        "opens_on": today,
        "closes_on": today + timedelta(days=21),
        "groups": [Group.LEADERS, Group.STAFF],
        "instrument": _yearly(request),
        "seen_by": Seer.STAFF,
        "comments_for": CommentReader.LEADERS,
    }
