"""The meeting on a phone: join, rate the question on the wall, see the spread when the wall shows it.

As for those who answer alone: no account and no cookie. The phone's seat is in its own address.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from rodtrad.assessments import service
from rodtrad.assessments.models import Group, LiveSeat
from rodtrad.assessments.service import Meeting
from rodtrad.assessments.tally import NOT_RELEVANT_BYTE
from rodtrad.assessments.views.answer import anonymous, language_here, page_of
from rodtrad.assessments.wording import Worded, not_relevant_for, worded
from rodtrad.common.errors import UserError

UNCHANGED, TOO_MANY = 204, 429


@csrf_exempt
@never_cache
@anonymous
def join(request: HttpRequest, code: str) -> HttpResponse:
    """What the code on the wall leads to; one press, and the phone has a seat. A code can be guessed only so
    many times.
    """
    is_read, now, caller = service.has_proof(code), timezone.now(), get_adapter().get_client_ip(request)
    if not is_read and not service.may_guess(caller, now):
        return page_of(request, "meeting_wait", {}, TOO_MANY)
    meeting = service.find_meeting(code, now)
    if meeting is None:
        if not is_read:
            service.missed(caller, now)
        return page_of(request, "meeting_over", {}, 404)
    if request.method != "POST":
        return page_of(request, "meeting_join", {"meeting": meeting})
    try:
        seat = service.take_seat(meeting, timezone.now())
    except UserError as error:
        return page_of(request, "meeting_join", {"meeting": meeting, "problem": str(error)}, 409)
    return HttpResponseRedirect(_address(meeting, seat), status=303)


@csrf_exempt
@never_cache
@anonymous
def seat(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """A phone's page in the meeting."""
    found = service.seat_at(code, secret, timezone.now())
    if found is None:
        return page_of(request, "meeting_over", {}, 404)
    meeting, mine = found
    problem = ""
    if request.method == "POST":
        try:
            _give(request, meeting, mine)
            return HttpResponseRedirect(_address(meeting, mine), status=303)
        except UserError as error:
            problem = str(error)
    return page_of(
        request, "meeting_seat", _context(meeting, mine) | {"problem": problem}, 400 if problem else 200
    )


@csrf_exempt
@require_POST
@never_cache
@anonymous
def seat_now(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """What the phone asks every few seconds, which also tells that it is still here."""
    found = service.seat_at(code, secret, timezone.now())
    if found is None:
        return HttpResponse(render_to_string("assessments/answer/parts/meeting_over.html", {}, request))
    meeting, mine = found
    service.still_here(mine, timezone.now())
    if request.POST.get("har") == _stamp(meeting, mine):
        return HttpResponse(status=UNCHANGED)
    return HttpResponse(
        render_to_string("assessments/answer/parts/meeting.html", _context(meeting, mine), request)
    )


def _give(request: HttpRequest, meeting: Meeting, mine: LiveSeat) -> None:
    questions = service.live_questions(meeting.part.round)
    sheet = service.sheet_for(meeting.part.round.instrument, questions, Group.LEADERS)
    step = _whole(request.POST.get("steg", ""))
    chosen = request.POST.get(f"f{meeting.session.position}", "")
    service.give_level(meeting, mine, step, _whole(chosen), sheet, timezone.now())


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _given(meeting: Meeting, mine: LiveSeat) -> int | None:
    return mine.level if mine.step == meeting.session.step else None


def _stamp(meeting: Meeting, mine: LiveSeat) -> str:
    """Not with how many others have answered: a phone that is being filled in is left alone."""
    session = meeting.session
    return f"{session.step}-{session.is_shown}-{_given(meeting, mine)}"


def _context(meeting: Meeting, mine: LiveSeat) -> dict[str, Any]:
    instrument = meeting.part.round.instrument
    return {
        "meeting": meeting,
        "seat": mine,
        "stamp": _stamp(meeting, mine),
        "given": _given(meeting, mine),
        "question": _question(meeting),
        "levels": instrument.levels,
        "labels": instrument.names_for(Group.LEADERS, language_here()),
        "spread": list(meeting.counts[:-1]) if meeting.counts else None,
        "not_relevant": NOT_RELEVANT_BYTE,
        "not_relevant_text": not_relevant_for(instrument, language_here()),
        "language": language_here(),
    }


def _question(meeting: Meeting) -> Worded | None:
    if meeting.session.position is None:
        return None
    questions = service.live_questions(meeting.part.round)
    for number, each in enumerate(questions, 1):
        if each.position == meeting.session.position:
            return worded(meeting.part.round.instrument, each, Group.LEADERS, number, language_here())
    return None


def _address(meeting: Meeting, mine: LiveSeat) -> str:
    return reverse("answer:seat", kwargs={"code": meeting.session.code, "secret": mine.secret})
