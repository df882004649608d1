"""The map shows the units that were asked for, in an order that is never that of the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

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


def test_the_order_is_the_organisations_or_that_of_names_whatever_is_asked(closed: Rating) -> None:
    """No word in the address gives an order of values."""
    as_organised, by_name = names(closed), names(closed, ordning="namn")

    assert by_name == sorted(as_organised)
    for order in ("medel", "areas", "-areas", "varde"):
        assert names(closed, ordning=order) == as_organised


def test_the_page_says_that_it_is_no_ranking(closed: Rating) -> None:
    town = closed.town
    page = town.client(town.sten).get(town.place(town.authority).url("assessments:heat_map"))

    assert "aldrig rangordnade" in text_of(page)
