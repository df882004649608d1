from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans import tree as trees
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.models import Document, Item
from rodtrad.plans.service.documents import open_for
from rodtrad.plans.service.items import TEXTS, plan_item, row_of
from rodtrad.plans.service.reading import tree_of

WRITTEN = [
    "parent", "position", "depth", "number", "kind", "text", *TEXTS,
    "source_start", "source_end", "source_page",
]  # fmt: skip
# What changes with an item when another one moves.
PUSHED = {"position", "number"}


def keyed_tree(document: Document) -> PlanTree:
    """A document's items as a tree whose ids are the items' own keys. One query."""
    rows = tree_of(document)
    items = (plan_item(row, str(row.key), str(row.parent.key) if row.parent else None) for row in rows)
    return PlanTree(title=document.title, kind=document.kind, items=tuple(items))  # type: ignore[arg-type]


@transaction.atomic
def edit_document(scope: Scope, document: Document, version: int, *edits: trees.Edit) -> str:
    """Correct a draft's items (see `tree.EDITS`), all edits or none; `edit.item` is an item's key.

    Gives the key of the item to look at afterwards ('' where none is left). Raises Conflict where the
    document is decided or someone else has changed it since `version`.
    """
    row = open_for(scope, document, "change", version)
    before = keyed_tree(row)
    after, edit = _with_keys(trees.apply_all(before, edits)), edits[-1]
    for problem in trees.problems(after):
        if problem.item == edit.item and edit.verb != "add":
            raise UserError(problem.sentence, "tree.problem")
    if after == before:
        return edit.item
    _write(row, before, after)
    row.version += 1
    row.save(update_fields=["version"])
    told = trees.told(before, after, edits)
    record(scope, "document.item_changed", row, unit_path=row.unit_path, changes=told)
    return trees.landing(before, after, edit)


def _with_keys(tree: PlanTree) -> PlanTree:
    """New items are given a key for an id: the tree names them 'n1', 'n2'."""
    fresh = {item.id: str(uuid4()) for item in tree.items if item.id.startswith("n")}
    return replace(tree, items=tuple(replace(item, id=fresh.get(item.id, item.id)) for item in tree.items))


def _write(document: Document, before: PlanTree, after: PlanTree) -> None:
    """Bring the rows in step: new ones in, then the changed, and last away with the dropped.

    In that order, since dropping a row would take with it what still stood under it. A new item is always
    beside an old one, so its parent has a row.
    """
    kept = {str(row.key): row for row in Item.objects.filter(document=document)}
    ids = {name: row.pk for name, row in kept.items()}
    wanted = _rows(document, after, ids)
    Item.objects.bulk_create([row for name, row in wanted.items() if name not in ids])
    _update([(kept[name], row) for name, row in wanted.items() if name in kept])
    try:
        Item.objects.filter(document=document).exclude(key__in=[UUID(name) for name in wanted]).delete()
    except ProtectedError:
        raise Conflict(_("Något bygger på punkten. Ta bort det först."), "item.in_use") from None


def _update(pairs: list[tuple[Item, Item]]) -> None:
    """Write what differs, no more: most edits only push the items after them a place."""
    changed = [(new, _difference(old, new)) for old, new in pairs]
    pushed = [new for new, names in changed if names and names <= PUSHED]
    Item.objects.bulk_update(pushed, sorted(PUSHED), batch_size=300)
    others = [new for new, names in changed if not names <= PUSHED]
    Item.objects.bulk_update(others, WRITTEN, batch_size=50)


def _difference(old: Item, new: Item) -> set[str]:
    names = {name if name != "parent" else "parent_id" for name in WRITTEN}
    return {name for name in names if getattr(old, name) != getattr(new, name)}


def _rows(document: Document, tree: PlanTree, ids: dict[str, int]) -> dict[str, Item]:
    numbers = trees.labels(tree)
    rows: dict[str, Item] = {}
    for name, place in trees.places(tree).items():
        item = tree.items[place.index]
        row = row_of(document, item, place, numbers.get(name, ""))
        row.pk, row.key = ids.get(name), UUID(name)
        row.parent_id = ids[item.parent] if item.parent else None
        rows[name] = row
    return rows
