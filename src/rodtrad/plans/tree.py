"""Corrections of a plan tree: pure functions from one tree to the next.

A tree is a list of items in reading order, parents before children (see `importing.PlanTree`). Each edit
gives a new tree or raises UserError with the reason; the tree it was given stays as it was. An item keeps its
id through every edit, so an address that names it goes on naming it. Every edit is linear in the size of the
tree, also one that is made to many items at once.
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
    "SEVERAL",
    "WHERE",
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
# What is marked in the source is set under these; beside all others.
HOLDERS = AREA_PARENTS
# Where a moved or new item is set: last under another one, or beside it.
WHERE = ("under", "before", "after")
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

    `others` are further items that the same is done to, for the verbs in SEVERAL. For `split` the texts are
    `parts`; for `resolve`, `number` is the warning's place in the list. `move`, `add`, `paste` and `take` set
    things `where` beside or under `target` ('' is the whole tree). `lines` of a pasted list are (depth, text)
    and `kinds` what each depth becomes. `span` is the place in the source that `take` makes an item of.
    """

    verb: str
    item: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[str] = ()
    number: int = 0
    others: Sequence[str] = ()
    target: str = ""
    where: str = "after"
    lines: Sequence[tuple[int, str]] = ()
    kinds: Sequence[str] = ()
    span: tuple[int, int] | None = None

    @property
    def items(self) -> tuple[str, ...]:
        """All the items that it is made to, each once."""
        return tuple(dict.fromkeys(name for name in (self.item, *self.others) if name))


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
    known = {item.id for item in tree.items}
    if edit.verb not in PLACELESS and not edit.items:
        raise UserError(_("Välj minst en punkt."), "tree.nothing_chosen")
    if not known.issuperset((*edit.items, *filter(None, (edit.target,)))):
        raise UserError(_("Punkten finns inte längre."), "tree.no_such_item")
    if edit.where not in WHERE or (edit.others and edit.verb not in SEVERAL):
        raise UserError(_("Den ändringen finns inte."), "tree.unknown_edit")
    after = EDITS[edit.verb](tree, edit)
    _check(tree, after)
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
        if edit.verb == "change" and not edit.others and old == new:
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
    values = _values(edit)
    chosen = set(edit.items)
    return _with_items(
        tree,
        (replace(item, **values) if item.id in chosen else item for item in tree.items),  # type: ignore[arg-type]
    )


def _values(edit: Edit) -> dict[str, object]:
    values: dict[str, object] = {
        name: " ".join(value.split()) or None for name, value in edit.values.items() if name in FIELDS
    }
    if "text" in values:
        values["text"] = values["text"] or ""
    return values


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
    """Into the line above it: the texts become one, and what stood under it stands under that.

    Several become one where the first of them stands.
    """
    index = places(tree)[edit.item].index
    if edit.others:
        return _merge_several(tree, edit)
    if index == 0:
        raise UserError(_("Det finns ingen punkt före att slå ihop den med."), "tree.first")
    before, item = tree.items[index - 1], tree.items[index]
    together = _together([before, item])
    rest = [replace(i, parent=before.id) if i.parent == item.id else i for i in tree.items[index + 1 :]]
    return _with_items(tree, (*tree.items[: index - 1], together, *rest))


def _merge_several(tree: PlanTree, edit: Edit) -> PlanTree:
    chosen = set(edit.items)
    first, *others = [item for item in tree.items if item.id in chosen]
    nest = Nest(tree)
    for item in others:
        kids, nest.kids[item.id] = nest.kids[item.id], []
        nest.take_out(item.id)
        for kid in kids:
            nest.put(kid, first.id, "under")
    nest.items[first.id] = _together([nest.items[first.id], *others])
    return nest.tree(tree)


def _together(items: Sequence[PlanItem]) -> PlanItem:
    """One item with the words of several, in order, and a place in the source that covers them."""
    first, *others = items
    words = [first.text, *(part for item in others for part in (item.heading, item.text))]
    return replace(first, text=" ".join(filter(None, words)), source=_span(*items))


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
    gone = set(edit.items)
    heir: dict[str | None, str | None] = {None: None}
    kept = []
    for item in tree.items:
        heir[item.id] = heir[item.parent] if item.id in gone else item.id
        if item.id not in gone:
            kept.append(item if item.parent not in gone else replace(item, parent=heir[item.parent]))
    return _with_items(tree, kept)


def _prune(tree: PlanTree, edit: Edit) -> PlanTree:
    """Away with it and all that stands under it, for what is no part of the plan at all."""
    gone = set(edit.items)
    kept = []
    for item in tree.items:
        if item.id in gone or item.parent in gone:
            gone.add(item.id)
        else:
            kept.append(item)
    return _with_items(tree, kept)


