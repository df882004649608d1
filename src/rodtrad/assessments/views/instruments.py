"""Instruments for the strategist: from a plan, from those that come with the product, from a file or from
nothing; versions, and what may be compared between them."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rodtrad.assessments import service
from rodtrad.assessments.access import may_manage
from rodtrad.assessments.forms import AreaForm, BlankForm, FileForm, HeadForm, IndicatorForm, LinkForm
from rodtrad.assessments.groups import in_order, label_of
from rodtrad.assessments.models import Indicator, Instrument
from rodtrad.assessments.models.instrument import EVERYONE
from rodtrad.assessments.page_words import gaps
from rodtrad.assessments.scale import LANGUAGE_NAMES, in_language
from rodtrad.assessments.views.shared import language
from rodtrad.common.errors import Conflict, UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.models import Unit
from rodtrad.organisation.place import Request
from rodtrad.plans.models import Document, DocumentKind, DocumentStatus


@require_safe
def instruments(request: Request) -> HttpResponse:
    """The authority's instruments with their versions, and the ways to a new one."""
    return _list(request)


def _list(
    request: Request, blank: BlankForm | None = None, file: FileForm | None = None, status: int = 200
) -> HttpResponse:
    _demand(request)
    series: dict[object, list[Instrument]] = {}
    for each in service.instruments_for(request.scope, request.place.unit.authority_path):
        series.setdefault(each.series, []).append(each)
    context = {
        "series": [sorted(versions, key=lambda each: -each.version) for versions in series.values()],
        "documents": list(_plans(request)),
        "shipped": [(name, service.shipped_draft(name)) for name in service.SHIPPED],
        "blank": blank or BlankForm(),
        "file": file or FileForm(),
        "language": language(),
    }
    return render(request, "assessments/instruments.html", context, status=status)


def _demand(request: Request) -> None:
    if not may_manage(request.scope, request.place.unit.path):
        raise Http404


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
    return _to(request, made)


@require_POST
def take_shipped(request: Request) -> HttpResponse:
    """One of those that come with the product, to be used as it is or changed."""
    _demand(request)
    made = service.take_instrument(
        request.scope, _owner(request), service.shipped_draft(request.POST.get("name", ""))
    )
    notify(request, _("Formuläret är hämtat. Ändra det som ni vill ha annorlunda."))
    return _to(request, made)


@require_POST
def take_file(request: Request) -> HttpResponse:
    """One that was written or exported as a file."""
    _demand(request)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            drafted = service.read_yaml(form.cleaned_data["file"].read())
        except UserError as error:
            form.add_error("file", str(error))
        else:
            made = service.take_instrument(request.scope, _owner(request), drafted)
            notify(request, _("Formuläret är hämtat ur filen."))
            return _to(request, made)
    return _list(request, file=form, status=400)


@require_POST
def make_blank(request: Request) -> HttpResponse:
    """One to write from nothing."""
    _demand(request)
    form = BlankForm(request.POST)
    if not form.is_valid():
        return _list(request, blank=form, status=400)
    data = form.cleaned_data
    drafted = service.blank_draft(data["title"], data["kind"], data["scale_kind"])
    made = service.make_empty(request.scope, _owner(request), drafted)
    return _to(request, made)


def _owner(request: Request) -> Unit:
    """Where a new instrument is kept: where the strategist stands."""
    return request.place.unit


def _to(request: Request, instrument: Instrument, anchor: str = "") -> HttpResponse:
    address = request.place.url("assessments:instrument", instrument_id=instrument.pk)
    return HttpResponseRedirect(f"{address}#{anchor}" if anchor else address)


def _is_number(text: str) -> bool:
    """Figures that can be an id: '²' is a digit to Python, but no number."""
    return text.isascii() and text.isdigit() and len(text) < 19


