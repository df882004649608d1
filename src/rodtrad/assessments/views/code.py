"""The links that a unit's groups answer through, one for each: shown, as a QR code, and as a sheet for the
wall.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

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
from rodtrad.assessments.groups import PUPILS, WORKING, Group, among, label_of
from rodtrad.assessments.models import RoundPart
from rodtrad.assessments.scale import LANGUAGE_NAMES
from rodtrad.assessments.views.answer import heading_of
from rodtrad.assessments.views.shared import GROUP_WORD, language, part_or_404, query, round_here
from rodtrad.assessments.voices import OWN, Voice, voice_of
from rodtrad.assessments.words import apart
from rodtrad.common.errors import UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request
from rodtrad.rendering.leaflet import Leaflet, Sheet, leaflet_pdf

LANGUAGE_WORD = "sprak"


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
        "spoken_too": _spoken_too(request, part),
        "handing_out": handing_out(part.group, with_slips=not part.takes_shared_link),
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


def _spoken_too(request: Request, part: RoundPart) -> list[dict[str, str]]:
    """The sheet in the languages of the form that are not the product's own."""
    address = request.place.url("assessments:sheet")
    own = query(part.round, part.group)
    return [
        {
            "code": code,
            "name": LANGUAGE_NAMES.get(code, code),
            "url": f"{address}{own}{'&' if own else '?'}{LANGUAGE_WORD}={code}",
        }
        for code in part.round.instrument.languages
        if code not in OWN
    ]


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
    """The link and the QR code on one sheet of paper, in a language that the form is in."""
    part = part_or_404(request, round_here(request))
    voice = _voice(request, part)
    context = _of(request, part) | {
        "threshold": part.round.threshold(part.group),
        "voice": voice,
        "simple": part.group == Group.PUPILS_YOUNGER,
        "heading": heading_of(part.round, voice.language),
        "address": _address_in(request, part),
        "group_key": f"group.{part.group}",
        "speaking": voice.language if LANGUAGE_WORD in request.GET else "",
    }
    return render(request, "assessments/sheet.html", context)


def _voice(request: Request, part: RoundPart) -> Voice:
    """The language that is asked for, of those that the form is in; else the reader's own."""
    asked, instrument = request.GET.get(LANGUAGE_WORD, ""), part.round.instrument
    return voice_of(asked if asked in instrument.languages else language(), part.group, instrument)


def _address_in(request: Request, part: RoundPart) -> str:
    """The address behind a shared link; with the language where one was asked for, so that it opens in it."""
    asked = request.GET.get(LANGUAGE_WORD, "")
    said = f"?lang={asked}" if asked in part.round.instrument.languages else ""
    return address_of(request, part.code) + said


@require_safe
def sheet_pdf(request: Request) -> HttpResponse:
    """The sheets of all the unit's groups as one PDF, a page each; of one group where the address says so."""
    one = part_or_404(request, round_here(request))
    parts = service.parts_of(request.scope, one.round, request.place.unit)
    wanted = [one] if GROUP_WORD in request.GET else parts
    sheets = tuple(_poster(request, part) for part in wanted if part.takes_shared_link)
    if not sheets:
        raise Http404
    spoken = _voice(request, one).language
    return _as_file(leaflet_pdf(_leaflet(one, one.round.title, sheets, spoken)), _("blad.pdf"))


def _poster(request: Request, part: RoundPart) -> Sheet:
    voice, address = _voice(request, part), _address_in(request, part)
    return Sheet(
        over=_over(part, voice),
        heading=_paper_heading(part, voice),
        lead=voice.plain("sheet"),
        address=address,
        alt=voice.plain("qr", address=address),
        steps=(
            voice.plain("sheet.scan"),
            voice.plain("sheet.choose"),
            voice.plain("sheet.send", day=part.round.closes_on),
        ),
        under=voice.plain("sheet.under", n=part.round.threshold(part.group)),
    )


def _over(part: RoundPart, voice: Voice) -> str:
    """Small print for those who hand the papers out. The younger pupils are not called so to their face."""
    if part.group == Group.PUPILS_YOUNGER:
        return f"{part.unit.name} · {part.round.title}"
    return f"{part.unit.name} · {voice.plain(f'group.{part.group}')}"


def _paper_heading(part: RoundPart, voice: Voice) -> str:
    if part.group == Group.PUPILS_YOUNGER:
        return voice.plain("young.title")
    return heading_of(part.round, voice.language).text


def _slips_pdf(request: Request, part: RoundPart, codes: list[str]) -> bytes:
    """Eight slips a page. The codes are in this file and nowhere else."""
    voice = _voice(request, part)
    slips = tuple(_slip(request, part, voice, code) for code in codes)
    made = _leaflet(part, _("Engångskoder, klipp isär"), slips, language())
    steps = handing_out(part.group, with_slips=True)
    return leaflet_pdf(replace(made, cut=True, first=_("Till dig som delar ut lapparna"), first_steps=steps))


def _slip(request: Request, part: RoundPart, voice: Voice, code: str) -> Sheet:
    address = address_of(request, code)
    return Sheet(
        over=_over(part, voice),
        heading=_paper_heading(part, voice),
        lead=code,
        address=address,
        alt=voice.plain("qr", address=address),
        under=voice.plain("slip.under", day=part.round.closes_on),
    )


def handing_out(group: str, with_slips: bool) -> tuple[str, ...]:
    """What someone does who lets a class answer, one step each; nothing for groups that nobody gathers."""
    if group not in PUPILS:
        return ()
    shared = _(
        "Visa koden på tavlan eller dela ut bladet. Alla har samma kod, och var och en svarar en gång."
    )
    drawn = _(
        "Blanda lapparna med texten nedåt och låt var och en dra en. Skriv inga namn på dem, och pricka "
        "inte av vem som har svarat."
    )
    return (
        _("Berätta varför ni frågar. Det är frivilligt, och ingen får reda på vad någon har svarat."),
        drawn if with_slips else shared,
        _("Låt eleverna sitta så att de inte ser varandras skärmar. Gå inte runt och titta själv."),
        _("Läs gärna frågorna högt och förklara ord, men säg inte vad du själv tycker."),
        _("Den som inte vill svara gör något annat under tiden."),
        _("Släng lappar som blir över.")
        if with_slips
        else _("Den som har skickat kan inte ändra sina svar."),
    )


def _leaflet(part: RoundPart, title: str, sheets: tuple[Sheet, ...], spoken: str) -> Leaflet:
    author = part.round.authority.name
    return Leaflet(f"{title}, {part.unit.name}", author, spoken, timezone.localdate(), sheets)


def _as_file(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def qr(request: Request) -> HttpResponse:
    """The QR code as a picture."""
    part = part_or_404(request, round_here(request))
    return qr_picture(_address_in(request, part))


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
    context = _of(request, part) | {
        "slips": slips,
        "voice": _voice(request, part),
        "simple": part.group == Group.PUPILS_YOUNGER,
        "handing_out": handing_out(part.group, with_slips=True),
    }
    return render(request, "assessments/slips.html", context)


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
