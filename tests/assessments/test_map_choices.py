"""The map shows the units that were asked for, put together by what is asked and never ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rodtrad.assessments.models import Result
from rodtrad.organisation.models import Unit
from tests.assessments.conftest import text_of

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating


@pytest.fixture
def closed(rating: Rating) -> Rating:
    """Björkhagen rates itself highest, Ekbacken in the middle and Tallmon lowest."""
    town = rating.town
    for unit, level in ((town.bjorkhagen, 5), (town.ekbacken, 3), (town.tallmon, 1)):
        rating.staff_answer(unit, 12, (level,) * 5)
    rating.round = rating.close()
    return rating


def names(closed: Rating, **asked: str) -> list[str]:
    town = closed.town
    page: Any = town.client(town.sten).get(town.place(town.authority).url("assessments:heat_map"), asked)
    assert page.status_code == 200
    return [each["row"].name for each in page.context["rows"]]


def test_a_district_shows_its_own_units_only(closed: Rating) -> None:
    town = closed.town

    assert set(names(closed, omrade=town.south.slug)) == {town.tallmon.name, town.lilla_holmen.name}
    assert town.bjorkhagen.name in names(closed, omrade="finns-inte")


def test_a_size_shows_the_units_of_that_size(closed: Rating) -> None:
    town = closed.town
    units = [town.bjorkhagen, town.ekbacken, town.tallmon, town.lilla_holmen, town.strandgymnasiet]

    for size, (least, most) in {"small": (0, 19), "middle": (20, 49), "large": (50, 10**6)}.items():
        assert set(names(closed, storlek=size)) == {u.name for u in units if least <= u.staff_count <= most}


def test_the_order_is_the_organisations_or_that_of_names(closed: Rating) -> None:
    """No word in the address gives an order of means."""
    as_organised, by_name = names(closed), names(closed, ordning="namn")

    assert by_name == sorted(as_organised)
    for order in ("medel", "areas", "-areas", "varde", "niva-99", "niva-x", "niva--1", "niva-9999999999"):
        assert names(closed, ordning=order) == as_organised


def test_units_stand_together_by_level_and_on_one_level_as_in_the_organisation(rating: Rating) -> None:
    """Ekbacken's mean is below Björkhagen's, but both are nearest level 3: there is no ranking in it."""
    town = rating.town
    for unit, levels in (
        (town.bjorkhagen, [3] * 7 + [4] * 5),
        (town.ekbacken, [3] * 12),
        (town.tallmon, [1] * 12),
        (town.strandgymnasiet, [2] * 12),
    ):
        for level in levels:
            rating.staff_answer(unit, 1, (level,) * 5)
    rating.round = rating.close()

    together = [town.tallmon, town.strandgymnasiet, town.bjorkhagen, town.ekbacken]

    found = names(rating, ordning="niva-1")

    assert found[:4] == [each.name for each in together]
    assert town.lilla_holmen.name in found[4:]


def test_where_the_fewest_answered_comes_first_and_where_it_is_not_known_last(closed: Rating) -> None:
    town = closed.town
    rates = {town.bjorkhagen: 0.5, town.ekbacken: 0.2, town.tallmon: None}
    for unit, rate in rates.items():
        Result.objects.filter(round=closed.round, unit=unit, group="staff").update(
            answered=12, invited=12 / rate if rate else None
        )

    found = names(closed, ordning="svarsandel")

    assert found[:2] == [town.ekbacken.name, town.bjorkhagen.name]
    assert town.tallmon.name in found[2:]


def test_the_largest_unit_can_come_first(closed: Rating) -> None:
    found = names(closed, ordning="storlek")
    staff = dict(Unit.objects.values_list("name", "staff_count"))

    assert [staff[name] for name in found] == sorted((staff[name] for name in found), reverse=True)


def test_the_page_says_that_it_is_no_ranking(closed: Rating) -> None:
    town = closed.town
    page = town.client(town.sten).get(town.place(town.authority).url("assessments:heat_map"))

    assert "aldrig rangordnade" in text_of(page)