class Nest:
    """A tree as lists of children, to be changed in place and read out in order again."""

    def __init__(self, tree: PlanTree) -> None:
        self.items = {item.id: item for item in tree.items}
        self.kids: dict[str | None, list[str]] = {name: [] for name in (None, *self.items)}
        for item in tree.items:
            self.kids[item.parent].append(item.id)

    def take_out(self, name: str) -> None:
        self.kids[self.items[name].parent].remove(name)

    def put(self, name: str, target: str, where: str) -> None:
        """Under a target, last; or beside it. Without a target: last of all, outermost."""
        if where == "under" or not target:
            parent, place = target or None, len(self.kids[target or None])
        else:
            parent = self.items[target].parent
            place = self.kids[parent].index(target) + (where == "after")
        self.kids[parent].insert(place, name)
        self.items[name] = replace(self.items[name], parent=parent)

    def new(self, item: PlanItem, target: str, where: str) -> None:
        self.items[item.id] = item
        self.kids[item.id] = []
        self.put(item.id, target, where)

    def tree(self, like: PlanTree) -> PlanTree:
        """In reading order, without recursion: a tree may come from anywhere."""
        found, waiting = [], [*reversed(self.kids[None])]
        while waiting:
            name = waiting.pop()
            found.append(self.items[name])
            waiting += reversed(self.kids[name])
        return _with_items(like, found)


def _move(tree: PlanTree, edit: Edit) -> PlanTree:
    """Under another one or beside it, with everything under it. Several keep their order."""
    chosen, under = set(edit.items), set[str]()
    heads = []
    for item in tree.items:
        if item.parent in under or item.id in chosen:
            under.add(item.id)
            if item.parent not in under:
                heads.append(item.id)
    if edit.target in under:
        raise UserError(_("En punkt kan inte flyttas in under sig själv."), "tree.under_itself")
    nest = Nest(tree)
    for name in heads:
        nest.take_out(name)
    target, where = edit.target, edit.where
    for name in heads:
        nest.put(name, target, where)
        if where == "after" and target:
            target = name
    return nest.tree(tree)


def _add(tree: PlanTree, edit: Edit) -> PlanTree:
    """A new item beside it or under it, of the same kind and role as its neighbour; empty, or with words."""
    like = next((item for item in tree.items if item.id == edit.item), None)
    place = Edit("add", target=edit.item, where=edit.where)
    return _new(tree, replace(_blank(tree, like, edit.where), **_values(edit)), place)  # type: ignore[arg-type]


def _blank(tree: PlanTree, like: PlanItem | None, where: str) -> PlanItem:
    (name,) = _fresh_ids(tree, 1)
    if like is None:
        return PlanItem(id=name, kind="area", text="")
    if where == "under":
        # As the others under it are; the first under an area is an initiative.
        like = next((item for item in tree.items if item.parent == like.id), None)
        if like is None:
            return PlanItem(id=name, kind="initiative", text="")
    return PlanItem(id=name, kind=like.kind, text="", role=like.role, sub_role=like.sub_role)


def _new(tree: PlanTree, item: PlanItem, place: Edit) -> PlanTree:
    nest = Nest(tree)
    nest.new(item, place.target, place.where)
    return nest.tree(tree)


def _paste(tree: PlanTree, edit: Edit) -> PlanTree:
    """The lines of a list as items, each depth of the kind that was said for it."""
    if not edit.lines or not edit.kinds:
        raise UserError(_("Klistra in minst en rad."), "tree.nothing_pasted")
    nest, target, where = Nest(tree), edit.target, edit.where
    way: list[str] = []
    for name, (depth, text) in zip(_fresh_ids(tree, len(edit.lines)), edit.lines, strict=True):
        level = min(depth, len(way))
        kind = edit.kinds[min(level, len(edit.kinds) - 1)]
        item = PlanItem(id=name, kind=kind, text=text)  # type: ignore[arg-type]
        nest.new(item, *((way[level - 1], "under") if level else (target, where)))
        if not level:
            target, where = (target, where) if where == "under" else (name, "after")
        way = [*way[:level], name]
    return nest.tree(tree)


def _take(tree: PlanTree, edit: Edit) -> PlanTree:
    """An item of words that stand in the source, set where they stand among the items around them."""
    (name,) = _fresh_ids(tree, 1)
    item = replace(
        PlanItem(id=name, kind="initiative", text="", source=edit.span),
        **_values(edit),  # type: ignore[arg-type]
    )
    if not item.text:
        raise UserError(_("Markera eller skriv de ord som ska bli en punkt."), "tree.nothing_taken")
    target, where = _place_for(tree, item, edit)
    return _new(tree, item, Edit("take", target=target, where=where))


def _place_for(tree: PlanTree, item: PlanItem, edit: Edit) -> tuple[str, str]:
    """After the item that stands before it in the source (or the one said), or under it where that holds
    others; further out where its kind cannot stand there.
    """
    by_id = {one.id: one for one in tree.items}
    before = by_id.get(edit.target) or _standing_before(tree, edit.span)
    if before is None:
        return (tree.items[0].id, "before") if tree.items and edit.span else ("", "under")
    if before.kind in HOLDERS and item.kind not in HOLDERS:
        first = next((one.id for one in tree.items if one.parent == before.id), None)
        return (first, "before") if first else (before.id, "under")
    while before.parent and not _belongs(item.kind, by_id[before.parent].kind):
        before = by_id[before.parent]
    return before.id, "after"


