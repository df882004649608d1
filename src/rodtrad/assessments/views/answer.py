"""Answering without an account: one page, one form, one acknowledgement.

These views look at no account and set no cookie. The form carries its own signed number instead of
relying on the browser's cookies, so another site gains nothing by making someone's browser send it:
there is nothing in that browser for it to use (docs/adr/0012-anonymous-answers.md).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from rodtrad.assessments import service, words
from rodtrad.assessments.forms import SentAnswers, read_answers
from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Indicator, Instrument, Round
from rodtrad.assessments.models.instrument import EVERYONE
from rodtrad.assessments.phrases import PHRASES
from rodtrad.assessments.rules import COMMENT_LIMIT, LinkState, Sheet, comment_threshold
from rodtrad.assessments.scale import LANGUAGE_CODE, LANGUAGE_NAMES, Told, in_language
from rodtrad.assessments.service import Link
from rodtrad.assessments.tally import NOT_RELEVANT_BYTE
from rodtrad.assessments.views.keeping import HOLES, filled, hollow, kept, theme_of, with_holes
from rodtrad.assessments.voices import OWN, SHIPPED_LANGUAGES, Voice, voice_of
from rodtrad.assessments.wording import Worded, not_relevant_for, worded
from rodtrad.common.errors import Conflict, UserError

log = logging.getLogger(__name__)

STATUS = {LinkState.NOT_YET: 403, LinkState.FULL: 409}
GONE = 410
SECONDS_A_QUESTION = 20
# What the form's script says; the page holds it in the page's own words.
SAID_BY_SCRIPT = (
    *("begin", "go_on", "next", "show_all", "show_one", "progress_of", "count", "count_all"),
    *("offline", "unreached", "online", "send_again"),
)


@dataclass(frozen=True)
class Question(Worded):
    """One indicator as the respondent meets it, with what was filled in."""

    selected: int | None = None
    comment: str = ""
    error: str = ""

    @property
    def chosen(self) -> str:
        return self.name_of(self.selected)


@dataclass(frozen=True)
class Section:
    """The questions of one area, and how many questions have been met when it ends."""

    number: int
    title: Told
    questions: tuple[Question, ...]
    ends_at: int


View = Callable[..., HttpResponse]


def anonymous(view: View) -> View:
    """Nothing of an account, in the language that the page's own choice or the browser says. Django speaks
    the nearest of the product's own languages; what the pages say has a voice (`_voice`).
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.user = AnonymousUser()
        asked = _asked_language(request)
        with override(voice_of(asked).fallback if asked else (get_language() or "sv")[:2]):
            response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def _asked_language(request: HttpRequest) -> str:
    asked = request.POST.get("byt") or request.GET.get("lang") or request.POST.get("lang") or ""
    return asked if LANGUAGE_CODE.fullmatch(asked) else ""


def _spoken(request: HttpRequest, link: Link) -> str:
    """The language of the questions: the one asked for, else the first of the browser's own, where the
    instrument is whole in it.
    """
    asked = _asked_language(request)
    wanted = [asked] if asked else _browser_languages(request)
    return next((code for code in wanted if code in link.round.instrument.languages), language_here())


def _voice(request: HttpRequest, link: Link) -> Voice:
    """What the page around the questions is said with."""
    return voice_of(_spoken(request, link), link.group, link.round.instrument)


def _voice_alone(request: HttpRequest) -> Voice:
    """The same where there is no form to say which languages it has."""
    asked = _asked_language(request)
    wanted = [asked] if asked else _browser_languages(request)
    return voice_of(next((code for code in wanted if code in (*OWN, *SHIPPED_LANGUAGES)), language_here()))


def _browser_languages(request: HttpRequest) -> list[str]:
    """What the browser asks for, best first, unless its reader has chosen one of the product's before."""
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
        return []
    told = parse_accept_lang_header(request.headers.get("accept-language", ""))
    return [short for code, _weight in told for short in (code, code.split("-")[0])]


