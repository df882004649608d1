from __future__ import annotations

from dataclasses import replace

from rodtrad.plans.exporting import Made, Source, file_of
from rodtrad.plans.importing import Decided, PlanItem, PlanTree
from rodtrad.plans.models import Document, Item
from rodtrad.plans.service.items import plan_item
from rodtrad.plans.service.reading import tree_of


def to_tree(document: Document) -> PlanTree:
    """A document as a plan tree, ids numbered by place ('1', '1.1'); imported back it gives the same.

    One query.
    """
    return _tree(document, tree_of(document))


def export_document(document: Document, ending: str) -> Made:
    """A document as a file: `ending` is a key of `exporting.FORMATS`, any other is a KeyError.

    The caller has checked that the reader may see it. One query.
    """
    rows = tree_of(document)
    return file_of(Source(document, rows, _tree(document, rows)), ending)


def _tree(document: Document, rows: list[Item]) -> PlanTree:
    names = ids_by_place(rows)
    return PlanTree(
        title=document.title,
        kind=document.kind,  # type: ignore[arg-type]
        owner=document.owner_text or None,
        period=_period(document),
        decided=_decided(document),
        items=tuple(_item(row, names) for row in rows),
        document_owner=document.document_owner or None,
        edition=document.edition,
    )


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
    item = plan_item(row, names[row.pk], names[row.parent_id] if row.parent_id else None)
    return replace(item, key=str(row.key))


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
