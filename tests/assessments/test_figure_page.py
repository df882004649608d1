"""One figure's page: what a mean never stands without, the other groups, the years back and units alike."""

from __future__ import annotations

from dataclasses import replace
from statistics import median_grouped
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import special, stats

from rodtrad.assessments import service
from rodtrad.assessments.models import Result, Round, RoundPart
from rodtrad.assessments.statistics import Verdict
from tests.assessments.conftest import close, text_of
from tests.assessments.test_groups import full, opened

if TYPE_CHECKING:
    from rodtrad.assessments.models import Instrument
    from tests.assessments.conftest import Rating
    from tests.people import Town

__all__ = ["full"]

STAFF = (2, 3, 3, 4, 3, 3, 4, 2, 4, 3, 3, 4)
PUPILS = (1, 1, 2, 2, 2, 3, 1, 2, 2, 3, 1, 2)


def answer(rating: Any, group: str, levels: tuple[int, ...]) -> None:
    """Each of them chooses one level for everything that the group is asked at Björkhagen."""
    sheet = rating.sheet(group)
    RoundPart.objects.filter(unit=rating.town.bjorkhagen, group=group).update(cap=500, invited=40)
    for level in levels:
        chosen = [level if place in sheet.rated else 0 for place in range(sheet.width)]
        rating.answer(rating.town.bjorkhagen, group, 1, chosen)


@pytest.fixture
def several(town: Town, full: Instrument) -> Any:
    """On four levels: leaders at 4, staff about 3 and older pupils about 2."""
    rating = opened(town, full)
    answer(rating, "staff", STAFF)
    answer(rating, "pupils_older", PUPILS)
    rating.leaders_answer(town.bjorkhagen, [4] * 40)
    rating.close()
    return rating


def read(rating: Any, group: str = "staff") -> service.UnitResult:
    town = rating.town
    found = service.unit_result(town.scope(town.karin), town.bjorkhagen, rating.round, group)
    assert found is not None
    return found


def shared(found: service.UnitResult) -> service.IndicatorResult:
    """A question that the pupils are asked as well."""
    return next(each for each in found.indicators if "pupils_older" in each.beside)


def page(rating: Any, position: int, group: str = "staff") -> str:
    town = rating.town
    address = town.place(town.bjorkhagen).url("assessments:figure", position=position)
    return text_of(town.client(town.karin).get(f"{address}?grupp={group}"))


def test_the_figures_of_a_group_are_those_of_scipy(several: Any) -> None:
    told = shared(read(several)).figure
    scale = (np.array(STAFF) - 1) / 3
    error = stats.sem(scale) * np.sqrt(1 - 0.7 * 12 / 40) / (scale.mean() * (1 - scale.mean()))
    ends = 1 + 3 * special.expit(stats.t.interval(0.95, 11, special.logit(scale.mean()), error))

    assert (told.n, told.invited, told.rate) == (12, 40, 0.3)
    assert told.mean == pytest.approx(np.mean(STAFF))
    assert told.sd == pytest.approx(np.std(STAFF, ddof=1))
    assert told.median == pytest.approx(median_grouped(STAFF))
    assert (told.low, told.high) == pytest.approx(ends, rel=1e-5)


def test_the_difference_between_two_groups_is_welchs(several: Any) -> None:
    found = shared(read(several)).beside["pupils_older"]
    known = stats.ttest_ind(STAFF, PUPILS, equal_var=False).confidence_interval(0.95)

    assert found.verdict == Verdict.HIGHER
    assert found.difference == pytest.approx(np.mean(STAFF) - np.mean(PUPILS))
    assert (found.low, found.high) == pytest.approx((known.low, known.high), rel=1e-5)


def test_the_headline_tells_how_the_pupils_see_it_too(several: Any) -> None:
    from rodtrad.assessments import words

    said = words.say(read(several))

    assert "skattar lägre än ledningen" in said.headline
    assert "De äldre eleverna skattar lägre än personalen" in said.lead


def test_leaders_compare_with_no_one_else_as_if_they_were_many(several: Any) -> None:
    assert all(not each.beside for each in read(several, "leaders").indicators)


def test_the_page_sets_the_groups_side_by_side_with_their_differences(several: Any) -> None:
    text = page(several, shared(read(several)).position)

    assert "12 av 40 (30 %)" in text
    assert "Personalen skattar högre än de äldre eleverna" in text
    assert "Ledningen skattar högre än personalen" in text
    assert "gemensamt svar" in text
    assert "Källor" in text


def three_years(rating: Rating, oldest: tuple[int, ...], then: tuple[int, ...], now: tuple[int, ...]) -> None:
    """Björkhagen's staff on one question of five, three years running; the other four are always at 3."""
    from tests.assessments.conftest import open_round

    town = rating.town
    first = older_year(town)
    for year, levels in ((first, oldest), (town.last_year, then), (town.year, now)):
        if year != first:
            rating.round = open_round(town, rating.instrument)
        Round.objects.filter(pk=rating.round.pk).update(year=year)
        rating.round.refresh_from_db()
        for level in levels:
            rating.staff_answer(town.bjorkhagen, 1, (level, 3, 3, 3, 3))
        rating.round = close(rating.round)


