"""What the signed-in views of this package have in common."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import get_language

from rodtrad.assessments import service
from rodtrad.assessments.models import Group, Round, RoundState, RoundUnit
from rodtrad.assessments.scale import in_language
from rodtrad.organisation.place import Request

GROUP_WORD = "grupp"


def language() -> str:
    """The reader's language as texts are stored under it."""
    return (get_language() or "sv")[:2]


def level_names(current: Round) -> list[str]:
    """The names of the levels, lowest first, in the reader's language."""
    return [in_language(name, language())[0] for name in current.instrument.scale]


def asked_group(request: Request) -> str:
    """The respondent group that an address asks for; staff unless it says otherwise."""
    wanted = request.GET.get(GROUP_WORD, "")
    return wanted if wanted in Group.values else Group.STAFF


def round_here(request: Request) -> Round | None:
    """The opened round that reaches this unit this year."""
    return service.round_at(request.scope, request.place.unit.path, request.place.year_id)


def closed_round_or_404(request: Request) -> Round:
    """The round whose results are asked for."""
    current = round_here(request)
    if current is None or current.state != RoundState.CLOSED:
        raise Http404
    return current


def part_or_404(request: Request, current: Round | None) -> RoundUnit:
    """This unit's part in the round, for those who gather its answers."""
    part = service.part_of(request.scope, current, request.place.unit) if current else None
    if part is None or current is None:
        raise Http404
    part.round, part.unit = current, request.place.unit
    return part