@csrf_exempt
@never_cache
@anonymous
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The form behind a link or QR code; one POST takes the whole answer."""
    today = timezone.localdate()
    if request.method == "POST" and (known := service.known_link(code, today)):
        taken = _take_at_once(request, known, today)
        if taken is not None:
            return taken
    link = service.find_link(code, today)
    if link is None:
        return page_of(request, "unknown", _with_voice(_voice_alone(request)), 404)
    if request.method == "POST":
        return _receive(request, link, today)
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
        return page_of(request, "unknown", _with_voice(_voice_alone(request)), 404)
    if not service.is_taken(link, receipt):
        return HttpResponseRedirect(_address(code, _spoken(request, link)))
    return page_of(request, "thanks", {"link": link, "receipt": receipt} | _said_to(request, link))


def _take_at_once(request: HttpRequest, known: Link, today: date) -> HttpResponse | None:
    """Take a form in which nothing is amiss, by what is known of its link; None where there is something to
    say, which then is said by what stands in the database.
    """
    language = _spoken(request, known)
    sheet = _blank(known, language).sheet
    sent = read_answers(request.POST, sheet)
    if "byt" in request.POST or sent.errors:
        return None
    try:
        receipt = service.submit(known, request.POST.get("nummer", ""), sent.answer, sheet, today)
    except UserError:
        return None
    except (DatabaseError, OSError) as error:
        return _unsaved(request, known, sent, error)
    return HttpResponseRedirect(_address(known.code, language, receipt), status=303)


def _receive(request: HttpRequest, link: Link, today: date) -> HttpResponse:
    """Take the form. The questions are read only where the page has to be shown again."""
    language = _spoken(request, link)
    sheet = _blank(link, language).sheet
    sent = read_answers(request.POST, sheet)
    token = request.POST.get("nummer", "")
    if "byt" in request.POST or sent.errors:
        return _again(request, link, sent, token, status=400 if sent.errors else 200)
    try:
        receipt = service.submit(link, token, sent.answer, sheet, today)
    except Conflict as refusal:
        typed = _sections(link, service.questions_of(link), sent, language)
        return _refused(request, link, LinkState(refusal.code), typed)
    except UserError as error:
        return _again(request, link, sent, token, problem=error, status=400)
    except (DatabaseError, OSError) as error:
        return _unsaved(request, link, sent, error)
    return HttpResponseRedirect(_address(link.code, language, receipt), status=303)


def _unsaved(request: HttpRequest, link: Link, sent: SentAnswers, error: Exception) -> HttpResponse:
    """The disk is full, or the database busy: without script, this page is where the answers then are."""
    log.error("an answer could not be saved", exc_info=error)
    busy = UserError(_("Det gick inte att spara just nu. Dina svar finns kvar här. Skicka igen om en stund."))
    return _again(request, link, sent, request.POST.get("nummer", ""), problem=busy, status=503)


def _again(
    request: HttpRequest,
    link: Link,
    sent: SentAnswers,
    token: str,
    problem: UserError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form with what was filled in, with a new number where the old one was not ours."""
    questions = service.questions_of(link)
    if problem is not None and problem.code == "token":
        token = service.new_token(link)
    return _form(request, link, sent, token, questions, problem=problem, status=status)


@dataclass(frozen=True)
class _Blank:
    """The questions of an instrument to one group, drawn once with nothing filled in."""

    html: str
    knots: tuple[int, ...]
    sheet: Sheet

    @property
    def total(self) -> int:
        return len(self.sheet.asked)


def _blank(link: Link, language: str) -> _Blank:
    """An open round's instrument is frozen, so its blank questions are the same for every respondent."""
    name = ("questions", link.group, language, language_here())
    return kept(link, name, lambda: _draw(link, service.questions_of(link), SentAnswers(), language))


