"""Instruments for the strategist: made from a plan, read through, adjusted before the first round."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rodtrad.assessments import service
from rodtrad.assessments.access import may_manage
from rodtrad.assessments.forms import IndicatorForm
from rodtrad.assessments.groups import in_order, label_of
from rodtrad.assessments.models import Indicator, Instrument
from rodtrad.assessments.models.instrument import EVERYONE
from rodtrad.assessments.scale import in_language
from rodtrad.assessments.views.shared import language
from rodtrad.common.errors import Conflict
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request
from rodtrad.plans.models import Document, DocumentKind, DocumentStatus


@require_safe
def instruments(request: Request) -> HttpResponse:
    """The authority's instruments, and the plans that a new one can be made from."""
    if not may_manage(request.scope, request.place.unit.path):
        raise Http404
    found = service.instruments_for(request.scope, request.place.unit.authority_path)
    context = {"instruments": list(found), "documents": list(_plans(request))}
    return render(request, "assessments/instruments.html", context)


@require_POST
def make_instrument(request: Request) -> HttpResponse:
    """A new instrument from the chosen plan."""
    chosen = request.POST.get("document", "")
    document = get_object_or_404(_plans(request), pk=int(chosen) if _is_number(chosen) else 0)
    made = service.make_instrument(request.scope, document)
    notify(
        request,
        _("Formuläret är gjort av planens insatser. Läs igenom påståendena innan du öppnar en omgång."),
    )
    return HttpResponseRedirect(request.place.url("assessments:instrument", instrument_id=made.pk))


def _is_number(text: str) -> bool:
    """Figures that can be an id: '²' is a digit to Python, but no number."""
    return text.isascii() and text.isdigit() and len(text) < 19


@require_safe
def show_instrument(request: Request, instrument_id: int) -> HttpResponse:
    """Every question with its levels, as those who rate will meet it."""
    instrument = _instrument_or_404(request, instrument_id)
    indicators = service.indicators_of(instrument)
    areas: dict[int, dict[str, object]] = {}
    for number, indicator in enumerate(indicators, 1):
        title = indicator.area.title
        area = areas.setdefault(indicator.area_id, {"title": title, "rows": []})
        area["rows"].append(_row(indicator, number))  # type: ignore[attr-defined]
    names = [in_language(name, language())[0] for name in instrument.scale]
    context = {
        "instrument": instrument,
        "areas": list(areas.values()),
        "names": names,
        "number_of_questions": len(indicators),
    }
    return render(request, "assessments/instrument.html", context)


def edit_indicator(request: Request, instrument_id: int, position: int) -> HttpResponse:
    """The words of one question."""
    instrument = _instrument_or_404(request, instrument_id)
    indicators = instrument.indicators.select_related("item", "area", "instrument__owner")
    indicator = get_object_or_404(indicators, position=position)
    if request.method != "POST":
        if instrument.frozen_at is not None:
            address = request.place.url("assessments:instrument", instrument_id=instrument.pk)
            return HttpResponseRedirect(address)
        form = IndicatorForm(initial=IndicatorForm.values_of(indicator), indicator=indicator)
        return _edit(request, indicator, form)
    form = IndicatorForm(request.POST, indicator=indicator)
    if form.is_valid():
        try:
            _change(request, indicator, form)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            return _edit(request, indicator, form, conflict)
        notify(request, _("Frågan är ändrad."))
        address = request.place.url("assessments:instrument", instrument_id=instrument.pk)
        return HttpResponseRedirect(f"{address}#fraga-{position}")
    return _edit(request, indicator, form, status=400)


def _edit(
    request: Request,
    indicator: Indicator,
    form: IndicatorForm,
    conflict: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form. After a conflict it carries the newer revision, so that sending again is a choice made
    with the other's words beside one's own.
    """
    theirs: list[tuple[str, str]] = []
    if conflict is not None and conflict.code == "changed":
        indicator.refresh_from_db()
        form.data = {
            **{name: form.data.get(name, "") for name in form.fields},
            "revision": indicator.revision,
        }
        saved = IndicatorForm.values_of(indicator)
        theirs = [
            (str(form.fields[name].label), value)
            for name, value in saved.items()
            if name != "revision" and value != form.data.get(name, "")
        ]
    context = {
        "indicator": indicator,
        "instrument": indicator.instrument,
        "form": form,
        "theirs": theirs,
        "pairs": form.pairs(),
    }
    return render(request, "assessments/indicator_edit.html", context, status=409 if conflict else status)


def _change(request: Request, indicator: Indicator, form: IndicatorForm) -> None:
    service.change_indicator(request.scope, indicator, form.cleaned_data["revision"], form.draft())


def _row(indicator: Indicator, number: int) -> dict[str, object]:
    wanted = language()
    return {
        "number": number,
        "position": indicator.position,
        "text": str(indicator),
        "said": [
            (label_of(group), in_language(indicator.statements[group], wanted)[0])
            for group in in_order(list(indicator.statements))
        ],
        "help": in_language(indicator.help.get(EVERYONE, {}), wanted)[0],
        "item": indicator.item,
        "levels": [in_language(level, wanted)[0] for level in indicator.levels],
    }


def _plans(request: Request) -> QuerySet[Document]:
    """Decided plans of this authority that the reader may make an instrument from."""
    visible = Document.objects.visible_to(request.scope).filter(
        authority__path=request.place.unit.authority_path,
        kind__in=[DocumentKind.PLAN, DocumentKind.ACTION_PLAN, DocumentKind.PROGRAMME, DocumentKind.STRATEGY],
        status=DocumentStatus.DECIDED,
        items__kind="initiative",
    )
    return visible.distinct().order_by("-period_from", "title")


def _instrument_or_404(request: Request, instrument_id: int) -> Instrument:
    found = service.instruments_for(request.scope, request.place.unit.authority_path)
    instrument = get_object_or_404(found, pk=instrument_id)
    if not may_manage(request.scope, instrument.owner.path):
        raise Http404
    return instrument
