"""Reads what a yearly compilation says: results at the assessments' door, the rest from frozen rows.

The number of queries is the same at any size: counting is done in SQL, and long lists are read in portions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.functions import Substr

from rodtrad.activities import service as activities
from rodtrad.assessments import service as assessments
from rodtrad.assessments.groups import ANONYMOUS
from rodtrad.assessments.models import Group, Round
from rodtrad.common.dates import as_day
from rodtrad.organisation.access import SYSTEM
from rodtrad.organisation.models import Unit, UnitKind
from rodtrad.organisation.models.unit import STEP
from rodtrad.organisation.place import Place
from rodtrad.plans import service as plans
from rodtrad.plans.models import Document, Item, ItemKind
from rodtrad.reports.facts import (
    AreaFacts,
    Covered,
    Difference,
    Effect,
    Facts,
    GroupFacts,
    InitiativeFacts,
    PartFacts,
    PlanFacts,
    Quote,
    RoundFacts,
    Told,
    Turnout,
    Work,
)
from rodtrad.reports.models import Compilation, FrozenActivity, FrozenLink, FrozenReport
from rodtrad.reports.themes import Words

__all__ = ["Reading", "beside", "complete", "difference", "freeze_rows", "read", "told", "turnout"]

PORTION = 2000
WHOLE = 2 * STEP
STATUSES = ("planned", "ongoing", "done", "paused", "cancelled")
VERDICTS = ("clear", "partly", "none", "too_early")
QUOTED = ("clear", "none", "partly")
QUOTE_LENGTHS = range(30, 401)


@dataclass(frozen=True)
class Reading:
    """What was read before anything is written: the facts so far, and which area each item stands in."""

    facts: Facts
    area_of: Mapping[int, int]


def read(place: Place, made_by: str, made_on: Any, version: int) -> Reading:
    """The plan, the rating and the tree of an authority's year."""
    authority = place.unit
    current = assessments.latest_round(authority.path, place.year_id, closed=True)
    document = (current.instrument.document if current else None) or _plan(place)
    rated = _Rated(current, authority)
    facts = Facts(
        authority=authority.name,
        authority_slug=authority.slug,
        year=place.year_label,
        year_slug=place.year_slug,
        made_on=made_on,
        made_by=made_by,
        version=version,
        plan=_plan_facts(document) if document else None,
        round=rated.round,
        areas=_areas(document, rated) if document else (),
        parts=_parts(authority, rated),
    )
    area_of = {each.item_id: area.number for area in facts.areas for each in area.initiatives}
    return Reading(facts, area_of)


def _plan(place: Place) -> Document | None:
    authority = place.unit.path
    return plans.plan_in_force(authority, place.starts_on) or plans.plan_in_force(authority, place.ends_on)


def _plan_facts(document: Document) -> PlanFacts:
    return PlanFacts(document.pk, document.slug, document.title, document.period)


# ---- the rating -----------------------------------------------------------------------------------------


def told(figure: Any) -> Told:
    """A figure of the assessments' door, of an area or of one question."""
    if figure.mean is None:
        return Told(reason=figure.reason or "small")
    return Told(figure.mean, figure.n, figure.sd, tuple(figure.counts), getattr(figure, "band", None))


def difference(found: Any, of: int) -> Difference | None:
    """A verdict on an area."""
    return Difference(int(found.verdict), found.difference, found.used, of) if found else None


def turnout(found: assessments.UnitResult) -> Turnout:
    """How many of a group answered."""
    told_of = found.coverage
    covered = (
        Covered(told_of.units, told_of.of, told_of.answered, told_of.invited) if told_of is not None else None
    )
    return Turnout(str(found.group), found.answered, found.invited, covered)


def beside(others: Sequence[assessments.UnitResult], place: int) -> tuple[GroupFacts, ...]:
    """How each further group rated the area at a place; without those that were not asked about it."""
    found = []
    for result in others:
        for area in result.areas:
            if area.number == place:
                of = len(area.indicators)
                change, gap = difference(area.change, of), difference(area.gap, of)
                found.append(GroupFacts(str(result.group), told(area.figure), change, gap))
    return tuple(found)


