"""The meeting on the wall: the code, the question, the spread, and the level that the group settles on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rodtrad.assessments import service
from rodtrad.assessments.access import may_guide, may_lead
from rodtrad.assessments.forms import read_leader_answers
from rodtrad.assessments.models import Group, Indicator, Round
from rodtrad.assessments.rules import COMMENT_LIMIT
from rodtrad.assessments.service import LeaderAnswer, Meeting, Rating
from rodtrad.assessments.tally import NOT_RELEVANT_BYTE
from rodtrad.assessments.views.code import qr_picture
from rodtrad.assessments.views.shared import language, query, round_here
from rodtrad.assessments.wording import Worded, not_relevant_for, worded
from rodtrad.common.errors import Conflict, UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request

UNCHANGED = 204


@dataclass(frozen=True)
class _Page:
    current: Round
    rating: Rating
    meeting: Meeting | None
    questions: list[Indicator]

    @property
    def asked(self) -> Indicator | None:
        position = self.meeting.session.position if self.meeting else None
        return next((each for each in self.questions if each.position == position), None)

    def wording(self, indicator: Indicator) -> Worded:
        number = self.questions.index(indicator) + 1
        return worded(self.current.instrument, indicator, Group.LEADERS, number, language())

    @property
    def next(self) -> Indicator | None:
        """The first question without a level."""
        return next((each for each in self.questions if not self.is_rated(each)), None)

    def is_rated(self, indicator: Indicator) -> bool:
        return self.rating.answer(indicator.position).is_given


@require_safe
def live(request: Request) -> HttpResponse:
    """The meeting, or how to begin one."""
    return _show(request, _page(request))


@require_safe
def live_now(request: Request) -> HttpResponse:
    """What the page asks for every few seconds: nothing where nothing has changed."""
    page = _page(request)
    if page.meeting is not None and request.GET.get("har") == page.meeting.stamp:
        return HttpResponse(status=UNCHANGED)
    return render(request, "assessments/parts/live.html", _context(request, page))


@require_safe
def live_qr(request: Request) -> HttpResponse:
    """The QR code of the meeting, as a picture."""
    page = _page(request)
    if page.meeting is None:
        raise Http404
    return qr_picture(_address(request, service.proven_code(page.meeting.session)))


@require_POST
def live_step(request: Request, verb: str) -> HttpResponse:
    """One turn of the meeting."""
    page = _page(request)
    if verb == "borja":
        service.begin_meeting(request.scope, page.rating.part, timezone.localdate(), timezone.now())
    elif verb not in VERBS:
        raise Http404
    elif page.meeting is None:
        return _over(request, page, verb)
    elif verb == "niva":
        return _settle(request, page, page.meeting)
    else:
        _TURNS[verb](request, page.meeting)
    if verb == "avsluta":
        notify(request, _("Mötet är avslutat. Det ni enades om står i ledningens skattning."))
        return HttpResponseRedirect(request.place.url("assessments:leaders") + query(page.current))
    return _back(request, page)


def _ask(request: Request, meeting: Meeting) -> None:
    service.ask_question(request.scope, meeting.session, _step(request), _whole(request.POST.get("fraga")))


def _reveal(request: Request, meeting: Meeting) -> None:
    service.show_spread(request.scope, meeting.session, _step(request))


def _end(request: Request, meeting: Meeting) -> None:
    service.end_meeting(request.scope, meeting.session)


_TURNS = {"fraga": _ask, "visa": _reveal, "avsluta": _end}
VERBS = {*_TURNS, "niva"}


def _over(request: Request, page: _Page, verb: str) -> HttpResponse:
    """The button of a page that has grown old: the meeting was ended from another screen, or by a double
    click."""
    if verb == "niva":
        raise Conflict(_("Mötet är avslutat, så nivån är inte sparad. Skriv in den i skattningen."), "over")
    notify(request, _("Mötet är avslutat. Det ni enades om står i ledningens skattning."))
    return HttpResponseRedirect(request.place.url("assessments:leaders") + query(page.current))


def _settle(request: Request, page: _Page, meeting: Meeting) -> HttpResponse:
    position = _whole(request.POST.get("fraga"))
    sent = read_leader_answers(request.POST, [position])
    if not sent:
        raise UserError(_("Formuläret saknar en uppgift. Ladda om sidan och försök igen."), "form.broken")
    sheet = service.sheet_for(page.current.instrument, page.questions, Group.LEADERS)
    try:
        saved = service.settle(
            request.scope, meeting.session, _step(request), sent[0], sheet, timezone.localdate()
        )
    except UserError as error:
        return _show(request, page, mine=sent[0], problem=str(error))
    if saved.clashes:
        page = _page(request)
        problem = _("Någon annan har ändrat frågan sedan ni började. Det ni skrev finns kvar. Spara igen.")
        return _show(request, page, mine=sent[0], problem=problem)
    notify(request, _("Nivån är sparad i ledningens skattning."), kept=_keep(page, position))
    return _back(request, page)


def _back(request: Request, page: _Page) -> HttpResponse:
    return HttpResponseRedirect(request.place.url("assessments:live") + query(page.current))


def _show(request: Request, page: _Page, mine: LeaderAnswer | None = None, problem: str = "") -> HttpResponse:
    context = _context(request, page, mine) | {"problem": problem}
    return render(request, "assessments/live.html", context, status=400 if problem else 200)


def _page(request: Request) -> _Page:
    """The leaders' rating with its meeting, for those who may lead it."""
    current, unit = round_here(request), request.place.unit
    if current is None or not may_guide(request.scope, unit.path):
        raise Http404
    rating = service.rating_of(request.scope, current, unit, timezone.localdate())
    if rating is None:
        raise Http404
    meeting = service.meeting_of(request.scope, current, unit, timezone.now())
    return _Page(current, rating, meeting, service.live_questions(current))