@require_safe
def show_instrument(request: Request, instrument_id: int) -> HttpResponse:
    """Every question with its levels, as those who rate will meet it, and what can be done with it."""
    instrument = instrument_or_404(request, instrument_id)
    indicators = service.indicators_of(instrument)
    names = [in_language(name, language())[0] for name in instrument.scale]
    rows: dict[int, list[dict[str, object]]] = {}
    for number, indicator in enumerate(indicators, 1):
        rows.setdefault(indicator.area_id, []).append(_row(indicator, number, names))
    areas = [(area, rows.get(area.pk, [])) for area in instrument.areas.order_by("position")]
    older = service.predecessor_of(instrument)
    context = {
        "instrument": instrument,
        "areas": areas,
        "names": names,
        "number_of_questions": len(indicators),
        "groups": [(group, label_of(group)) for group in service.groups_of(indicators)],
        "languages": [LANGUAGE_NAMES.get(code, code) for code in instrument.languages],
        "gaps": [
            (LANGUAGE_NAMES.get(gap.language, gap.language), gap.missing, LANGUAGE_NAMES[gap.fallback])
            for gap in gaps(instrument.languages, instrument.page_words)
        ],
        "older": older,
        "is_latest": service.latest_of(instrument) == instrument,
        "area_form": AreaForm(),
    }
    return render(request, "assessments/instrument.html", context)


@require_POST
def new_version(request: Request, instrument_id: int) -> HttpResponse:
    """The next version, a copy to change."""
    made = service.new_version(request.scope, instrument_or_404(request, instrument_id))
    notify(request, _("Här är den nya versionen. Den tidigare är kvar som den var."))
    return _to(request, made)


@require_safe
def download_instrument(request: Request, instrument_id: int) -> HttpResponse:
    """The instrument as a file."""
    instrument = instrument_or_404(request, instrument_id)
    text = service.instrument_yaml(instrument)
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    name = f"{slugify(instrument.titles['sv'])[:60] or 'formular'}-{instrument.version}.yaml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def remove_instrument(request: Request, instrument_id: int) -> HttpResponse:
    """Throw away one that no round has used."""
    service.remove_instrument(request.scope, instrument_or_404(request, instrument_id))
    notify(request, _("Formuläret är borttaget."))
    return HttpResponseRedirect(request.place.url("assessments:instruments"))


def edit_head(request: Request, instrument_id: int) -> HttpResponse:
    """Title, introduction and the names of the levels."""
    instrument = instrument_or_404(request, instrument_id)
    if request.method != "POST":
        if instrument.frozen_at is not None:
            return _to(request, instrument)
        values = {**HeadForm.values_of(instrument), "seen": service.head_mark(instrument)}
        return _head(request, instrument, HeadForm(initial=values, instrument=instrument))
    form = HeadForm(request.POST, instrument=instrument)
    if not form.is_valid():
        return _head(request, instrument, form, status=400)
    drafted = form.draft(service.draft_of(instrument))
    try:
        service.change_head(request.scope, instrument, drafted, form.cleaned_data["seen"])
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        return _head(request, instrument, form, conflict, status=409)
    notify(request, _("Ändringen är sparad."), kept=f"huvud-{instrument.pk}")
    return _to(request, instrument)


