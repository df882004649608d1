from __future__ import annotations

from typing import Any

from rodtrad.plans.importing import Decided, PlanItem, PlanTree, to_json
from rodtrad.plans.models import Document, Item
from rodtrad.plans.service.items import plan_item
from rodtrad.plans.service.reading import tree_of


def to_tree(document: Document) -> PlanTree:
    """A document as a plan tree, ids numbered by place ('1', '1.1'); imported back it gives the same.

    One query.
    """
    rows = tree_of(document)
    names = ids_by_place(rows)
    return PlanTree(
        title=document.title,
        kind=document.kind,  # type: ignore[arg-type]
        owner=document.owner_text or None,
        period=_period(document),
        decided=_decided(document),
        items=tuple(_item(row, names) for row in rows),
    )


def tree_json(document: Document) -> dict[str, Any]:
    """A document in the shape that `rodtrad plan import` reads: `{"documents": [tree]}`."""
    return {"documents": [to_json(to_tree(document))]}


def ids_by_place(rows: list[Item]) -> dict[int, str]:
    """'1', '1.1', '1.2', '2' … for rows in reading order, by row id."""
    names: dict[int, str] = {}
    counts: dict[int | None, int] = {}
    for row in rows:
        counts[row.parent_id] = counts.get(row.parent_id, 0) + 1
        above = f"{names[row.parent_id]}." if row.parent_id else ""
        names[row.pk] = f"{above}{counts[row.parent_id]}"
    return names


def _item(row: Item, names: dict[int, str]) -> PlanItem:
    return plan_item(row, names[row.pk], names[row.parent_id] if row.parent_id else None)


def _period(document: Document) -> tuple[int, int] | None:
    first, last = document.period_from, document.period_to
    return (first or last or 0, last or first or 0) if first or last else None


def _decided(document: Document) -> Decided:
    return Decided(
        by=document.decided_by or None,
        date=document.decided_on.isoformat() if document.decided_on else None,
        paragraph=document.decision_paragraph or None,
        diarienummer=document.diarienummer or None,
    )
