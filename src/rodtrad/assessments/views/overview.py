"""The place 'Skattning': what goes on here this year, and the way to each thing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rodtrad.assessments import service
from rodtrad.assessments.access import may_lead, may_manage, may_share_link
from rodtrad.assessments.models import Round, RoundState
from rodtrad.assessments.views.shared import query, round_here
from rodtrad.common.registry import providers
from rodtrad.organisation.place import Request


@require_safe
def overview(request: Request) -> HttpResponse:
    """What goes on in the rating at this unit this year."""
    scope, place = request.scope, request.place
    today = timezone.localdate()
    current = round_here(request)
    manages = may_manage(scope, place.unit.path)
    is_open = current is not None and current.state == RoundState.OPEN
    return render(
        request,
        "assessments/overview.html",
        {
            "current": current,
            "query": query(current) if current else "",
            "others": _others(request, current),
            "is_open": is_open,
            "has_passed": current is not None and current.closes_on < today,
            "rating": service.rating_of(scope, current, place.unit, today) if is_open and current else None,
            "may_lead": may_lead(scope, place.unit.path),
            "may_share": may_share_link(scope, place.unit.path),
            "may_manage": manages,
            "may_take_answers": current is not None and service.may_take_answers(scope, current),
            "participation": service.participation(current, place.unit.path) if is_open and current else None,
            "rounds": _rounds(request) if manages else [],
            "earlier": _earlier(request, current),
            "staff_sentence": service.staff_sentence(scope, place, today),
            "cards": [card for give in providers("assessments.overview") if (card := give(request))],
        },
    )


def _others(request: Request, current: Round | None) -> list[tuple[Round, str]]:
    """The year's other rounds, each with what its address carries."""
    found = service.rounds_at(request.scope, request.place.unit.path, request.place.year_id)
    return [(each, f"?omgang={each.pk}") for each in found if current is not None and each.pk != current.pk]


def _rounds(request: Request) -> list[Round]:
    return list(service.rounds_for(request.scope, request.place.unit.path, request.place.year_id))


def _earlier(request: Request, current: Round | None) -> Round | None:
    """The latest result before this year's round, while that one has none yet."""
    if current is not None and current.state == RoundState.CLOSED:
        return None
    return service.closed_round_at(request.place.unit.path, request.place.starts_on)
