"""A document set for reading: its parts in order, what stands in each by kind. Pure functions over rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from rodtrad.plans.models import Item, ItemKind

__all__ = ["Entry", "Group", "Part", "groups_of", "parts_of", "roles_of"]

PLURALS = {
    ItemKind.AREA: _("Områden"),
    ItemKind.SECTION: _("Avsnitt"),
    ItemKind.GOAL: _("Mål"),
    ItemKind.TARGET_PICTURE: _("Målbild"),
    ItemKind.CHALLENGE: _("Utmaningar"),
    ItemKind.DESIRED_STATE: _("Önskat läge"),
    ItemKind.INITIATIVE: _("Insatser"),
    ItemKind.MEASURE: _("Åtgärder"),
    ItemKind.ACTIVITY: _("Aktiviteter"),
    ItemKind.RESPONSIBILITY: _("Ansvar"),
    ItemKind.INDICATOR: _("Indikatorer"),
    ItemKind.EFFECT: _("Planerade effekter"),
    ItemKind.CURRENT_STATE: _("Nuläge"),
    ItemKind.TERM: _("Begrepp"),
}


@dataclass
class Entry:
    """An item and what stands under it, by kind."""

    item: Item
    groups: list[Group] = field(default_factory=list)


@dataclass
class Group:
    """Items of one kind that stand together; responsibilities also of one role."""

    kind: str
    role: str = ""
    entries: list[Entry] = field(default_factory=list)

    @property
    def heading(self) -> str:
        return str(PLURALS[ItemKind(self.kind)])


@dataclass
class Part:
    """A part of the publication: an area or section with its groups, or what stands outside them all."""

    item: Item | None
    anchor: str
    groups: list[Group] = field(default_factory=list)


def parts_of(rows: Sequence[Item]) -> tuple[list[Part], list[Entry]]:
    """The parts of a document in reading order, and its terms in the order of the alphabet.

    What stands outside every area comes in parts of its own, where it stands.
    """
    entries = {row.pk: Entry(row) for row in rows}
    terms = [entries[row.pk] for row in rows if row.kind == ItemKind.TERM]
    parts: list[Part] = []
    for row in (row for row in rows if row.kind != ItemKind.TERM):
        if row.kind in {ItemKind.AREA, ItemKind.SECTION}:
            parts.append(Part(row, f"del-{len(parts) + 1}"))
            continue
        above = row.parent
        if above is not None and above.kind not in {ItemKind.AREA, ItemKind.SECTION}:
            _put(entries[above.pk].groups, entries[row.pk])
        else:
            _put(_part_for(parts, above).groups, entries[row.pk])
    return _filled(parts), sorted(terms, key=lambda entry: entry.item.text.casefold())


def groups_of(rows: Sequence[Item], top: Item) -> list[Group]:
    """What stands under one item, by kind, all the way down; `rows` are the document's in reading order."""
    entries = {row.pk: Entry(row) for row in rows}
    inside = {top.pk}
    for row in rows:
        if row.parent_id in inside and row.kind != ItemKind.TERM:
            inside.add(row.pk)
            _put(entries[row.parent_id].groups, entries[row.pk])
    return entries[top.pk].groups


def _part_for(parts: list[Part], above: Item | None) -> Part:
    """The part that an item belongs in: its area's, or one for what stands outside the areas."""
    if above is not None:
        return next(part for part in parts if part.item is not None and part.item.pk == above.pk)
    if not parts or parts[-1].item is not None:
        parts.append(Part(None, f"del-{len(parts) + 1}"))
    return parts[-1]


def _put(groups: list[Group], entry: Entry) -> None:
    """Into the group of its kind (and role), made where there is none; kinds keep the document's order."""
    kind = entry.item.kind
    role = entry.item.role if kind == ItemKind.RESPONSIBILITY else ""
    group = next((g for g in groups if (g.kind, g.role) == (kind, role)), None)
    if group is None:
        group = Group(kind, role)
        groups.append(group)
    group.entries.append(entry)


def _filled(parts: list[Part]) -> list[Part]:
    """Without sections that hold nothing but terms; an empty area stays, for it is said."""
    return [part for part in parts if part.groups or (part.item and part.item.kind == ItemKind.AREA)]


def roles_of(rows: Iterable[Item]) -> list[str]:
    """The roles that a document gives responsibilities, in its own order, each before its sub-roles."""
    found: dict[str, None] = {}
    for row in rows:
        if row.kind == ItemKind.RESPONSIBILITY:
            for role in (row.role, row.sub_role):
                if role:
                    found.setdefault(role)
    return list(found)
