"""Instruments: made from a plan's initiatives, adjusted until the first round, then frozen for good."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from rodtrad.assessments import scale
from rodtrad.assessments.access import may_manage
from rodtrad.assessments.models import Indicator, Instrument
from rodtrad.assessments.scale import Text
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans.models import Document, Item, ItemKind
from rodtrad.plans.service import tree_of

INDICATOR_LIMIT = 200


@dataclass(frozen=True)
class IndicatorTexts:
    """The words of one indicator; what is left empty is taken from the plan item and the common scale."""

    leaders: Text = field(default_factory=dict)
    staff: Text = field(default_factory=dict)
    help: Text = field(default_factory=dict)
    levels: tuple[Text, ...] = ()
    steps: tuple[Text, ...] = ()
    suggestion: dict[str, str] = field(default_factory=dict)


def instruments_for(scope: Scope, authority_path: str) -> QuerySet[Instrument]:
    """The authority's instruments, the newest first; only for those who keep them."""
    found = Instrument.objects.filter(authority__path=authority_path).select_related("document__owner")
    if not may_manage(scope, authority_path):
        mine = [duty.unit_path for duty in scope.duties if may_manage(scope, duty.unit_path)]
        found = found.filter(document__owner__path__in=mine)
    return found.order_by("-created_at", "-pk")


def make_instrument(
    scope: Scope,
    document: Document,
    title: str = "",
    texts: Mapping[uuid.UUID, IndicatorTexts] | None = None,
) -> Instrument:
    """An instrument with one indicator per initiative of a plan, in the plan's order.

    `texts` gives better words than the plan's own, by the item's key. Raises NotAllowed, or UserError
    for a plan without initiatives.
    """
    _demand(scope, document.owner.path)
    items = _initiatives(document)
    if not items:
        raise UserError(_("Planen har inga insatser, och det är dem man skattar."), "no_initiatives")
    with transaction.atomic():
        instrument = Instrument.objects.create(
            authority=document.authority,
            document=document,
            title=(title or _("Skattning av %(plan)s") % {"plan": document.title})[:200],
            version=_next_version(document),
            scale=[dict(name) for name in scale.NAMES],
        )
        words = texts or {}
        Indicator.objects.bulk_create(
            _indicator(instrument, position, item, area, words.get(item.key, IndicatorTexts()))
            for position, (item, area) in enumerate(items)
        )
        record(scope, "instrument.made", instrument, unit_path=document.owner.path)
    return instrument


def indicators_of(instrument: Instrument) -> list[Indicator]:
    """The indicators in order, with item and area. One query."""
    return list(instrument.indicators.select_related("item", "area").order_by("position"))


def change_indicator(scope: Scope, indicator: Indicator, revision: int, texts: IndicatorTexts) -> Indicator:
    """New words for one indicator. Refused once a round has used the instrument, or when someone else
    has changed the same indicator since `revision` was read (Conflict).
    """
    instrument = indicator.instrument
    _demand(scope, instrument.document.owner.path)
    fresh: dict[str, object] = {
        "statements": {"leaders": texts.leaders, "staff": texts.staff},
        "help": texts.help,
        "levels": list(texts.levels),
    }
    with transaction.atomic():
        locked = Instrument.objects.select_for_update(no_key=True).get(pk=instrument.pk)
        if locked.frozen_at is not None:
            raise Conflict(
                _("Formuläret har använts i en omgång och kan inte längre ändras. Gör ett nytt."), "frozen"
            )
        kept = Indicator.objects.filter(pk=indicator.pk, revision=revision)
        if not kept.update(revision=revision + 1, **fresh):
            raise Conflict(_("Någon annan har ändrat samma fråga medan du skrev."), "changed")
        record(scope, "instrument.changed", instrument, unit_path=instrument.document.owner.path)
    indicator.refresh_from_db()
    return indicator


def _demand(scope: Scope, path: str) -> None:
    if not may_manage(scope, path):
        raise NotAllowed(_("Bara strateger kan göra och ändra formulär."))


def _next_version(document: Document) -> int:
    latest = Instrument.objects.filter(document=document).aggregate(Max("version"))["version__max"]
    return int(latest or 0) + 1


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


def _indicator(
    instrument: Instrument, position: int, item: Item, area: Item, words: IndicatorTexts
) -> Indicator:
    own: Text = {"sv": item.text}
    return Indicator(
        instrument=instrument,
        item=item,
        area=area,
        position=position,
        statements={"leaders": words.leaders or own, "staff": words.staff or words.leaders or own},
        help=words.help,
        levels=_each(words.levels, scale.described()),
        steps=_each(words.steps, scale.NEXT_STEPS),
        suggestion=words.suggestion,
    )


def _each(own: Iterable[Text], common: Iterable[Text]) -> list[Text]:
    return [dict(text) for text in (own or common)]
