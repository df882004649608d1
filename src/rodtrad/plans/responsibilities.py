"""Who answers for what: a document as a matrix of area and actor, and what falls on a person's duties.

Pure functions over rows (`tree_of` gives them, with `.area`): no database, no request.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rodtrad.organisation.models import Role
from rodtrad.plans.models import Item, ItemKind

__all__ = ["Actor", "Column", "Holder", "Line", "Matrix", "answers_for", "matrix_of"]

DUTY_WORDS: dict[str, tuple[str, ...]] = {
    Role.STRATEGIST: ("huvudman", "förvaltning", "strateg"),
    Role.PRINCIPAL: ("rektor", "chef"),
    Role.MANAGER: ("chef", "rektor"),
    Role.STAFF: ("personal", "medarbetar", "lärare", "pedagog"),
    Role.KEY_PERSON: ("personal", "medarbetar", "nyckelperson", "superanvändare", "ikt"),
    Role.CENTRAL_SUPPORT: ("stödfunktion", "förvaltning", "central"),
    Role.BOARD: ("nämnd", "ledning", "huvudman"),
    Role.ADMINISTRATOR: ("förvaltning",),
    Role.DATA_STEWARD: ("förvaltning",),
}
"""What a plan calls those who hold a duty: beginnings of the words in an item's role and sub-role."""

# The one word that a plan has for both: a sub-role in brackets then says which of them is meant.
_OWN_WORDS: dict[str, str] = {Role.PRINCIPAL: "rektor", Role.MANAGER: "chef"}


@dataclass(frozen=True)
class Actor:
    """Who answers: a role, where told a sub-role, and a department by its name."""

    role: str
    sub_role: str = ""
    unit: str = ""

    @property
    def rest(self) -> str:
        """What sets it apart among those of the same role; '' for the role as a whole."""
        return " · ".join(part for part in (self.sub_role, self.unit) if part and part != self.role)

    @property
    def label(self) -> str:
        return " · ".join(dict.fromkeys(part for part in (self.role, self.sub_role, self.unit) if part))


@dataclass
class Cell:
    """What an actor answers for in an area; `anchor` is where it is told in full."""

    anchor: str
    items: list[Item] = field(default_factory=list)


@dataclass
class Line:
    """An area (None for what stands in none) with a cell for each actor, in the actors' order."""

    area: Item | None
    cells: list[Cell]

    @property
    def count(self) -> int:
        return sum(len(cell.items) for cell in self.cells)


@dataclass
class Column:
    """An actor with what falls on it, area by area; `anchor` is where it is told in full."""

    actor: Actor
    anchor: str
    areas: list[tuple[Item | None, Cell]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(cell.items) for _area, cell in self.areas)


@dataclass(frozen=True)
class Matrix:
    """Areas down, actors across."""

    columns: Sequence[Column]
    lines: Sequence[Line]


def actor_of(item: Item) -> Actor | None:
    """Who answers for an item; None where the document names no one."""
    role = item.role or item.sub_role or item.responsible_unit
    if not role:
        return None
    sub_role = item.sub_role if item.role else ""
    unit = item.responsible_unit if item.role or item.sub_role else ""
    return Actor(role, sub_role, unit)


def actors_of(rows: Iterable[Item]) -> list[Actor]:
    """Every actor in the document's own order, those of one role together, the role as a whole first."""
    found = list(dict.fromkeys(actor for row in rows if (actor := actor_of(row)) is not None))
    roles = list(dict.fromkeys(actor.role for actor in found))
    return sorted(found, key=lambda actor: (roles.index(actor.role), bool(actor.rest)))


def matrix_of(rows: Sequence[Item], role: str = "") -> Matrix:
    """The document as a matrix; `role` keeps the actors of one role or sub-role only."""
    actors = [actor for actor in actors_of(rows) if not role or role in (actor.role, actor.sub_role)]
    areas: list[Item | None] = [row for row in rows if row.kind == ItemKind.AREA]
    lines = {
        area.pk if area else None: Line(area, [Cell(f"a{n}-{m}") for m in range(len(actors))])
        for n, area in enumerate([None, *areas])
    }
    places = {actor: place for place, actor in enumerate(actors)}
    for row in rows:
        place = places.get(actor) if (actor := actor_of(row)) else None
        if place is not None:
            lines[_area_id(row)].cells[place].items.append(row)
    shown = [line for line in lines.values() if line.count]
    return Matrix(_columns(actors, shown), shown)


def _area_id(row: Item) -> int | None:
    area = row if row.kind == ItemKind.AREA else row.area
    return area.pk if area else None


def _columns(actors: list[Actor], lines: list[Line]) -> list[Column]:
    return [
        Column(
            actor,
            f"a{place}",
            [(line.area, line.cells[place]) for line in lines if line.cells[place].items],
        )
        for place, actor in enumerate(actors)
    ]


@dataclass(frozen=True)
class Holder:
    """What a person holds, as a plan could speak of it: role, the duty's own title, the unit's name."""

    role: str
    title: str
    unit: str


def answers_for(item: Item, holders: Iterable[Holder]) -> bool:
    """Whether an item falls on someone who holds these duties.

    The most exact role counts: what 'Chef (Rektor)' answers for is a principal's and no other manager's. A
    title counts as well as a role ('IKT-pedagog'), and a department counts for whoever works in it.
    """
    return any(_falls_on(item, holder) for holder in holders)


def _falls_on(item: Item, holder: Holder) -> bool:
    named = (item.sub_role or item.role).casefold()
    department = item.responsible_unit.casefold()
    if department and department == holder.unit.casefold():
        return not named or _means(named, holder, exact=bool(item.sub_role))
    return bool(named) and _means(named, holder, exact=bool(item.sub_role))


def _means(named: str, holder: Holder, *, exact: bool) -> bool:
    if len(named) > 3 and named in holder.title.casefold():
        return True
    words = DUTY_WORDS.get(holder.role, ())
    if exact and holder.role in _OWN_WORDS:
        words = (_OWN_WORDS[holder.role],)
    return bool(words) and any(part.startswith(words) for part in named.replace("/", " ").split())
