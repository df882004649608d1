"""The demo's units and people, from a handful to a nation's 16,000 units, the same for the same seed.

Rows are made in bulk: treebeard's own calls write three times per unit, which a nation does not bear.
The content comes as plain values, since it lives on a higher floor.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.db import transaction
from django.utils.text import slugify

from rodtrad.common.bulk import write_many
from rodtrad.organisation.models import AuthoritySettings, Duty, Person, Role, Unit, UnitKind
from rodtrad.organisation.models.unit import STEP

BATCH = 2_000
# Every member of the staff gets an account up to this many units; beyond it only principals do,
# since answers are anonymous and need none.
ACCOUNTS_FOR_ALL_UP_TO = 200
UNITS_A_DISTRICT = 25


class DemoUnit(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def staff(self) -> int: ...
    @property
    def pupils(self) -> int: ...


@dataclass
class Draft:
    """A unit about to be written, with its place in the tree."""

    kind: str
    name: str
    key: str = ""
    form: str = ""
    code: str = ""
    staff: int = 0
    pupils: int = 0
    children: list[Draft] = field(default_factory=list)


@dataclass(frozen=True)
class NamedPerson:
    """Someone whom a visitor may enter as."""

    username: str
    first_name: str
    last_name: str
    role: str
    unit: str
    title: str
    note_sv: str
    note_en: str


@dataclass(frozen=True)
class BuiltUnits:
    """What was made: the authority, its school units in tree order, and every named key's unit."""

    authority: Unit
    schools: list[Unit]
    by_key: dict[str, Unit]


