from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Case, F, PositiveIntegerField, Q, When
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans import steps
from rodtrad.plans import tree as trees
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.models import Document, DocumentStep, Item, ItemLink
from rodtrad.plans.service import history
from rodtrad.plans.service.documents import open_for
from rodtrad.plans.service.items import TEXTS, plan_item, row_of
from rodtrad.plans.service.meanings import keep_up
from rodtrad.plans.service.reading import tree_of

WRITTEN = [
    "parent", "position", "depth", "number", "kind", "text", *TEXTS,
    "source_start", "source_end", "source_page",
]  # fmt: skip
# More runs of moved items than this are written row by row.
RUNS_AT_ONCE = 100


def keyed_tree(document: Document) -> PlanTree:
    """A document's items as a tree whose ids are the items' own keys. One query."""
    rows = tree_of(document)
    items = (plan_item(row, str(row.key), str(row.parent.key) if row.parent else None) for row in rows)
    return PlanTree(title=document.title, kind=document.kind, items=tuple(items))  # type: ignore[arg-type]


@transaction.atomic
def edit_document(
    scope: Scope, document: Document, version: int, *edits: trees.Edit, together: bool = False
) -> str:
    """Correct a draft's items (see `tree.EDITS`), all edits or none; `edit.item` is an item's key.

    With `together`, new words for the item that was corrected last are one step with that correction.

    Gives the key of the item to look at afterwards ('' where none is left). Raises Conflict where the
    document is decided or someone else has changed it since `version`.
    """
    row = open_for(scope, document, "change", version)
    before = keyed_tree(row)
    after, edit = _with_keys(trees.apply_all(before, edits)), edits[-1]
    for problem in trees.problems(after):
        if problem.item in edit.items and edit.verb != "add":
            raise UserError(problem.sentence, "tree.problem")
    if after == before:
        return edit.item
    step = DocumentStep(document=row, item=edit.item, links=_write(row, before, after))
    history.remember(row.steps.all(), step, before, after, together=together)
    told = trees.told(before, after, edits)
    _close(scope, row, "document.item_changed", told)
    return trees.landing(before, after, edit)


def _close(scope: Scope, row: Document, event: str, told: dict[str, tuple[str, str | None]]) -> None:
    row.version += 1
    row.save(update_fields=["version"])
    record(scope, event, row, unit_path=row.unit_path, changes=told)


def edit_ways(document: Document) -> tuple[bool, bool]:
    """Whether a draft has a correction to undo, and one to do again. One query."""
    return history.ways(document.steps.all())


@transaction.atomic
def undo_document(scope: Scope, document: Document, version: int) -> str:
    """Take back the latest correction of a draft's items, with the links of what was dropped.

    Gives the key of the item it was about; nothing to take back is no error.
    """
    row = open_for(scope, document, "change", version)
    step = history.to_undo(row.steps.all())
    return _turn(scope, row, step, "document.item_undone") if step else ""


@transaction.atomic
def redo_document(scope: Scope, document: Document, version: int) -> str:
    """Do again what was taken back last. Gives the key of the item; nothing to do again is no error."""
    row = open_for(scope, document, "change", version)
    step = history.to_redo(row.steps.all())
    return _turn(scope, row, step, "document.item_redone") if step else ""


def _turn(scope: Scope, row: Document, step: DocumentStep, event: str) -> str:
    before, splice = keyed_tree(row), steps.from_json(step.splice)
    after = (steps.redone if step.undone else steps.undone)(before, splice)
    lost = _write(row, before, after)
    if step.undone:
        step.links = lost
    else:
        _relink(row, step.links)
    step.undone = not step.undone
    step.save(update_fields=["undone", "links"])
    _close(scope, row, event, {})
    return trees.landing(before, after, trees.Edit("add", step.item))


def _with_keys(tree: PlanTree) -> PlanTree:
    """New items are given a key for an id: the tree names them 'n1', 'n2'."""
    fresh = {item.id: str(uuid4()) for item in tree.items if item.id.startswith("n")}
    if not fresh:
        return tree
    return replace(
        tree,
        items=tuple(
            replace(item, id=fresh.get(item.id, item.id), parent=fresh.get(item.parent or "", item.parent))
            for item in tree.items
        ),
    )


def _write(document: Document, before: PlanTree, after: PlanTree) -> list[dict[str, Any]]:
    """Bring the rows in step: new ones in, then the changed, and last away with the dropped.

    In that order, since dropping a row would take with it what still stood under it. Gives the links that
    went with what was dropped.
    """
    kept = {str(row.key): row for row in Item.objects.filter(document=document)}
    ids = {name: row.pk for name, row in kept.items()}
    wanted = _rows(document, after)
    _push(document, [(row, wanted[name]) for name, row in kept.items() if name in wanted])
    _insert([(name, row) for name, row in wanted.items() if name not in kept], after, ids)
    _hang(wanted, after, ids)
    _update([(row, wanted[name]) for name, row in kept.items() if name in wanted])
    keep_up(document)
    return _delete([row for name, row in kept.items() if name not in wanted])


