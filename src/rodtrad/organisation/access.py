"""Who may what: one scope per request, from the duties a person holds today.

Rights follow a duty down the unit tree. Every queryset that leaves a door is filtered by the scope;
what lies outside it does not exist for the reader (404), what lies inside but may not be changed is
refused with a sentence (403).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from operator import attrgetter

import rules

from rodtrad.organisation.models import Duty, Person, Role
from rodtrad.organisation.models.unit import STEP
from rodtrad.organisation.protection import unnamed

__all__ = ["ANONYMOUS", "SYSTEM", "HeldDuty", "Scope", "has_role_at", "scope_of", "scopes_at"]

LEADING = frozenset({Role.PRINCIPAL, Role.MANAGER})
CENTRAL = frozenset({Role.STRATEGIST, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class HeldDuty:
    """A duty as the scope needs it: the role, and where in the tree."""

    role: str
    unit_id: int
    unit_path: str
    unit_slug: str
    unit_name: str
    unit_kind: str


@dataclass(frozen=True)
class Scope:
    """What one person may see and do during one request."""

    person_id: int | None
    name: str
    duties: tuple[HeldDuty, ...]
    is_system: bool = False
    is_protected: bool = False

    @property
    def actor_id(self) -> int | None:
        return self.person_id

    @property
    def actor_name(self) -> str:
        """As others read it: a protected name is written nowhere."""
        return unnamed() if self.is_protected else self.name

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The tops of the subtrees that the person sees into, none inside another."""
        if self.is_system:
            return ("",)
        found = sorted({duty.unit_path for duty in self.duties})
        return tuple(p for p in found if not any(p != q and p.startswith(q) for q in found))

    @cached_property
    def authority_paths(self) -> tuple[str, ...]:
        """The authorities that the person belongs to; nothing of any other is ever seen."""
        return tuple(sorted({duty.unit_path[:STEP] for duty in self.duties}))

    @cached_property
    def ancestor_paths(self) -> tuple[str, ...]:
        """The way from each duty's unit up to its authority."""
        return tuple(sorted({p[:n] for p in self.paths for n in range(STEP, len(p), STEP)}))

    def roles_at(self, path: str) -> frozenset[str]:
        """The roles that reach a place in the tree from above or at it."""
        return frozenset(duty.role for duty in self.duties if path.startswith(duty.unit_path))

    def has(self, path: str, *roles: str) -> bool:
        """Whether one of the roles reaches this place in the tree."""
        return self.is_system or not self.roles_at(path).isdisjoint(roles)

    def sees(self, path: str) -> bool:
        """Whether the place lies in a subtree that the person sees into."""
        return any(path.startswith(top) for top in self.paths)

    def belongs_to(self, path: str) -> bool:
        """Whether the place lies in an authority that the person belongs to."""
        return self.is_system or path[:STEP] in self.authority_paths


ANONYMOUS = Scope(person_id=None, name="", duties=())
SYSTEM = Scope(person_id=None, name="Röd tråd", duties=(), is_system=True)


def scope_of(person: Person, day: date) -> Scope:
    """The scope of a person on a day: one query."""
    held = Duty.objects.on(day).filter(person=person).select_related("unit").order_by("unit__path", "role")
    return _scope(person, held)


def scopes_at(path: str, day: date) -> Iterator[Scope]:
    """The scopes of those with a duty at a place or under it on a day, by what they hold there. One query."""
    held = Duty.objects.on(day).filter(unit__path__startswith=path).select_related("unit", "person")
    ordered = held.order_by("person_id", "unit__path", "role")
    for _person_id, duties in groupby(ordered.iterator(chunk_size=2_000), attrgetter("person_id")):
        mine = list(duties)
        yield _scope(mine[0].person, mine)


def _scope(person: Person, duties: Iterable[Duty]) -> Scope:
    return Scope(
        person_id=person.pk,
        name=person.name,
        is_protected=person.is_protected,
        duties=tuple(
            HeldDuty(d.role, d.unit_id, d.unit.path, d.unit.slug, d.unit.name, d.unit.kind) for d in duties
        ),
    )


def has_role_at(*roles: str) -> rules.predicates.Predicate:
    """A predicate for `rules`: the scope holds one of the roles at, or above, the object's unit path.

    The object tells its place by a `unit_path` attribute, or is a unit itself.
    """

    @rules.predicate(name=f"has_role_at:{'|'.join(sorted(roles))}")  # type: ignore[untyped-decorator]
    def predicate(scope: Scope, target: object) -> bool:
        path = target if isinstance(target, str) else getattr(target, "unit_path", None)
        return scope.has(str(path if path is not None else getattr(target, "path", "")), *roles)

    return predicate