def older_year(town: Town) -> Any:
    from datetime import date

    from rodtrad.cycle.models import SchoolYear

    return SchoolYear.objects.create(
        authority=town.authority,
        label=f"{town.last_year.starts_on.year - 1}/{town.last_year.starts_on.year % 100:02}",
        starts_on=date(town.last_year.starts_on.year - 1, 8, 1),
        ends_on=date(town.last_year.starts_on.year, 6, 30),
    )


def test_three_years_back_each_with_its_own_difference(rating: Rating) -> None:
    low, middle, high = (
        (1, 1, 2, 2, 2, 1, 2, 1, 2, 1),
        (3, 4, 3, 4, 5, 3, 4, 4, 5, 4),
        (4, 4, 5, 4, 5, 3, 4, 5, 4, 5),
    )
    three_years(rating, low, middle, high)
    found = read(rating)

    years = service.beside_question(found, 0).years

    assert [each.figure.mean for each in years if each.figure] == pytest.approx([1.5, 3.9])
    assert [each.since.verdict for each in years if each.since] == [Verdict.HIGHER, Verdict.NO_CLEAR_CHANGE]
    assert years[0].since is not None
    assert years[0].since.difference == pytest.approx(np.mean(high) - 1.5)


def test_the_latest_year_is_called_the_same_on_the_figures_page_as_on_the_results(rating: Rating) -> None:
    """A change that one question alone would make clear is none among five, and it is said why."""
    then, now = (2, 3, 3, 4, 3, 2, 4, 3, 3, 3), (3, 4, 3, 4, 4, 4, 3, 4, 3, 5)
    three_years(rating, then, then, now)
    found = read(rating)
    told = service.beside_question(found, 0).years[-1].since

    assert stats.ttest_ind(now, then, equal_var=False).pvalue < 0.05
    assert told is not None
    assert found.indicators[0].change == told.verdict == Verdict.NO_CLEAR_CHANGE
    assert told.is_doubted
    assert "Ingen tydlig förändring när alla frågor bedöms tillsammans" in page(rating, 0)


def test_a_question_without_an_earlier_one_says_so(rating: Rating) -> None:
    from tests.assessments.test_versions import last_year, reworded, this_year

    last_year(rating)
    newer = service.new_version(rating.town.scope(rating.town.sten), rating.instrument)
    reworded(rating, newer, 1, "staff", "Ingen vet vad som gällde förut")
    this_year(rating, newer)

    assert "Frågan fanns inte då" in page(rating, 1)
    assert "Frågan fanns inte då" not in page(rating, 0)


def test_similar_units_make_a_band_for_a_question_too(rating: Rating) -> None:
    from tests.assessments.test_beside import similar_units

    rating.staff_answer(rating.town.bjorkhagen, 12, (5, 5, 5, 5, 5))
    rating.round = rating.close()
    similar_units(rating, 5)
    mine = Result.objects.get(round=rating.round, unit=rating.town.bjorkhagen, group="staff")
    others = Result.objects.filter(round=rating.round, unit__name__startswith="Skola", group="staff")
    for place, row in enumerate(others):
        row.counts = [[0, 12 - place, place, 0, 0, 0, 0, 0], *mine.counts[1:]]
        row.save()
    found = read(rating)

    band = service.beside_question(found, 0).similar

    means = [2 + place / 12 for place in range(5)] + [5.0]
    assert band is not None
    assert (band.low, band.high) == pytest.approx(tuple(np.percentile(means, (10, 90))))
    others.first().delete()  # type: ignore[union-attr]
    assert service.beside_question(found, 0).similar is None


def test_a_hidden_group_has_no_figures_on_the_page(several: Any) -> None:
    """Two guardians answered: nothing but that they are too few."""
    found = read(several)
    row = shared(found)
    hidden = replace(row, figures={**row.figures, "guardians": service.Figure(reason="small")})

    from rodtrad.assessments.views.results import _group_rows

    told = {each.group: each for each in _group_rows(found, hidden)}
    assert told["guardians"].hidden
    assert told["guardians"].difference is None


def test_it_is_said_why_a_difference_is_none_though_its_interval_leaves_out_nought() -> None:
    from django.utils.translation import override

    from rodtrad.assessments import words

    small = service.Beside(Verdict.NO_CLEAR_CHANGE, 0.12, 0.05, 0.19)
    doubted = service.Beside(Verdict.NO_CLEAR_CHANGE, 0.6, 0.1, 1.1)
    unsure = service.Beside(Verdict.NO_CLEAR_CHANGE, 0.6, -0.1, 1.3)
    with override("sv"):
        said = [words.no_difference(each, 0.2) for each in (small, doubted, unsure)]
        assert words.year_words(small, "2025/26", 0.2) == "Ingen tydlig förändring: mindre än 0,2 steg"
    assert said == [
        "Ingen tydlig skillnad: mindre än 0,2 steg",
        "Ingen tydlig skillnad när alla frågor bedöms tillsammans",
        "Ingen tydlig skillnad",
    ]