class _Rated:
    """The closed rating of the year at the place it was held for; everything empty where there was none."""

    def __init__(self, current: Round | None, authority: Unit) -> None:
        self.current, self.node = current, current.node if current else authority
        self.staff = self._result(Group.STAFF)
        self.leaders = self._result(Group.LEADERS)
        further = [self._result(group) for group in ANONYMOUS if group != Group.STAFF]
        self.others = [each for each in further if each is not None]
        self.areas: dict[int, Any] = {}
        for result in filter(None, (self.staff, self.leaders, *self.others)):
            for area in result.areas:
                if area.item_id:
                    self.areas.setdefault(area.item_id, area)
        self.questions = {
            each.item_id: each for area in self.areas.values() for each in area.indicators if each.item_id
        }
        self.round = self._round() if current else None

    def _result(self, group: str) -> assessments.UnitResult | None:
        if self.current is None or group not in self.current.groups:
            return None
        # What is compiled is read by all, also by those who see several of the units beside it.
        return assessments.unit_result(SYSTEM, self.node, self.current, group, for_all=True)

    def _round(self) -> RoundFacts:
        assert self.current is not None  # noqa: S101 - for the type checker; the caller has looked
        current = self.current
        results = [each for each in (self.staff, self.leaders, *self.others) if each is not None]
        either = results[0] if results else None
        previous = either.previous if either else None
        return RoundFacts(
            id=current.pk,
            title=current.title,
            node=self.node.name,
            node_path=self.node.path,
            closed_on=as_day(current.closed_at) if current.closed_at else None,
            thresholds={str(each.group): current.threshold(each.group) for each in results},
            levels=tuple(current.instrument.scale),
            turnouts=tuple(turnout(found) for found in results),
            previous_label=previous.year.label if previous else "",
            left_out=len(either.left_out) if either else 0,
        )

    def area(self, item: Item, number: int) -> AreaFacts:
        """The area as it was rated."""
        empty = AreaFacts(number, item.pk, str(item.key), item.heading or item.text, ())
        found = self.areas.get(item.pk)
        if found is None:
            return empty
        of, leaders = len(found.indicators), found.of(Group.LEADERS)
        return replace(
            empty,
            place=found.number,
            staff=told(staff) if (staff := found.of(Group.STAFF)) else None,
            leaders=told(leaders) if leaders else None,
            change=difference(found.change, of) if found.of(Group.STAFF) else None,
            gap=difference(found.gap, of) if found.of(Group.STAFF) else None,
            others=beside(self.others, found.number),
        )

    def initiative(self, item: Item) -> InitiativeFacts:
        """The initiative as it was rated."""
        empty = InitiativeFacts(item.pk, str(item.key), item.number, item.short)
        found = self.questions.get(item.pk)
        if found is None:
            return empty
        staff, leaders = found.of(Group.STAFF), found.of(Group.LEADERS)
        return replace(
            empty,
            position=found.position,
            staff=told(staff) if staff else None,
            leaders=told(leaders) if leaders else None,
            change=int(found.change) if found.change is not None and self.staff else None,
        )


def _areas(document: Document, rated: _Rated) -> tuple[AreaFacts, ...]:
    """The plan's areas in order, each with its initiatives; those of none come last."""
    tree = plans.tree_of(document)
    initiatives: dict[int | None, list[InitiativeFacts]] = defaultdict(list)
    for item in tree:
        if item.kind == ItemKind.INITIATIVE or item.pk in rated.questions:
            initiatives[item.area.pk if item.area else None].append(rated.initiative(item))
    areas = [item for item in tree if item.kind == ItemKind.AREA and initiatives.get(item.pk)]
    found = [
        replace(rated.area(item, number), initiatives=tuple(initiatives[item.pk]))
        for number, item in enumerate(areas, 1)
    ]
    if initiatives.get(None):
        found.append(AreaFacts(len(found) + 1, 0, "", "", tuple(initiatives[None])))
    return tuple(found)


def _parts(authority: Unit, rated: _Rated) -> tuple[PartFacts, ...]:
    """The administrations in the order of the tree, with the schools of each. Reports are counted later."""
    found = Unit.objects.under(authority.path).schools().order_by()
    schools = dict(found.values_list(Substr("path", 1, WHOLE)).annotate(count=Count("id")))
    tops = Unit.objects.under(authority.path).filter(depth__lte=2).order_by("path")
    rows = _rows_by_slug(rated)
    parts = [
        _part(unit, schools[unit.path], rows)
        for unit in tops
        if unit.kind == UnitKind.ADMINISTRATION
        if unit.path in schools
    ]
    direct = sum(schools.values()) - sum(part.schools for part in parts)
    if direct:
        parts.append(PartFacts(authority.name, authority.slug, authority.path, direct, 0))
    return tuple(parts)


