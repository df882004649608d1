"""The demo's unit plans: goals, activities, follow-ups and reports, from a handful of units to a nation's.

The words come as plain values, since they live on a higher floor. What a unit writes depends on the seed,
its address and the year alone, so the same demo is made each time, whatever else is in it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from rodtrad.activities.demo_texts import effort, evidence, last_month, varied
from rodtrad.activities.models import (
    Activity,
    ActivityItem,
    ActivityStatus,
    EffectVerdict,
    FollowUp,
    Goal,
    ItemCount,
    UnitPlan,
    UnitReport,
)
from rodtrad.common.bulk import write_many
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.access import LEADING
from rodtrad.organisation.models import Duty, Unit
from rodtrad.plans.models import Item

UNITS_A_BATCH = 400
# Of a hundred: units without a plan, goals that serve none of the plan's initiatives, reports handed in.
WITHOUT_PLAN, LOOSE, HANDED_IN = 4, 5, 94


class DemoGoal(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...


class DemoFollowUp(Protocol):
    @property
    def status(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def done(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def conclusion(self) -> str: ...


class DemoActivity(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def cost(self) -> tuple[int, int]: ...
    @property
    def expected_effect(self) -> str: ...
    @property
    def effect_sign(self) -> str: ...
    @property
    def follow_ups(self) -> Sequence[DemoFollowUp]: ...


class DemoPool(Protocol):
    """What units may write about one initiative."""

    @property
    def initiative(self) -> str: ...
    @property
    def goals(self) -> Sequence[DemoGoal]: ...
    def activities_for(self, form: str) -> Sequence[DemoActivity]: ...


class DemoPools(Protocol):
    @property
    def initiatives(self) -> Sequence[DemoPool]: ...
    @property
    def report_summaries(self) -> Mapping[str, Sequence[str]]: ...
    @property
    def next_year(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class PlanYear:
    """A school year with the item that each pool's initiative is in the plan of that year.

    `origins` says which result an initiative's goals come from: {"round": id, "position": n}.
    """

    year: SchoolYear
    items: Mapping[str, Item]
    origins: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Folk:
    """Who may answer for something at a unit: (id, name)."""

    leaders: list[tuple[int, str]] = field(default_factory=list)
    others: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Volume:
    """How many goals a unit has, and activities a goal: each as often as it is listed."""

    goals: tuple[int, ...]
    activities: tuple[int, ...]


TOWN = Volume(goals=(2, 2, 3, 3, 3, 4), activities=(1, 2, 2))
# A nation is there to be counted, not read: it gets fewer each, and is built in half the time.
NATION = Volume(goals=(2, 2, 2, 3), activities=(1, 1, 2))
NATION_FROM = 1_000


@dataclass
class Written:
    """Rows of one batch, in the order in which they must be written."""

    plans: list[UnitPlan] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    served: list[tuple[Activity, Item]] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    reports: list[UnitReport] = field(default_factory=list)


@transaction.atomic
def write_unit_plans(
    units: Sequence[Unit],
    years: Sequence[PlanYear],
    pools: DemoPools,
    seed: int,
    today: date,
    progress: Callable[[int, int], None] = lambda done, total: None,
    always: Collection[int] = (),
) -> int:
    """Write the plans of all units and years in bulk; the number of activities written.

    `always` are the ids of units that surely have a plan with something late in it: those where the demo's
    named people work.
    """
    made, volume = 0, NATION if len(units) >= NATION_FROM else TOWN
    for start in range(0, len(units), UNITS_A_BATCH):
        batch = units[start : start + UNITS_A_BATCH]
        folk = _folk(batch)
        for each in years:
            made += _write(_batch(batch, folk, _Maker(each, pools, seed, today, frozenset(always), volume)))
        progress(min(start + UNITS_A_BATCH, len(units)), len(units))
    return made


def _folk(units: Sequence[Unit]) -> dict[int, Folk]:
    """The people of the units, without those whose identity is protected. One query."""
    found: dict[int, Folk] = {unit.pk: Folk() for unit in units}
    duties = Duty.objects.filter(unit__in=found, person__is_protected=False).order_by("person_id")
    rows = duties.values_list("unit_id", "role", "person_id", "person__first_name", "person__last_name")
    for unit_id, role, person_id, first, last in rows:
        group = found[unit_id].leaders if role in LEADING else found[unit_id].others
        group.append((person_id, f"{first} {last}"))
    return found


def _batch(units: Sequence[Unit], folk: Mapping[int, Folk], maker: _Maker) -> Written:
    written = Written()
    for unit in units:
        maker.plan(unit, folk[unit.pk], written)
    return written


def _write(written: Written) -> int:
    kept = _counted(written)
    write_many(UnitPlan, written.plans)
    write_many(Goal, written.goals)
    write_many(Activity, written.activities)
    write_many(ActivityItem, (_serving(activity, item) for activity, item in written.served))
    write_many(FollowUp, written.follow_ups)
    write_many(UnitReport, written.reports)
    write_many(ItemCount, kept)
    return len(written.activities)


def _counted(written: Written) -> list[ItemCount]:
    """The figures that the verbs keep beside each plan, from the rows at hand: counting a nation's plans in
    the database would take as long as writing them.
    """
    found: dict[tuple[int, int], ItemCount] = {}
    for goal in written.goals:
        goal.plan.goal_count += 1
    for activity in written.activities:
        plan = activity.goal.plan
        plan.activity_count += 1
        plan.loose_count += 1
        plan.done_count += activity.status == ActivityStatus.DONE
        plan.followed_up_count += activity.verdict != ""
    # In the demo each activity serves one item at most.
    for activity, item in written.served:
        plan = activity.goal.plan
        plan.loose_count -= 1
        count = found.setdefault((id(plan), item.pk), _no_count(plan, item))
        count.activities += 1
        count.done += activity.status == ActivityStatus.DONE
        if activity.verdict:
            setattr(count, activity.verdict, getattr(count, activity.verdict) + 1)
    for report in written.reports:
        report.plan.is_reported = True
    return list(found.values())


def _no_count(plan: UnitPlan, item: Item) -> ItemCount:
    none = dict.fromkeys(("activities", "done", *EffectVerdict.values), 0)
    return ItemCount(plan=plan, item=item, unit_id=plan.unit_id, year_id=plan.year_id, **none)


def _serving(activity: Activity, item: Item) -> ActivityItem:
    plan = activity.goal.plan
    return ActivityItem(activity=activity, item=item, unit_id=plan.unit_id, year_id=plan.year_id)


class _Maker:
    """Makes what units write in one school year, seen on the day `today`."""

    def __init__(
        self,
        each: PlanYear,
        pools: DemoPools,
        seed: int,
        today: date,
        always: frozenset[int],
        volume: Volume,
    ) -> None:
        self.each, self.year, self.pools = each, each.year, pools
        self.seed, self.today, self.always, self.volume = seed, today, always, volume
        self.is_over = today > self.year.ends_on
        self._by_form: dict[str, list[DemoPool]] = {}

    def plan(self, unit: Unit, folk: Folk, written: Written) -> None:
        """One unit's plan: two to four goals, and the report when the year is over."""
        rng = random.Random(f"{self.seed}:{unit.slug}:{self.year.label}")  # noqa: S311 - a demo, no secret
        if rng.randrange(100) < WITHOUT_PLAN and unit.pk not in self.always:
            return
        plan = UnitPlan(unit=unit, year=self.year)
        written.plans.append(plan)
        before = len(written.activities)
        for place, pool in enumerate(self._pools(unit, rng)):
            self._goal(plan, pool, place, folk, rng, written)
        activities = written.activities[before:]
        if not self.is_over and unit.pk in self.always:
            self._make_late(activities)
        if self.is_over and activities and rng.randrange(100) < HANDED_IN:
            written.reports.append(self._report(plan, activities, folk, rng))

    def _pools(self, unit: Unit, rng: random.Random) -> list[DemoPool]:
        """What the unit works with, in the plan's order; its first initiatives are the most common."""
        found = self._possible(unit.school_form)
        keys = {place: rng.random() ** (1 + place / 6) for place in range(len(found))}
        wanted = 4 if unit.pk in self.always else rng.choice(self.volume.goals)
        chosen = sorted(keys, key=lambda place: keys[place])[-wanted:]
        return [found[place] for place in sorted(chosen)]

    def _possible(self, form: str) -> list[DemoPool]:
        if form not in self._by_form:
            known = (pool for pool in self.pools.initiatives if pool.initiative in self.each.items)
            self._by_form[form] = [pool for pool in known if pool.activities_for(form)]
        return self._by_form[form]

    def _goal(
        self, plan: UnitPlan, pool: DemoPool, place: int, folk: Folk, rng: random.Random, written: Written
    ) -> None:
        text = rng.choice(pool.goals)
        item = self.each.items[pool.initiative] if rng.randrange(100) >= LOOSE else None
        goal = Goal(
            plan=plan,
            item=item,
            title=text.title,
            description=text.description,
            origin=dict(self.each.origins.get(pool.initiative, {})) if item else {},
            position=place,
        )
        written.goals.append(goal)
        choice = list(pool.activities_for(plan.unit.school_form))
        for source in rng.sample(choice, min(len(choice), rng.choice(self.volume.activities))):
            activity = self._activity(goal, source, folk, rng)
            written.activities.append(activity)
            written.served += [(activity, item)] if item else []
            written.follow_ups += self._follow_ups(activity, source, folk, rng)

    def _activity(self, goal: Goal, source: DemoActivity, folk: Folk, rng: random.Random) -> Activity:
        starts, ends = self._days(rng)
        owner = self._owner(folk, rng)
        low, high = source.cost
        return Activity(
            goal=goal,
            title=source.title,
            description=source.description,
            owner_id=owner[0] if owner else None,
            owner_text="" if owner else source.owner,
            starts_on=starts,
            ends_on=ends,
            status=self._status(starts, ends, rng),
            cost=rng.randint(low // 500, high // 500) * 500 if rng.random() < 0.7 else None,
            expected_effect=source.expected_effect,
            effect_sign=source.effect_sign,
        )

    def _days(self, rng: random.Random) -> tuple[date, date]:
        """From late August to January, and from six weeks later until the middle of June at most."""
        starts = self.year.starts_on + timedelta(days=rng.choice((21, 35, 42, 49, 56, 70, 100, 160)))
        last = date(self.year.ends_on.year, 6, 12)
        ends = min(starts + timedelta(days=rng.choice((42, 70, 110, 170, 230))), last)
        return _working_day(starts), _working_day(ends)

    def _owner(self, folk: Folk, rng: random.Random) -> tuple[int, str] | None:
        chance = rng.random()
        if folk.leaders and chance < 0.4:
            return rng.choice(folk.leaders)
        return rng.choice(folk.others) if folk.others and chance < 0.85 else None

    def _status(self, starts: date, ends: date, rng: random.Random) -> str:
        """Done for the most part when its time is past, under way while it lasts, planned before."""
        if self.today < starts:
            weights = (97, 0, 0, 0, 3)
        elif self.is_over:
            weights = (0, 7, 84, 3, 6)
        elif self.today > ends:
            weights = (6, 18, 70, 0, 6)
        else:
            weights = (8, 78, 6, 6, 2)
        return rng.choices(list(ActivityStatus), weights)[0]

    def _make_late(self, activities: Sequence[Activity]) -> None:
        """Something that should have been over, where a visitor will look for it."""
        started = [a for a in activities if a.status in {ActivityStatus.PLANNED, ActivityStatus.ONGOING}]
        began = self.year.starts_on + timedelta(days=21)
        if started and not started[0].verdict and self.today - began > timedelta(days=14):
            started[0].starts_on = _working_day(began)
            started[0].ends_on = _working_day(self.today - timedelta(days=10))
            started[0].status = ActivityStatus.ONGOING

    def _follow_ups(
        self, activity: Activity, source: DemoActivity, folk: Folk, rng: random.Random
    ) -> list[FollowUp]:
        """At the end when it is done, half-way while it lasts; the latest one's verdict is the activity's."""
        found = []
        if rng.random() < (0.4 if activity.status == ActivityStatus.ONGOING or self.is_over else 0.1):
            found += self._follow_up(activity, source, ActivityStatus.ONGOING, 0.5, folk, rng)
        if activity.status == ActivityStatus.DONE and rng.random() < 0.92:
            found += self._follow_up(activity, source, ActivityStatus.DONE, 1.0, folk, rng)
        if found:
            activity.verdict = found[-1].verdict
        return found

    def _follow_up(
        self,
        activity: Activity,
        source: DemoActivity,
        status: str,
        share: float,
        folk: Folk,
        rng: random.Random,
    ) -> list[FollowUp]:
        day = self._day_within(activity, share)
        told = [text for text in source.follow_ups if text.status == status]
        texts = [text for text in told if last_month(text.done, text.outcome) <= (day.month - 8) % 12]
        if self.is_over and share == 1 and told and not texts:
            texts, day = told, date(self.year.ends_on.year, 6, rng.randint(1, 12))
        if not texts or day > self.today:
            return []
        text = rng.choice(texts)
        unit = activity.goal.plan.unit
        return [
            FollowUp(
                activity=activity,
                written_at=_moment(day, rng),
                written_by=self._writer(activity, folk),
                status=status,
                verdict=text.verdict,
                done=f"{varied(text.done, rng)} {effort(unit.staff_count, rng)}",
                outcome=f"{varied(text.outcome, rng)} {evidence(text.verdict, unit.staff_count, rng)}",
                conclusion=text.conclusion,
                submission_key=f"demo:{rng.getrandbits(128):032x}",
            )
        ]

    def _day_within(self, activity: Activity, share: float) -> date:
        starts, ends = activity.starts_on or self.year.starts_on, activity.ends_on or self.year.ends_on
        return _working_day(starts + timedelta(days=int((ends - starts).days * share)))

    def _writer(self, activity: Activity, folk: Folk) -> str:
        named = dict(folk.leaders + folk.others)
        if activity.owner_id in named:
            return named[activity.owner_id]
        return folk.leaders[0][1] if folk.leaders else activity.owner_text

    def _report(
        self, plan: UnitPlan, activities: Sequence[Activity], folk: Folk, rng: random.Random
    ) -> UnitReport:
        done = sum(activity.status == ActivityStatus.DONE for activity in activities)
        many = len(activities)
        effect = sum({"clear": 2, "partly": 1}.get(activity.verdict, 0) for activity in activities) / many
        course = "better" if effect >= 1 else "steady" if effect >= 0.5 else "worse"
        counted = f"Av årets {many} aktiviteter är {done} genomförda." if many > 1 else ""
        return UnitReport(
            plan=plan,
            summary=f"{varied(rng.choice(self.pools.report_summaries[course]), rng)} {counted}".strip(),
            next_year=rng.choice(self.pools.next_year),
            handed_in_at=_moment(_working_day(date(self.year.ends_on.year, 6, rng.randint(4, 18))), rng),
            handed_in_by=folk.leaders[0][1] if folk.leaders else plan.unit.name,
        )


def _working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _moment(day: date, rng: random.Random) -> datetime:
    """Some time of a working day."""
    at = time(rng.randint(8, 16), rng.randrange(60))
    return timezone.make_aware(datetime.combine(day, at))
