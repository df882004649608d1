from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

from rodtrad.plans.exporting import LOSSLESS, Made, Source, file_of
from rodtrad.plans.importing import Decided, Enclosure, PlanItem, PlanTree
from rodtrad.plans.models import Appendix, Document, Item
from rodtrad.plans.service.items import plan_item
from rodtrad.plans.service.reading import tree_of


def to_tree(document: Document) -> PlanTree:
    """A document as a plan tree, ids numbered by place ('1', '1.1'), without its appendices. One query."""
    return _tree(document, tree_of(document))


def export_document(document: Document, ending: str) -> Made:
    """A document as a file: `ending` is a key of `exporting.FORMATS`, any other is a KeyError.

    The caller has checked that the reader may see it. What is without loss has the appendices too, whole. Two
    queries.
    """
    rows = tree_of(document)
    enclosures = tuple(map(_enclosure, document.appendices.all())) if ending in LOSSLESS else ()
    return file_of(Source(document, rows, _tree(document, rows, enclosures)), ending)


def _enclosure(appendix: Appendix) -> Enclosure:
    if appendix.url:
        return Enclosure(appendix.title, url=appendix.url)
    content = b64encode(bytes(appendix.content or b"")).decode()
    return Enclosure(appendix.title, filename=appendix.filename, content=content)


def _tree(document: Document, rows: list[Item], enclosures: tuple[Enclosure, ...] = ()) -> PlanTree:
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
        correction=document.correction or None,
        correction_reason=document.correction_reason or None,
        appendices=enclosures,
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
