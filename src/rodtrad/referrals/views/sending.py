"""The list of referrals, a new one, one seen by each in their part, and its end."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.models import Unit
from rodtrad.organisation.place import Request
from rodtrad.plans import service as plans
from rodtrad.plans.models import DocumentStatus
from rodtrad.referrals import service
from rodtrad.referrals.forms import CallBackForm, LastDayForm, SendForm, default_last_day
from rodtrad.referrals.views.shared import document_or_404, kept_or_404, referral_or_404

__all__ = ["call_back", "close", "last_day", "referral", "referrals", "send"]


@require_safe
def referrals(request: Request) -> HttpResponse:
    """The referrals that one keeps, is asked in, or can read the outcome of."""
    path = request.place.unit.authority_path
    found = service.referrals_for(request.scope, path)
    keeper = plans.may_import(request.scope, path)
    drafts = [
        document
        for document in (plans.documents_for(request.scope, path) if keeper else [])
        if document.status == DocumentStatus.DRAFT
    ]
    context = {
        "open": [row for row in found if row.is_open],
        "over": [row for row in found if not row.is_open],
        "keeper": keeper,
        "drafts": drafts,
    }
    return render(request, "referrals/referrals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request, slug: str) -> HttpResponse:
    """Send a draft to groups and units."""
    document = document_or_404(request, slug)
    plans.require_edit(request.scope, document)
    today, path = timezone.localdate(), request.place.unit.authority_path
    form = SendForm(
        request.POST or None,
        groups=service.groups_for(request.scope, path),
        units=Unit.objects.visible_to(request.scope).under(path).order_by("path"),
        initial={"last_day": default_last_day(today)},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = service.send(request.scope, document, form.given(), form.cleaned_data["key"], today)
            except NotAllowed:
                raise
            except UserError as error:
                form.add_error(None, str(error))
                status = 409 if isinstance(error, Conflict) else 422
            else:
                notify(request, _("Remissen är skickad."), kept=f"remiss-{document.pk}")
                return redirect(request.place.url("referrals:referral", referral_id=made.pk))
    context = {"form": form, "document": document, "shelves": form.shelves()}
    return render(request, "referrals/send.html", context, status=status)


@require_safe
def referral(request: Request, referral_id: int) -> HttpResponse:
    """One referral: for who keeps it how it goes, for who is asked the way to answer, for all its outcome."""
    found = referral_or_404(request, referral_id)
    keeper = service.keeps(request.scope, found)
    today = timezone.localdate()
    said = service.said_in(found) if keeper or found.is_closed else []
    lines = service.recipients_of(found) if keeper or found.is_closed else []
    context = {
        "referral": found,
        "keeper": keeper,
        "late": found.is_late(today),
        "lines": lines,
        "answered": sum(line.has_answered for line in lines),
        "tally": service.tally_of(said),
        "applicable": service.applicable(request.scope, found) if keeper else [],
        "mine": service.my_recipients(request.scope, found, request.place.unit),
        "day_form": LastDayForm(initial={"last_day": found.last_day}) if keeper and found.is_open else None,
    }
    return render(request, "referrals/referral.html", context)


@require_POST
def last_day(request: Request, referral_id: int) -> HttpResponse:
    """Another last day."""
    found = kept_or_404(request, referral_id)
    form = LastDayForm(request.POST)
    if not form.is_valid():
        raise UserError(_("Skriv dagen som år, månad och dag."), "referral.day")
    service.change_last_day(request.scope, found, form.cleaned_data["last_day"], timezone.localdate())
    notify(request, _("Sista dagen är ändrad."))
    return redirect(request.place.url("referrals:referral", referral_id=referral_id))


@require_http_methods(["GET", "HEAD", "POST"])
def call_back(request: Request, referral_id: int) -> HttpResponse:
    """End a referral before its time, and say why."""
    found = kept_or_404(request, referral_id)
    form = CallBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service.call_back(request.scope, found, form.cleaned_data["why"])
        said = _("Remissen är återkallad. Dokumentet är ett utkast igen.")
        notify(request, said, kept=f"aterkalla-{found.pk}")
        return redirect(request.place.url("referrals:referral", referral_id=referral_id))
    status = 422 if request.method == "POST" else 200
    return render(request, "referrals/call_back.html", {"form": form, "referral": found}, status=status)


@require_POST
def close(request: Request, referral_id: int) -> HttpResponse:
    """End a referral whose comments all have an answer."""
    found = kept_or_404(request, referral_id)
    service.close(request.scope, found)
    notify(request, _("Remissen är avslutad. De som har svarat kan nu läsa svaren."))
    return redirect(request.place.url("referrals:referral", referral_id=referral_id))
