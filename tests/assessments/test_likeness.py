"""How alike the units are: from shown figures only, without a name, and a change only when that is sure."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rodtrad.assessments import service
from rodtrad.assessments.models import Result, Round, RoundState
from rodtrad.assessments.service.likeness import reckon_ahead
from rodtrad.organisation.models import Unit
from tests.assessments.conftest import AREAS, text_of

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating

LEVELS = 6


@pytest.fixture
def wide(rating: Rating) -> Rating:
    """This year twelve units far apart; last year twelve, all alike."""
    seal(rating, rating.round, [1.2, 1.3, 1.4, 1.5, 2.5, 3.0, 3.5, 4.0, 5.5, 5.6, 5.7, 5.8])
    seal(rating, twin(rating), [3.4, 3.5] * 6)
    return rating


def twin(rating: Rating, **changed: Any) -> Round:
    """The year before, with the same questions."""
    told = {"authority": rating.town.authority, "node": rating.town.authority, "groups": rating.round.groups}
    told |= {"instrument": rating.instrument, "thresholds": rating.round.thresholds} | changed
    opened = rating.round.opens_on.replace(year=rating.round.opens_on.year - 1)
    return Round.objects.create(
        year=rating.town.last_year, title="Fjolårets", opens_on=opened, closes_on=opened, **told
    )


def seal(rating: Rating, current: Round, means: list[float], hidden: int = 0) -> None:
    """A closed round with one shown result for each mean, and so many hidden ones."""
    town = rating.town
    for number, mean in enumerate([*means, *[None] * hidden]):
        made = Unit.objects.add_child(
            town.north,
            instance=Unit(
                kind="school", name=f"Skola {number}", slug=f"s{current.pk}-{number}", staff_count=40
            ),
        )
        area = (
            {"reason": "small"}
            if mean is None
            else {
                "mean": mean,
                "n": 30,
                "sd": 0.8,
                "counts": [5] * LEVELS,
                "used": 2,
                "of": 2,
            }
        )
        _result(current, made, "school", [area] * len(AREAS))
    _result(current, town.authority, "authority", [{"reason": "small"}] * len(AREAS))
    current.state, current.closed_at = RoundState.CLOSED, timezone.now()
    current.save()


def _result(current: Round, unit: Any, kind: str, areas: list[dict[str, Any]]) -> None:
    Result.objects.create(
        round=current,
        unit=unit,
        unit_path=unit.path,
        unit_kind=kind,
        group="staff",
        is_shown=True,
        invited=40,
        answered=30,
        counts=[],
        areas=areas,
    )


def read(rating: Rating) -> service.Likeness:
    town = rating.town
    found = service.likeness(town.scope(town.sten), town.authority, rating.round)
    assert found is not None
    return found


def test_units_that_have_come_apart_are_told_so_with_an_interval(wide: Rating) -> None:
    then, now = read(wide).areas[0].years

    assert now.gap is not None
    assert then.gap is not None
    assert now.gap.low < now.gap.value < now.gap.high
    assert now.gap.low > then.gap.high
    assert then.gap.verdict == 1
    assert now.levels == (3, 1, 2, 2, 0, 4)
    assert now.units == 12


def test_the_same_spread_two_years_running_is_no_clear_change(rating: Rating) -> None:
    means = list(np.linspace(2.5, 4.0, 12))
    seal(rating, rating.round, means)
    seal(rating, twin(rating), [mean + 0.05 for mean in means])

    then, _now = read(rating).areas[0].years

    assert then.gap is not None
    assert then.share is not None
    assert (then.gap.verdict, then.share.verdict) == (0, 0)


def test_hidden_units_are_in_no_figure_and_too_few_give_none(rating: Rating) -> None:
    seal(rating, rating.round, [2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 3.3], hidden=5)

    now = read(rating).areas[0].latest

    assert (now.units, now.levels, now.gap, now.share) == (9, (), None, None)


def test_an_area_of_other_questions_is_left_out_and_named(wide: Rating) -> None:
    Round.objects.filter(title="Fjolårets").update(instrument=other_instrument(wide))

    then, now = read(wide).areas[0].years

    assert not then.is_compared
    assert (then.gap, then.share) == (None, None)
    assert now.gap is not None
    assert "andra frågor då" in page_of(wide)


def other_instrument(rating: Rating) -> Any:
    town = rating.town
    made = service.new_version(town.scope(town.sten), rating.instrument)
    made.indicators.all().delete()
    return made


def page_of(rating: Rating) -> str:
    town = rating.town
    address = town.place(town.authority).url("assessments:likeness")
    return text_of(town.client(town.sten).get(address))


def test_the_page_says_the_message_and_names_no_unit(wide: Rating) -> None:
    text = page_of(wide)

    assert "har tydligt ökat i 2 av 2 områden" in text
    assert "12 enheter" in text
    assert "Skola" not in text.replace("Skolan", "")


def test_it_is_reckoned_once_and_then_costs_the_same(wide: Rating) -> None:
    read(wide)
    with CaptureQueriesContext(connection) as asked:
        read(wide)

    assert len(asked) <= 4


def test_the_worker_has_reckoned_it_before_anyone_looks(
    wide: Rating, monkeypatch: pytest.MonkeyPatch
) -> None:
    reckon_ahead(wide.round.pk)
    monkeypatch.setattr(sys.modules[reckon_ahead.__module__], "_areas", None)

    assert read(wide).areas


def test_leaders_are_not_compared_and_a_unit_has_no_such_page(wide: Rating) -> None:
    town, scope = wide.town, wide.town.scope(wide.town.sten)

    assert service.likeness(scope, town.authority, wide.round, "leaders") is None
    assert service.likeness(scope, town.bjorkhagen, wide.round) is None
    assert service.likeness(town.scope(town.otto), town.authority, wide.round) is None
