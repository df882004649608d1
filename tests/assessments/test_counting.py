"""Answers as the database brings them together are counted as one by one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from rodtrad.assessments.models import Response, Result, RoundState
from rodtrad.assessments.service import counting, freeze
from rodtrad.assessments.service.ending import stop_answers
from tests.assessments.conftest import QUESTIONS

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating

LEVELS = 6


def answers_of(number: int) -> list[list[int]]:
    """Answers that differ, some with questions that are left out or are not relevant."""
    choices = [0, 1, 2, 3, 4, 5, 6, 255]
    return [[choices[(one * 3 + place * 5) % 8] for place in range(QUESTIONS)] for one in range(number)]


@pytest.fixture(params=[1, 7, 20_000])
def portion(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "PORTION", request.param)


@pytest.mark.usefixtures("portion")
def test_however_large_the_portions_each_answer_is_counted_once_where_it_was_given(rating: Rating) -> None:
    town = rating.town
    given = {town.bjorkhagen: answers_of(23), town.ekbacken: answers_of(9), town.tallmon: answers_of(1)}
    for unit, answers in given.items():
        for levels in answers:
            Response.objects.create(round=rating.round, unit=unit, group="staff", values=bytes(levels))
    places = {unit.pk: place for place, unit in enumerate(given)}
    told: list[tuple[int, int]] = []

    counts, people = counting.count_answers(
        rating.round, "staff", places, QUESTIONS, lambda done, total, _said: told.append((done, total))
    )

    assert people.tolist() == [23, 9, 1]
    for unit, answers in given.items():
        for question in range(QUESTIONS):
            codes = Counter(LEVELS + 1 if each[question] == 255 else each[question] for each in answers)
            found = counts[places[unit.pk], question].tolist()
            assert found == [codes[code] for code in range(LEVELS + 2)]
    assert told[-1] == (100, 100), "whoever waits is told how far the count has come"
    assert {total for _done, total in told} == {100}, "and not how many have answered"


def test_a_response_of_another_length_stops_the_count_and_nothing_is_frozen(rating: Rating) -> None:
    """A longer and a shorter one together are as long as two: each must be looked at."""
    for values in (bytes(QUESTIONS - 1), bytes(QUESTIONS + 1)):
        Response.objects.create(round=rating.round, unit=rating.town.bjorkhagen, group="staff", values=values)
    stop_answers(rating.round)

    with pytest.raises(ValueError, match="other than 5 answers"):
        freeze(rating.round.pk)

    rating.round.refresh_from_db()
    assert rating.round.state == RoundState.CLOSING
    assert not Result.objects.exists()
