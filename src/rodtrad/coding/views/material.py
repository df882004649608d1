"""Texts: answers of closed rounds, interviews, and what is marked in them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rodtrad.coding import rules, service
from rodtrad.coding.forms import AnswersForm, InterviewForm, sent_numbers
from rodtrad.coding.models import Project, Source
from rodtrad.coding.views.shared import kept_or_403, source_or_404, worked_or_404
from rodtrad.common.errors import NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.models import Unit
from rodtrad.organisation.place import Request

__all__ = ["answers", "interview", "paragraphs", "remove", "source", "unmark"]

MOST_UNITS = 400
USUAL_DAYS_KEPT = 365


def _refused(request: Request, template: str, context: dict[str, Any], error: UserError) -> HttpResponse:
    context["form"].add_error(None, str(error))
    return render(request, template, context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: Request, project_id: int) -> HttpResponse:
    """Choose answers of a closed round."""
    found = kept_or_403(request, project_id)
    rounds = service.answer_rounds(request.scope, found)
    wanted = request.POST.get("omgang", request.GET.get("omgang", ""))
    current = next((each for each in rounds if str(each.pk) == wanted), rounds[0] if rounds else None)
    if current is None:
        return render(request, "coding/answers.html", {"project": found, "rounds": []})
    groups = service.groups_in(current)
    form = AnswersForm(request.POST or None, groups=groups, questions=service.question_choices(current))
    context = {"project": found, "rounds": rounds, "current": current, "form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            added = service.add_answers(
                request.scope, found, current, data["group"], position=data["position"], most=data["most"]
            )
        except NotAllowed:
            raise
        except UserError as error:
            return _refused(request, "coding/answers.html", context, error)
        notify(request, _added(added))
        return redirect(request.place.url("coding:project", project_id=project_id))
    return render(request, "coding/answers.html", context, status=422 if form.errors else 200)


def _added(added: service.Added) -> str:
    words = {"answers": added.answers, "units": added.units}
    said = _("%(answers)s svar från %(units)s enheter är tillagda.") % words
    if added.hidden:
        said += " " + ngettext(
            "%(count)s enhet är inte med: för få har svarat där, eller så får du inte läsa svaren.",
            "%(count)s enheter är inte med: för få har svarat där, eller så får du inte läsa svaren.",
            added.hidden,
        ) % {"count": added.hidden}
    return said


def _units(request: Request, project: Project) -> list[Unit]:
    found = Unit.objects.visible_to(request.scope).under(project.unit_path).order_by("path")
    return list(found[:MOST_UNITS])


@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: Request, project_id: int) -> HttpResponse:
    """Add an interview. A file is read into the form's text, so that it can be looked through first."""
    found = kept_or_403(request, project_id)
    today = timezone.localdate()
    initial = {"delete_on": today + timedelta(days=USUAL_DAYS_KEPT)}
    form = InterviewForm(
        request.POST or None, request.FILES or None, units=_units(request, found), initial=initial
    )
    context: dict[str, Any] = {
        "project": found,
        "form": form,
        "key": request.POST.get("key") or secrets.token_hex(16),
    }
    if request.method != "POST":
        return render(request, "coding/interview.html", context)
    try:
        text = _text(request, form)
        if form.is_valid():
            source = service.add_interview(
                request.scope, found, form.given(text), request.POST.get("key", ""), today
            )
            notify(
                request,
                _("Intervjun är tillagd. Markera nu vad som ska kodas."),
                kept=f"intervju-{project_id}",
            )
            return redirect(request.place.url("coding:source", project_id=project_id, source_id=source.pk))
    except NotAllowed:
        raise
    except UserError as error:
        form.is_valid()
        form.add_error(None, str(error))
    return render(request, "coding/interview.html", context, status=422)


def _text(request: Request, form: InterviewForm) -> str:
    """What was typed, or what stands in the file; the form then shows it, whatever else is wrong."""
    sent = request.FILES.get("file")
    if sent is None or request.POST.get("text", "").strip():
        return request.POST.get("text", "")
    text = service.read_file(sent.read(service.LARGEST_FILE + 1), sent.name or "")
    data = request.POST.copy()
    data["text"] = text
    form.data = data
    return text


