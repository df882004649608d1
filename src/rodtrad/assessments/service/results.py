"""Results as they are read: a unit's picture, the authority's, and where each figure came from.

Nothing here reads an answer. A page costs the same number of queries whatever the authority's size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from rodtrad.assessments.access import results_inside, sees_result
from rodtrad.assessments.groups import main_group
from rodtrad.assessments.models import Group, Indicator, InstrumentKind, Round, RoundState
from rodtrad.assessments.service import links, sums
from rodtrad.assessments.service.figures import area_numbers, figures_of
from rodtrad.assessments.service.picture import Picture, Rows
from rodtrad.assessments.service.published import published
from rodtrad.assessments.service.told import AreaStanding, Figure, IndicatorResult, Standings, UnitResult
from rodtrad.assessments.statistics import Verdict
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit


def closed_round_at(
    unit_path: str, year_starts_before: Any, kind: str = InstrumentKind.YEARLY
) -> Round | None:
    """The latest closed round of a kind that reaches a unit, of a school year that begins on or before a
    day.
    """
    found = Round.objects.filter(state=RoundState.CLOSED, kind=kind, year__starts_on__lte=year_starts_before)
    found = found.covering(unit_path).select_related("node", "instrument", "year", "authority")
    return found.order_by("-year__starts_on", "-opens_on", "-pk").first()


def unit_result(
    scope: Scope, unit: Unit, current: Round, group: str = "", *, for_all: bool = False
) -> UnitResult | None:
    """The result of a closed round at a unit or sum, for a group or else the round's first; None where the
    group took no part or the reader may not see it. `for_all`: as it may stand in what is read by everyone at
    the authority, whatever else they see. Three queries, one more across versions of an instrument,
    two where not all units have said how many they asked, and some for a reader of several units
    (`sums.left_alone`).
    """
    group = group or main_group(current.groups)
    if current.state != RoundState.CLOSED or not sees_result(scope, current, unit, group):
        return None
    previous = _previous(current, unit.path)
    rounds = [current, *([previous] if previous else [])]
    rows = _rows(rounds, [unit.pk, current.node_id])
    if (current.pk, unit.pk, group) not in rows:
        return None
    indicators = _indicators(rounds)
    ids = [each.pk for each in rounds]
    if not for_all:
        _tell(sums.left_alone(scope, ids), rounds, rows, indicators)
    elif group == Group.LEADERS or Group.LEADERS in current.groups:
        anyone = sums.left_alone_for_any(current.authority.path, ids, timezone.localdate())
        _tell(anyone, rounds, rows, indicators)
    known = links.bridge(previous.instrument, current.instrument, group, indicators) if previous else {}
    return Picture(scope, unit, current, group, previous, rows, indicators, known).result()


def _tell(
    hidden: sums.Hidden, rounds: Sequence[Round], rows: Rows, indicators: Mapping[int, list[Indicator]]
) -> None:
    """Take out of the leaders' sums what would tell a reader of a single unit."""
    instrument = {each.pk: each.instrument_id for each in rounds}
    for (round_id, _unit, group), row in rows.items():
        positions = hidden.get((round_id, row.unit_path)) if group == Group.LEADERS else None
        if positions:
            asked = indicators[instrument[round_id]]
            sums.without(row, positions, area_numbers([each.area_id for each in asked]))


def area_standings(scope: Scope, unit: Unit, year_starts_on: Any, group: str = "") -> Standings | None:
    """Where a unit stands per area after the latest closed round up to a school year. Four queries."""
    current = closed_round_at(unit.path, year_starts_on)
    found = unit_result(scope, unit, current, group) if current else None
    if current is None or found is None:
        return None
    areas = tuple(AreaStanding(a.title, a.item_id, a.item_key, a.figure, a.change) for a in found.areas)
    return Standings(current, found.group, found.answered, found.invited, areas)


