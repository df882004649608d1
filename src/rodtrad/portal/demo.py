"""The demo authority, put together from each package's part in one transaction: whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from rodtrad.activities.demo import PlanYear, write_unit_plans
from rodtrad.assessments.demo import (
    DemoRating,
    add_voices,
    build_instrument,
    build_pulses,
    build_ratings,
)
from rodtrad.assessments.models import InstrumentKind, Round, RoundState
from rodtrad.assessments.service import indicators_of
from rodtrad.coding.demo import CodingPlace, build_codings
from rodtrad.cycle.demo import WheelPhase, WheelTask, write_years
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation import demo as organisation
from rodtrad.organisation.models import Role, UnitKind
from rodtrad.plans.demo import build_documents, key_of
from rodtrad.plans.models import Document
from rodtrad.portal import demo_content as content
from rodtrad.public.demo import write_material, write_plans
from rodtrad.referrals.demo import DemoPlace, build_referrals
from rodtrad.reports.demo import compile_closed_years

Say = Callable[[str], None]
YEARS = 3
LARGE = 1_000


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
    rounds: list[Round] = field(default_factory=list)


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
        organisation.write_named_people(_people(units), units)
        _staff(order, units, say)
    with _timed(say, "School years"):
        years = write_years(units.authority, today, YEARS, *_wheel())
    return Demo(order, today, units, years)


def _parts() -> list[tuple[str, Callable[[Demo, Say], None]]]:
    """Each package's part, from the lowest floor up."""
    return [
        ("Plans", _plans),
        ("Referrals", _referrals),
        ("The web", _web),
        ("Ratings", _ratings),
        ("Activities", _activities),
        ("Codings", _codings),
        ("Reports", _reports),
    ]


def _plans(demo: Demo, say: Say) -> None:
    demo.documents.update(build_documents(demo.units.authority, content.load_documents()))


def _referrals(demo: Demo, say: Say) -> None:
    plan = demo.documents[content.load_instrument().document]
    place = DemoPlace(
        authority=demo.units.authority,
        units=demo.units.by_key,
        plan=plan,
        key=_key(demo),
        keeper=_keeper(),
        today=demo.today,
        content=content.load_referrals(),
    )
    build_referrals(place)


def _keeper() -> str:
    """The name of the strategist who keeps the plans."""
    keeper = next(person for person in content.load_people() if person.role == Role.STRATEGIST)
    return f"{keeper.first_name} {keeper.last_name}"


def _web(demo: Demo, say: Say) -> None:
    texts = content.load_public()
    plan = demo.documents[content.load_instrument().document]
    write_plans(plan, demo.units.by_key, texts.documents)
    write_material(plan, texts.material)


def _key(demo: Demo) -> Callable[[str], UUID]:
    """From a content key to the item's own key."""
    return lambda key: key_of(demo.units.authority, key)


def _ratings(demo: Demo, say: Say) -> None:
    texts = content.load_instrument()
    instrument = build_instrument(demo.documents[texts.document], texts, _key(demo), demo.order.indicators)
    later = add_voices(instrument, texts.voices, texts.voice_scales, _key(demo))
    comments = [words for area in content.load_activities().staff_comments.values() for words in area]
    order = DemoRating(
        demo.units.authority,
        instrument,
        demo.years,
        demo.today,
        seed=demo.order.seed,
        comments=comments,
        midway=_named_schools(demo),
        later=later,
    )
    demo.rounds.extend(build_ratings(order, say))
    build_pulses(order, say)


def _activities(demo: Demo, say: Say) -> None:
    pools = content.load_activities()
    made = write_unit_plans(
        demo.units.schools,
        [_plan_year(demo, number) for number in range(len(demo.years))],
        pools,
        demo.order.seed,
        demo.today,
        lambda done, total: say(f"  {done} of {total} units") if total > LARGE else None,
        always=_named_schools(demo),
    )
    say(f"  {made} activities")


def _codings(demo: Demo, say: Say) -> None:
    people = {person.key: person for person in content.load_people()}
    names = [people[key] for key in ("samira", "david") if key in people]
    yearly = [each for each in demo.rounds if each.kind == InstrumentKind.YEARLY]
    closed = [each for each in yearly if each.state == RoundState.CLOSED]
    if len(names) < 2 or not closed:
        return
    build_codings(
        CodingPlace(
            authority=demo.units.authority,
            units=demo.units.by_key,
            schools=_coded_schools(demo),
            round=closed[-1],
            year=demo.years[-1],
            key=_key(demo),
            coders=[f"{person.first_name} {person.last_name}" for person in names],
            today=demo.today,
            seed=demo.order.seed,
            content=content.load_codings(),
        )
    )


def _reports(demo: Demo, say: Say) -> None:
    compile_closed_years(demo.units.authority, demo.years, _keeper(), say)


CODED_SCHOOLS = 14


def _coded_schools(demo: Demo) -> list[int]:
    """The ids of the schools whose answers are coded: where the named people work, and the first others."""
    named = _named_schools(demo)
    return [*named, *(unit.pk for unit in demo.units.schools if unit.pk not in named)][:CODED_SCHOOLS]


def _named_schools(demo: Demo) -> list[int]:
    """The ids of the schools where the demo's named people work."""
    named = {person.unit for person in content.load_people()}
    return [unit.pk for key, unit in demo.units.by_key.items() if key in named and unit.is_school]


def _plan_year(demo: Demo, number: int) -> PlanYear:
    """A year's initiatives by content key, and the latest closed result that its goals can come from."""
    texts = content.load_instrument()
    document = demo.documents[texts.document]
    by_key = {item.key: item for item in document.items.all()}
    items = {
        one.key: by_key[key_of(demo.units.authority, one.key)]
        for one in content.load_documents()[texts.document].of_kind("initiative")
    }
    origins = {}
    if number:
        before = demo.rounds[number - 1]
        places = {i.item_id: i.position for i in reversed(indicators_of(before.instrument))}
        origins = {
            key: {"round": before.pk, "position": places[item.pk]}
            for key, item in items.items()
            if item.pk in places
        }
    return PlanYear(demo.years[number], items, origins)


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
    base = _chosen(authority.units, wanted or len(authority.units))
    return organisation.draft_tree(root, parents, base, wanted or len(base))


def _chosen(units: Sequence[content.SchoolUnit], wanted: int) -> list[content.SchoolUnit]:
    """As many of the described units as are wanted, in order; where named people work comes first."""
    named = {person.unit for person in content.load_people()}
    kept = sorted(units, key=lambda unit: unit.key not in named)[:wanted]
    return [unit for unit in units if unit in kept]


def _people(units: organisation.BuiltUnits) -> list[organisation.NamedPerson]:
    """The named people whose unit is there; the very smallest demos have not all of them."""
    return [
        organisation.NamedPerson(
            p.key, p.first_name, p.last_name, p.role, p.unit, p.title.sv, p.note.sv, p.note.en
        )
        for p in content.load_people()
        if p.unit in units.by_key
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
        lambda done, total: say(f"  {done} of {total} units") if total > LARGE else None,
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
