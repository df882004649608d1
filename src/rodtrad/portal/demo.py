"""The demo authority, put together from each package's part in one transaction: whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from rodtrad.cycle.demo import WheelPhase, WheelTask, write_years
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation import demo as organisation
from rodtrad.organisation.models import UnitKind
from rodtrad.plans.demo import build_documents
from rodtrad.plans.models import Document
from rodtrad.portal import demo_content as content

Say = Callable[[str], None]
YEARS = 3


@dataclass(frozen=True)
class DemoOrder:
    """What kind of demo: `units` None for as many as the content describes."""

    units: int | None = None
    seed: int = 1
    indicators: int | None = None


@dataclass(frozen=True)
class Demo:
    """What has been built so far, for the next part to stand on."""

    order: DemoOrder
    today: date
    units: organisation.BuiltUnits
    years: list[SchoolYear]
    documents: dict[str, Document] = field(default_factory=dict)


def build_demo(order: DemoOrder, say: Say, today: date | None = None) -> Demo:
    """Build everything, saying each step and its seconds. Same order, same day: same demo."""
    with transaction.atomic():
        demo = _base(order, say, today or timezone.localdate())
        for title, part in _parts():
            with _timed(say, title):
                part(demo, say)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return demo


def _base(order: DemoOrder, say: Say, today: date) -> Demo:
    with _timed(say, "Units"):
        units = organisation.write_units(_tree(order.units))
    with _timed(say, "People"):
        organisation.write_named_people(_people(), units)
        _staff(order, units, say)
    with _timed(say, "School years"):
        years = write_years(units.authority, today, YEARS, *_wheel())
    return Demo(order, today, units, years)


def _parts() -> list[tuple[str, Callable[[Demo, Say], None]]]:
    """Each package's part, from the lowest floor up."""
    return [("Plans", _plans)]


def _plans(demo: Demo, say: Say) -> None:
    demo.documents.update(build_documents(demo.units.authority, content.load_documents()))


class _timed:  # noqa: N801 - reads as a verb where it is used
    """Says what is being built and how long it took."""

    def __init__(self, say: Say, title: str) -> None:
        self._say, self._title = say, title

    def __enter__(self) -> None:
        self._begun = time.monotonic()
        self._say(f"{self._title} …")

    def __exit__(self, *exc: object) -> None:
        self._say(f"{self._title}: {time.monotonic() - self._begun:.1f} s")


def _tree(wanted: int | None) -> organisation.Draft:
    authority = content.load_authority()
    root = organisation.Draft(
        UnitKind.AUTHORITY, authority.name.sv, key=authority.key, code=authority.kommunkod
    )
    parents = {authority.key: root}
    for a in authority.administrations:
        parents[a.key] = organisation.Draft(UnitKind.ADMINISTRATION, a.name.sv, key=a.key, form=a.form)
        root.children.append(parents[a.key])
    for d in authority.districts:
        parents[d.key] = organisation.Draft(UnitKind.DISTRICT, d.name.sv, key=d.key)
        parents[d.administration].children.append(parents[d.key])
    return organisation.draft_tree(root, parents, authority.units, wanted or len(authority.units))


def _people() -> list[organisation.NamedPerson]:
    return [
        organisation.NamedPerson(
            p.key, p.first_name, p.last_name, p.role, p.unit, p.title.sv, p.note.sv, p.note.en
        )
        for p in content.load_people()
    ]


def _staff(order: DemoOrder, units: organisation.BuiltUnits, say: Say) -> None:
    authority = content.load_authority()
    titles: dict[str, list[tuple[str, int]]] = {}
    for title in authority.titles:
        titles.setdefault(title.form, []).append((title.name.sv, title.share))
    made = organisation.write_staff(
        units,
        authority.first_names,
        authority.last_names,
        titles,  # type: ignore[arg-type]
        order.seed,
        lambda done, total: say(f"  {done} of {total} units") if total > 1_000 else None,
    )
    say(f"  {len(units.schools)} school units, {made} people")


def _wheel() -> tuple[list[WheelPhase], list[WheelTask]]:
    wheel = content.load_year_wheel()
    phases = [WheelPhase(p.kind, p.starts.month_day, p.ends.month_day) for p in wheel.phases]
    tasks = [
        WheelTask(
            t.key, t.phase, t.role, t.title.sv, t.title.en, t.why.sv, t.why.en, t.due.month_day, t.minutes
        )
        for t in wheel.tasks
    ]
    return phases, tasks
