"""Instruments: from a plan's initiatives, an older version, a file or nothing; frozen at first use for
good.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from rodtrad.assessments import scale
from rodtrad.assessments.access import may_manage
from rodtrad.assessments.drafts import AreaDraft, IndicatorDraft, InstrumentDraft, languages_of
from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Area, Indicator, Instrument
from rodtrad.assessments.rules import Sheet
from rodtrad.assessments.service import links
from rodtrad.assessments.service.links import indicators_of
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit
from rodtrad.plans.models import Document, Item, ItemKind
from rodtrad.plans.service import tree_of

INDICATOR_LIMIT = 200


def instruments_for(scope: Scope, authority_path: str) -> QuerySet[Instrument]:
    """The authority's instruments, the newest first; only for those who keep them."""
    found = Instrument.objects.filter(authority__path=authority_path).select_related("document", "owner")
    if not may_manage(scope, authority_path):
        mine = [duty.unit_path for duty in scope.duties if may_manage(scope, duty.unit_path)]
        found = found.filter(owner__path__in=mine)
    return found.order_by("-created_at", "-pk")


def make_instrument(
    scope: Scope,
    document: Document,
    title: str = "",
    texts: Mapping[uuid.UUID, IndicatorDraft] | None = None,
) -> Instrument:
    """An instrument with one indicator per initiative of a plan, in the plan's order.

    `texts` gives better words than the plan's own, by the item's key. A plan that has one already gets the
    next version of it. Raises NotAllowed, or UserError for a plan without initiatives.
    """
    _demand(scope, document.owner.path)
    drafted = _from_plan(document, title, texts or {})
    latest = Instrument.objects.filter(document=document).order_by("-version", "-pk").first()
    return write_instrument(scope, drafted, document.owner, document, latest)


def make_empty(scope: Scope, owner: Unit, drafted: InstrumentDraft) -> Instrument:
    """An instrument to be written from nothing, or from what a file held."""
    _demand(scope, owner.path)
    return write_instrument(scope, drafted, owner)


def new_version(scope: Scope, instrument: Instrument) -> Instrument:
    """The next version, a copy that can be changed; each question answers to the one that it was copied
    from.
    """
    _demand(scope, instrument.owner.path)
    unfinished = Instrument.objects.filter(
        authority_id=instrument.authority_id, series=instrument.series, frozen_at=None
    )
    if unfinished.exclude(pk=instrument.pk).exists():
        raise Conflict(_("Det finns redan en ny version som inte har använts. Ändra den."), "unfinished")
    return write_instrument(
        scope, draft_of(instrument), instrument.owner, instrument.document, latest_of(instrument)
    )


def latest_of(instrument: Instrument) -> Instrument:
    """The latest version of the same instrument. One query."""
    found = Instrument.objects.filter(authority_id=instrument.authority_id, series=instrument.series)
    return found.order_by("-version").first() or instrument


@transaction.atomic
def write_instrument(
    scope: Scope,
    drafted: InstrumentDraft,
    owner: Unit,
    document: Document | None = None,
    replaces: Instrument | None = None,
) -> Instrument:
    """Write a draft as an instrument of its own, or as the next version of another. The caller has checked
    the right.
    """
    instrument = Instrument.objects.create(
        authority=document.authority if document else _authority(owner),
        owner=owner,
        document=document,
        series=replaces.series if replaces else drafted.series or uuid.uuid4(),
        version=_next_version(replaces) if replaces else drafted.version,
        replaces=replaces,
        kind=drafted.kind,
        titles=_limited(drafted.titles),
        intro={group: dict(text) for group, text in drafted.intro.items()},
        scale_kind=drafted.scale_kind,
        scale=[dict(name) for name in drafted.scale],
        group_scales={group: [dict(n) for n in names] for group, names in drafted.group_scales.items()},
        not_relevant=dict(drafted.not_relevant or scale.NOT_RELEVANT_TEXT),
        page_words={language: dict(words) for language, words in drafted.page_words.items()},
        languages=languages_of((each.statements for each in drafted.indicators), drafted.names),
    )
    _write_areas(instrument, drafted.areas, document)
    record(scope, "instrument.made", instrument, unit_path=owner.path)
    older = links.predecessor_of(instrument)
    if older is not None:
        links.connect(older, instrument)
    return instrument


