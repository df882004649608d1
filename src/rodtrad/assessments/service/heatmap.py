"""The strategist's map: units by areas, in the order of the tree and never of the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from rodtrad.assessments.access import results_inside
from rodtrad.assessments.groups import main_group
from rodtrad.assessments.models import Group, Indicator, Round
from rodtrad.assessments.service.beside import SIZES
from rodtrad.assessments.service.published import published
from rodtrad.assessments.service.results import AreaFigure, area_figure, area_numbers
from rodtrad.assessments.service.sums import areas_without, left_alone
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import SchoolForm, Unit, UnitKind

ROWS_A_PAGE = 100
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
    by_name: bool = False,
) -> HeatMap:
    """The map of a closed round under a unit for a group, or else the round's first, for what the reader may
    see. `district` is the slug of a sum on the map, `size` one of SIZES. The units stand in the order of the
    organisation or by name: there is no order by value, so that the map is no ranking. Four queries.
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
    order = ("unit__name", "unit_path") if by_name else ("unit_path",)
    found = Paginator(schools.order_by(*order), ROWS_A_PAGE).get_page(page)
    top = len(unit.path)
    return HeatMap(
        round=current,
        group=group,
        heads=_heads(current, group),
        sums=tuple(_row(row, top) for row in sums[:SUM_LIMIT]),
        rows=tuple(_row(row, top) for row in _light(found.object_list)),
        page=found,
        more_sums=len(sums) > SUM_LIMIT,
        districts=districts,
    )


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
