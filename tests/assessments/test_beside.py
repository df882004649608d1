"""Beside a unit's result: its own years, and units like it where there are enough, never one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rodtrad.assessments import service
from rodtrad.assessments.models import Result, Round
from rodtrad.organisation.models import Unit
from tests.assessments.conftest import open_round, text_of

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating


@pytest.fixture
def closed(rating: Rating) -> Rating:
    """Björkhagen two years running: threes the first year, fives the second."""
    town = rating.town
    Round.objects.update(year=town.last_year)
    rating.round.refresh_from_db()
    rating.staff_answer(town.bjorkhagen, 10, (3, 3, 3, 3, 3))
    rating.close()
    rating.round = open_round(town, rating.instrument)
    rating.staff_answer(town.bjorkhagen, 12, (5, 5, 5, 5, 5))
    rating.round = rating.close()
    return rating


def similar_units(closed: Rating, number: int, **other: Any) -> None:
    """So many units of Björkhagen's form and size, each with a shown result."""
    town = closed.town
    like = town.bjorkhagen
    mine = Result.objects.get(round=closed.round, unit=like, group="staff")
    for place in range(number):
        told = {"school_form": like.school_form, "staff_count": like.staff_count} | other
        unit = Unit(kind="school", name=f"Skola {place}", slug=f"skola-{place}", **told)
        made = Unit.objects.add_child(town.north, instance=unit)
        Result.objects.create(
            round=closed.round,
            unit=made,
            unit_path=made.path,
            unit_kind="school",
            school_form=told["school_form"],
            group="staff",
            is_shown=True,
            counts=[],
            areas=[{**area, "mean": 2.0 + place / 10} for area in mine.areas],
        )


def read(closed: Rating) -> service.AreaBeside:
    town = closed.town
    found = service.unit_result(town.scope(town.karin), town.bjorkhagen, closed.round)
    assert found is not None
    return service.beside(found)[0]


def test_the_units_own_years_stand_beside_each_area(closed: Rating) -> None:
    (year,) = read(closed).years

    assert year.figure is not None
    assert (year.label, year.figure.mean, year.figure.n) == ("2025/26", 3.0, 10)


def test_five_similar_units_make_a_band(closed: Rating) -> None:
    similar_units(closed, 5)

    band = read(closed).similar

    assert band is not None
    assert band.units == 6
    assert 2.0 < band.low < band.high < 5.0


@pytest.mark.parametrize("other", [{}, {"staff_count": 3}, {"school_form": "adult"}])
def test_fewer_or_others_make_none(closed: Rating, other: dict[str, Any]) -> None:
    similar_units(closed, 6 if other else 4, **other)

    assert read(closed).similar is None


def test_the_page_says_the_band_and_no_units_name(closed: Rating) -> None:
    similar_units(closed, 5)
    town = closed.town

    text = text_of(town.client(town.karin).get(town.place(town.bjorkhagen).url("assessments:result")))

    assert "Åtta av tio likartade enheter" in text
    assert "Skola 1" not in text