def draft_of(instrument: Instrument) -> InstrumentDraft:
    """The instrument as plain values. Two queries."""
    members: dict[int, list[IndicatorDraft]] = {}
    for each in indicators_of(instrument):
        members.setdefault(each.area_id, []).append(draft_of_indicator(each))
    areas = instrument.areas.select_related("item").order_by("position")
    return InstrumentDraft(
        titles=instrument.titles,
        areas=[
            AreaDraft(a.titles, members.get(a.pk, []), a.key, a.item.key if a.item else None) for a in areas
        ],
        kind=instrument.kind,
        intro=instrument.intro,
        scale_kind=instrument.scale_kind,
        scale=instrument.scale,
        group_scales=instrument.group_scales,
        not_relevant=instrument.not_relevant,
        page_words=instrument.page_words,
        series=instrument.series,
        version=instrument.version,
        plan=instrument.document.slug if instrument.document else "",
    )


def sheet_for(instrument: Instrument, indicators: Sequence[Indicator], group: str) -> Sheet:
    """What a group can answer of an instrument."""
    rated = [each for each in indicators if each.is_rated_by(group)]
    return Sheet(
        width=len(indicators),
        levels=instrument.levels,
        rated=frozenset(each.position for each in rated),
        skippable=frozenset(each.position for each in rated if each.allows_not_relevant),
        open=frozenset(each.position for each in indicators if each.is_open and each.is_asked(group)),
    )


def groups_of(indicators: Iterable[Indicator]) -> list[str]:
    """The groups that give a level to at least one of the questions."""
    asked = list(indicators)
    return [group for group in Group.values if any(each.is_rated_by(group) for each in asked)]


def worded_groups(indicators: Iterable[Indicator]) -> list[str]:
    """The groups that some question has words for, of their own."""
    found = {group for each in indicators for group in each.statements}
    return [group for group in Group.values if group in found]


def change_indicator(scope: Scope, indicator: Indicator, revision: int, texts: IndicatorDraft) -> Indicator:
    """New words for one indicator. Refused once a round has used the instrument, or when someone else
    has changed the same indicator since `revision` was read (Conflict). What it answers to in an older
    version is asked again.
    """
    instrument = indicator.instrument
    _demand(scope, instrument.owner.path)
    with transaction.atomic():
        unlocked(instrument)
        kept = Indicator.objects.filter(pk=indicator.pk, revision=revision)
        if not kept.update(revision=revision + 1, **texts.values()):
            raise Conflict(_("Någon annan har ändrat samma fråga medan du skrev."), "changed")
        indicator.refresh_from_db()
        links.reconnect(indicator)
        refresh_languages(instrument)
        record(scope, "instrument.changed", instrument, unit_path=instrument.owner.path)
    return indicator


def unlocked(instrument: Instrument) -> Instrument:
    """The instrument, locked until the transaction ends; refused once a round has used it."""
    locked = Instrument.objects.select_for_update(of=("self",), no_key=True).get(pk=instrument.pk)
    if locked.frozen_at is not None:
        raise Conflict(
            _("Formuläret har använts i en omgång och kan inte längre ändras. Gör en ny version."), "frozen"
        )
    return locked


def refresh_languages(instrument: Instrument) -> None:
    """Which languages the instrument is whole in, after a change of words."""
    statements = Indicator.objects.filter(instrument=instrument).values_list("statements", flat=True)
    own = (name for names in instrument.group_scales.values() for name in names)
    instrument.languages = languages_of(statements, [*instrument.scale, *own])
    instrument.save(update_fields=["languages"])


