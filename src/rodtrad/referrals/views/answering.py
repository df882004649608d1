"""All comments, the answer to one, an agreed wording into the draft, and the compilation."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request
from rodtrad.referrals import service
from rodtrad.referrals.forms import AnswerForm
from rodtrad.referrals.models import Referral
from rodtrad.referrals.service import Said
from rodtrad.referrals.views.shared import as_file, kept_or_404, referral_or_404

__all__ = ["answer", "apply", "compilation", "compilation_file", "remarks"]

DOWNLOADS = (("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel"))


@require_safe
def remarks(request: Request, referral_id: int) -> HttpResponse:
    """Every comment at its place, with its answer; `?visa=obesvarade` only those that wait for one."""
    referral = kept_or_404(request, referral_id)
    said = service.said_in(referral)
    waiting = request.GET.get("visa") == "obesvarade"
    shown = [each for each in said if not each.verdict and not each.is_question] if waiting else said
    context = {
        "referral": referral,
        "spots": service.said_by_place(shown),
        "tally": service.tally_of(said),
        "waiting": waiting,
        "applicable": {each.remark.pk for each in service.applicable(request.scope, referral)},
    }
    return render(request, "referrals/remarks.html", context)


def _said_or_404(referral: Referral, remark_id: int) -> Said:
    found = service.remark_for(referral, remark_id)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, referral_id: int, remark_id: int) -> HttpResponse:
    """Answer one comment, then the next that waits. When two answer at once the second sees both."""
    referral = kept_or_404(request, referral_id)
    found = _said_or_404(referral, remark_id)
    held = found.remark.answer if found.verdict else None
    form = AnswerForm(request.POST or None, remark=found.remark, initial=AnswerForm.initial_of(held))
    context: dict[str, Any] = {"referral": referral, "each": found, "form": form, "keep": f"svar-{remark_id}"}
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            service.answer(request.scope, referral, found.remark, form.cleaned_data["version"], form.given())
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error(None, str(error))
            if isinstance(error, Conflict):
                status = 409
                context["each"] = fresh = _said_or_404(referral, remark_id)
                context["theirs"] = fresh.remark.answer if fresh.verdict else None
        else:
            return _next(request, referral, remark_id)
    said = [each for each in service.said_in(referral) if not each.is_question]
    context |= _walk(said, remark_id)
    return render(request, "referrals/answer.html", context, status=status)


def _walk(said: list[Said], remark_id: int) -> dict[str, Any]:
    """Which of the comments this is, and those before and after it."""
    at = next((i for i, each in enumerate(said) if each.remark.pk == remark_id), None)
    if at is None:
        return {"number": 0, "total": len(said)}
    return {
        "number": at + 1,
        "total": len(said),
        "before": said[at - 1] if at else None,
        "after": said[at + 1] if at + 1 < len(said) else None,
    }


def _next(request: Request, referral: Referral, remark_id: int) -> HttpResponse:
    """On to the next comment without an answer; after the last back to all of them."""
    said = [each for each in service.said_in(referral) if not each.is_question]
    ids = [each.remark.pk for each in said]
    at = ids.index(remark_id) if remark_id in ids else -1
    waiting = [each for each in [*said[at + 1 :], *said[: at + 1]] if not each.verdict]
    kept = f"svar-{remark_id}"
    if waiting:
        notify(request, _("Svaret är sparat. Här är nästa synpunkt."), kept=kept)
        return redirect(
            request.place.url("referrals:answer", referral_id=referral.pk, remark_id=waiting[0].remark.pk)
        )
    notify(request, _("Svaret är sparat. Alla synpunkter är besvarade."), kept=kept)
    return redirect(request.place.url("referrals:referral", referral_id=referral.pk))


@require_POST
def apply(request: Request, referral_id: int, remark_id: int) -> HttpResponse:
    """Take an agreed wording into the draft."""
    referral = kept_or_404(request, referral_id)
    found = _said_or_404(referral, remark_id)
    service.apply_wording(request.scope, referral, found.remark, anyway="anda" in request.POST)
    notify(request, _("Lydelsen är införd i utkastet."))
    return redirect(request.place.url("referrals:referral", referral_id=referral_id) + "#lydelser")


def _compiled_or_404(request: Request, referral_id: int) -> Referral:
    """Everyone who sees a closed referral reads its compilation; before that only those who keep it."""
    referral = referral_or_404(request, referral_id)
    if not referral.is_closed and not service.keeps(request.scope, referral):
        raise Http404
    return referral


@require_safe
def compilation(request: Request, referral_id: int) -> HttpResponse:
    """The compilation of comments and answers."""
    referral = _compiled_or_404(request, referral_id)
    page = service.compilation_page(referral, get_language() or "sv")
    context = {"referral": referral, "page": page, "downloads": DOWNLOADS}
    return render(request, "referrals/compilation.html", context)


@require_safe
def compilation_file(request: Request, referral_id: int, fmt: str) -> HttpResponse:
    """The compilation as a file in the reader's language."""
    referral = _compiled_or_404(request, referral_id)
    if fmt not in service.FORMATS:
        raise Http404
    return as_file(service.compilation_file(referral, fmt, get_language() or "sv"))
