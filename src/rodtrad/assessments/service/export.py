"""Published results as plain rows, for whoever takes them further. What is hidden is not in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rodtrad.assessments.access import results_inside
from rodtrad.assessments.models import Comment, Group, Indicator, Result, Round, RoundState
from rodtrad.assessments.service.comments import comments_of
from rodtrad.assessments.service.figures import figures_of
from rodtrad.assessments.service.published import published
from rodtrad.assessments.service.told import Figure
from rodtrad.common.errors import Conflict
from rodtrad.organisation.access import SYSTEM, Scope
from rodtrad.organisation.models import Unit

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
    "area",
    "statement",
)
TEXT_COLUMNS = ("unit", "code", "kind", "group", "indicator", "item", "area", "statement", "not_shown")
# What a mean never stands without, and the mean: whole numbers in no column.
DECIMAL_COLUMNS = ("rate", "median", "mean", "low", "high", "spread")
COMMENT_COLUMNS = ("group", "question", "statement", "comment")
COMMENT_TEXTS = ("group", "statement", "comment")
_COUNTED = ("not_relevant", "skipped")
# Last, since it is never empty in a workbook's row: readers leave out the empty cells at its end.
_LAST = ("not_shown",)

Row = dict[str, str | int | float | None]


def export_columns(current: Round) -> tuple[str, ...]:
    """The columns, with one for each level of the round's instrument."""
    levels = (f"level_{level}" for level in range(1, current.instrument.levels + 1))
    return (*_BEFORE, *levels, *_COUNTED, *DECIMAL_COLUMNS, *_LAST)


def export_rows(current: Round, scope: Scope = SYSTEM, top: str = "") -> Iterator[Row]:
    """One row per unit (or sum), group and question that it gives a level, in the order of the tree: those at
    and below the path `top` that the reader sees. Memory does not grow with the number of units. Raises
    Conflict for a round that has no frozen result.
    """
    if current.state != RoundState.CLOSED:
        raise Conflict(_("Omgången är inte stängd och har inget resultat än."), "state")
    return _rows(current, _seen(scope, current, top))


def _seen(scope: Scope, current: Round, top: str) -> Q:
    """What the reader sees, and for anonymous groups the sums above. A sum of leaders' ratings above a reader
    of several units may tell of a single one (`sums`), and is not in a file.
    """
    seen = Q(pk__in=[])
    for group in current.groups:
        inside = results_inside(scope, current, group)
        if group != Group.LEADERS:
            inside |= Q(unit_path__in=scope.ancestor_paths)
        seen |= Q(group=group) & inside
    return seen & Q(unit_path__startswith=top)


def comment_rows(scope: Scope, unit: Unit, current: Round) -> Iterator[Row] | None:
    """What was written at a unit, by each group whose comments the reader reads; None where there is none.
    In no order, and with nothing that tells who wrote.
    """
    found = {group: comments_of(scope, unit, current, group) for group in current.groups}
    read = {group: comments for group, comments in found.items() if comments is not None}
    return _comments(current, read) if read else None


def _comments(current: Round, read: dict[str, QuerySet[Comment]]) -> Iterator[Row]:
    asked = {each.position: each for each in Indicator.objects.filter(instrument_id=current.instrument_id)}
    for group, comments in read.items():
        for comment in comments.iterator():
            question = asked.get(comment.position)
            statement = question.statement(group).get("sv", "") if question else ""
            values = (group, comment.position + 1, statement, comment.text)
            yield dict(zip(COMMENT_COLUMNS, values, strict=True))


def _rows(current: Round, seen: Q) -> Iterator[Row]:
    asked = list(
        Indicator.objects.filter(instrument_id=current.instrument_id)
        .select_related("item", "area")
        .order_by("position")
    )
    results = published(seen, round=current).select_related("unit").order_by("unit_path", "group")
    columns = export_columns(current)
    stored = results.iterator(chunk_size=PORTION)
    while portion := list(islice(stored, PORTION)):
        told = [(row, each) for row in portion for each in asked if each.is_rated_by(row.group)]
        cells = [row.counts[each.position] for row, each in told]
        figures = figures_of(cells, [row.invited for row, _each in told])
        for (row, each), figure in zip(told, figures, strict=True):
            counted = _values(row, each, current.instrument.levels)
            yield dict(zip(columns, (*counted, *_described(figure), figure.reason), strict=True))


def _described(figure: Figure) -> tuple[float | None, ...]:
    """The figures of DECIMAL_COLUMNS; empty where nothing is shown or they do not exist."""
    told = (figure.rate, figure.median, figure.mean, figure.low, figure.high, figure.sd)
    return tuple(None if each is None else round(each, 4) for each in told)


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
        indicator.area.title,
        indicator.statement(result.group).get("sv", ""),
        *counts,
    )
