"""How alike the units are: from shown figures only, without a name, and a change only when that is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rodtrad.assessments import service
from rodtrad.assessments.equity import Units, gap_trend, share_trend
from rodtrad.assessments.models import Result, Round, RoundState, Spread
from rodtrad.assessments.service import finishing, reckoning
from rodtrad.common.models import Job
from rodtrad.organisation.models import Unit
from tests.assessments.conftest import AREAS, text_of

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating

LEVELS = 6
FAR_APART = [1.2, 1.3, 1.4, 1.5, 2.5, 3.0, 3.5, 4.0, 5.5, 5.6, 5.7, 5.8]


@pytest.fixture
def wide(rating: Rating) -> Rating:
    """This year twelve units far apart; last year twelve, all alike."""
    seal(rating, rating.round, FAR_APART)
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


def seal(
    rating: Rating, current: Round, means: list[float], hidden: int = 0, is_finished: bool = True
) -> None:
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
    if is_finished:
        reckoning.reckon(current.pk)
        current.refresh_from_db()


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


def test_what_is_shown_is_what_the_answers_give_when_they_are_reckoned_together(wide: Rating) -> None:
    """Kept year by year, put together by the page: the same as from the units of all years at once."""
    years = [Units.from_moments(30, np.array(means), 0.64, 40) for means in ([3.4, 3.5] * 6, FAR_APART)]
    gaps, shares = gap_trend(years), share_trend(years)

    for year, told in enumerate(read(wide).areas[0].years):
        for span, trend in ((told.gap, gaps), (told.share, shares)):
            whole = trend.years[year]
            assert span is not None
            assert [span.value, span.low, span.high] == pytest.approx(
                [float(whole.value), float(whole.low), float(whole.high)], abs=1e-4
            )
            assert span.verdict in {None, int(trend.verdict[0])}


def test_the_page_reckons_nothing_and_asks_for_nothing_by_unit(
    wide: Rating, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reckoning, "gaps_of", None)
    monkeypatch.setattr(reckoning, "share_between", None)
    with CaptureQueriesContext(connection) as asked:
        assert read(wide).areas

    assert len(asked) <= 6
    assert not [each["sql"] for each in asked if "assessments_result" in each["sql"]]


def test_a_page_that_comes_before_the_worker_says_so_and_reckons_nothing(rating: Rating) -> None:
    seal(rating, rating.round, FAR_APART, is_finished=False)

    assert not read(rating).is_reckoned
    assert "Räknar hur lika enheterna är" in page_of(rating)
    assert not Spread.objects.exists()


def test_an_earlier_year_that_is_not_reckoned_yet_is_waited_for(rating: Rating) -> None:
    """Else the page would say that there is no earlier year."""
    seal(rating, rating.round, FAR_APART)
    seal(rating, twin(rating), [3.4, 3.5] * 6, is_finished=False)

    assert not read(rating).is_reckoned


def test_a_reckoning_that_was_interrupted_goes_on_with_the_next_group(
    wide: Rating, monkeypatch: pytest.MonkeyPatch
) -> None:
    Round.objects.filter(pk=wide.round.pk).update(is_reckoned=False)
    kept = set(Spread.objects.values_list("pk", flat=True))
    monkeypatch.setattr(reckoning, "gaps_of", None)

    reckoning.reckon(wide.round.pk)

    wide.round.refresh_from_db()
    assert wide.round.is_reckoned
    assert set(Spread.objects.values_list("pk", flat=True)) == kept


def test_what_a_killed_worker_left_of_a_closed_round_is_queued_by_the_next_one_and_once(
    rating: Rating,
) -> None:
    seal(rating, rating.round, FAR_APART, is_finished=False)

    assert [finishing.take_up_finishing(), finishing.take_up_finishing()] == [1, 0]

    finishing.finish(rating.round.pk)
    Job.objects.update(finished_at=timezone.now())
    assert finishing.take_up_finishing() == 0


def test_leaders_are_not_compared_and_a_unit_has_no_such_page(wide: Rating) -> None:
    town, scope = wide.town, wide.town.scope(wide.town.sten)

    assert service.likeness(scope, town.authority, wide.round, "leaders") is None
    assert service.likeness(scope, town.bjorkhagen, wide.round) is None
    assert service.likeness(town.scope(town.otto), town.authority, wide.round) is None
