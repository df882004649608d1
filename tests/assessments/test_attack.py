"""Rule: with all that is published of three years' rounds, no group below the threshold can be told to be so.

The attacker has every frozen row of every group, the tree, the rule, and what the open rounds told. The
benchmark (`rodtrad bench disclosure`) does the same with a thousand authorities and the demo.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tools.attacking import (
    Found,
    Known,
    Questioned,
    Truth,
    attack,
    found_in,
    leaders_alone,
    told_by_files,
    unexplained,
)
from tools.authorities import AREAS, authority

from rodtrad.assessments import disclosure
from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Response, Result
from rodtrad.assessments.service import closing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import Town

AUTHORITIES, JOINTLY = range(30), range(30, 33)


def attacked(seeds: range, *, jointly: bool = False) -> Found:
    total = Found()
    for seed in seeds:
        for asked in authority(seed):
            if asked.group != Group.LEADERS:
                total.add(attack(asked.known, asked.truth, asked.threshold, jointly=jointly))
    return total


@pytest.mark.parametrize(("seeds", "jointly"), [(AUTHORITIES, False), (JOINTLY, True)])
def test_no_small_cell_of_made_up_authorities_can_be_bounded(seeds: range, jointly: bool) -> None:
    found = attacked(seeds, jointly=jointly)

    assert found.tried > 500
    assert found.bounded == []
    assert found.share > 0.8


def test_no_sum_of_leaders_leaves_fewer_than_three(
    made_up: Callable[[], list[Questioned]],
) -> None:
    rated = [asked for asked in made_up() if asked.group == Group.LEADERS]

    assert rated
    assert [name for asked in rated for name in leaders_alone(asked.known, asked.truth)] == []


def test_every_other_figure_of_a_row_is_made_of_those_that_the_attacker_has(
    made_up: Callable[[], list[Questioned]],
) -> None:
    """Means, spreads, areas and bands can be reckoned again from published counts, so they tell nothing more;
    the numbers of units and of invited are the organisation's own.
    """
    for asked in made_up():
        assert unexplained(asked.rows, AREAS) == []


@pytest.fixture
def made_up() -> Callable[[], list[Questioned]]:
    return lambda: [asked for seed in range(6) for asked in authority(seed)]


# The attacker is able: each part of the rule that is taken away is found out


def test_without_complements_the_attacker_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure._Suppression, "settle", lambda *_: None)
    monkeypatch.setattr(disclosure, "cheapest", lambda *given: np.zeros_like(given[4]))

    assert attacked(range(5)).bounded


def test_if_nobody_looked_for_answers_that_are_all_alike_the_attacker_succeeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    protect = disclosure.protect
    monkeypatch.setattr(disclosure, "protect", lambda *given: protect(*given[:5]))

    assert {name.rpartition(": ")[2] for name in attacked(range(4)).bounded} == {"all alike"}


def test_if_the_open_round_s_steps_were_forgotten_the_attacker_succeeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    protect = disclosure.protect
    monkeypatch.setattr(disclosure, "protect", lambda *given: protect(*given[:4]))

    assert attacked(range(12)).bounded


def test_if_answers_were_shown_wherever_respondents_are_the_attacker_succeeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def careless(*given: Any) -> disclosure.Disclosure:
        found = protect(*given)
        # What nobody answered has no mean, and nothing to tell.
        shown = found.respondents_shown[:, None] & (np.asarray(given[2]) > 0)
        why = np.where(shown, np.uint8(0), np.uint8(1))
        return disclosure.Disclosure(shown, why, found.respondents_shown, found.respondents_reason)

    protect = disclosure.protect
    monkeypatch.setattr(disclosure, "protect", careless)

    assert attacked(range(5)).bounded


def test_a_figure_that_no_published_one_explains_is_seen(made_up: Callable[[], list[Questioned]]) -> None:
    asked = next(each for each in made_up() if each.group != Group.LEADERS)
    told = next(area for row in asked.rows for area in row.areas if "mean" in area)
    told["n"] += 1

    assert unexplained(asked.rows, AREAS)


def test_a_leaders_sum_of_two_units_is_seen() -> None:
    paths = ["0001", "00010001", "00010002"]
    shown = np.array([[True], [False], [False]])
    told = np.zeros((3, 1, 3), dtype=int)
    kinds = ("authority", "school", "school")
    known = Known(paths, np.array([2, -1, -1]), shown, told, np.zeros(3, int), np.ones(3, int), kinds)
    rated = np.array([[[0, 0, 0]], [[1, 0, 0]], [[1, 0, 0]]])

    assert leaders_alone(known, Truth(np.array([0, 1, 1]), rated))


# What the product's own database holds


@pytest.mark.django_db
def test_closed_rounds_in_the_database_stand_the_attack(town: Town) -> None:
    """The builder of the demo, on a town of five schools; `rodtrad bench disclosure` takes the demo itself,
    where nine tenths are shown.
    """
    from tests.assessments.test_demo_ratings import built

    last, _open = built(town)
    found, every = Found(), list(found_in([last]))  # type: ignore[list-item]
    for asked in every:
        found.add(attack(asked.known, asked.truth, asked.threshold))

    assert Result.objects.exists()
    assert {asked.group for asked in every} == set(last.groups) - {Group.LEADERS}  # type: ignore[attr-defined]
    assert found.tried
    assert found.bounded == []
    assert found.share > 0.7


@pytest.mark.django_db
def test_the_files_hold_the_figures_of_the_rows_and_no_others(town: Town) -> None:
    from tests.assessments.test_demo_ratings import built

    last, _open = built(town)

    assert told_by_files(last) == []  # type: ignore[arg-type]
    row = next(row for row in Result.objects.filter(round=last, group="staff") if row.answered)
    Result.objects.filter(pk=row.pk).update(answered=row.answered + 1)  # type: ignore[operator]
    rows = {(each.unit_path, each.group): each for each in Result.objects.filter(round=last)}
    Result.objects.filter(pk=row.pk).update(answered=row.answered)
    assert told_by_files(last, rows)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_what_is_counted_again_from_the_database_is_what_was_published(town: Town) -> None:
    """The attack's truth comes from the answers themselves, not from what the count wrote."""
    from tests.assessments.test_demo_ratings import built

    last, _open = built(town)
    for asked in found_in([last]):  # type: ignore[list-item]
        answered = Response.objects.filter(round=last, group=asked.group).count()
        assert asked.truth.people.sum() == answered
        assert math.isclose(asked.truth.answers.sum(), answered * len(asked.positions))


def test_the_rule_is_given_what_the_open_round_told() -> None:
    told = disclosure.stepwise(np.array([3, 12, 19, 31]), 5)

    assert told.tolist() == [0, 10, 10, 30]
    assert closing.tabulated.__doc__