def _head(
    request: Request,
    instrument: Instrument,
    form: HeadForm,
    conflict: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form. After a conflict it carries the mark of what now stands, shown beside one's own words."""
    theirs: list[tuple[str, str]] = []
    if conflict is not None and conflict.code == "changed":
        instrument.refresh_from_db()
        saved = HeadForm.values_of(instrument)
        theirs = [
            (str(form.fields[name].label), value)
            for name, value in saved.items()
            if value != form.data.get(name, "")
        ]
        sent = {name: form.data.get(name, "") for name in form.fields}
        form.data = {**sent, "seen": service.head_mark(instrument)}
    context = {"instrument": instrument, "form": form, "theirs": theirs}
    return render(request, "assessments/instrument_head.html", context, status=status)


@require_POST
def change_area(request: Request, instrument_id: int, area_id: int = 0) -> HttpResponse:
    """Add an area, rename one, or take an empty one away."""
    instrument = instrument_or_404(request, instrument_id)
    found = instrument.areas.select_related("instrument__owner")
    area = get_object_or_404(found, pk=area_id) if area_id else None
    if area is not None and "ta-bort" in request.POST:
        service.remove_area(request.scope, area)
        return _to(request, instrument)
    form = AreaForm(request.POST)
    if not form.is_valid():
        raise UserError(_said(form) or _("Skriv ett namn på området."), "title")
    if area is None:
        area = service.add_area(request.scope, instrument, form.written("title"))
    else:
        service.rename_area(request.scope, area, form.written("title"))
    return _to(request, instrument, f"omrade-{area.pk}")


def _said(form: AreaForm) -> str:
    """The first thing that is wrong with what was written; nothing where nothing was."""
    written = any(form.data.get(name, "").strip() for name in form.fields)
    return str(next(iter(form.errors.values()))[0]) if written else ""


@require_POST
def add_indicator(request: Request, instrument_id: int, area_id: int) -> HttpResponse:
    """One more question in an area, to be written."""
    instrument = instrument_or_404(request, instrument_id)
    area = get_object_or_404(instrument.areas.select_related("instrument__owner"), pk=area_id)
    asked = service.worded_groups(service.indicators_of(instrument)) or ["staff"]
    text = {"sv": _("Nytt påstående")}
    made = service.add_indicator(
        request.scope, area, service.IndicatorDraft(statements=dict.fromkeys(asked, text))
    )
    where = {"instrument_id": instrument.pk, "position": made.position}
    return HttpResponseRedirect(request.place.url("assessments:edit_indicator", **where))


@require_POST
def move_indicator(request: Request, instrument_id: int, position: int) -> HttpResponse:
    """Put a question one step earlier or later, past the edge of its area into the next, or take it away."""
    instrument = instrument_or_404(request, instrument_id)
    indicator = get_object_or_404(
        instrument.indicators.select_related("area", "instrument__owner"), position=position
    )
    if "ta-bort" in request.POST:
        service.remove_indicator(request.scope, indicator)
        return _to(request, instrument)
    moved = _moved(request, indicator, -1 if "upp" in request.POST else 1)
    return _to(request, instrument, f"fraga-{moved.position}")


def _moved(request: Request, indicator: Indicator, step: int) -> Indicator:
    areas = list(indicator.instrument.areas.order_by("position"))
    members = list(indicator.area.indicators.order_by("position"))
    place, home = members.index(indicator) + step, areas.index(indicator.area)
    if 0 <= place < len(members):
        return service.move_indicator(request.scope, indicator, indicator.area, place)
    beside = home + step
    if not 0 <= beside < len(areas):
        return indicator
    last = areas[beside].indicators.count()
    return service.move_indicator(request.scope, indicator, areas[beside], last if step < 0 else 0)


@require_safe
def correspondences(request: Request, instrument_id: int) -> HttpResponse:
    """What each question answers to in the version before, and for which groups it may be compared."""
    return _correspondences(request, instrument_or_404(request, instrument_id))


def _correspondences(request: Request, instrument: Instrument, wrong: LinkForm | None = None) -> HttpResponse:
    found = service.correspondences(request.scope, instrument)
    if found is None:
        raise Http404
    olds = service.indicators_of(found.old)
    rows = [_beside(found, row, olds, wrong) for row in found.rows]
    waiting = [each for each in rows if each["waits"]]
    rest = [each for each in rows if each not in waiting]
    after = _("De andra frågorna") if waiting else _("Frågorna")
    shelves = [(_waiting_heading(len(waiting)), waiting), (after, rest)]
    context = {
        "instrument": instrument,
        "found": found,
        "shelves": [shelf for shelf in shelves if shelf[1]],
        "can_compare": found.old.levels == found.new.levels,
    }
    return render(request, "assessments/correspondences.html", context, status=400 if wrong else 200)


def _waiting_heading(count: int) -> str:
    words = ngettext("En fråga väntar på ditt beslut", "%(n)s frågor väntar på ditt beslut", count)
    return words % {"n": count}


def _beside(
    found: service.Correspondences,
    row: service.Correspondence,
    olds: list[Indicator],
    wrong: LinkForm | None,
) -> dict[str, Any]:
    """One question with what it answers to, for whom it is compared and whose words have changed."""
    decided = row.links[0].groups if row.links and row.links[0].is_decided else row.same
    form = LinkForm(row=row, olds=olds, prefix=f"q{row.new.position}")
    is_wrong = wrong is not None and wrong.row.new.pk == row.new.pk
    waits = _is_undecided(found, row)
    return {
        "row": row,
        "waits": waits,
        "unfolded": waits or is_wrong,
        "number": row.new.position + 1,
        "form": wrong if is_wrong else form,
        "compared": [label_of(group) for group in in_order(decided)],
        "changed": [label_of(group) for group in row.groups if group not in row.same],
    }


def _is_undecided(found: service.Correspondences, row: service.Correspondence) -> bool:
    """Whether the machine found what it answers to, with other words for some group that nobody has
    judged.
    """
    decided = any(link.is_decided for link in row.links)
    can_compare = found.old.levels == found.new.levels
    return can_compare and bool(row.links) and set(row.groups) != set(row.same) and not decided


@require_POST
def decide(request: Request, instrument_id: int, position: int) -> HttpResponse:
    """Say what one question answers to."""
    instrument = instrument_or_404(request, instrument_id)
    found = service.correspondences(request.scope, instrument)
    row = next((each for each in found.rows if each.new.position == position), None) if found else None
    if found is None or row is None:
        raise Http404
    form = LinkForm(request.POST, row=row, olds=service.indicators_of(found.old), prefix=f"q{position}")
    if not form.is_valid():
        return _correspondences(request, instrument, form)
    service.decide(request.scope, row.new, form.weights(), form.cleaned_data["groups"])
    notify(request, _("Beslutet är sparat."))
    address = request.place.url("assessments:correspondences", instrument_id=instrument.pk)
    return HttpResponseRedirect(f"{address}#fraga-{position}")


def edit_indicator(request: Request, instrument_id: int, position: int) -> HttpResponse:
    """The words of one question."""
    instrument = instrument_or_404(request, instrument_id)
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
        notify(request, _("Frågan är ändrad."), kept=f"fraga-{indicator.pk}")
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
    }
    return render(request, "assessments/indicator_edit.html", context, status=409 if conflict else status)