def _blank_form(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """The form with nothing filled in: one is drawn for all in a round, without the request."""
    language, theme = _spoken(request, link), theme_of(request)
    pieces = kept(
        link,
        ("form", link.group, language, language_here(), theme),
        lambda: with_holes(_draw_blank(request, hollow(link), theme)),
    )
    own = {"unit": link.part.unit.name, "code": link.code, "token": token}
    return HttpResponse(filled(pieces, own | {"receipt": service.receipt_of(token)}))


def _draw_blank(request: HttpRequest, link: Link, theme: str) -> str:
    drawn = _blank(link, _spoken(request, link))
    context = _form_context(request, link, HOLES["token"], drawn)
    alone = {"theme": theme, "receipt": HOLES["receipt"], "done": 0}
    return render_to_string("assessments/answer/form.html", _without_account() | context | alone)


def _draw(link: Link, indicators: list[Indicator], sent: SentAnswers, language: str) -> _Blank:
    sections = _sections(link, indicators, sent, language)
    sheet = service.sheet_for(link.round.instrument, indicators, link.group)
    html = draw_questions(link.round.instrument, sections, len(sheet.asked), language, link.group)
    return _Blank(html, tuple(section.ends_at for section in sections), sheet)


def draw_questions(
    instrument: Instrument, sections: tuple[Section, ...], total: int, language: str, group: str
) -> str:
    """The questions as a respondent meets them, for the form and for whoever looks at it beforehand."""
    context = {
        "sections": sections,
        "total": total,
        "levels": instrument.levels,
        "voice": voice_of(language, group, instrument),
        "simple": group == Group.PUPILS_YOUNGER,
        "comment_limit": COMMENT_LIMIT,
        "not_relevant": NOT_RELEVANT_BYTE,
        "not_relevant_text": not_relevant_for(instrument, language, group),
    }
    return render_to_string("assessments/answer/questions.html", context)


def _form(
    request: HttpRequest,
    link: Link,
    sent: SentAnswers,
    token: str,
    questions: list[Indicator] | None = None,
    problem: UserError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form; drawn anew where it has been sent, else from what is kept."""
    if questions is None:
        return _blank_form(request, link, token)
    language = _spoken(request, link)
    drawn = _draw(link, questions, sent, language)
    sections = _sections(link, questions, sent, language)
    context = _form_context(request, link, token, drawn) | {
        "receipt": service.receipt_of(token),
        "is_fresh": problem is not None and problem.code == "token",
        "problem": _problem(_voice(request, link), problem),
        "wrong": [q for section in sections for q in section.questions if q.error],
        "done": len(sent.levels) + sum(place in sent.comments for place in drawn.sheet.open),
    }
    return page_of(request, "form", context, status)


def _problem(voice: Voice, problem: UserError | None) -> str:
    """Why the form was not taken."""
    if problem is None:
        return ""
    key = f"error.{problem.code}"
    return voice.html(key) if key in PHRASES else str(problem)


def _form_context(request: HttpRequest, link: Link, token: str, drawn: _Blank) -> dict[str, Any]:
    return _said_to(request, link) | {
        "link": link,
        "questions": drawn.html,
        "token": token,
        "total": drawn.total,
        "knots": drawn.knots,
        "minutes": max(1, round(drawn.total * SECONDS_A_QUESTION / 60)),
        "said_by_script": SAID_BY_SCRIPT,
    }


def _said_to(request: HttpRequest, link: Link) -> dict[str, Any]:
    """What is promised to the one who answers, and the languages to choose between."""
    threshold = link.round.threshold(link.group)
    voice, instrument = _voice(request, link), link.round.instrument
    return _with_voice(voice) | {
        "simple": link.group == Group.PUPILS_YOUNGER,
        "heading": heading_of(link.round, voice.language),
        "threshold": threshold,
        "comment_threshold": comment_threshold(threshold),
        "intro": intro_to(instrument, link.group, voice.language),
        "apart": words.apart(link.group, link.round.groups),
        "seen_by": words.seen_by(link.round, link.part.unit.name, link.round.authority.name),
        "comments_for": words.comments_for(link.round),
        "languages": [(code, LANGUAGE_NAMES.get(code, code)) for code in instrument.languages],
    }


def _with_voice(voice: Voice) -> dict[str, Any]:
    """What every page has that speaks."""
    return {
        "voice": voice,
        "spoken": voice.language,
        "page_language": voice.language,
        "page_direction": voice.direction,
    }


def heading_of(current: Round, language: str) -> Told:
    """What the form is called: as the round is, which is written in Swedish; to who reads another language
    than the product's own as the instrument is in it.
    """
    title = current.instrument.titles.get(language)
    return Told(title, language) if title and language not in OWN else Told(current.title, "sv")


def intro_to(instrument: Instrument, group: str, language: str) -> Told:
    """What is said first to a group about what it is asked; empty where nothing is."""
    return in_language(instrument.intro.get(group) or instrument.intro.get(EVERYONE) or {}, language)


def _refused(
    request: HttpRequest, link: Link, state: LinkState, typed: tuple[Section, ...] = ()
) -> HttpResponse:
    voice, kept = _voice(request, link), [q for s in typed for q in s.questions if q.selected or q.comment]
    context = {
        "link": link,
        "state": state.value,
        "refused_key": f"refused.{state}",
        "why_key": f"why.{state}",
        "typed": kept,
        "not_relevant": NOT_RELEVANT_BYTE,
        "not_relevant_text": not_relevant_for(link.round.instrument, voice.language, link.group),
    }
    return page_of(request, "refused", context | _said_to(request, link), STATUS.get(state, GONE))


def page_of(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page for those who answer."""
    return render(request, f"assessments/answer/{name}.html", _without_account() | context, status=status)


def _without_account() -> dict[str, Any]:
    """No token against forged requests in the page: asking for one would set a cookie."""
    return {"csrf_token": "", "language": language_here()} | _with_voice(Voice(language_here()))


def _sections(
    link: Link, indicators: list[Indicator], sent: SentAnswers, language: str
) -> tuple[Section, ...]:
    return sections_for(link.round.instrument, indicators, link.group, sent, language)


def sections_for(
    instrument: Instrument, indicators: list[Indicator], group: str, sent: SentAnswers, language: str
) -> tuple[Section, ...]:
    """What a group is asked, area by area."""
    voice = voice_of(language, group, instrument)
    by_area: dict[int, list[Indicator]] = {}
    for indicator in indicators:
        if indicator.is_asked(group):
            by_area.setdefault(indicator.area_id, []).append(indicator)
    sections, met = [], 0
    for number, members in enumerate(by_area.values(), 1):
        questions = tuple(
            _question(worded(instrument, each, group, met + place, language), sent, voice)
            for place, each in enumerate(members, 1)
        )
        met += len(members)
        title = in_language(members[0].area.titles, language)
        sections.append(Section(number, title, questions, met))
    return tuple(sections)


def _question(asked: Worded, sent: SentAnswers, voice: Voice) -> Question:
    wrong = sent.errors.get(asked.position)
    return Question(
        **{field.name: getattr(asked, field.name) for field in fields(asked)},
        selected=sent.levels.get(asked.position),
        comment=sent.comments.get(asked.position, ""),
        error=voice.say(wrong) if wrong else "",
    )


def language_here() -> str:
    return (get_language() or "sv")[:2]


def _address(code: str, language: str, receipt: str = "") -> str:
    """Stays in the chosen language without a cookie."""
    name, kwargs = ("answer:thanks", {"receipt": receipt}) if receipt else ("answer:answer", {})
    return f"{reverse(name, kwargs={'code': code, **kwargs})}?lang={language}"
