"""The links that a unit's groups answer through, one for each: shown, as a QR code, and as a sheet for the
wall.
"""

from __future__ import annotations

from io import BytesIO

import segno
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rodtrad.assessments import service
from rodtrad.assessments.access import may_lead, may_share_link
from rodtrad.assessments.disclosure import stepwise
from rodtrad.assessments.forms import CodesForm, InvitedForm
from rodtrad.assessments.groups import Group, among, label_of
from rodtrad.assessments.models import RoundPart
from rodtrad.assessments.views.shared import part_or_404, query, round_here
from rodtrad.assessments.words import apart
from rodtrad.common.errors import UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request


@require_safe
def code(request: Request) -> HttpResponse:
    """A group's link, its QR code and how many have answered, in steps."""
    current = round_here(request)
    if current is not None and list(current.groups) == [Group.LEADERS]:
        if not may_share_link(request.scope, request.place.unit.path):
            raise Http404
        return render(request, "assessments/code.html", {"current": current, "query": query(current)})
    part = part_or_404(request, current)
    return _show(request, part, _invited_form(part), CodesForm())


def _invited_form(part: RoundPart) -> InvitedForm:
    return InvitedForm(initial={"invited": part.invited or None})


def _show(
    request: Request, part: RoundPart, invited: InvitedForm, codes: CodesForm, status: int = 200
) -> HttpResponse:
    threshold = part.round.threshold(part.group)
    context = _of(request, part) | {
        "links": _links(request, part),
        "threshold": threshold,
        "at_least": int(stepwise(part.answered, threshold)),
        "apart": apart(part.group, part.round.groups),
        "invited": invited,
        "codes": codes,
        "may_lead": may_lead(request.scope, request.place.unit.path),
    }
    return render(request, "assessments/code.html", context, status=status)


def _of(request: Request, part: RoundPart) -> dict[str, object]:
    """What every page about one group's link shows."""
    return {
        "part": part,
        "current": part.round,
        "group": label_of(part.group),
        "among": among(part.group),
        "query": query(part.round, part.group),
        "address": address_of(request, part.code),
    }


def _links(request: Request, chosen: RoundPart) -> list[dict[str, object]]:
    """The way to the other groups' links, where there are several."""
    parts = service.parts_of(request.scope, chosen.round, request.place.unit)
    address = request.place.url("assessments:code")
    found: list[dict[str, object]] = [
        {
            "label": label_of(part.group),
            "url": address + query(part.round, part.group),
            "current": part.pk == chosen.pk,
        }
        for part in parts
    ]
    return found if len(found) > 1 else []


@require_safe
def sheet(request: Request) -> HttpResponse:
    """The link and the QR code on one sheet of paper."""
    part = part_or_404(request, round_here(request))
    context = _of(request, part) | {"threshold": part.round.threshold(part.group)}
    return render(request, "assessments/sheet.html", context)


@require_safe
def qr(request: Request) -> HttpResponse:
    """The QR code as a picture."""
    part = part_or_404(request, round_here(request))
    return qr_picture(address_of(request, part.code))


@require_POST
def change_invited(request: Request) -> HttpResponse:
    """Another number of invited than the register's."""
    part = part_or_404(request, round_here(request))
    form = InvitedForm(request.POST)
    if form.is_valid():
        try:
            service.change_invited(request.scope, part, form.cleaned_data["invited"])
        except UserError as error:
            form.add_error("invited", str(error))
        else:
            notify(request, _("Antalet är ändrat."))
            return HttpResponseRedirect(request.place.url("assessments:code") + query(part.round, part.group))
    return _show(request, part, form, CodesForm(), 400)


@require_POST
def print_codes(request: Request) -> HttpResponse:
    """One-time codes to hand out: shown this once, since only their marks are kept."""
    part = part_or_404(request, round_here(request))
    form = CodesForm(request.POST)
    if not form.is_valid():
        return _show(request, part, _invited_form(part), form, 400)
    codes = service.make_codes(request.scope, part, form.cleaned_data["number"])
    slips = [(each, address_of(request, each)) for each in codes]
    return render(request, "assessments/slips.html", _of(request, part) | {"slips": slips})


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