def _context(request: Request, page: _Page, mine: LeaderAnswer | None = None) -> dict[str, Any]:
    asked, meeting = page.asked, page.meeting
    open_now = page.rating.is_open and not page.rating.handed_in
    return {
        "current": page.current,
        "query": query(page.current),
        "rating": page.rating,
        "meeting": meeting,
        "may_begin": open_now and may_lead(request.scope, request.place.unit.path),
        "may_hand_in": may_lead(request.scope, request.place.unit.path),
        "is_open": open_now,
        "question": page.wording(asked) if asked else None,
        "answer": page.rating.answer(asked.position) if asked else None,
        "mine": mine or (page.rating.answer(asked.position) if asked else None),
        "next": page.wording(page.next) if page.next else None,
        "others": [
            (page.wording(each), page.rating.answer(each.position).is_given) for each in page.questions
        ],
        "rated": sum(page.rating.answer(each.position).is_given for each in page.questions),
        "total": len(page.questions),
        "address": _address(request, meeting.session.code) if meeting else "",
        "labels": _labels(page),
        "levels": page.current.instrument.levels,
        "not_relevant": NOT_RELEVANT_BYTE,
        "not_relevant_text": not_relevant_for(page.current.instrument, language()),
        "spread": list(meeting.counts[:-1]) if meeting and meeting.counts else None,
        "beside": meeting.counts[-1] if meeting and meeting.counts else 0,
        "least": service.LEAST,
        "comment_limit": COMMENT_LIMIT,
        "keep": _keep(page, asked.position) if asked else "",
    }


def _labels(page: _Page) -> list[str]:
    return page.current.instrument.names_for(Group.LEADERS, language())


def _keep(page: _Page, position: int) -> str:
    return f"mote-{page.rating.part.pk}-{position}"


def _address(request: HttpRequest, code: str) -> str:
    from django.conf import settings

    path = reverse("answer:meeting", kwargs={"code": code})
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _step(request: Request) -> int:
    return _whole(request.POST.get("steg"))


def _whole(text: str | None) -> int:
    """A number that the page itself wrote; anything else is none that exists."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1
