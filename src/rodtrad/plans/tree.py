"""Corrections of a plan tree: pure functions from one tree to the next.

A tree is a list of items in reading order, parents before children (see `importing.PlanTree`). Each edit
gives a new tree or raises UserError with the reason; the tree it was given stays as it was. An item keeps its
id through every edit, so an address that names it goes on naming it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from rodtrad.common.errors import UserError
from rodtrad.plans.importing import PlanItem, PlanTree
from rodtrad.plans.models import ItemKind

__all__ = [
    "EDITS",
    "Edit",
    "Place",
    "Problem",
    "apply",
    "apply_all",
    "field_label",
    "labels",
    "landing",
    "places",
    "possible",
    "problems",
    "told",
]

MAX_DEPTH = 8
MAX_ITEMS = 20_000
# What stands last on its branch: nothing is a part of a definition, an effect or someone's responsibility.
LEAVES = frozenset({ItemKind.TERM, ItemKind.INDICATOR})
KINDS = frozenset(ItemKind.values)
AREA_PARENTS = frozenset({ItemKind.AREA, ItemKind.SECTION})
LIMITS: Mapping[str, int] = {
    "heading": 300,
    "role": 120,
    "sub_role": 120,
    "responsible_unit": 200,
    "status": 120,
    "due": 120,
}
FIELDS = (
    "kind",
    "text",
    "heading",
    "role",
    "sub_role",
    "responsible_unit",
    "status",
    "due",
    "effect",
    "definition",
)


@dataclass(frozen=True)
class Edit:
    """One correction: what to do (a key of EDITS), to which item, and the new values where there are any.

    For `split`, `parts` are the texts; for `resolve`, `number` is the warning's place in the list.
    """

    verb: str
    item: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[str] = ()
    number: int = 0


@dataclass(frozen=True)
class Place:
    """Where an item stands: its place in the list, its depth, and where its own branch ends."""

    index: int
    depth: int
    end: int


@dataclass(frozen=True)
class Problem:
    """Something that must be mended before the tree can be saved."""

    item: str
    sentence: str


def apply(tree: PlanTree, edit: Edit) -> PlanTree:
    """The tree after one correction. Raises UserError where the correction cannot be made."""
    if edit.verb not in EDITS:
        raise UserError(_("Den ändringen finns inte."), "tree.unknown_edit")
    if edit.verb != "resolve" and edit.item not in places(tree):
        raise UserError(_("Punkten finns inte längre."), "tree.no_such_item")
    after = EDITS[edit.verb](tree, edit)
    _check(after)
    return after


def apply_all(tree: PlanTree, edits: Iterable[Edit]) -> PlanTree:
    """The tree after several corrections in order; where one cannot be made, none is."""
    for edit in edits:
        tree = apply(tree, edit)
    return tree


def told(before: PlanTree, after: PlanTree, edits: Iterable[Edit]) -> dict[str, tuple[str, str | None]]:
    """What the corrections changed, for the record: each that made a difference, with its words."""
    was = {item.id: item for item in before.items}
    now = {item.id: item for item in after.items}
    changes: dict[str, tuple[str, str | None]] = {}
    for edit in edits:
        old, new = was.get(edit.item), now.get(edit.item)
        if edit.verb == "change" and old == new:
            continue
        changes[edit.verb] = (_words(old), _words(new) if edit.verb == "change" else None)
    return changes


def _words(item: PlanItem | None) -> str:
    return ((item.heading or item.text) if item else "")[:200]


def places(tree: PlanTree) -> dict[str, Place]:
    """Each item's place. Linear in the number of items."""
    depth: dict[str | None, int] = {None: -1}
    for item in tree.items:
        depth[item.id] = depth[item.parent] + 1
    found: dict[str, Place] = {}
    open_items: list[tuple[str, int]] = []
    for index, item in enumerate(tree.items):
        while open_items and depth[open_items[-1][0]] >= depth[item.id]:
            name, start = open_items.pop()
            found[name] = Place(start, depth[name], index)
        open_items.append((item.id, index))
    for name, start in open_items:
        found[name] = Place(start, depth[name], len(tree.items))
    return found


def _with_items(tree: PlanTree, items: Iterable[PlanItem]) -> PlanTree:
    return replace(tree, items=tuple(items))


def _swap(tree: PlanTree, index: int, **values: object) -> PlanTree:
    """The tree with other values on one item."""
    items = list(tree.items)
    items[index] = replace(items[index], **values)  # type: ignore[arg-type]
    return _with_items(tree, items)


# Edits


def _change(tree: PlanTree, edit: Edit) -> PlanTree:
    """Other words, kind or role. An empty value means that there is none; a text is never empty."""
    values: dict[str, object] = {
        name: " ".join(value.split()) or None for name, value in edit.values.items() if name in FIELDS
    }
    if "text" in values:
        values["text"] = values["text"] or ""
    return _swap(tree, places(tree)[edit.item].index, **values)