def _insert(new: list[tuple[str, Item]], tree: PlanTree, ids: dict[str, int]) -> None:
    """One bulk insert per depth, since a child needs its parent's row."""
    parents = {item.id: item.parent for item in tree.items}
    for depth in sorted({row.depth for _name, row in new}):
        level = [(name, row) for name, row in new if row.depth == depth]
        for name, row in level:
            row.parent_id = ids[parents[name] or ""] if parents[name] else None
        Item.objects.bulk_create([row for _, row in level], batch_size=500)
        ids.update((name, row.pk) for name, row in level)


def _hang(rows: dict[str, Item], tree: PlanTree, ids: dict[str, int]) -> None:
    for item in tree.items:
        rows[item.id].pk = ids[item.id]
        rows[item.id].parent_id = ids[item.parent] if item.parent else None


def _delete(rows: list[Item]) -> list[dict[str, Any]]:
    """Away with rows; gives their links, each end as document and key."""
    if not rows:
        return []
    keys = [row.pk for row in rows]
    lost = ItemLink.objects.filter(Q(upper__in=keys) | Q(lower__in=keys))
    links = [
        {"upper": _end(link.upper), "lower": _end(link.lower), "kind": link.kind, "weight": link.weight}
        for link in lost.select_related("upper", "lower")
    ]
    try:
        Item.objects.filter(pk__in=keys).delete()
    except ProtectedError:
        raise Conflict(_("Något bygger på punkten. Ta bort det först."), "item.in_use") from None
    return links


def _end(item: Item) -> list[Any]:
    return [item.document_id, str(item.key)]


def _relink(document: Document, links: list[dict[str, Any]]) -> None:
    """Put links back, those whose other end still is there."""
    keys = {UUID(end[1]) for link in links for end in (link["upper"], link["lower"])}
    found = {(row.document_id, str(row.key)): row for row in Item.objects.filter(key__in=keys)}
    rows = [
        ItemLink(
            upper=found[tuple(link["upper"])],
            lower=found[tuple(link["lower"])],
            kind=link["kind"],
            weight=link["weight"],
        )
        for link in links
        if tuple(link["upper"]) in found and tuple(link["lower"]) in found
    ]
    ItemLink.objects.bulk_create(rows, ignore_conflicts=True)


def _update(pairs: list[tuple[Item, Item]]) -> None:
    """Write what differs but for the place, no more."""
    changed = [(new, _difference(old, new) - {"position"}) for old, new in pairs]
    renumbered = [new for new, names in changed if names == {"number"}]
    Item.objects.bulk_update(renumbered, ["number"], batch_size=300)
    others = [new for new, names in changed if names - {"number"}]
    Item.objects.bulk_update(others, WRITTEN, batch_size=50)


def _push(document: Document, pairs: list[tuple[Item, Item]]) -> None:
    """New places in one statement for each run of items that move as far: half a plan may move at once.

    `pairs` are in the order of the old places; a row between two of a run that moves otherwise is dropped.
    """
    runs: list[tuple[int, int, int]] = []
    for old, new in pairs:
        step = new.position - old.position
        if runs and runs[-1][2] == step:
            runs[-1] = (runs[-1][0], old.position, step)
        else:
            runs.append((old.position, old.position, step))
    moved = [run for run in runs if run[2]]
    if len(moved) > RUNS_AT_ONCE:
        rows = [new for old, new in pairs if old.position != new.position]
        Item.objects.bulk_update(rows, ["position"], batch_size=300)
    elif moved:
        cases = [When(position__range=(first, last), then=F("position") + by) for first, last, by in moved]
        place = Case(*cases, default=F("position"), output_field=PositiveIntegerField())
        Item.objects.filter(document=document).update(position=place)


def _difference(old: Item, new: Item) -> set[str]:
    names = {name if name != "parent" else "parent_id" for name in WRITTEN}
    return {name for name in names if getattr(old, name) != getattr(new, name)}


def _rows(document: Document, tree: PlanTree) -> dict[str, Item]:
    """The rows as they are to be, by key; without their parents."""
    numbers = trees.labels(tree)
    rows: dict[str, Item] = {}
    for name, place in trees.places(tree).items():
        rows[name] = row_of(document, tree.items[place.index], place, numbers.get(name, ""))
        rows[name].key = UUID(name)
    return rows