def _demand(scope: Scope, path: str) -> None:
    if not may_manage(scope, path):
        raise NotAllowed(_("Bara strateger kan göra och ändra formulär."))


def _authority(owner: Unit) -> Unit:
    return owner if owner.is_root() else Unit.objects.get(path=owner.authority_path)


def _next_version(replaces: Instrument) -> int:
    versions = Instrument.objects.filter(authority_id=replaces.authority_id, series=replaces.series)
    return int(versions.aggregate(Max("version"))["version__max"] or 0) + 1


def _limited(titles: Mapping[str, str]) -> dict[str, str]:
    return {language: title[:200] for language, title in titles.items()}


def _write_areas(instrument: Instrument, areas: Sequence[AreaDraft], document: Document | None) -> None:
    items = dict(Item.objects.filter(document=document).values_list("key", "pk")) if document else {}
    made = Area.objects.bulk_create(
        Area(
            instrument=instrument,
            key=area.key,
            item_id=items.get(area.item) if area.item else None,
            position=position,
            titles=dict(area.titles),
        )
        for position, area in enumerate(areas)
    )
    pairs = [(home, each) for home, area in zip(made, areas, strict=True) for each in area.indicators]
    Indicator.objects.bulk_create(
        Indicator(
            instrument=instrument,
            area=home,
            item_id=items.get(each.item) if each.item else None,
            position=position,
            key=each.key,
            **each.values(),
        )
        for position, (home, each) in enumerate(pairs)
    )


def draft_of_indicator(indicator: Indicator) -> IndicatorDraft:
    """The indicator as plain values."""
    return IndicatorDraft(
        statements=indicator.statements,
        help=indicator.help,
        levels=indicator.levels,
        group_levels=indicator.group_levels,
        steps=indicator.steps,
        suggestions=indicator.suggestions,
        tags=indicator.tags,
        kind=indicator.kind,
        allows_not_relevant=indicator.allows_not_relevant,
        key=indicator.key,
        item=indicator.item.key if indicator.item else None,
    )


def _from_plan(document: Document, title: str, texts: Mapping[uuid.UUID, IndicatorDraft]) -> InstrumentDraft:
    """One indicator per initiative, under the plan's areas. One query."""
    found = _initiatives(document)
    if not found:
        raise UserError(_("Planen har inga insatser, och det är dem man skattar."), "no_initiatives")
    members: dict[Item, list[IndicatorDraft]] = {}
    for item, area in found:
        members.setdefault(area, []).append(_of_item(item, texts.get(item.key, IndicatorDraft())))
    return InstrumentDraft(
        titles={"sv": title or _("Skattning av %(plan)s") % {"plan": document.title}},
        areas=[
            AreaDraft({"sv": area.heading or area.text}, indicators, item=area.key)
            for area, indicators in members.items()
        ],
    )


def _initiatives(document: Document) -> list[tuple[Item, Item]]:
    """The plan's initiatives with the area each stands under. One query."""
    items = tree_of(document)
    by_id = {item.pk: item for item in items}
    found = [(item, _area_of(item, by_id)) for item in items if item.kind == ItemKind.INITIATIVE]
    return found[:INDICATOR_LIMIT]


def _area_of(item: Item, by_id: Mapping[int, Item]) -> Item:
    """The nearest area above, else the top of the branch."""
    node = item
    while node.kind != ItemKind.AREA and node.parent_id is not None:
        node = by_id[node.parent_id]
    return node


def _of_item(item: Item, words: IndicatorDraft) -> IndicatorDraft:
    """The words given, and what is not given from the plan and the common scale."""
    said = dict(words.statements)
    own = said.get(Group.LEADERS) or said.get(Group.STAFF) or {"sv": item.text}
    for group in (Group.LEADERS, Group.STAFF):
        said.setdefault(group.value, own)
    return replace(
        words,
        statements=said,
        levels=words.levels or scale.described(),
        steps=words.steps or scale.NEXT_STEPS,
        key=item.key,
        item=item.key,
    )
