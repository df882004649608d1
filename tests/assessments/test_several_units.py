"""Whoever leads two schools of three, or all but one, cannot work out the leaders of the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rodtrad.assessments import service
from rodtrad.assessments.models import Group
from rodtrad.assessments.service.sums import left_alone
from rodtrad.organisation.models import Role
from rodtrad.organisation.service import give_duty
from tests.assessments.conftest import text_of

if TYPE_CHECKING:
    from rodtrad.organisation.models import Unit
    from tests.assessments.conftest import Rating

OWN, OTHERS = (2, 2, 2, 2, 2), (6, 6, 6, 6, 6)


def close_with(rating: Rating, *units: Unit) -> None:
    """The leaders of these schools have rated; those of the last one chose what nobody else did."""
    for unit in units[:-1]:
        rating.leaders_answer(unit, OWN)
    rating.leaders_answer(units[-1], OTHERS)
    rating.round = rating.close()


def at_the_authority(rating: Rating, person: Any) -> service.UnitResult | None:
    town = rating.town
    return service.unit_result(town.scope(person), town.authority, rating.round, Group.LEADERS)


def test_with_two_schools_of_three_the_sum_is_not_shown(rating: Rating) -> None:
    town = rating.town
    give_duty(town.karin, town.ekbacken, Role.PRINCIPAL)
    close_with(rating, town.bjorkhagen, town.ekbacken, town.tallmon)

    found = at_the_authority(rating, town.karin)
    map_ = service.heat_map(town.scope(town.karin), town.authority, rating.round, Group.LEADERS)
    page = town.client(town.karin).get(
        town.place(town.authority).url("assessments:result") + "?grupp=leaders"
    )

    assert found is not None
    assert (found.is_shown, found.answered) == (False, None)
    assert not any(i.figure.is_shown or i.band for i in found.indicators)
    assert not any(area.figure.is_shown for area in found.areas)
    assert all(row.answered is None and not any(c.is_shown for c in row.cells) for row in map_.sums)
    assert "3,3" not in text_of(page)


def test_whoever_sees_one_school_or_all_of_them_reads_the_same_sum(rating: Rating) -> None:
    town = rating.town
    close_with(rating, town.bjorkhagen, town.ekbacken, town.tallmon)

    for person in (town.karin, town.amir, town.sten):
        found = at_the_authority(rating, person)
        assert found is not None
        assert found.is_shown
        assert found.indicators[0].figure.counts == (0, 2, 0, 0, 0, 1)


def test_a_manager_of_three_schools_does_not_learn_of_the_fourth(rating: Rating) -> None:
    """Nils leads the compulsory administration: with its sum beside the authority's, one school is left."""
    town = rating.town
    close_with(rating, town.bjorkhagen, town.ekbacken, town.tallmon, town.strandgymnasiet)
    found = at_the_authority(rating, town.nils)

    assert found is not None
    assert not found.is_shown
    assert at_the_authority(rating, town.sten).indicators[0].figure.n == 4  # type: ignore[union-attr]


def test_a_question_that_one_of_the_others_answered_is_hidden_alone(rating: Rating) -> None:
    """Two others rated, but one of them passed over the first question."""
    town = rating.town
    give_duty(town.karin, town.ekbacken, Role.PRINCIPAL)
    rating.leaders_answer(town.bjorkhagen, OWN)
    rating.leaders_answer(town.ekbacken, OWN)
    rating.leaders_answer(town.tallmon, (255, 3, 3, 3, 3))
    rating.leaders_answer(town.strandgymnasiet, OTHERS)
    rating.round = rating.close()

    found = at_the_authority(rating, town.karin)

    assert found is not None
    assert [i.figure.is_shown for i in found.indicators] == [False, True, True, True, True]
    assert [area.figure.is_shown for area in found.areas] == [False, True]


@pytest.mark.parametrize("who", ["karin", "amir", "sten", "berit"])
def test_it_costs_a_reader_of_one_unit_or_of_all_nothing(
    rating: Rating, who: str, django_assert_num_queries: Any
) -> None:
    scope = rating.town.scope(rating.town.people[who])

    with django_assert_num_queries(0):
        assert left_alone(scope, [rating.round.pk]) == {}
