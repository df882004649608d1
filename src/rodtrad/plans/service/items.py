"""Between plan trees and the rows that hold them."""

from __future__ import annotations

from base64 import b64decode
from collections import defaultdict
from uuid import UUID, uuid4

from rodtrad.plans import tree as trees
from rodtrad.plans.attached import judged
from rodtrad.plans.importing import Enclosure, PlanItem, PlanTree
from rodtrad.plans.models import Appendix, Document, Item
from rodtrad.plans.service.meanings import keep_up

TEXTS = ("heading", "role", "sub_role", "responsible_unit", "status", "due", "effect", "definition")


def store_items(document: Document, tree: PlanTree, keys: dict[str, UUID] | None = None) -> None:
    """Write a new document's items. `keys` gives identities that already exist, by the tree's ids; an item
    that was exported has its own.

    One bulk insert per depth, since a child needs its parent's row.
    """
    keys, numbers = keys or {}, trees.labels(tree)
    stored: dict[str | None, Item] = {}
    levels: dict[int, list[tuple[str, Item]]] = defaultdict(list)
    parents = {item.id: item.parent for item in tree.items}
    for name, place in trees.places(tree).items():
        row = row_of(document, tree.items[place.index], place, numbers.get(name, ""))
        own = tree.items[place.index].key
        row.key = keys.get(name) or (UUID(own) if own else uuid4())
        levels[place.depth].append((name, row))
    for depth in sorted(levels):
        for name, row in levels[depth]:
            row.parent = stored.get(parents[name])
        Item.objects.bulk_create([row for _, row in levels[depth]], batch_size=500)
        stored.update(levels[depth])
    keep_up(document)


def store_appendices(document: Document, tree: PlanTree) -> None:
    """Write a new document's appendices. Raises UserError for a file that may not be attached."""
    rows = [_appendix(one) for one in tree.appendices]
    for place, row in enumerate(rows, 1):
        row.document, row.position = document, place
    Appendix.objects.bulk_create(rows)


def _appendix(one: Enclosure) -> Appendix:
    if one.url is not None:
        return Appendix(title=one.title, url=one.url)
    content = b64decode(one.content or "")
    kind = judged(one.filename or "", content)
    return Appendix(
        title=one.title,
        filename=kind.filename,
        content_type=kind.content_type,
        size=len(content),
        content=content,
    )


def row_of(document: Document, item: PlanItem, place: trees.Place, number: str) -> Item:
    """The row of one item, without identity and parent."""
    start, end = item.source or (None, None)
    return Item(
        document=document,
        position=place.index,
        depth=place.depth,
        number=number,
        kind=item.kind,
        text=item.text,
        source_start=start,
        source_end=end,
        source_page=item.page,
        **{name: getattr(item, name) or "" for name in TEXTS},
    )


def plan_item(row: Item, name: str, parent: str | None) -> PlanItem:
    """A row as an item of a tree, under the given id."""
    span = (row.source_start, row.source_end)
    return PlanItem(
        id=name,
        kind=row.kind,  # type: ignore[arg-type]
        text=row.text,
        parent=parent,
        source=span if span[0] is not None and span[1] is not None else None,  # type: ignore[arg-type]
        page=row.source_page,
        **{field: getattr(row, field) or None for field in TEXTS},
    )