@require_http_methods(["GET", "HEAD", "POST"])
def source(request: Request, project_id: int, source_id: int) -> HttpResponse:
    """A text with what is marked in it; sentences ticked become an excerpt."""
    found = worked_or_404(request, project_id)
    text = source_or_404(request, found, source_id)
    error = ""
    if request.method == "POST":
        kept_or_403(request, project_id)
        try:
            made = service.mark(request.scope, text, sent_numbers(request, "mening"))
        except NotAllowed:
            raise
        except UserError as refused:
            error = str(refused)
        else:
            said = ngettext("%(count)s utdrag är markerat.", "%(count)s utdrag är markerade.", made)
            notify(request, said % {"count": made})
            return redirect(request.place.url("coding:source", project_id=project_id, source_id=source_id))
    context = _source_context(request, found, text) | {
        "error": error,
        "ticked": sent_numbers(request, "mening"),
    }
    return render(request, "coding/source.html", context, status=422 if error else 200)


def _source_context(request: Request, found: Project, text: Source) -> dict[str, Any]:
    excerpts = list(text.excerpts.order_by("start", "comment_id").select_related("comment"))
    context = {
        "project": found,
        "source": text,
        "excerpts": excerpts,
        "keeper": service.keeps(request.scope, found),
        "is_gone": text.is_interview and text.is_gone(timezone.localdate()),
        "may_mark": found.is_draft and service.keeps(request.scope, found),
    }
    if not text.is_interview:
        rows = text.excerpts.select_related("source__unit", "source__round__instrument")
        words = service.words_of(request.scope, list(rows.order_by("comment__position", "comment_id")[:200]))
        return context | {
            "answers": [each for each in words.values() if each],
            "is_hidden": not any(words.values()),
        }
    return context | {"paragraphs": _laid_out(text, [(each.start, each.end, each.pk) for each in excerpts])}


def _laid_out(text: Source, held: list[tuple[int, int, int]]) -> list[list[dict[str, Any]]]:
    """The sentences paragraph by paragraph, each with the excerpt that it belongs to."""
    laid: list[list[dict[str, Any]]] = []
    last = -1
    for number, piece in enumerate(rules.pieces(text.text)):
        if piece.paragraph != last:
            laid.append([])
            last = piece.paragraph
        owner = next((pk for start, end, pk in held if start < piece.end and piece.start < end), None)
        ends = owner is not None and any(pk == owner and end == piece.end for _s, end, pk in held)
        laid[-1].append(
            {"number": number, "words": text.text[piece.start : piece.end], "excerpt": owner, "ends": ends}
        )
    return laid


@require_POST
def paragraphs(request: Request, project_id: int, source_id: int) -> HttpResponse:
    """Make each paragraph an excerpt."""
    found = kept_or_403(request, project_id)
    made = service.mark_paragraphs(request.scope, source_or_404(request, found, source_id))
    said = ngettext("%(count)s utdrag är markerat.", "%(count)s utdrag är markerade.", made)
    undo = request.place.url("coding:unmark", project_id=project_id, source_id=source_id)
    notify(request, said % {"count": made}, undo_url=undo if made else "")
    return redirect(request.place.url("coding:source", project_id=project_id, source_id=source_id))


@require_POST
def unmark(request: Request, project_id: int, source_id: int) -> HttpResponse:
    """Take away one excerpt, or all of a text."""
    found = kept_or_403(request, project_id)
    one = sent_numbers(request, "utdrag")
    service.unmark(request.scope, source_or_404(request, found, source_id), one[0] if one else None)
    notify(request, _("Markeringen är borttagen."))
    return redirect(request.place.url("coding:source", project_id=project_id, source_id=source_id))


@require_POST
def remove(request: Request, project_id: int, source_id: int) -> HttpResponse:
    """Take a text out of the coding."""
    found = kept_or_403(request, project_id)
    service.remove_source(request.scope, source_or_404(request, found, source_id))
    notify(request, _("Texten och det som var kodat i den är borttaget."))
    return redirect(request.place.url("coding:project", project_id=project_id))
