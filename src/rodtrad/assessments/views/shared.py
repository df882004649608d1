"""What the signed-in views of this package have in common."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import get_language

from rodtrad.assessments import service
from rodtrad.assessments.groups import Group, main_group
from rodtrad.assessments.models import InstrumentKind, Round, RoundPart, RoundState
from rodtrad.organisation.place import Request

GROUP_WORD, ROUND_WORD = "grupp", "omgang"


def language() -> str:
    """The reader's language as texts are stored under it."""
    return (get_language() or "sv")[:2]


def level_names(current: Round, group: str = "") -> list[str]:
    """The names of the levels, lowest first, in the reader's language and a group's own words."""
    return current.instrument.names_for(group, language())


def asked_group(request: Request, current: Round) -> str:
    """The respondent group that an address asks for; the round's first unless it says otherwise."""
    wanted = request.GET.get(GROUP_WORD, "")
    return wanted if wanted in Group.values else main_group(current.groups)


def round_here(request: Request) -> Round | None:
    """The opened round that an address asks for; unless it says otherwise the year's own, else the latest."""
    found = list(service.rounds_at(request.scope, request.place.unit.path, request.place.year_id))
    wanted = request.GET.get(ROUND_WORD)
    if wanted is not None:
        chosen = next((each for each in found if str(each.pk) == wanted), None)
        if chosen is None:
            raise Http404
        return chosen
    yearly = [each for each in found if each.kind == InstrumentKind.YEARLY]
    return next(iter([*yearly, *found]), None)


def closed_round_or_404(request: Request) -> Round:
    """The round whose results are asked for."""
    current = round_here(request)
    if current is None or current.state != RoundState.CLOSED:
        raise Http404
    return current


def part_or_404(request: Request, current: Round | None) -> RoundPart:
    """A group of this unit in the round, for those who gather its answers; the first unless the address asks
    for another."""
    parts = service.parts_of(request.scope, current, request.place.unit) if current else []
    wanted = request.GET.get(GROUP_WORD, "")
    part = next((each for each in parts if each.group == wanted or not wanted), None)
    if part is None:
        raise Http404
    return part


def query(current: Round, group: str = "") -> str:
    """What an address carries to be about this round and group; what it is about anyway is left out."""
    said = {GROUP_WORD: group} if group and group != main_group(current.groups) else {}
    if current.kind != InstrumentKind.YEARLY:
        said[ROUND_WORD] = str(current.pk)
    return f"?{urlencode(said)}" if said else ""