def _change(request: Request, indicator: Indicator, form: IndicatorForm) -> None:
    service.change_indicator(request.scope, indicator, form.cleaned_data["revision"], form.draft())


def _row(indicator: Indicator, number: int, names: list[str]) -> dict[str, object]:
    wanted = language()
    return {
        "number": number,
        "position": indicator.position,
        "said": [
            (label_of(group), in_language(indicator.statements[group], wanted)[0])
            for group in in_order(list(indicator.statements))
        ],
        "help": in_language(indicator.help.get(EVERYONE, {}), wanted)[0],
        "item": indicator.item,
        "is_open": indicator.is_open,
        "tags": indicator.tags,
        "ladder": _ladder(indicator, names, wanted),
        "has_steps": bool(indicator.steps),
        "activities": [_activity(each, wanted) for each in indicator.suggestions],
    }


def _ladder(indicator: Indicator, names: list[str], wanted: str) -> list[tuple[str, str, str]]:
    """Each level's name, what it is like there and the next step; nothing where neither is described."""
    levels = [in_language(level, wanted)[0] for level in indicator.levels]
    steps = [in_language(step, wanted)[0] for step in indicator.steps]
    if not levels and not steps:
        return []
    return list(zip_longest(names, levels, steps, fillvalue=""))


def _activity(each: dict[str, Any], wanted: str) -> tuple[str, str]:
    return in_language(each["title"], wanted)[0], ", ".join(map(str, each.get("levels", ())))


def _plans(request: Request) -> QuerySet[Document]:
    """Decided plans of this authority that the reader may make an instrument from."""
    visible = Document.objects.visible_to(request.scope).filter(
        authority__path=request.place.unit.authority_path,
        kind__in=[DocumentKind.PLAN, DocumentKind.ACTION_PLAN, DocumentKind.PROGRAMME, DocumentKind.STRATEGY],
        status=DocumentStatus.DECIDED,
        items__kind="initiative",
    )
    return visible.distinct().order_by("-period_from", "title")


def instrument_or_404(request: Request, instrument_id: int) -> Instrument:
    """One of the instruments that the reader keeps."""
    found = service.instruments_for(request.scope, request.place.unit.authority_path)
    instrument = get_object_or_404(found, pk=instrument_id)
    if not may_manage(request.scope, instrument.owner.path):
        raise Http404
    return instrument
