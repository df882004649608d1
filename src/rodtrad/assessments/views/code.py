"""The link that a unit's staff answer through: shown, as a QR code, and as a sheet to put on the wall."""

from __future__ import annotations

from io import BytesIO

import segno
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rodtrad.assessments import service
from rodtrad.assessments.access import may_lead
from rodtrad.assessments.disclosure import stepwise
from rodtrad.assessments.forms import CodesForm, InvitedForm
from rodtrad.assessments.models import Group, RoundUnit
from rodtrad.assessments.views.shared import part_or_404, round_here
from rodtrad.common.errors import UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request


@require_safe
def code(request: Request) -> HttpResponse:
    """The unit's link, its QR code and how many have answered, in steps."""
    part = part_or_404(request, round_here(request))
    return _show(request, part, InvitedForm(initial={"invited": part.staff_invited}), CodesForm())


def _show(
    request: Request, part: RoundUnit, invited: InvitedForm, codes: CodesForm, status: int = 200
) -> HttpResponse:
    context = {
        "part": part,
        "current": part.round,
        "address": address_of(request, part.staff_code),
        "asks_staff": Group.STAFF in part.round.groups,
        "at_least": int(stepwise(part.staff_answered, part.round.staff_threshold)),
        "invited": invited,
        "codes": codes,
        "may_lead": may_lead(request.scope, request.place.unit.path),
    }
    return render(request, "assessments/code.html", context, status=status)


@require_safe
def sheet(request: Request) -> HttpResponse:
    """The link and the QR code on one sheet of paper."""
    part = part_or_404(request, round_here(request))
    context = {"part": part, "current": part.round, "address": address_of(request, part.staff_code)}
    return render(request, "assessments/sheet.html", context)


@require_safe
def qr(request: Request) -> HttpResponse:
    """The QR code as a picture."""
    part = part_or_404(request, round_here(request))
    return qr_picture(address_of(request, part.staff_code))


@require_POST
def change_invited(request: Request) -> HttpResponse:
    """Another number of staff than the register's."""
    part = part_or_404(request, round_here(request))
    form = InvitedForm(request.POST)
    if form.is_valid():
        try:
            service.change_invited(request.scope, part, form.cleaned_data["invited"])
        except UserError as error:
            form.add_error("invited", str(error))
        else:
            notify(request, _("Antalet i personalen är ändrat."))
            return HttpResponseRedirect(request.place.url("assessments:code"))
    return _show(request, part, form, CodesForm(), 400)


@require_POST
def print_codes(request: Request) -> HttpResponse:
    """One-time codes to hand out: shown this once, since only their marks are kept."""
    part = part_or_404(request, round_here(request))
    form = CodesForm(request.POST)
    if not form.is_valid():
        return _show(request, part, InvitedForm(initial={"invited": part.staff_invited}), form, 400)
    codes = service.make_codes(request.scope, part, form.cleaned_data["number"])
    slips = [(each, address_of(request, each)) for each in codes]
    return render(request, "assessments/slips.html", {"part": part, "current": part.round, "slips": slips})


def address_of(request: Request, secret: str) -> str:
    """The full address behind a code, as a phone must have it."""
    path = reverse("answer:answer", kwargs={"code": secret})
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def qr_picture(address: str) -> HttpResponse:
    """A QR code as SVG, dark on white in either theme."""
    picture = BytesIO()
    segno.make(address, error="m").save(
        picture, kind="svg", scale=8, border=3, dark="#14202a", light="#ffffff", xmldecl=False
    )
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
