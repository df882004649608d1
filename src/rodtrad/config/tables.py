"""An authority's units and people from two tables: what stands in them is added or brought up to date.

Nothing is removed: a unit that is gone from the table may have results, and a duty ends by its date.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import transaction

from rodtrad.common.audit import record
from rodtrad.cycle.demo import WheelPhase, WheelTask, first_year_of, write_years
from rodtrad.cycle.service import years_of
from rodtrad.organisation.access import SYSTEM
from rodtrad.organisation.models import Duty, Person, Role, SchoolForm, Unit, UnitKind
from rodtrad.organisation.service import add_unit, give_duty
from rodtrad.portal.demo_content import load_year_wheel

__all__ = ["PEOPLE_COLUMNS", "UNIT_COLUMNS", "Loaded", "TableError", "load"]

UNIT_COLUMNS = ("slug", "parent", "kind", "name", "code", "school_form", "staff", "pupils")
_WHO = ("username", "first_name", "last_name", "email")
PEOPLE_COLUMNS = (*_WHO, "role", "unit", "title", "from", "to", "protected")
LARGEST_BYTES = 50 * 1024 * 1024
YES, NO = {"1", "yes", "ja"}, {"", "0", "no", "nej"}
# Which kind may stand under which.
PARENTS: Mapping[str, set[str]] = {
    UnitKind.AUTHORITY: set(),
    UnitKind.ADMINISTRATION: {UnitKind.AUTHORITY},
    UnitKind.DISTRICT: {UnitKind.AUTHORITY, UnitKind.ADMINISTRATION},
    UnitKind.SCHOOL: {UnitKind.AUTHORITY, UnitKind.ADMINISTRATION, UnitKind.DISTRICT},
    UnitKind.DEPARTMENT: {UnitKind.AUTHORITY, UnitKind.ADMINISTRATION, UnitKind.SCHOOL},
}


class TableError(Exception):
    """A row that cannot be loaded, with its file and line, in one sentence."""


@dataclass
class Loaded:
    """How much was added and changed."""

    added: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("units", "people", "duties", "years"), 0)
    )
    changed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("units", "people", "duties"), 0))


@dataclass(frozen=True)
class Row:
    """One row, which knows where it stands."""

    place: str
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    def wrong(self, sentence: str) -> TableError:
        return TableError(f"{self.place}: {sentence}")

    def one_of(self, column: str, known: list[str], *, empty: bool = False) -> str:
        if self[column] in known or (empty and not self[column]):
            return self[column]
        raise self.wrong(f"{column} is {self[column]!r}: write one of {', '.join(known)}")

    def text(self, column: str, limit: int, *, needed: bool = False) -> str:
        if len(self[column]) > limit:
            raise self.wrong(f"{column} is longer than {limit} characters")
        if needed and not self[column]:
            raise self.wrong(f"{column} is empty")
        return self[column]

    def count(self, column: str) -> int:
        value = self[column] or "0"
        if value.isascii() and value.isdigit() and len(value) < 7:
            return int(value)
        raise self.wrong(f"{column} is {value!r}: write a whole number")

    def day(self, column: str) -> date | None:
        try:
            return date.fromisoformat(self[column]) if self[column] else None
        except ValueError:
            raise self.wrong(f"{column} is {self[column]!r}: write a date as 2026-08-01") from None

    def checked(self, column: str, check: Callable[[str], None]) -> str:
        try:
            if self[column]:
                check(self[column])
        except ValidationError:
            raise self.wrong(f"{column} is {self[column]!r}, which cannot be used") from None
        return self[column]


def read(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """The rows of a UTF-8 table with a heading row, parted by comma or semicolon.

    Raises TableError for a file that cannot be read as one, and for columns that are not known.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise TableError(f"{path} is larger than {LARGEST_BYTES // 1024**2} MB")
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TableError(f"{path} is not UTF-8: save it as 'CSV UTF-8'") from None
    heading = lines[0] if lines else ""
    reader = csv.DictReader(lines, delimiter=";" if heading.count(";") > heading.count(",") else ",")
    unknown = [name for name in reader.fieldnames or [] if name not in columns]
    if unknown or columns[0] not in (reader.fieldnames or []):
        raise TableError(f"{path}: the first row must name columns among {', '.join(columns)}")
    for row in reader:
        if row.get(None):
            raise TableError(f"{path} line {reader.line_num}: more cells than columns")
        values = {name: (value or "").strip() for name, value in row.items()}
        if any(values.values()):
            yield Row(f"{path} line {reader.line_num}", values)


