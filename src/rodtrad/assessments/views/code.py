"""The links that a unit's groups answer through, one for each: shown, as a QR code, and as a sheet for the
wall.
"""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import segno
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rodtrad.assessments import service
from rodtrad.assessments.access import may_lead, may_share_link
from rodtrad.assessments.forms import CodesForm, InvitedForm
from rodtrad.assessments.groups import WORKING, Group, among, label_of
from rodtrad.assessments.models import RoundPart
from rodtrad.assessments.views.shared import GROUP_WORD, language, part_or_404, query, round_here
from rodtrad.assessments.words import apart
from rodtrad.common.dates import long_date
from rodtrad.common.errors import UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request
from rodtrad.rendering.leaflet import Leaflet, Sheet, leaflet_pdf


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
    told = service.turnout_of(part)
    context = _of(request, part) | {
        "links": _links(request, part),
        "told_from": told.told_from,
        "at_least": told.at_least,
        "apart": apart(part.group, part.round.groups),
        "invited": invited,
        "codes": codes,
        "may_lead": may_lead(request.scope, request.place.unit.path),
        "may_remind": service.may_remind(part, timezone.localdate()),
        "is_working": part.group in WORKING,
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
        "round_query": query(part.round),
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
def sheet_pdf(request: Request) -> HttpResponse:
    """The sheets of all the unit's groups as one PDF, a page each; of one group where the address says so."""
    one = part_or_404(request, round_here(request))
    parts = service.parts_of(request.scope, one.round, request.place.unit)
    wanted = [one] if GROUP_WORD in request.GET else parts
    sheets = tuple(_poster(request, part) for part in wanted if part.takes_shared_link)
    if not sheets:
        raise Http404
    return _as_file(leaflet_pdf(_leaflet(request, one, one.round.title, sheets)), _("blad.pdf"))


def _poster(request: Request, part: RoundPart) -> Sheet:
    address = address_of(request, part.code)
    return Sheet(
        over=f"{part.unit.name} · {label_of(part.group)}",
        heading=part.round.title,
        lead=_("Hur långt har vi kommit? Svara på telefonen, utan konto och anonymt."),
        address=address,
        alt=_("QR-kod som öppnar %(address)s") % {"address": address},
        steps=(
            _("Rikta kameran mot koden."),
            _("Välj den nivå som stämmer bäst. Du kan hoppa över frågor."),
            _("Skicka in, senast %(day)s.") % {"day": long_date(part.round.closes_on)},
        ),
        under=_("Ingen kan se vad du har svarat. Resultatet visas bara om minst %(n)s svarar.")
        % {"n": part.round.threshold(part.group)},
    )


def _slips_pdf(request: Request, part: RoundPart, codes: list[str]) -> bytes:
    """Eight slips a page. The codes are in this file and nowhere else."""
    slips = tuple(_slip(request, part, code) for code in codes)
    return leaflet_pdf(_leaflet(request, part, _("Engångskoder, klipp isär"), slips, cut=True))


def _slip(request: Request, part: RoundPart, code: str) -> Sheet:
    address = address_of(request, code)
    return Sheet(
        over=f"{part.unit.name} · {label_of(part.group)}",
        heading=part.round.title,
        lead=code,
        address=address,
        alt=_("QR-kod som öppnar %(address)s") % {"address": address},
        under=_("Gäller för ett svar, till och med %(day)s. Ingen vet vem som fick vilken lapp.")
        % {"day": long_date(part.round.closes_on)},
    )


def _leaflet(
    request: Request, part: RoundPart, title: str, sheets: tuple[Sheet, ...], cut: bool = False
) -> Leaflet:
    lang: Literal["sv", "en"] = "en" if language() == "en" else "sv"
    author = part.round.authority.name
    return Leaflet(f"{title}, {part.unit.name}", author, lang, timezone.localdate(), sheets, cut)


def _as_file(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


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
def remind(request: Request) -> HttpResponse:
    """Remind everyone in the group."""
    part = part_or_404(request, round_here(request))
    address = address_of(request, part.code) if part.takes_shared_link else ""
    service.remind(request.scope, part, address, timezone.localdate())
    notify(request, _("Alla på enheten påminns, på startsidan och med e-post till dem som har en adress."))
    return HttpResponseRedirect(request.place.url("assessments:code") + query(part.round, part.group))


@require_POST
def print_codes(request: Request) -> HttpResponse:
    """One-time codes to hand out: shown this once, since only their marks are kept."""
    part = part_or_404(request, round_here(request))
    form = CodesForm(request.POST)
    if not form.is_valid():
        return _show(request, part, _invited_form(part), form, 400)
    codes = service.make_codes(request.scope, part, form.cleaned_data["number"])
    if "pdf" in request.POST:
        return _as_file(_slips_pdf(request, part, codes), _("engangskoder.pdf"))
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