def _rows_by_slug(rated: _Rated) -> dict[str, Any]:
    if rated.current is None or rated.staff is None:
        return {}
    kind = UnitKind.ADMINISTRATION
    found = assessments.sums_of_kind(SYSTEM, rated.node, rated.current, Group.STAFF, kind)
    return {row.slug: row for row in found}


def _part(unit: Unit, schools: int, rows: Mapping[str, Any]) -> PartFacts:
    empty = PartFacts(unit.name, unit.slug, unit.path, schools, 0)
    row = rows.get(unit.slug)
    if row is None:
        return empty
    return replace(
        empty, told=tuple(told(cell) for cell in row.cells), answered=row.answered, invited=row.invited
    )


# ---- freezing -------------------------------------------------------------------------------------------


def freeze_rows(compilation: Compilation, place: Place, area_of: Mapping[int, int]) -> None:
    """Copy every activity and each school's report as they stand now, in portions."""
    rows = activities.year_activities(place.unit.path, place.year_id, PORTION)
    while portion := list(islice(rows, PORTION)):
        _freeze_portion(compilation, portion, area_of)
    _freeze_reports(compilation, place)


def _freeze_portion(
    compilation: Compilation, portion: Sequence[activities.YearActivity], area_of: Mapping[int, int]
) -> None:
    frozen = FrozenActivity.objects.bulk_create(
        FrozenActivity(
            compilation=compilation,
            activity_id=row.activity_id,
            unit_id=row.unit_id,
            unit_path=row.unit_path,
            title=row.title,
            status=row.status,
            verdict=row.verdict,
            serves_nothing=not row.item_ids,
            done=row.done,
            outcome=row.outcome,
            conclusion=row.conclusion,
            followed_up_on=row.followed_up_on,
        )
        for row in portion
    )
    FrozenLink.objects.bulk_create(
        FrozenLink(activity=made, item_id=item_id, area=area_of.get(item_id))
        for made, row in zip(frozen, portion, strict=True)
        for item_id in row.item_ids
    )


def _freeze_reports(compilation: Compilation, place: Place) -> None:
    handed_in = {row.unit_id: row for row in activities.year_reports(place.unit.path, place.year_id)}
    schools = Unit.objects.under(place.unit.path).schools().order_by("path").values_list("pk", "path")
    rows = schools.iterator(chunk_size=PORTION)
    while portion := list(islice(rows, PORTION)):
        FrozenReport.objects.bulk_create(
            _frozen_report(compilation, pk, path, handed_in.get(pk)) for pk, path in portion
        )


def _frozen_report(
    compilation: Compilation, unit_id: int, path: str, found: activities.YearReport | None
) -> FrozenReport:
    return FrozenReport(
        compilation=compilation,
        unit_id=unit_id,
        unit_path=path,
        handed_in_on=found.handed_in_on if found else None,
        summary=found.summary if found else "",
        next_year=found.next_year if found else "",
    )


# ---- counting what was frozen -----------------------------------------------------------------------------


def complete(facts: Facts, compilation: Compilation) -> Facts:
    """The facts with everything that is counted from the frozen rows."""
    frozen = FrozenActivity.objects.filter(compilation=compilation)
    links = FrozenLink.objects.filter(activity__compilation=compilation)
    counted = _Counted(links)
    whole = frozen.aggregate(**_sums(""), loose=Count("id", filter=Q(serves_nothing=True)))
    spoken = _Spoken(frozen, facts)
    handed_in = _handed_in(compilation)
    return replace(
        facts,
        areas=tuple(counted.area(area) for area in facts.areas),
        work=_work(whole),
        effect=_effect(whole),
        loose=whole["loose"],
        elsewhere=_elsewhere(frozen),
        schools=sum(part.schools for part in facts.parts),
        parts=tuple(_with_reports(part, facts.parts, handed_in) for part in facts.parts),
        conclusions=spoken.quotes,
        concluded=spoken.count,
        words=spoken.words.returning(),
        next_years=_next_years(compilation),
        wrote_next_year=FrozenReport.objects.filter(compilation=compilation).exclude(next_year="").count(),
    )


def _sums(prefix: str) -> dict[str, Count]:
    """Counts of activities, distinct where they are reached through links."""

    def having(**conditions: str) -> Count:
        named = Q(**{prefix + name: value for name, value in conditions.items()})
        return Count(prefix + "pk", distinct=True, filter=named)

    return {
        "units": Count(prefix + "unit", distinct=True),
        "activities": Count(prefix + "pk", distinct=True),
        **{status: having(status=status) for status in STATUSES},
        **{f"verdict_{verdict}": having(verdict=verdict) for verdict in VERDICTS},
        "verdict_not_followed": having(verdict=""),
    }


