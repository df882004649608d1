"""The strategist's map: units by areas, in the order of the tree and never ranked.

Beside the order of the tree and that of names, units can be put together by size, by how many of those asked
answered (the fewest first: where answers must still be had, or a result says little), and by the level that
lies nearest in one area (the lowest first: where help may be needed). On one level they stand in the order of
the tree, whatever their means, so that no place in a list can be read out of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, FloatField, IntegerField, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Floor

from rodtrad.assessments.access import results_inside
from rodtrad.assessments.groups import main_group
from rodtrad.assessments.models import Group, Indicator, Round
from rodtrad.assessments.service.beside import SIZES
from rodtrad.assessments.service.figures import area_figure, area_numbers
from rodtrad.assessments.service.published import published
from rodtrad.assessments.service.sums import areas_without, left_alone
from rodtrad.assessments.service.told import AreaFigure
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import SchoolForm, Unit, UnitKind

ROWS_A_PAGE = 100
BY_TREE, BY_NAME, BY_SIZE, BY_RATE, BY_LEVEL = "", "name", "size", "rate", "level"
# More sums than this are not shown above the units: the map is then opened further down the tree.
SUM_LIMIT = 60
# Named and not "all but schools", so that an index finds the few sums among a nation's units.
ABOVE_SCHOOLS = (UnitKind.AUTHORITY, UnitKind.ADMINISTRATION, UnitKind.DISTRICT)


@dataclass(frozen=True)
class MapHead:
    """A column: one area of the instrument, by its place among them all."""

    number: int
    title: str


@dataclass(frozen=True)
class MapRow:
    """A row: a unit or a sum, with one figure per area of the instrument."""

    name: str
    slug: str
    kind: str
    depth: int
    answered: int | None
    invited: int | None
    units: int
    cells: tuple[AreaFigure, ...]


@dataclass(frozen=True)
class HeatMap:
    """One page of the map. `sums` are the node itself and the administrations and districts under it, and
    `districts` their slugs and names, to choose from.
    """

    round: Round
    group: str
    heads: tuple[MapHead, ...]
    sums: tuple[MapRow, ...]
    rows: tuple[MapRow, ...]
    page: Page[Any]
    more_sums: bool
    districts: tuple[tuple[str, str], ...]


def heat_map(
    scope: Scope,
    unit: Unit,
    current: Round,
    group: str = "",
    school_form: str = "",
    page: str | int | None = 1,
    *,
    district: str = "",
    size: str = "",
    order: str = BY_TREE,
    area: int = 0,
) -> HeatMap:
    """The map of a closed round under a unit for a group, or else the round's first, for what the reader may
    see. `district` is the slug of a sum on the map, `size` one of SIZES, and `order` one of the orders above;
    `area` is the number of the area that BY_LEVEL goes by. Four queries.
    """
    group = group or main_group(current.groups)
    inside = results_inside(scope, current, group)
    results = published(round=current, group=group, unit_path__startswith=unit.path)
    schools = results.filter(inside, unit_kind=UnitKind.SCHOOL)
    if school_form:
        schools = schools.filter(school_form=school_form)
    above = results.filter(inside | Q(unit_path__in=scope.ancestor_paths))
    sums = list(_light(above.filter(unit_kind__in=ABOVE_SCHOOLS).order_by("unit_path"))[: SUM_LIMIT + 1])
    if group == Group.LEADERS:
        _tell(scope, current, sums)
    districts = tuple((str(row["unit__slug"]), str(row["unit__name"])) for row in sums[:SUM_LIMIT])
    if chosen := next((row["unit_path"] for row in sums if district and row["unit__slug"] == district), ""):
        schools = schools.filter(unit_path__startswith=chosen)
        sums = [row for row in sums if row["unit_path"].startswith(chosen)]
    if size in SIZES:
        schools = schools.filter(unit__staff_count__range=SIZES[size])
    # Counted before names are asked for, so that the count is one read of an index.
    heads = _heads(current, group)
    found = Paginator(_in_order(schools, order, area, heads), ROWS_A_PAGE).get_page(page)
    top = len(unit.path)
    return HeatMap(
        round=current,
        group=group,
        heads=heads,
        sums=tuple(_row(row, top) for row in sums[:SUM_LIMIT]),
        rows=tuple(_row(row, top) for row in _light(found.object_list)),
        page=found,
        more_sums=len(sums) > SUM_LIMIT,
        districts=districts,
    )


def _in_order(schools: Any, order: str, area: int, heads: tuple[MapHead, ...]) -> Any:
    """Units whose figure is not shown, or whose rate is not known, come last."""
    if order == BY_NAME:
        return schools.order_by("unit__name", "unit_path")
    if order == BY_SIZE:
        return schools.order_by("-unit__staff_count", "unit_path")
    if order == BY_RATE:
        rate = Cast("answered", FloatField()) / F("invited")
        return schools.annotate(rate=rate).order_by(F("rate").asc(nulls_last=True), "unit_path")
    if order == BY_LEVEL and area in {head.number for head in heads}:
        mean = Cast(KT(f"areas__{area}__mean"), FloatField())
        level = Cast(Floor(mean + 0.5), IntegerField())
        return schools.annotate(level=level).order_by(F("level").asc(nulls_last=True), "unit_path")
    return schools.order_by("unit_path")


def sums_of_kind(scope: Scope, unit: Unit, current: Round, group: str, kind: str) -> tuple[MapRow, ...]:
    """Every sum of one kind under a unit, such as its administrations, in tree order. One query."""
    inside = results_inside(scope, current, group)
    results = published(inside | Q(unit_path__in=scope.ancestor_paths))
    found = results.filter(round=current, group=group, unit_kind=kind, unit_path__startswith=unit.path)
    return tuple(_row(row, len(unit.path)) for row in _light(found.order_by("unit_path")))


def _light(results: Any) -> Any:
    """Only what the map shows: never the counts."""
    return results.values(
        "unit__name", "unit__slug", "unit_kind", "unit_path", "answered", "invited", "units", "areas"
    )


def _row(row: dict[str, Any], top: int) -> MapRow:
    return MapRow(
        name=row["unit__name"],
        slug=row["unit__slug"],
        kind=row["unit_kind"],
        depth=(len(row["unit_path"]) - top) // 4,
        answered=row["answered"],
        invited=row["invited"],
        units=row["units"],
        cells=tuple(area_figure(stored) for stored in row["areas"]),
    )


def _tell(scope: Scope, current: Round, rows: list[dict[str, Any]]) -> None:
    """Take out of the leaders' sums what would tell this reader of a single unit."""
    hidden = left_alone(scope, [current.pk])
    if not hidden:
        return
    asked = Indicator.objects.filter(instrument_id=current.instrument_id).order_by("position")
    area = area_numbers(list(asked.values_list("area_id", flat=True)))
    for row in rows:
        positions = hidden.get((current.pk, row["unit_path"]), frozenset())
        row["areas"] = areas_without(row["areas"], positions, area)
        if len(positions) == len(area):
            row["answered"] = None


def _heads(current: Round, group: str) -> tuple[MapHead, ...]:
    """The areas that the group rates, numbered in the order in which their figures are stored. One query."""
    found = Indicator.objects.filter(instrument_id=current.instrument_id).order_by("position")
    asked = list(found.select_related("area").only("kind", "statements", "area"))
    order = list(dict.fromkeys(each.area_id for each in asked))
    rated = {each.area_id: each.area.title for each in asked if each.is_rated_by(group)}
    return tuple(MapHead(order.index(area_id), title) for area_id, title in rated.items())


def school_forms() -> list[tuple[str, str]]:
    """The school forms to filter by: value and name."""
    return [(form.value, str(form.label)) for form in SchoolForm]
