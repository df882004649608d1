"""Published results as plain rows, for whoever takes them further. What is hidden is not in them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rodtrad.assessments.models import Indicator, Result, Round, RoundState
from rodtrad.common.errors import Conflict

PORTION = 500
_BEFORE = (
    "unit",
    "code",
    "kind",
    "group",
    "units",
    "invited",
    "answered",
    "question",
    "indicator",
    "item",
    "statement",
)
_AFTER = ("not_relevant", "skipped", "not_shown")

Row = dict[str, str | int | None]


def export_columns(current: Round) -> tuple[str, ...]:
    """The columns, with one for each level of the round's instrument."""
    levels = (f"level_{level}" for level in range(1, current.instrument.levels + 1))
    return (*_BEFORE, *levels, *_AFTER)


def export_rows(current: Round) -> Iterator[Row]:
    """One row per unit (or sum), group and question that it gives a level, in the order of the tree. Memory
    does not grow with the number of units. Raises Conflict for a round that has no frozen result.
    """
    if current.state != RoundState.CLOSED:
        raise Conflict(_("Omgången är inte stängd och har inget resultat än."), "state")
    return _rows(current)


def _rows(current: Round) -> Iterator[Row]:
    asked = list(
        Indicator.objects.filter(instrument_id=current.instrument_id)
        .select_related("item")
        .order_by("position")
    )
    results = Result.objects.filter(round=current).select_related("unit").order_by("unit_path", "group")
    columns = export_columns(current)
    for result in results.iterator(chunk_size=PORTION):
        for indicator in asked:
            if indicator.is_rated_by(result.group):
                yield dict(zip(columns, _values(result, indicator, current.instrument.levels), strict=True))


def _values(result: Result, indicator: Indicator, levels: int) -> tuple[str | int | None, ...]:
    cell = result.counts[indicator.position]
    counts = cell if isinstance(cell, list) else [None] * (levels + 2)
    return (
        result.unit.name,
        result.unit.code,
        result.unit_kind,
        result.group,
        result.units,
        result.invited,
        result.answered,
        indicator.position + 1,
        str(indicator.key),
        str(indicator.item.key) if indicator.item else "",
        indicator.statement(result.group).get("sv", ""),
        *counts,
        "" if isinstance(cell, list) else cell,
    )