def _previous(tree: PlanTree, place: Place) -> PlanItem | None:
    """The item before it under the same parent."""
    parent = tree.items[place.index].parent
    siblings = [item for item in tree.items[: place.index] if item.parent == parent]
    return siblings[-1] if siblings else None


def _next(tree: PlanTree, place: Place) -> PlanItem | None:
    """The item after it under the same parent."""
    if place.end < len(tree.items) and tree.items[place.end].parent == tree.items[place.index].parent:
        return tree.items[place.end]
    return None


def _up(tree: PlanTree, edit: Edit) -> PlanTree:
    """Before the one above it, with everything under it."""
    where = places(tree)
    place = where[edit.item]
    before = _previous(tree, place)
    if before is None:
        raise UserError(_("Punkten står redan först."), "tree.first")
    start = where[before.id].index
    items = tree.items
    branch = items[place.index : place.end]
    return _with_items(tree, (*items[:start], *branch, *items[start : place.index], *items[place.end :]))


def _down(tree: PlanTree, edit: Edit) -> PlanTree:
    """After the one below it, with everything under it."""
    after = _next(tree, places(tree)[edit.item])
    if after is None:
        raise UserError(_("Punkten står redan sist."), "tree.last")
    return _up(tree, Edit("up", after.id))


def _indent(tree: PlanTree, edit: Edit) -> PlanTree:
    """Under the one before it."""
    place = places(tree)[edit.item]
    before = _previous(tree, place)
    if before is None:
        raise UserError(_("Det finns ingen punkt före att lägga den under."), "tree.first")
    return _swap(tree, place.index, parent=before.id)


def _outdent(tree: PlanTree, edit: Edit) -> PlanTree:
    """Out from under its parent, to stand after it."""
    where = places(tree)
    place = where[edit.item]
    parent = tree.items[place.index].parent
    if parent is None:
        raise UserError(_("Punkten står redan längst ut."), "tree.top")
    end, items = where[parent].end, tree.items
    head, *rest = items[place.index : place.end]
    moved = replace(head, parent=items[where[parent].index].parent)
    return _with_items(tree, (*items[: place.index], *items[place.end : end], moved, *rest, *items[end:]))


def _span(*items: PlanItem) -> tuple[int, int] | None:
    spans = [item.source for item in items if item.source]
    return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None


def _merge(tree: PlanTree, edit: Edit) -> PlanTree:
    """Into the line above it: the texts become one, and what stood under it stands under that."""
    index = places(tree)[edit.item].index
    if index == 0:
        raise UserError(_("Det finns ingen punkt före att slå ihop den med."), "tree.first")
    before, item = tree.items[index - 1], tree.items[index]
    text = " ".join(part for part in (before.text, item.heading, item.text) if part)
    together = replace(before, text=text, source=_span(before, item))
    rest = [replace(i, parent=before.id) if i.parent == item.id else i for i in tree.items[index + 1 :]]
    return _with_items(tree, (*tree.items[: index - 1], together, *rest))


def _fresh_ids(tree: PlanTree, count: int) -> list[str]:
    used = {item.id for item in tree.items}
    free = (f"n{number}" for number in range(1, len(used) + count + 1))
    return [name for name in free if name not in used][:count]


def _split(tree: PlanTree, edit: Edit) -> PlanTree:
    """Into one item per part, of the same kind and role; what stood under it stays under the first."""
    parts = [part for text in edit.parts if (part := " ".join(text.split()))]
    if len(parts) < 2:
        raise UserError(_("Sätt en radbrytning i texten där den ska delas."), "tree.one_part")
    place = places(tree)[edit.item]
    item = tree.items[place.index]
    new = [
        replace(item, id=name, key=None, text=part, heading=None, effect=None, definition=None)
        for name, part in zip(_fresh_ids(tree, len(parts) - 1), parts[1:], strict=True)
    ]
    first, *under = tree.items[place.index : place.end]
    head = tree.items[: place.index]
    return _with_items(tree, (*head, replace(first, text=parts[0]), *under, *new, *tree.items[place.end :]))


def _drop(tree: PlanTree, edit: Edit) -> PlanTree:
    """Away with it. What stood under it moves out a step: nothing vanishes unseen."""
    place = places(tree)[edit.item]
    gone = tree.items[place.index]
    rest = (replace(i, parent=gone.parent) if i.parent == gone.id else i for i in tree.items if i is not gone)
    return _with_items(tree, rest)


def _add(tree: PlanTree, edit: Edit) -> PlanTree:
    """An empty item of the same kind and role after it, for words that the reading missed."""
    place = places(tree)[edit.item]
    like = tree.items[place.index]
    new = PlanItem(
        id=_fresh_ids(tree, 1)[0],
        kind=like.kind,
        text="",
        parent=like.parent,
        role=like.role,
        sub_role=like.sub_role,
    )
    return _with_items(tree, (*tree.items[: place.end], new, *tree.items[place.end :]))