@transaction.atomic
def load(units: Path, people: Path | None, today: date, *, dry_run: bool = False) -> Loaded:
    """Load both tables, or nothing of either; each authority in them gets today's school year."""
    done = Loaded()
    authorities: set[str] = set()
    for row in read(units, UNIT_COLUMNS):
        authorities.add(_load_unit(row, done).authority_path)
    for row in read(people, PEOPLE_COLUMNS) if people else ():
        _load_person(row, done)
    for authority in Unit.objects.filter(path__in=authorities):
        done.added["years"] += _add_year(authority, today)
        record(
            SYSTEM,
            "organisation.loaded",
            authority,
            unit_path=authority.path,
            changes={f"{name}_added": (0, count) for name, count in done.added.items()},
        )
    transaction.set_rollback(dry_run)
    return done


def _load_unit(row: Row, done: Loaded) -> Unit:
    slug = row.checked("slug", validate_slug)
    kind = row.one_of("kind", list(UnitKind.values))
    values: dict[str, Any] = {
        "name": row.text("name", 200, needed=True),
        "code": row.text("code", 20),
        "school_form": row.one_of("school_form", list(SchoolForm.values), empty=True),
        "staff_count": row.count("staff"),
        "pupil_count": row.count("pupils"),
    }
    parent = _parent(row, kind)
    unit: Unit | None = Unit.objects.filter(slug=row.text("slug", 80, needed=True)).first()
    if unit is None:
        done.added["units"] += 1
        return add_unit(parent, kind=kind, slug=slug, **values)
    if unit.kind != kind or _path_above(unit) != (parent.path if parent else ""):
        raise row.wrong(
            f"{slug} is there already, of another kind or under another parent; units are not moved here"
        )
    done.changed["units"] += _update(unit, values)
    return unit


def _path_above(unit: Unit) -> str:
    return str(unit.path)[: -Unit.steplen]


def _parent(row: Row, kind: str) -> Unit | None:
    if not row["parent"] and not PARENTS[kind]:
        return None
    parent: Unit | None = Unit.objects.filter(slug=row["parent"]).first()
    if parent is None:
        raise row.wrong(
            f"there is no parent {row['parent']!r}: it must stand on an earlier row, or be loaded already"
        )
    if parent.kind not in PARENTS[kind]:
        raise row.wrong(f"a unit of kind {kind} cannot stand under one of kind {parent.kind}")
    return parent


def _load_person(row: Row, done: Loaded) -> None:
    username = row.text("username", 150, needed=True)
    unit = Unit.objects.filter(slug=row["unit"]).first()
    if unit is None:
        raise row.wrong(f"there is no unit {row['unit']!r}")
    if row["protected"].lower() not in YES | NO:
        raise row.wrong(f"protected is {row['protected']!r}: write yes or nothing")
    values = {
        "first_name": row.text("first_name", 100, needed=True),
        "last_name": row.text("last_name", 100),
        "email": row.checked("email", validate_email),
        "is_protected": row["protected"].lower() in YES,
    }
    person = Person.objects.filter(username=username).first()
    if person is None:
        person = Person.objects.create_user(username, None, **values)
        done.added["people"] += 1
    else:
        done.changed["people"] += _update(person, values)
    _load_duty(row, person, unit, done)


def _load_duty(row: Row, person: Person, unit: Unit, done: Loaded) -> None:
    role = row.one_of("role", list(Role.values))
    values = {"title": row.text("title", 100), "from_date": row.day("from"), "to_date": row.day("to")}
    duty = Duty.objects.filter(person=person, unit=unit, role=role).first()
    if duty is None:
        give_duty(person, unit, role, **values)
        done.added["duties"] += 1
    else:
        done.changed["duties"] += _update(duty, values)


def _update(thing: Unit | Person | Duty, values: Mapping[str, object]) -> int:
    """Write what differs; 1 if anything did."""
    different = [name for name, value in values.items() if getattr(thing, name) != value]
    for name in different:
        setattr(thing, name, values[name])
    if different:
        thing.save(update_fields=different)
    return int(bool(different))


def _add_year(authority: Unit, today: date) -> int:
    """The school year that `today` falls in, with a year wheel to begin from; 0 where it is there already."""
    start = date(first_year_of(today), 8, 1)
    if years_of(authority.path).filter(ends_on__gt=start).exists():
        return 0
    wheel = load_year_wheel()
    phases = [WheelPhase(p.kind, p.starts.month_day, p.ends.month_day) for p in wheel.phases]
    tasks = [
        WheelTask(
            t.key, t.phase, t.role, t.title.sv, t.title.en, t.why.sv, t.why.en, t.due.month_day, t.minutes
        )
        for t in wheel.tasks
    ]
    return len(write_years(authority, today, 1, phases, tasks))
