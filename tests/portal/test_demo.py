"""The demo: whole or not at all, and the same every time."""

from __future__ import annotations

import hashlib
import json

import pytest

from rodtrad.activities.models import Activity, FollowUp
from rodtrad.assessments.models import Result, Round, RoundState
from rodtrad.organisation.models import Unit, UnitKind
from rodtrad.portal.demo import DemoOrder, build_demo
from tests.portal.stories.conftest import NOVEMBER


def fingerprint() -> str:
    """What a reader of the demo sees, without keys and times that differ between databases."""
    results = [
        (r.unit.slug, r.group, r.answered, r.counts)
        for r in Result.objects.select_related("unit").order_by("round__opens_on", "unit_path", "group")
    ]
    activities = list(
        Activity.objects.order_by(
            "goal__plan__unit__path", "goal__plan__year__starts_on", "title"
        ).values_list("title", "status", "verdict", "goal__plan__unit__slug")
    )
    return hashlib.sha256(json.dumps([results, activities], default=str).encode()).hexdigest()


def test_the_same_seed_gives_the_same_demo(db: None) -> None:
    from django.db import transaction

    prints = []
    for _ in range(2):
        with transaction.atomic():
            build_demo(DemoOrder(units=12, seed=7), lambda line: None, NOVEMBER)
            prints.append(fingerprint())
            transaction.set_rollback(True)
    assert prints[0] == prints[1]


def test_there_are_two_closed_years_and_one_open(db: None) -> None:
    build_demo(DemoOrder(units=12), lambda line: None, NOVEMBER)
    rounds = Round.objects.order_by("opens_on")
    yearly, pulses = (
        list(rounds.filter(kind=kind).values_list("state", flat=True)) for kind in ("yearly", "pulse")
    )
    assert yearly == [RoundState.CLOSED, RoundState.CLOSED, RoundState.OPEN]
    assert pulses == [RoundState.CLOSED, RoundState.CLOSED]


def test_it_is_a_municipality_of_ordinary_size(db: None) -> None:
    demo = build_demo(DemoOrder(), lambda line: None, NOVEMBER)
    assert Unit.objects.schools().count() == 60
    assert Unit.objects.filter(kind=UnitKind.ADMINISTRATION).count() == 4
    assert sum(unit.staff_count for unit in demo.units.schools) == 3_000
    assert FollowUp.objects.exists()


def test_a_demo_that_fails_on_the_way_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("rodtrad.portal.demo.build_ratings", fails)
    with pytest.raises(RuntimeError):
        build_demo(DemoOrder(units=6), lambda line: None, NOVEMBER)
    assert not Unit.objects.exists()


def test_more_units_than_the_content_describes_get_names_and_addresses_of_their_own(db: None) -> None:
    demo = build_demo(DemoOrder(units=150), lambda line: None, NOVEMBER)
    slugs = [unit.slug for unit in demo.units.schools]
    assert len(slugs) == len(set(slugs)) == 150