def grow(base: Sequence[DemoUnit], wanted: int) -> list[tuple[DemoUnit, int]]:
    """`wanted` units from the base ones: (unit, which copy); the first copies are the base itself."""
    return [(base[number % len(base)], number // len(base)) for number in range(wanted)]


def draft_tree(root: Draft, parents: dict[str, Draft], base: Sequence[DemoUnit], wanted: int) -> Draft:
    """Hang the units under their parents; copies under further districts, so that none grows too wide."""
    extra: dict[tuple[str, int], Draft] = {}
    for unit, copy in grow(base, wanted):
        draft = Draft(
            kind=UnitKind.SCHOOL,
            name=unit.name if copy == 0 else f"{unit.name} {copy + 1}",
            key=unit.key if copy == 0 else "",
            form=unit.form,
            code=unit.code if copy == 0 else "",
            staff=unit.staff,
            pupils=unit.pupils,
        )
        _parent_for(unit.parent, copy, parents, extra).children.append(draft)
    return root


def _parent_for(key: str, copy: int, parents: dict[str, Draft], extra: dict[tuple[str, int], Draft]) -> Draft:
    if copy == 0:
        return parents[key]
    district = copy // 5  # five copies of a district's few units make one more district
    if (key, district) not in extra:
        original = parents[key]
        extra[key, district] = Draft(kind=UnitKind.DISTRICT, name=f"{original.name} {district + 2}")
        above = _above(original, parents)
        above.children.append(extra[key, district])
    return extra[key, district]


def _above(draft: Draft, parents: dict[str, Draft]) -> Draft:
    """The administration of a district; an administration is its own."""
    if draft.kind == UnitKind.ADMINISTRATION:
        return draft
    return next(parent for parent in parents.values() if draft in parent.children)


@transaction.atomic
def write_units(root: Draft) -> BuiltUnits:
    """Write a drafted tree in bulk, in tree order, and give every unit an address of its own."""
    last = Unit.objects.filter(depth=1).order_by("path").last()
    first_path = last._inc_path() if last else Unit._get_path("", 1, 1)
    slugs = _Slugs(set(Unit.objects.values_list("slug", flat=True)))
    rows = list(_rows(root, first_path, 1, slugs))
    write_many(Unit, (unit for unit, _ in rows))
    units = list(Unit.objects.filter(path__startswith=first_path).order_by("path"))
    AuthoritySettings.objects.create(authority=units[0], is_demo=True)
    keys = {unit.path: draft.key for unit, draft in rows if draft.key}
    return BuiltUnits(
        authority=units[0],
        schools=[unit for unit in units if unit.kind == UnitKind.SCHOOL],
        by_key={keys[unit.path]: unit for unit in units if unit.path in keys},
    )


def _rows(draft: Draft, path: str, depth: int, slugs: _Slugs) -> Iterator[tuple[Unit, Draft]]:
    unit = Unit(
        path=path,
        depth=depth,
        numchild=len(draft.children),
        kind=draft.kind,
        name=draft.name,
        slug=slugs.free(draft.name),
        code=draft.code,
        school_form=draft.form,
        staff_count=draft.staff,
        pupil_count=draft.pupils,
    )
    yield unit, draft
    for number, child in enumerate(draft.children, start=1):
        yield from _rows(child, Unit._get_path(path, depth + 1, number), depth + 1, slugs)


class _Slugs:
    """Slugs that are free, without asking the database for each."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._next: dict[str, int] = {}

    def free(self, name: str) -> str:
        base = slugify(name)[:70] or "enhet"
        number = self._next.get(base, 1)
        slug = base if number == 1 else f"{base}-{number}"
        while slug in self._taken:
            number += 1
            slug = f"{base}-{number}"
        self._next[base] = number + 1
        self._taken.add(slug)
        return slug


@transaction.atomic
def write_named_people(people: Sequence[NamedPerson], units: BuiltUnits) -> dict[str, Person]:
    """The people whom a visitor may enter as, each with the duty that brings them here."""
    written = {}
    for order, person in enumerate(people, start=1):
        row = Person(
            username=person.username,
            first_name=person.first_name,
            last_name=person.last_name,
            demo_order=order,
            demo_note_sv=person.note_sv,
            demo_note_en=person.note_en,
        )
        row.set_unusable_password()
        row.save()
        Duty.objects.create(person=row, unit=units.by_key[person.unit], role=person.role, title=person.title)
        written[person.username] = row
    return written


@transaction.atomic
def write_staff(
    units: BuiltUnits,
    first_names: Sequence[str],
    last_names: Sequence[str],
    titles: dict[str, Sequence[tuple[str, int]]],
    seed: int,
    progress: Callable[[int, int], None],
) -> int:
    """A principal for each school and, in an authority of ordinary size, an account for each of the staff.

    `titles` maps a school form to (title, per cent). Units that a named principal leads keep that one.
    Returns how many people were made.
    """
    chance = random.Random(seed)  # noqa: S311 - a demo, the same every time
    led = set(Duty.objects.filter(role=Role.PRINCIPAL).values_list("unit_id", flat=True))
    all_staff = len(units.schools) <= ACCOUNTS_FOR_ALL_UP_TO
    made = 0
    people: list[Person] = []
    duties: list[tuple[int, str, str]] = []
    for number, school in enumerate(units.schools, start=1):
        held = [] if school.pk in led else [(Role.PRINCIPAL, "Rektor")]
        if all_staff:
            held += [
                (Role.STAFF, _title(titles[school.school_form], chance)) for _ in range(school.staff_count)
            ]
        for role, title in held:
            made += 1
            people.append(_invented(made, chance.choice(first_names), chance.choice(last_names)))
            duties.append((school.pk, role, title))
        if len(people) >= BATCH or number == len(units.schools):
            _write(people, duties)
            people, duties = [], []
            progress(number, len(units.schools))
    return made


def _invented(number: int, first: str, last: str) -> Person:
    return Person(username=f"demo-{number}", first_name=first, last_name=last, password="!")  # noqa: S106


def _title(shares: Sequence[tuple[str, int]], chance: random.Random) -> str:
    return chance.choices([title for title, _ in shares], weights=[share for _, share in shares])[0]


def _write(people: list[Person], duties: list[tuple[int, str, str]]) -> None:
    write_many(Person, people)
    write_many(
        Duty,
        (
            Duty(person=person, unit_id=unit_id, role=role, title=title)
            for person, (unit_id, role, title) in zip(people, duties, strict=True)
        ),
    )


def remove(authority: Unit) -> None:
    """Take a demo authority away again, with everything below it; refused for a real one."""
    if not AuthoritySettings.objects.filter(authority=authority, is_demo=True).exists():
        raise ValueError("only a demo authority may be removed")
    Person.objects.filter(duties__unit__path__startswith=authority.path[:STEP]).delete()
    authority.delete()
