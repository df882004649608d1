"""Published results as plain rows, for whoever takes them further. What is hidden is not in them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rodtrad.assessments.models import Indicator, Result, Round, RoundState
from rodtrad.common.errors import Conflict

PORTION = 500
EXPORT_COLUMNS = (
    "unit",
    "code",
    "kind",
    "group",
    "units",
    "invited",
    "answered",
    "question",
    "item",
    "statement",
    "level_1",
    "level_2",
    "level_3",
    "level_4",
    "level_5",
    "level_6",
    "not_relevant",
    "skipped",
    "not_shown",
)

Row = dict[str, str | int | None]


def export_rows(current: Round) -> Iterator[Row]:
    """One row per unit (or sum), group and question, in the order of the tree. Memory does not grow with
    the number of units. Raises Conflict for a round that has no frozen result.
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
    for result in results.iterator(chunk_size=PORTION):
        for indicator in asked:
            yield _row(result, indicator)


def _row(result: Result, indicator: Indicator) -> Row:
    cell = result.counts[indicator.position]
    counts = cell if isinstance(cell, list) else [None] * 8
    statement = indicator.statements.get(result.group, {}).get("sv", "")
    values: tuple[str | int | None, ...] = (
        result.unit.name,
        result.unit.code,
        result.unit_kind,
        result.group,
        result.units,
        result.invited,
        result.answered,
        indicator.position + 1,
        str(indicator.item.key),
        statement,
        *counts,
        "" if isinstance(cell, list) else cell,
    )
    return dict(zip(EXPORT_COLUMNS, values, strict=True))
