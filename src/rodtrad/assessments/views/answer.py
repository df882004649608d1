"""Answering without an account: one page, one form, one acknowledgement.

These views look at no account and set no cookie. The form carries its own signed number instead of
relying on the browser's cookies, so another site gains nothing by making someone's browser send it:
there is nothing in that browser for it to use (docs/adr/0012-anonymous-answers.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from rodtrad.assessments import service
from rodtrad.assessments.forms import SentAnswers, read_answers
from rodtrad.assessments.models import Indicator
from rodtrad.assessments.rules import COMMENT_LIMIT, LinkState, comment_threshold
from rodtrad.assessments.scale import NOT_RELEVANT_TEXT, in_language
from rodtrad.assessments.service import Link
from rodtrad.assessments.tally import NOT_RELEVANT_BYTE
from rodtrad.common.errors import Conflict, UserError

STATUS = {LinkState.NOT_YET: 403, LinkState.FULL: 409}
GONE = 410
KEPT_SECONDS = 60 * 60
SECONDS_A_QUESTION = 20


@dataclass(frozen=True)
class Choice:
    """One level to choose."""

    value: int
    label: str
    description: str


@dataclass(frozen=True)
class Question:
    """One indicator as the respondent meets it."""

    position: int
    number: int
    text: str
    language: str
    help: str
    choices: tuple[Choice, ...]
    selected: int | None
    comment: str
    error: str

    @property
    def name(self) -> str:
        return f"f{self.position}"

    @property
    def chosen(self) -> str:
        if self.selected == NOT_RELEVANT_BYTE:
            return _("Inte relevant")
        return next((choice.label for choice in self.choices if choice.value == self.selected), "")


@dataclass(frozen=True)
class Section:
    """The questions of one area, and how many questions have been met when it ends."""

    number: int
    title: str
    questions: tuple[Question, ...]
    ends_at: int


View = Callable[..., HttpResponse]


def anonymous(view: View) -> View:
    """Nothing of an account, in the language that the page's own choice or the browser says."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.user = AnonymousUser()
        asked = request.POST.get("byt") or request.GET.get("lang") or request.POST.get("lang") or ""
        language = asked if asked in dict(settings.LANGUAGES) else (get_language() or "sv")[:2]
        with override(language):
            response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@csrf_exempt
@never_cache
@anonymous
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The form behind a link or QR code; one POST takes the whole answer."""
    link = service.find_link(code, timezone.localdate())
    if link is None:
        return _page(request, "unknown", {}, 404)
    if request.method == "POST":
        return _receive(request, link)
    if link.state != LinkState.OPEN:
        return _refused(request, link, link.state)
    return _form(request, link, SentAnswers(), service.new_token(link))


@require_safe
@never_cache
@anonymous
def thanks(request: HttpRequest, code: str, receipt: str) -> HttpResponse:
    """That the answer is in: told only when it is."""
    link = service.find_link(code, timezone.localdate())
    if link is None:
        return _page(request, "unknown", {}, 404)
    if not service.is_taken(link, receipt):
        return HttpResponseRedirect(_address(code))
    return _page(request, "thanks", {"link": link, "keep": _keep_key(link)})


def _receive(request: HttpRequest, link: Link) -> HttpResponse:
    """Take the form. The questions are read only where the page has to be shown again."""
    total = _blank(link).total
    sent = read_answers(request.POST, range(total))
    token = request.POST.get("nummer", "")
    if "byt" in request.POST or sent.errors:
        return _again(request, link, sent, token, status=400 if sent.errors else 200)
    try:
        receipt = service.submit(link, token, sent.answer, total, timezone.localdate())
    except Conflict as refusal:
        typed = _sections(service.questions_of(link), sent)
        return _refused(request, link, LinkState(refusal.code), typed)
    except UserError as error:
        fresh = service.new_token(link) if error.code == "token" else token
        return _again(request, link, sent, fresh, problem=str(error), status=400)
    return HttpResponseRedirect(_address(link.code, receipt), status=303)


def _again(
    request: HttpRequest, link: Link, sent: SentAnswers, token: str, problem: str = "", status: int = 200
) -> HttpResponse:
    """The form with what was filled in."""
    questions = service.questions_of(link)
    return _form(request, link, sent, token, questions, problem=problem, status=status)


@dataclass(frozen=True)
class _Blank:
    """The questions of an instrument, drawn once with nothing filled in."""

    html: str
    knots: tuple[int, ...]
    total: int


def _blank(link: Link) -> _Blank:
    """An open round's instrument is frozen, so its blank questions are the same for every respondent."""
    instrument = link.round.instrument
    frozen = instrument.frozen_at.timestamp() if instrument.frozen_at else 0
    key = f"answer-questions:{instrument.pk}:{frozen}:{_language()}"
    cache = caches["memory"]
    found: _Blank | None = cache.get(key)
    if found is None:
        found = _draw(_sections(service.questions_of(link), SentAnswers()))
        cache.set(key, found, KEPT_SECONDS)
    return found


