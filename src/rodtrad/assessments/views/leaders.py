"""The leaders' rating: an area at a time, saved as they go, handed in when they agree."""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rodtrad.assessments import service
from rodtrad.assessments.access import may_guide, may_lead
from rodtrad.assessments.forms import read_leader_answers
from rodtrad.assessments.models import Group, Indicator, Round
from rodtrad.assessments.rules import COMMENT_LIMIT, Sheet
from rodtrad.assessments.service import Clash, LeaderAnswer, Rating
from rodtrad.assessments.tally import NOT_RELEVANT_BYTE
from rodtrad.assessments.views.shared import language, query, round_here
from rodtrad.assessments.wording import Worded, not_relevant_for, worded
from rodtrad.common.errors import UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request

NOTHING = LeaderAnswer(0)
UNCHANGED = 204


@dataclass(frozen=True)
class LeaderQuestion(Worded):
    """One indicator as the leaders meet it, with what they have answered."""

    answer: LeaderAnswer = NOTHING
    mine: LeaderAnswer | None = None

    @property
    def shown(self) -> LeaderAnswer:
        """What the form holds: what was sent, where someone else had been first, else what is saved."""
        return self.mine or self.answer

    @property
    def chosen(self) -> str:
        return self.name_of(self.answer.level)

    @property
    def theirs(self) -> str:
        return self.chosen or ("" if self.is_open else _("inget"))


@dataclass(frozen=True)
class LeaderArea:
    """One area of the rating with how far it has come."""

    number: int
    title: str
    questions: tuple[LeaderQuestion, ...]

    @property
    def rated(self) -> int:
        return sum(question.answer.is_given for question in self.questions)

    @property
    def total(self) -> int:
        return len(self.questions)


@dataclass(frozen=True)
class _Page:
    current: Round
    rating: Rating
    areas: tuple[LeaderArea, ...]
    sheet: Sheet

    @property
    def total(self) -> int:
        return sum(area.total for area in self.areas)


@require_safe
def leaders(request: Request) -> HttpResponse:
    """How far the leaders' rating has come, area by area, and the way to hand it in."""
    page = _page(request)
    unrated = [q for area in page.areas for q in area.questions if not q.answer.is_given]
    unfinished = next((area for area in page.areas if area.rated < area.total), None)
    context = _context(request, page) | {"unrated": unrated, "unfinished": unfinished}
    return render(request, "assessments/leaders.html", context)


def leaders_area(request: Request, number: int) -> HttpResponse:
    """The questions of one area; each is saved when it is changed, and all of them by the button. A page that
    is open asks now and then what others have changed `sedan` the version it shows."""
    page = _page(request)
    if not 1 <= number <= len(page.areas):
        raise Http404
    if request.method == "POST":
        return _save(request, page, number)
    if request.htmx and request.GET.get("sedan") == str(page.rating.version):
        return HttpResponse(status=UNCHANGED)
    return _area(request, page, number, ())


def _save(request: Request, page: _Page, number: int) -> HttpResponse:
    positions = [question.position for question in page.areas[number - 1].questions]
    sent = read_leader_answers(request.POST, positions)
    saved = service.save_answers(request.scope, page.rating.part, sent, page.sheet, timezone.localdate())
    if not sent:
        raise UserError(_("Formuläret saknar en uppgift. Ladda om sidan och försök igen."), "form.broken")
    if request.htmx:
        return _part(request, saved.rating, sent[0].position, saved.clashes)
    if saved.clashes:
        fresh = _page(request, saved.rating, saved.clashes)
        return _area(request, fresh, number, saved.clashes, status=409)
    last = number == len(page.areas) or "senare" in request.POST
    where = ("assessments:leaders", {}) if last else ("assessments:leaders_area", {"number": number + 1})
    return HttpResponseRedirect(request.place.url(where[0], **where[1]) + query(page.current))


