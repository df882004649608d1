"""Correspondences between versions: what may be compared with what, kept by the machine until someone
decides.

A comparison goes from one instrument to another through these and through nothing else. Without one, an
indicator is left out and named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from rodtrad.assessments.access import may_manage
from rodtrad.assessments.drafts import same_question
from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Indicator, IndicatorLink, Instrument
from rodtrad.assessments.rules import bridged, comparable
from rodtrad.common.audit import record
from rodtrad.common.errors import NotAllowed, UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans import service as plans


@dataclass(frozen=True)
class Correspondence:
    """One indicator of the newer instrument and what it answers to in the older one."""

    new: Indicator
    links: tuple[IndicatorLink, ...]
    # The groups that are asked both, and of them those whose words are the same.
    groups: tuple[str, ...]
    same: tuple[str, ...]


@dataclass(frozen=True)
class Correspondences:
    """Two instruments side by side. `gone` are indicators of the older that nothing answers to."""

    old: Instrument
    new: Instrument
    rows: tuple[Correspondence, ...]
    gone: tuple[Indicator, ...]


def predecessor_of(instrument: Instrument) -> Instrument | None:
    """What an instrument is compared with: the version it replaces, else the authority's latest of its kind
    that has been used. One query.
    """
    if instrument.replaces_id:
        return Instrument.objects.get(pk=instrument.replaces_id)
    used = Instrument.objects.filter(
        authority_id=instrument.authority_id, kind=instrument.kind, frozen_at__isnull=False
    )
    return used.exclude(pk=instrument.pk).order_by("-frozen_at", "-pk").first()


def connect(old: Instrument, new: Instrument) -> None:
    """Find what answers to what, by the indicator's own key, by the plan item's and by the plans'
    correspondences; say of each for which groups the words are the same. Decisions are left as they are.
    """
    before, after, replaced = indicators_of(old), indicators_of(new), _replaced(old, new)
    with transaction.atomic():
        kept = IndicatorLink.objects.filter(old__instrument=old, new__instrument=new)
        decided = set(kept.filter(is_decided=True).values_list("new_id", flat=True))
        kept.filter(is_decided=False).delete()
        made = [
            IndicatorLink(old=one, new=other, weight=weight, groups=_same_for(old, new, one, other))
            for other in after
            if other.pk not in decided
            for one, weight in _candidates(other, before, replaced)
        ]
        IndicatorLink.objects.bulk_create(made)


def reconnect(indicator: Indicator) -> None:
    """After a change of words: what was decided about this indicator is asked again."""
    links = list(
        IndicatorLink.objects.filter(new=indicator).select_related("old__instrument", "new__instrument")
    )
    for link in links:
        link.groups = _same_for(link.old.instrument, indicator.instrument, link.old, indicator)
        link.is_decided = False
    IndicatorLink.objects.bulk_update(links, ["groups", "is_decided"])


def correspondences(scope: Scope, new: Instrument) -> Correspondences | None:
    """The instrument beside the one it is compared with; None where there is none. Four queries."""
    old = predecessor_of(new)
    if old is None or not may_manage(scope, new.owner.path):
        return None
    before = {each.pk: each for each in indicators_of(old)}
    links: dict[int, list[IndicatorLink]] = {}
    for link in IndicatorLink.objects.filter(old__instrument=old, new__instrument=new).order_by("pk"):
        link.old = before[link.old_id]
        links.setdefault(link.new_id, []).append(link)
    rows = tuple(_row(old, new, each, links.get(each.pk, [])) for each in indicators_of(new))
    met = {link.old_id for row in rows for link in row.links}
    return Correspondences(old, new, rows, tuple(each for pk, each in before.items() if pk not in met))


def decide(
    scope: Scope, new: Indicator, weights: Mapping[int, float], groups: Collection[str]
) -> list[IndicatorLink]:
    """Say what an indicator answers to in the older instrument: by the old one's position, how much of the
    new one it answers; and for which groups. No weights: it is a new question and is compared with nothing.
    """
    instrument = new.instrument
    if not may_manage(scope, instrument.owner.path):
        raise NotAllowed(_("Bara strateger kan bestämma vad som får jämföras."))
    old = predecessor_of(instrument)
    before = {each.position: each for each in indicators_of(old)} if old else {}
    if not weights.keys() <= before.keys() or not all(0 < weight <= 1 for weight in weights.values()):
        raise UserError(_("Välj en fråga i den äldre versionen och en vikt mellan 0 och 1."), "weight")
    if old is not None and old.levels != instrument.levels and weights:
        raise UserError(_("Versionerna har olika många nivåer och kan inte jämföras."), "levels")
    told = [group for group in Group.values if group in groups]
    with transaction.atomic():
        IndicatorLink.objects.filter(new=new, old__instrument=old).delete()
        links = [
            IndicatorLink(old=before[place], new=new, weight=weight, groups=told, is_decided=True)
            for place, weight in weights.items()
        ]
        IndicatorLink.objects.bulk_create(links)
        record(scope, "instrument.compared", instrument, unit_path=instrument.owner.path)
    return links


def bridge(
    old: Instrument, new: Instrument, group: str, indicators: Mapping[int, Sequence[Indicator]]
) -> dict[int, dict[int, float]]:
    """Per position in the newer instrument, the positions in the older one that it may be compared with for a
    group, and their weights. `indicators` has those of both, by instrument. No query for one and the same
    instrument, else one.
    """
    before, after = indicators[old.pk], indicators[new.pk]
    if old.pk == new.pk:
        return {each.position: {each.position: 1.0} for each in after}
    if old.levels != new.levels:
        return {}
    links = IndicatorLink.objects.filter(new__instrument__authority_id=new.authority_id)
    rows = links.values_list("old_id", "new_id", "weight", "groups")
    known = [(older, newer, weight) for older, newer, weight, groups in rows if group in groups]
    place = {each.pk: each.position for each in (*before, *after)}
    found = bridged(known, [each.pk for each in before], [each.pk for each in after])
    return {
        place[newer]: {place[older]: weight for older, weight in olds.items()}
        for newer, olds in found.items()
        if comparable(olds)
    }


def indicators_of(instrument: Instrument) -> list[Indicator]:
    """The indicators in order, with item and area. One query."""
    found = list(instrument.indicators.select_related("item", "area").order_by("position"))
    for each in found:
        each.instrument = instrument
    return found


def _replaced(old: Instrument, new: Instrument) -> dict[int, dict[int, float]]:
    """Per item of the newer plan, the items of the older that go on in it, and how much of it each of them
    is.

    The plans say how much of the old goes on in the new; where several old ones meet, they share the new one.
    """
    if old.document is None or new.document is None or old.document_id == new.document_id:
        return {}
    found: dict[int, dict[int, float]] = {}
    for pair in plans.correspondences(old.document, new.document).pairs:
        found.setdefault(pair.new.pk, {})[pair.old.pk] = pair.weight
    return {
        item: {each: weight / max(sum(olds.values()), 1.0) for each, weight in olds.items()}
        for item, olds in found.items()
    }


def _candidates(
    new: Indicator, before: Sequence[Indicator], replaced: Mapping[int, Mapping[int, float]]
) -> list[tuple[Indicator, float]]:
    """By the surest mark that there is: the indicator's key, the plan item's, the plans' correspondences."""
    by_key = [(old, 1.0) for old in before if old.key == new.key]
    if by_key or new.item is None:
        return by_key
    by_item = [(old, 1.0) for old in before if old.item is not None and old.item.key == new.item.key]
    if by_item:
        return by_item if len(by_item) == 1 else _alike(by_item, new)
    olds = replaced.get(new.item_id or 0, {})
    weighed = ((old, olds.get(old.item_id or 0, 0.0)) for old in before)
    return [(old, weight) for old, weight in weighed if weight > 0]


def _alike(found: Sequence[tuple[Indicator, float]], new: Indicator) -> list[tuple[Indicator, float]]:
    """Of several questions about one plan item, the one that asks the same; none where that cannot be
    said.
    """
    same = [pair for pair in found if any(same_question(pair[0], new, group) for group in Group.values)]
    return same[:1]


def _same_for(old: Instrument, new: Instrument, one: Indicator, other: Indicator) -> list[str]:
    return [
        group for group in Group.values if _same_scale(old, new, group) and same_question(one, other, group)
    ]


def _same_scale(old: Instrument, new: Instrument, group: str) -> bool:
    return old.names_for(group, "sv") == new.names_for(group, "sv")


def _row(old: Instrument, new: Instrument, each: Indicator, links: Iterable[IndicatorLink]) -> Correspondence:
    olds = tuple(links)
    asked = [
        group
        for group in Group.values
        if each.is_asked(group) and any(link.old.is_asked(group) for link in olds)
    ]
    same = [g for g in asked if any(g in _same_for(old, new, link.old, each) for link in olds)]
    return Correspondence(each, olds, tuple(asked), tuple(same))
