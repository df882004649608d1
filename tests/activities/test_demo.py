"""The demo's plans: the same for the same seed, told with each unit's own numbers, true to the rules."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from rodtrad.activities import demo_texts
from rodtrad.activities.demo import PlanYear, write_unit_plans
from rodtrad.activities.models import Activity, ActivityItem, FollowUp, ItemCount, UnitPlan, UnitReport
from rodtrad.activities.service.counting import recount
from rodtrad.organisation.models import Duty, Person, Role, SchoolForm, Unit, UnitKind
from rodtrad.organisation.service import add_unit
from rodtrad.plans.models import Item
from rodtrad.portal import demo_content
from tests.assessments.conftest import write_plan
from tests.people import TODAY, Town

POOLS = demo_content.load_activities()
UNITS = 24


@pytest.fixture
def units(town: Town) -> list[Unit]:
    made = [
        add_unit(
            town.south,
            kind=UnitKind.SCHOOL,
            name=f"Skola {number}",
            school_form=SchoolForm.COMPULSORY,
            staff_count=12 + number,
        )
        for number in range(UNITS)
    ]
    for number, unit in enumerate(made):
        person = Person.objects.create(username=f"r{number}", first_name=f"Rektor{number}", last_name="X")
        Duty.objects.create(person=person, unit=unit, role=Role.PRINCIPAL)
        secret = Person.objects.create(username=f"s{number}", first_name="Hemlig", is_protected=True)
        Duty.objects.create(person=secret, unit=unit, role=Role.STAFF)
    return made


@pytest.fixture
def items(town: Town) -> dict[str, Item]:
    keys = [*(pool.initiative for pool in POOLS.initiatives), *POOLS.uncovered]
    document = write_plan(town, "Demoplan", {"Område": keys})
    return {item.text: item for item in document.items.filter(kind="initiative")}


def write(town: Town, units: list[Unit], items: dict[str, Item], seed: int = 1) -> int:
    years = [PlanYear(town.last_year, items), PlanYear(town.year, items)]
    return write_unit_plans(units, years, POOLS, seed, TODAY, always=[units[0].pk])


def told() -> list[tuple[str, ...]]:
    rows = FollowUp.objects.order_by("activity__goal__plan__unit__path", "activity_id", "written_at")
    return list(rows.values_list("activity__title", "status", "verdict", "done", "outcome"))


def test_the_same_seed_tells_the_same_story_and_another_seed_another(
    town: Town, units: list[Unit], items: dict[str, Item]
) -> None:
    stories = []
    for seed in (1, 1, 2):
        UnitPlan.objects.all().delete()
        write(town, units, items, seed)
        stories.append(told())

    assert stories[0] == stories[1]
    assert stories[0] != stories[2]


def test_hardly_any_follow_up_stands_twice_in_the_same_words(
    town: Town, units: list[Unit], items: dict[str, Item]
) -> None:
    write(town, units, items)
    outcomes = Counter(row[4] for row in told())

    assert sum(outcomes.values()) > 60
    assert sum(number for number in outcomes.values() if number > 1) / sum(outcomes.values()) < 0.1


def test_last_year_is_followed_up_and_reported_and_this_year_under_way(
    town: Town, units: list[Unit], items: dict[str, Item]
) -> None:
    write(town, units, items)
    last = Activity.objects.filter(goal__plan__year=town.last_year)
    now = Activity.objects.filter(goal__plan__year=town.year)

    assert last.exclude(verdict="").count() > 0.6 * last.count()
    assert now.filter(status__in=["planned", "ongoing"]).count() > 0.6 * now.count()
    assert UnitReport.objects.filter(plan__year=town.last_year).count() > 0.7 * UNITS
    assert not UnitReport.objects.filter(plan__year=town.year).exists()


def test_nothing_is_written_after_today_or_before_its_activity_began(
    town: Town, units: list[Unit], items: dict[str, Item]
) -> None:
    write(town, units, items)

    for row in FollowUp.objects.select_related("activity"):
        assert row.activity.starts_on is not None
        assert row.activity.starts_on <= row.written_at.date() <= TODAY


def test_a_follow_up_looks_back_and_never_ahead(
    town: Town, units: list[Unit], items: dict[str, Item]
) -> None:
    write(town, units, items)
    rows = FollowUp.objects.filter(activity__goal__plan__year=town.year)

    for row in rows:
        assert demo_texts.last_month(row.done, row.outcome) <= (row.written_at.month - 8) % 12


def test_the_verdict_in_the_list_is_that_of_the_latest_follow_up(
    town: Town, units: list[Unit], items: dict[str, Item]
) -> None:
    write(town, units, items)

    for activity in Activity.objects.prefetch_related("follow_ups"):
        latest = activity.follow_ups.first()
        assert activity.verdict == (latest.verdict if latest else "")


def test_owners_and_writers_work_at_the_unit_and_none_is_protected(
    town: Town, units: list[Unit], items: dict[str, Item]
) -> None:
    write(town, units, items)

    assert Activity.objects.filter(owner__isnull=False).exists()
    for activity in Activity.objects.exclude(owner=None).select_related("owner", "goal__plan"):
        assert activity.owner is not None
        assert not activity.owner.is_protected
        assert activity.owner.duties.get().unit_id == activity.goal.plan.unit_id
    assert not FollowUp.objects.filter(written_by__contains="Hemlig").exists()


def test_the_gaps_of_the_story_stay_gaps(town: Town, units: list[Unit], items: dict[str, Item]) -> None:
    write(town, units, items)
    served = set(ActivityItem.objects.values_list("item__text", flat=True))

    assert served.isdisjoint(POOLS.uncovered)
    assert len(served) > 10


def test_where_the_named_people_work_something_is_late(
    town: Town, units: list[Unit], items: dict[str, Item]
) -> None:
    write(town, units, items)
    late = Activity.objects.filter(
        goal__plan__unit=units[0], goal__plan__year=town.year, status="ongoing", ends_on__lt=TODAY
    )

    assert late.exists()


def test_dates_lie_within_the_year_and_on_working_days(
    town: Town, units: list[Unit], items: dict[str, Item]
) -> None:
    write(town, units, items)

    for activity in Activity.objects.select_related("goal__plan__year"):
        year = activity.goal.plan.year
        for day in (activity.starts_on, activity.ends_on):
            assert day is not None
            assert year.starts_on <= day <= year.ends_on
            assert day.weekday() < 5


def test_numbers_in_a_text_move_together() -> None:
    text = "Antalet sjönk från elva till sex, och 40 blev 20."
    for seed in range(200):
        said = demo_texts.varied(text, random.Random(seed))
        words = [
            demo_texts.WORDS.index(word) for word in said.replace(",", "").split() if word in demo_texts.WORDS
        ]
        numbers = [int(part) for part in said.replace(".", "").split() if part.isdigit()]
        assert words[0] - words[1] == 5
        assert numbers[0] > numbers[1]


@pytest.mark.parametrize("text", ["Åtta av tio kan.", "Två tredjedelar är klara.", "De andra två väntar."])
def test_shares_are_left_as_they_stand(text: str) -> None:
    assert {demo_texts.varied(text, random.Random(seed)) for seed in range(50)} == {text}


def test_a_month_is_counted_from_august() -> None:
    assert demo_texts.last_month("Klart i oktober, och I APRIL igen.") == 8
    assert demo_texts.last_month("Inget sagt om när.") == 0


def test_the_figures_kept_beside_the_plans_are_what_counting_gives(
    town: Town, units: list[Unit], items: dict[str, Item]
) -> None:
    write(town, units, items)

    def kept() -> tuple[list[object], list[object]]:
        names = ("plan_id", "item_id", "unit_id", "year_id", "activities", "done")
        verdicts = ("clear", "partly", "none", "too_early")
        plans = UnitPlan.objects.order_by("pk").values_list("pk", *UnitPlan.COUNTS)
        return list(plans), list(ItemCount.objects.order_by(*names).values_list(*names, *verdicts))

    before = kept()
    recount([plan_id for plan_id, *_ in before[0]])

    assert kept() == before
    assert sum(ItemCount.objects.values_list("activities", flat=True)) == ActivityItem.objects.count()