def _work(row: Mapping[str, Any]) -> Work:
    return Work(**{name: row[name] for name in ("units", "activities", *STATUSES)})


def _effect(row: Mapping[str, Any]) -> Effect:
    return Effect(**{name: row[f"verdict_{name}"] for name in (*VERDICTS, "not_followed")})


class _Counted:
    """Work and effect per area and per item. Two queries."""

    def __init__(self, links: Any) -> None:
        sums = _sums("activity__")
        by_area = links.exclude(area=None).order_by().values("area").annotate(**sums)
        self._areas = {row["area"]: row for row in by_area}
        self._items = {row["item_id"]: row for row in links.order_by().values("item_id").annotate(**sums)}

    def area(self, area: AreaFacts) -> AreaFacts:
        row = self._areas.get(area.number)
        initiatives = tuple(self._initiative(each) for each in area.initiatives)
        if row is None:
            return replace(area, initiatives=initiatives)
        return replace(area, initiatives=initiatives, work=_work(row), effect=_effect(row))

    def _initiative(self, given: InitiativeFacts) -> InitiativeFacts:
        row = self._items.get(given.item_id)
        return replace(given, work=_work(row), effect=_effect(row)) if row else given


def _elsewhere(frozen: Any) -> int:
    """Activities that serve items of other documents only."""
    return int(
        frozen.filter(serves_nothing=False).annotate(inside=Count("links__area")).filter(inside=0).count()
    )


def _handed_in(compilation: Compilation) -> dict[str, int]:
    found = FrozenReport.objects.filter(compilation=compilation).exclude(handed_in_on=None).order_by()
    return dict(found.values_list(Substr("unit_path", 1, WHOLE)).annotate(count=Count("id")))


def _with_reports(part: PartFacts, parts: Iterable[PartFacts], handed_in: Mapping[str, int]) -> PartFacts:
    if len(part.path) == WHOLE:
        return replace(part, reports=handed_in.get(part.path, 0))
    others = sum(handed_in.get(each.path, 0) for each in parts if len(each.path) == WHOLE)
    return replace(part, reports=sum(handed_in.values()) - others)


class _Spoken:
    """One reading of all conclusions: how many, which words return, and a few to quote."""

    def __init__(self, frozen: Any, facts: Facts) -> None:
        self.count, self.words = 0, Words()
        self._taken: dict[tuple[int, str], Quote] = {}
        self._units: dict[int, set[int]] = defaultdict(set)
        titles = {area.number: area.title for area in facts.areas}
        rows = frozen.exclude(conclusion="").annotate(area=Min("links__area"))
        ordered = rows.order_by("-followed_up_on", "unit_path", "activity_id").select_related("unit")
        for row in ordered.iterator(chunk_size=PORTION):
            self.count += 1
            self.words.add(row.conclusion, row.unit_id, row.activity_id)
            self._consider(row, titles)

    def _consider(self, row: Any, titles: Mapping[int, str]) -> None:
        """One for each verdict and area, the latest written, and never two of the same unit in an area."""
        place = (row.area, row.verdict)
        fits = row.verdict in QUOTED and len(row.conclusion) in QUOTE_LENGTHS and row.area in titles
        if not fits or place in self._taken or row.unit_id in self._units[row.area]:
            return
        self._units[row.area].add(row.unit_id)
        self._taken[place] = Quote(
            row.conclusion,
            row.unit.name,
            row.unit.slug,
            row.title,
            row.area,
            row.activity_id,
            row.verdict,
        )

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """By area, what worked before what did not."""
        order = sorted(self._taken, key=lambda place: (place[0], QUOTED.index(place[1])))
        return tuple(self._taken[place] for place in order)


def _next_years(compilation: Compilation) -> tuple[Quote, ...]:
    """What units will do next year: the first text of each administration, at most six."""
    found = FrozenReport.objects.filter(compilation=compilation).exclude(next_year="")
    firsts = found.order_by().values(top=Substr("unit_path", 1, WHOLE)).annotate(first=Min("unit_path"))
    paths = sorted(row["first"] for row in firsts)[:6]
    rows = found.filter(unit_path__in=paths).select_related("unit").order_by("unit_path")
    return tuple(Quote(row.next_year, row.unit.name, row.unit.slug, "", None, row.pk) for row in rows)