def _resolve(tree: PlanTree, edit: Edit) -> PlanTree:
    """A warning that has been seen to."""
    if not 0 <= edit.number < len(tree.warnings):
        raise UserError(_("Anmärkningen finns inte längre."), "tree.no_such_warning")
    return replace(tree, warnings=tree.warnings[: edit.number] + tree.warnings[edit.number + 1 :])


EDITS: Mapping[str, Callable[[PlanTree, Edit], PlanTree]] = {
    "change": _change,
    "up": _up,
    "down": _down,
    "indent": _indent,
    "outdent": _outdent,
    "merge": _merge,
    "split": _split,
    "drop": _drop,
    "add": _add,
    "resolve": _resolve,
}


# What a tree must be


def _check(tree: PlanTree) -> None:
    """Raise UserError for a tree that no document can have."""
    if len(tree.items) > MAX_ITEMS:
        raise UserError(_("Planen har för många punkter."), "tree.too_many")
    kinds = {item.id: item.kind for item in tree.items}
    if any(place.depth >= MAX_DEPTH for place in places(tree).values()):
        raise UserError(_("Punkten kan inte läggas djupare."), "tree.too_deep")
    for item in tree.items:
        if item.kind not in KINDS:
            raise UserError(_("Det slaget av punkt finns inte."), "tree.unknown_kind")
        if item.parent is not None:
            _check_parent(item.kind, kinds[item.parent])


def _check_parent(kind: str, above: str) -> None:
    if above in LEAVES:
        raise UserError(
            _("Under %(kind)s kan inget stå. Flytta ut det som står under först.")
            % {"kind": str(ItemKind(above).label).lower()},
            "tree.under_leaf",
        )
    if kind == ItemKind.AREA and above not in AREA_PARENTS:
        raise UserError(
            _("Ett prioriterat område kan bara stå ytterst eller i ett avsnitt."), "tree.area_inside"
        )


def landing(before: PlanTree, after: PlanTree, edit: Edit) -> str:
    """The item to look at after an edit: the new one, the same one, or the one above what is gone."""
    was = {item.id for item in before.items}
    new = [item.id for item in after.items if item.id not in was]
    if edit.verb == "add" and new:
        return new[0]
    if any(item.id == edit.item for item in after.items):
        return edit.item
    index = next((i for i, item in enumerate(before.items) if item.id == edit.item), 0)
    return after.items[max(0, min(index, len(after.items)) - 1)].id if after.items else ""


def possible(tree: PlanTree, item_id: str) -> frozenset[str]:
    """The moves that can be made with an item now: the others are not offered."""
    return frozenset(
        verb for verb in ("up", "down", "indent", "outdent", "merge") if _works(tree, verb, item_id)
    )


def _works(tree: PlanTree, verb: str, item_id: str) -> bool:
    try:
        apply(tree, Edit(verb, item_id))
    except UserError:
        return False
    return True


def problems(tree: PlanTree) -> list[Problem]:
    """What must be mended before the tree can be a document, in reading order."""
    found = [] if tree.items else [Problem("", _("Det finns inga punkter att spara."))]
    for item in tree.items:
        if not item.text.strip():
            found.append(Problem(item.id, _("Punkten saknar text.")))
        for name, limit in LIMITS.items():
            if len(getattr(item, name) or "") > limit:
                sentence = _("%(field)s är längre än %(limit)s tecken.") % {
                    "field": field_label(name), "limit": limit,
                }  # fmt: skip
                found.append(Problem(item.id, sentence))
    return found


def field_label(name: str) -> str:
    """What a field of an item is called."""
    return {
        "kind": _("Slag"),
        "text": _("Text"),
        "heading": _("Rubrik"),
        "role": _("Roll"),
        "sub_role": _("Närmare bestämt"),
        "responsible_unit": _("Ansvarig enhet"),
        "status": _("Status"),
        "due": _("När"),
        "effect": _("Planerad effekt"),
        "definition": _("Övergripande mål eller betydelse"),
    }[name]


def labels(tree: PlanTree) -> dict[str, str]:
    """What people call the items: areas '1', '2'; an area's initiatives '1.1', '1.2'; the rest nothing."""
    found: dict[str, str] = {}
    area_of: dict[str, str] = {}
    counts: dict[str, int] = {}
    for item in tree.items:
        above = area_of.get(item.parent or "", "")
        area_of[item.id] = above
        if item.kind == "area" or (item.kind == "initiative" and above):
            counts[above] = counts.get(above, 0) + 1
            found[item.id] = ".".join(part for part in (above, str(counts[above])) if part)[:20]
            if item.kind == "area":
                area_of[item.id] = found[item.id]
    return found
