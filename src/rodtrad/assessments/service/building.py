"""Instruments taken in from files, started from those that come with the product, and built by hand."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import replace
from functools import cache
from importlib.resources import files

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from rodtrad.assessments import exchange, scale
from rodtrad.assessments.access import may_manage
from rodtrad.assessments.drafts import AreaDraft, IndicatorDraft, InstrumentDraft
from rodtrad.assessments.models import Area, Indicator, Instrument
from rodtrad.assessments.scale import Text
from rodtrad.assessments.service.instruments import (
    INDICATOR_LIMIT,
    draft_of,
    refresh_languages,
    unlocked,
    write_instrument,
)
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit
from rodtrad.plans.models import Document

SHIPPED = ("full", "pulse", "strategic")
AREA_LIMIT = 40
# Positions are unique, so those that change places go by way of numbers that no indicator has.
APART = 10_000


@cache
def shipped_draft(name: str) -> InstrumentDraft:
    """An instrument that comes with the product, by its name in `SHIPPED`."""
    if name not in SHIPPED:
        raise UserError(_("Det finns inget sådant färdigt formulär."), "unknown")
    path = files("rodtrad.assessments") / "shipped" / f"{name}.yaml"
    return exchange.read_yaml(path.read_bytes())


def take_instrument(scope: Scope, owner: Unit, drafted: InstrumentDraft) -> Instrument:
    """Write what a file held. An instrument that the authority has already becomes the next version of it;
    the plan that the file names is found among the authority's by its address.
    """
    _demand(scope, owner.path)
    authority = owner.authority_path
    known = Instrument.objects.filter(authority__path=authority, series=drafted.series or uuid.uuid4())
    document = Document.objects.filter(authority__path=authority, slug=drafted.plan).first()
    return write_instrument(scope, drafted, owner, document, known.order_by("-version").first())


def instrument_yaml(instrument: Instrument) -> str:
    """The instrument as a file."""
    return exchange.write_yaml(draft_of(instrument))


def blank_draft(title: str, kind: str, scale_kind: str) -> InstrumentDraft:
    """An instrument to be written from nothing: a scale and an area."""
    return InstrumentDraft(
        titles={"sv": title},
        areas=[AreaDraft({"sv": _("Första området")})],
        kind=kind,
        scale_kind=scale_kind,
        scale=scale.PRESETS.get(scale_kind, scale.NAMES),
    )


def head_mark(instrument: Instrument) -> str:
    """What the head says, in short: the same as long as nobody has changed it."""
    said = [instrument.titles, instrument.kind, instrument.intro, instrument.scale, instrument.not_relevant]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def change_head(scope: Scope, instrument: Instrument, drafted: InstrumentDraft, seen: str = "") -> Instrument:
    """New title, kind, introduction, names of the levels and words for 'not relevant'. The number of levels
    stays, since each indicator describes them. With `seen`, the mark of what was changed (`head_mark`),
    refused where someone else has changed it since (Conflict)."""
    with transaction.atomic():
        held = _held(scope, instrument)
        if seen and seen != head_mark(held):
            raise Conflict(_("Någon annan har ändrat samma uppgifter medan du skrev."), "changed")
        if len(drafted.scale) != held.levels:
            raise UserError(_("Antalet nivåer kan inte ändras."), "levels")
        held.titles, held.kind = dict(drafted.titles), drafted.kind
        held.intro = {group: dict(text) for group, text in drafted.intro.items() if text}
        held.scale = [dict(name) for name in drafted.scale]
        held.group_scales = {group: [dict(n) for n in own] for group, own in drafted.group_scales.items()}
        held.not_relevant = dict(drafted.not_relevant or scale.NOT_RELEVANT_TEXT)
        held.save()
        refresh_languages(held)
        _told(scope, held)
    return held


def add_area(scope: Scope, instrument: Instrument, titles: Text) -> Area:
    """One more area, last."""
    with transaction.atomic():
        held = _held(scope, instrument)
        last = held.areas.aggregate(Max("position"))["position__max"]
        position = 0 if last is None else last + 1
        if position >= AREA_LIMIT:
            raise UserError(_("Fler områden än så går inte."), "too_many")
        made = Area.objects.create(instrument=held, position=position, titles=dict(titles))
        _told(scope, held)
    return made


def rename_area(scope: Scope, area: Area, titles: Text) -> None:
    """Another title for an area. Other languages than those given stay."""
    with transaction.atomic():
        held = _held(scope, area.instrument)
        area.titles = {**area.titles, **titles}
        area.save(update_fields=["titles"])
        _told(scope, held)


def remove_area(scope: Scope, area: Area) -> None:
    """Take away an area that has no questions."""
    with transaction.atomic():
        held = _held(scope, area.instrument)
        if area.indicators.exists():
            raise Conflict(_("Området har frågor. Flytta eller ta bort dem först."), "not_empty")
        area.delete()
        _told(scope, held)


def add_indicator(scope: Scope, area: Area, drafted: IndicatorDraft) -> Indicator:
    """One more question, last in an area."""
    with transaction.atomic():
        held = _held(scope, area.instrument)
        if held.indicators.count() >= INDICATOR_LIMIT:
            raise UserError(_("Fler frågor än så går inte."), "too_many")
        made = Indicator.objects.create(
            instrument=held, area=area, position=APART, key=drafted.key, **drafted.values()
        )
        _renumber(held)
        refresh_languages(held)
        _told(scope, held)
    made.refresh_from_db()
    return made


def remove_indicator(scope: Scope, indicator: Indicator) -> None:
    """Take a question away; what it answered to in an older version is then left out of comparisons."""
    with transaction.atomic():
        held = _held(scope, indicator.instrument)
        indicator.delete()
        _renumber(held)
        refresh_languages(held)
        _told(scope, held)


def move_indicator(scope: Scope, indicator: Indicator, area: Area, place: int) -> Indicator:
    """Put a question at a place, from 0, among those of an area."""
    with transaction.atomic():
        held = _held(scope, indicator.instrument)
        if area.instrument_id != held.pk:
            raise UserError(_("Området hör till ett annat formulär."), "area")
        others = list(area.indicators.exclude(pk=indicator.pk).order_by("position"))
        others.insert(min(max(place, 0), len(others)), indicator)
        Indicator.objects.filter(pk=indicator.pk).update(area=area)
        _renumber(held, {each.pk: number for number, each in enumerate(others)})
        _told(scope, held)
    indicator.refresh_from_db()
    return indicator


def remove_instrument(scope: Scope, instrument: Instrument) -> None:
    """Throw away an instrument that no round has used."""
    with transaction.atomic():
        held = _held(scope, instrument)
        if held.rounds.exists():
            raise Conflict(_("Formuläret är valt i en förberedd omgång. Ta bort omgången först."), "chosen")
        record(scope, "instrument.removed", held, unit_path=held.owner.path)
        held.delete()


def copied(drafted: IndicatorDraft) -> IndicatorDraft:
    """The same words as a question of its own."""
    return replace(drafted, key=IndicatorDraft().key)


def _renumber(instrument: Instrument, order: dict[int, int] | None = None) -> None:
    """Positions from 0, area by area; `order` says the places of some within their area."""
    known = order or {}
    found = list(instrument.indicators.select_related("area"))
    found.sort(key=lambda each: (each.area.position, known.get(each.pk, each.position), each.position))
    Indicator.objects.filter(instrument=instrument).update(position=F("position") + 2 * APART)
    for position, each in enumerate(found):
        each.position = position
    Indicator.objects.bulk_update(found, ["position"])


def _held(scope: Scope, instrument: Instrument) -> Instrument:
    _demand(scope, instrument.owner.path)
    return unlocked(instrument)


def _told(scope: Scope, instrument: Instrument) -> None:
    record(scope, "instrument.changed", instrument, unit_path=instrument.owner.path)


def _demand(scope: Scope, path: str) -> None:
    if not may_manage(scope, path):
        raise NotAllowed(_("Bara strateger kan göra och ändra formulär."))