def _part(request: Request, rating: Rating, only: int, clashes: tuple[Clash, ...]) -> HttpResponse:
    """What htmx puts in place: the one question that was changed, saved or met by another's answer."""
    page = _page(request, rating, clashes)
    area = next(a for a in page.areas if any(q.position == only for q in a.questions))
    question = next(q for q in area.questions if q.position == only)
    context = _context(request, page) | {"question": question, "area": area, "just_saved": not clashes}
    return render(request, "assessments/leader_question.html", context)


def _area(
    request: Request, page: _Page, number: int, clashes: tuple[Clash, ...], status: int = 200
) -> HttpResponse:
    context = _context(request, page) | {
        "area": page.areas[number - 1],
        "clashes": clashes,
        "just_saved": False,
    }
    return render(request, "assessments/leaders_area.html", context, status=status)


@require_POST
def hand_in(request: Request) -> HttpResponse:
    """Hand the leaders' rating in."""
    page = _page(request)
    service.hand_in(request.scope, page.rating.part, page.sheet, timezone.localdate())
    undo = request.place.url("assessments:leaders_reopen") + query(page.current)
    notify(request, _("Ledningens skattning är inlämnad."), undo_url=undo)
    return HttpResponseRedirect(request.place.url("assessments:leaders") + query(page.current))


@require_POST
def reopen(request: Request) -> HttpResponse:
    """Take a handed-in rating back to change it."""
    page = _page(request)
    service.reopen(request.scope, page.rating.part, timezone.localdate())
    notify(request, _("Skattningen är öppen igen. Lämna in den när ni är klara."))
    return HttpResponseRedirect(request.place.url("assessments:leaders") + query(page.current))


def _page(request: Request, rating: Rating | None = None, clashes: tuple[Clash, ...] = ()) -> _Page:
    current = round_here(request)
    if current is None:
        raise Http404
    found = rating or service.rating_of(request.scope, current, request.place.unit, timezone.localdate())
    if found is None:
        raise Http404
    indicators = service.indicators_of(current.instrument)
    sheet = service.sheet_for(current.instrument, indicators, Group.LEADERS)
    asked = [each for each in indicators if each.is_asked(Group.LEADERS)]
    return _Page(current, found, _areas(current, asked, found, clashes), sheet)


def _areas(
    current: Round, indicators: list[Indicator], rating: Rating, clashes: tuple[Clash, ...]
) -> tuple[LeaderArea, ...]:
    mine = {clash.mine.position: clash.mine for clash in clashes}
    by_area: dict[int, list[LeaderQuestion]] = {}
    titles: dict[int, str] = {}
    for number, indicator in enumerate(indicators, 1):
        titles.setdefault(indicator.area_id, indicator.area.title)
        asked = worded(current.instrument, indicator, Group.LEADERS, number, language())
        by_area.setdefault(indicator.area_id, []).append(
            LeaderQuestion(
                **{field.name: getattr(asked, field.name) for field in fields(asked)},
                answer=rating.answer(indicator.position),
                mine=mine.get(indicator.position),
            )
        )
    return tuple(
        LeaderArea(number, titles[area_id], tuple(questions))
        for number, (area_id, questions) in enumerate(by_area.items(), 1)
    )


def _context(request: Request, page: _Page) -> dict[str, object]:
    knots, met = [], 0
    for area in page.areas:
        met += area.total
        knots.append(met)
    leads = may_lead(request.scope, request.place.unit.path)
    return {
        "just_saved": False,
        "locked": not (leads and page.rating.is_open and not page.rating.handed_in),
        "current": page.current,
        "rating": page.rating,
        "areas": page.areas,
        "total": page.total,
        "rated": page.rating.rated,
        "knots": knots,
        "may_change": leads and page.rating.is_open and not page.rating.handed_in,
        "may_guide": may_guide(request.scope, request.place.unit.path),
        "may_reopen": leads and page.rating.is_open and page.rating.handed_in,
        "not_relevant": NOT_RELEVANT_BYTE,
        "not_relevant_text": not_relevant_for(page.current.instrument, language()),
        "levels": page.current.instrument.levels,
        "query": query(page.current),
        "comment_limit": COMMENT_LIMIT,
    }