def _draw(sections: tuple[Section, ...]) -> _Blank:
    total = sections[-1].ends_at if sections else 0
    context = {
        "sections": sections,
        "total": total,
        "language": _language(),
        "comment_limit": COMMENT_LIMIT,
        "not_relevant": NOT_RELEVANT_BYTE,
        "not_relevant_text": in_language(NOT_RELEVANT_TEXT, _language())[0],
    }
    html = render_to_string("assessments/answer/questions.html", context)
    return _Blank(html, tuple(section.ends_at for section in sections), total)


def _form(
    request: HttpRequest,
    link: Link,
    sent: SentAnswers,
    token: str,
    questions: list[Indicator] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form; drawn anew where something is filled in, else from what is kept."""
    sections = _sections(questions, sent) if questions is not None else ()
    drawn = _draw(sections) if questions is not None else _blank(link)
    context = {
        "link": link,
        "questions": drawn.html,
        "token": token,
        "problem": problem,
        "wrong": [q for section in sections for q in section.questions if q.error],
        "total": drawn.total,
        "done": len(sent.levels),
        "knots": drawn.knots,
        "minutes": max(1, round(drawn.total * SECONDS_A_QUESTION / 60)),
        "comment_threshold": comment_threshold(link.round.staff_threshold),
        "keep": _keep_key(link),
    }
    return _page(request, "form", context, status)


def _refused(
    request: HttpRequest, link: Link, state: LinkState, typed: tuple[Section, ...] = ()
) -> HttpResponse:
    kept = [q for section in typed for q in section.questions if q.selected or q.comment]
    context = {"link": link, "state": state.value, "sentence": service.refusal(state), "typed": kept}
    return _page(request, "refused", context, STATUS.get(state, GONE))


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """No token against forged requests in the page: asking for one would set a cookie."""
    shared = {"csrf_token": "", "language": _language(), "other": "en" if _language() == "sv" else "sv"}
    return render(request, f"assessments/answer/{name}.html", shared | context, status=status)


def _sections(indicators: list[Indicator], sent: SentAnswers) -> tuple[Section, ...]:
    by_area: dict[int, list[Indicator]] = {}
    for indicator in indicators:
        by_area.setdefault(indicator.area_id, []).append(indicator)
    sections, met = [], 0
    for number, members in enumerate(by_area.values(), 1):
        questions = tuple(_question(each, met + place, sent) for place, each in enumerate(members, 1))
        met += len(members)
        area = members[0].area
        sections.append(Section(number, area.heading or area.text, questions, met))
    return tuple(sections)


def _question(indicator: Indicator, number: int, sent: SentAnswers) -> Question:
    language = _language()
    text, written_in = in_language(indicator.statements["staff"], language)
    names = indicator.instrument.scale
    return Question(
        position=indicator.position,
        number=number,
        text=text,
        language=written_in,
        help=in_language(indicator.help, language)[0],
        choices=tuple(
            Choice(step, in_language(name, language)[0], in_language(level, language)[0])
            for step, (name, level) in enumerate(zip(names, indicator.levels, strict=True), 1)
        ),
        selected=sent.levels.get(indicator.position),
        comment=sent.comments.get(indicator.position, ""),
        error=sent.errors.get(indicator.position, ""),
    )


def _language() -> str:
    return (get_language() or "sv")[:2]


def _keep_key(link: Link) -> str:
    return f"svar-{link.code}"


def _address(code: str, receipt: str = "") -> str:
    """Stays in the chosen language without a cookie."""
    name, kwargs = ("answer:thanks", {"receipt": receipt}) if receipt else ("answer:answer", {})
    return f"{reverse(name, kwargs={'code': code, **kwargs})}?lang={_language()}"
