"""The next edition, a correction, the look that a document still holds, and two editions side by side."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request
from rodtrad.plans import service
from rodtrad.plans.comparing import Confirmed
from rodtrad.plans.forms import CorrectionForm, EditionForm, ReviewForm
from rodtrad.plans.models import Document
from rodtrad.plans.side_by_side import FILTERS, chosen, row_of, rows_of, summary, tallies
from rodtrad.plans.views.parts import document_or_404

FORM_VIEW = require_http_methods(["GET", "HEAD", "POST"])
Form = EditionForm | CorrectionForm | ReviewForm


@FORM_VIEW
def new_edition(request: Request, slug: str) -> HttpResponse:
    """Begin the next edition of a decided document."""
    document = document_or_404(request, slug)
    service.require_edit(request.scope, document)
    first, last = service.next_period(document)
    initial = {"title": document.title, "period_from": first, "period_to": last}
    form = EditionForm(request.POST or None, initial=initial)

    def begin() -> HttpResponse:
        values = form.cleaned_data
        period = (values["period_from"], values["period_to"])
        new = service.new_edition(request.scope, document, values["title"], period)
        said = _("Utkastet till nästa utgåva är gjort. Alla punkter följde med.")
        notify(request, said, kept=f"utgava-{document.pk}")
        return redirect(request.place.url("plans:document", slug=new.slug))

    return _form_page(request, document, form, "plans/new_edition.html", begin)


@FORM_VIEW
def correct(request: Request, slug: str) -> HttpResponse:
    """Begin a correction of a decided document, and say why."""
    document = document_or_404(request, slug)
    service.require_edit(request.scope, document)
    form = CorrectionForm(request.POST or None)

    def begin() -> HttpResponse:
        new = service.correct(request.scope, document, form.cleaned_data["reason"])
        said = _("Rättelsen är påbörjad. Ändra det som är fel och för in beslutet.")
        notify(request, said, kept=f"rattelse-{document.pk}")
        return redirect(request.place.url("plans:content", slug=new.slug))

    return _form_page(request, document, form, "plans/correct.html", begin)


@FORM_VIEW
def review(request: Request, slug: str) -> HttpResponse:
    """Record that a document was looked through and still holds."""
    document = document_or_404(request, slug)
    service.require_edit(request.scope, document)
    form = ReviewForm(request.POST or None, initial={"on": timezone.localdate()})

    def keep() -> HttpResponse:
        values = form.cleaned_data
        service.review(request.scope, document, values["on"], values["next_review"])
        said = _("Prövningen är införd. Dokumentet gäller som det står.")
        notify(request, said, kept=f"provning-{document.pk}")
        return redirect(request.place.url("plans:document", slug=slug))

    return _form_page(request, document, form, "plans/review_holds.html", keep)


def _form_page(
    request: Request, document: Document, form: Form, template: str, do: Callable[[], HttpResponse]
) -> HttpResponse:
    """The form, or what it asks for; refused, the form again with what was typed and the reason."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return do()
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, Conflict) else 422
    elif form.errors:
        status = 422
    return render(request, template, {"form": form, "document": document}, status=status)


# Two editions side by side


@FORM_VIEW
def compare(request: Request, slug: str, old_slug: str) -> HttpResponse:
    """Two documents item by item; whoever may write the later one says what goes on in what."""
    new, old = document_or_404(request, slug), document_or_404(request, old_slug)
    refused = ""
    if request.method == "POST":
        service.require_edit(request.scope, new)
        try:
            return _settle(request, old, new)
        except UserError as error:
            refused = str(error)
    compared = service.comparison_of(old, new)
    rows = rows_of(compared)
    what = request.GET.get("visa", "")
    picking = request.GET.get("valj", "")
    context = {
        "old": old,
        "new": new,
        "document": new,
        "summary": summary(compared.comparison, old, new),
        "tallies": tallies(rows, what),
        "what": what if what in FILTERS else "",
        "rows": chosen(rows, what),
        "all_kept": len(service.kept_pairs(compared)),
        "editor": service.may_edit(request.scope, new) and service.may_correspond(old, new),
        "picking": row_of(rows, picking),
        "pick": picking,
        "choices": list(compared.new.values()),
        "refused": refused,
    }
    return render(request, "plans/compare.html", context, status=409 if refused else 200)


def _settle(request: Request, old: Document, new: Document) -> HttpResponse:
    """What a person says of some old items: kept at once, and back to the same place on the page."""
    op, olds, news = request.POST.get("op", ""), request.POST.getlist("old"), request.POST.getlist("new")
    if op == "confirm_kept":
        pairs = service.kept_pairs(service.comparison_of(old, new))
        service.confirm(request.scope, old, new, pairs)
    elif op == "confirm":
        service.confirm(request.scope, old, new, _pairs(olds, news, request.POST.getlist("weight")))
    elif op == "refuse" and olds and news:
        service.refuse(request.scope, old, new, olds[0], news[0])
    elif op == "end" and olds:
        service.end(request.scope, old, new, olds[0])
    elif op == "reopen" and olds:
        service.reopen(request.scope, old, new, list(dict.fromkeys(olds)))
    else:
        raise UserError(_("Formuläret saknar en uppgift. Ladda om sidan och försök igen."), "form.broken")
    here = request.place.url("plans:compare", slug=new.slug, old_slug=old.slug)
    what = request.GET.get("visa", "")
    query = f"?{urlencode({'visa': what})}" if what else ""
    return redirect(f"{here}{query}#punkt-{olds[0]}" if olds else f"{here}{query}")


def _pairs(olds: list[str], news: list[str], weights: list[str]) -> list[Confirmed]:
    """The pairs that a form names; shares in per cent, all of it where none is given."""
    if not olds or len(olds) != len(news) or len(weights) not in {0, len(olds)}:
        raise UserError(_("Formuläret saknar en uppgift. Ladda om sidan och försök igen."), "form.broken")
    shares = [_share(weight) for weight in weights] or [1.0] * len(olds)
    return [Confirmed(*pair) for pair in zip(olds, news, shares, strict=True)]


def _share(percent: str) -> float:
    try:
        return float(percent.replace(",", ".")) / 100
    except ValueError:
        raise UserError(_("Andelen ska vara mellan 1 och 100 procent."), "correspondence.weight") from None