def _belongs(kind: str, above: str) -> bool:
    """Whether a new item is at home under another: an area met after an area stands beside it."""
    return _may_stand(kind, above) and not kind == above == ItemKind.AREA


def _standing_before(tree: PlanTree, span: tuple[int, int] | None) -> PlanItem | None:
    found = [item for item in tree.items if item.source and span and item.source[0] <= span[0]]
    return max(found, key=lambda item: item.source or (0, 0), default=None)


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
    "prune": _prune,
    "move": _move,
    "add": _add,
    "paste": _paste,
    "take": _take,
    "resolve": _resolve,
}
# What can be done to several items in one step, and what needs no item to begin from.
SEVERAL = frozenset({"change", "merge", "drop", "prune", "move"})
PLACELESS = frozenset({"add", "paste", "take", "resolve"})


# What a tree must be


def _check(before: PlanTree, after: PlanTree) -> None:
    """Raise UserError for what no document can have, unless it was so already: then it can be mended."""
    if len(after.items) > max(MAX_ITEMS, len(before.items)):
        raise UserError(_("Planen har för många punkter."), "tree.too_many")
    new = _breaches(after)
    if not new:
        return
    old = _breaches(before)
    for name, error in new.items():
        if name not in old or old[name].code != error.code:
            raise error


def _breaches(tree: PlanTree) -> dict[str, UserError]:
    """The items that stand where they cannot, with the reason. Linear."""
    kinds, depth = {item.id: item.kind for item in tree.items}, dict[str | None, int]({None: -1})
    found = {}
    for item in tree.items:
        depth[item.id] = depth[item.parent] + 1
        error = _breach(item, kinds[item.parent] if item.parent else None, depth[item.id])
        if error:
            found[item.id] = error
    return found


def _breach(item: PlanItem, above: str | None, depth: int) -> UserError | None:
    if item.kind not in KINDS:
        return UserError(_("Det slaget av punkt finns inte."), "tree.unknown_kind")
    if depth >= MAX_DEPTH:
        return UserError(_("Punkten kan inte läggas djupare."), "tree.too_deep")
    if above is None or _may_stand(item.kind, above):
        return None
    if above in LEAVES:
        sentence = _("Under %(kind)s kan inget stå. Flytta ut det som står under först.")
        return UserError(sentence % {"kind": str(ItemKind(above).label).lower()}, "tree.under_leaf")
    return UserError(
        _("Ett prioriterat område kan bara stå ytterst eller i ett avsnitt."), "tree.area_inside"
    )


def _may_stand(kind: str, above: str) -> bool:
    return above not in LEAVES and (kind != ItemKind.AREA or above in AREA_PARENTS)


def landing(before: PlanTree, after: PlanTree, edit: Edit) -> str:
    """The item to look at after an edit: the new one, the same one, or the one above what is gone."""
    was = {item.id for item in before.items}
    new = [item.id for item in after.items if item.id not in was]
    if edit.verb in {*PLACELESS, "split"} and new:
        return new[0]
    if any(item.id == edit.item for item in after.items):
        return edit.item
    index = next((i for i, item in enumerate(before.items) if item.id == edit.item), 0)
    return after.items[max(0, min(index, len(after.items)) - 1)].id if after.items else ""


def possible(tree: PlanTree, item_id: str) -> frozenset[str]:
    """The moves that can be made with an item now: the others are not offered. Two passes over the tree."""
    where = places(tree)
    place = where[item_id]
    item = tree.items[place.index]
    by_id = {one.id: one for one in tree.items}
    before, after = _previous(tree, place), _next(tree, place)
    branch = [where[one.id].depth for one in tree.items[place.index : place.end]]
    found = {"up"} if before else set()
    if after:
        found.add("down")
    if before and max(branch) + 1 < MAX_DEPTH and _may_stand(item.kind, before.kind):
        found.add("indent")
    if item.parent and _may_stand_under(item, by_id, by_id[item.parent].parent):
        found.add("outdent")
    if place.index and _takes_over(tree, place, where):
        found.add("merge")
    return frozenset(found)


def _may_stand_under(item: PlanItem, by_id: Mapping[str, PlanItem], parent: str | None) -> bool:
    return parent is None or _may_stand(item.kind, by_id[parent].kind)


def _takes_over(tree: PlanTree, place: Place, where: Mapping[str, Place]) -> bool:
    """Whether the line above can hold what stands under an item."""
    above = tree.items[place.index - 1]
    deeper = where[above.id].depth - place.depth
    branch = tree.items[place.index + 1 : place.end]
    kids = [one for one in branch if one.parent == tree.items[place.index].id]
    return all(_may_stand(one.kind, above.kind) for one in kids) and all(
        where[one.id].depth + deeper < MAX_DEPTH for one in branch
    )


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