def weakest(
    scope: Scope, unit: Unit, current: Round, group: str = "", limit: int = 5
) -> list[IndicatorResult]:
    """The indicators where planning may begin, in the order of `first_steps`."""
    found = unit_result(scope, unit, current, group)
    return first_steps(found)[:limit] if found else []


def first_steps(found: UnitResult) -> list[IndicatorResult]:
    """The shown indicators in a sensible order to begin with: the lowest level first, on one level what has
    clearly fallen before the rest, then the lowest mean. In the order of the instrument where all is equal.
    """
    shown = [each for each in found.indicators if each.figure.mean is not None]
    return sorted(shown, key=_begin_with)


def _begin_with(each: IndicatorResult) -> tuple[int, bool, float, int]:
    mean = each.figure.mean or 0.0
    return int(mean + 0.5), each.change != Verdict.LOWER, mean, each.position


def indicator_at(current: Round, position: int) -> Indicator | None:
    """One indicator of a round's instrument. One query."""
    found = Indicator.objects.filter(instrument_id=current.instrument_id, position=position)
    indicator = found.select_related("item__document", "area").first()
    if indicator is not None:
        indicator.instrument = current.instrument
    return indicator


@dataclass(frozen=True)
class Share:
    """What one unit puts into a sum, for one indicator."""

    unit_name: str
    unit_slug: str
    figure: Figure
    answered: int | None
    invited: int | None


def made_from(current: Round, scope: Scope, unit: Unit, group: str, position: int) -> list[Share]:
    """The rows that a sum's figure was made from, in the order of the tree, as far as they may be seen.

    One query. The caller pages by slicing what `made_from_query` gives; this is the whole of a small sum.
    """
    return shares_of(made_from_query(current, scope, unit, group, position))


def made_from_query(current: Round, scope: Scope, unit: Unit, group: str, position: int) -> Any:
    """As `made_from`, lazily: dictionaries for `shares_of`."""
    rows = published(round=current, group=group, unit_path__startswith=unit.path, unit_kind="school").exclude(
        unit_id=unit.pk
    )
    return (
        rows.filter(results_inside(scope, current, group))
        .annotate(cell=F(f"counts__{position}"))
        .order_by("unit_path")
        .values("cell", "answered", "invited", "unit__name", "unit__slug")
    )


def shares_of(rows: Iterable[Mapping[str, Any]]) -> list[Share]:
    """Rows of `made_from_query` as shares, all reckoned at once."""
    rows = list(rows)
    figures = figures_of([row["cell"] for row in rows], [row["invited"] for row in rows])
    return [
        Share(row["unit__name"], row["unit__slug"], figure, row["answered"], row["invited"])
        for row, figure in zip(rows, figures, strict=True)
    ]


def _previous(current: Round, unit_path: str) -> Round | None:
    """The round before of the same kind: last year's, or for a pulse the latest that had closed."""
    earlier = Round.objects.filter(
        state=RoundState.CLOSED, kind=current.kind, authority_id=current.authority_id
    )
    if current.kind == InstrumentKind.YEARLY:
        earlier = earlier.filter(year__starts_on__lt=current.year.starts_on)
    else:
        earlier = earlier.filter(opens_on__lt=current.opens_on)
    found = earlier.covering(unit_path).select_related("node", "instrument", "year", "authority")
    return found.order_by("-year__starts_on", "-opens_on", "-pk").first()


def _rows(rounds: Sequence[Round], unit_ids: Iterable[int]) -> Rows:
    found = published(round__in=rounds, unit_id__in=set(unit_ids))
    return {(row.round_id, row.unit_id, row.group): row for row in found}


def _indicators(rounds: Sequence[Round]) -> dict[int, list[Indicator]]:
    """Per instrument, in order. One query."""
    ids = {each.instrument_id for each in rounds}
    found = Indicator.objects.filter(instrument_id__in=ids).select_related("item", "area__item")
    by: dict[int, list[Indicator]] = {each: [] for each in ids}
    for indicator in found.order_by("position"):
        by[indicator.instrument_id].append(indicator)
    return by
