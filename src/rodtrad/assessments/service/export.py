"""Published results as plain rows, for whoever takes them further. What is hidden is not in them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rodtrad.assessments.access import results_inside
from rodtrad.assessments.models import Comment, Group, Indicator, Result, Round, RoundState
from rodtrad.assessments.service.comments import comments_of
from rodtrad.assessments.service.published import published
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
    "statement",
)
TEXT_COLUMNS = ("unit", "code", "kind", "group", "indicator", "item", "statement", "not_shown")
COMMENT_COLUMNS = ("group", "question", "statement", "comment")
COMMENT_TEXTS = ("group", "statement", "comment")
_AFTER = ("not_relevant", "skipped", "not_shown")

Row = dict[str, str | int | None]


def export_columns(current: Round) -> tuple[str, ...]:
    """The columns, with one for each level of the round's instrument."""
    levels = (f"level_{level}" for level in range(1, current.instrument.levels + 1))
    return (*_BEFORE, *levels, *_AFTER)


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
        .select_related("item")
        .order_by("position")
    )
    results = published(seen, round=current).select_related("unit").order_by("unit_path", "group")
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
