"""Figures agree with what is known, and a change is called one only when it is."""

from __future__ import annotations

import statistics as by_hand
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from rodtrad.assessments.bounded import bounded_interval
from rodtrad.assessments.statistics import (
    Change,
    Verdict,
    _t_quantile,
    band,
    change,
    gap,
    holm,
    interval,
    quantile,
    summary,
    two_sided_p,
)

LEVELS = np.arange(1, 7)
HISTOGRAM = st.lists(st.integers(0, 9), min_size=6, max_size=6).map(np.array)
ANSWERED = HISTOGRAM.filter(lambda hist: hist.sum() >= 2)
VARIED = HISTOGRAM.filter(lambda hist: np.count_nonzero(hist) >= 2)
SCALE = np.array([0.05, 0.15, 0.3, 0.25, 0.15, 0.1])


def answers(hist: np.ndarray) -> np.ndarray:
    return np.repeat(LEVELS, hist)


# One histogram


@given(ANSWERED)
def test_mean_and_spread_are_those_of_the_answers(hist: np.ndarray) -> None:
    found = summary(hist)
    assert found.n == hist.sum()
    assert found.mean == pytest.approx(answers(hist).mean())
    assert found.sd == pytest.approx(answers(hist).std(ddof=1))


@given(HISTOGRAM.filter(lambda hist: hist.sum() % 2 == 1))
def test_the_median_is_that_of_grouped_data(hist: np.ndarray) -> None:
    assert quantile(hist, 0.5) == pytest.approx(by_hand.median_grouped(answers(hist).tolist()))


def test_between_two_camps_the_median_is_in_the_middle() -> None:
    assert quantile(np.array([2, 0, 0, 0, 0, 2]), 0.5) == 3.5


@given(HISTOGRAM.filter(lambda hist: hist.sum() > 0), st.sampled_from([0.1, 0.25, 0.5, 0.9]))
def test_a_scale_turned_round_turns_the_quantiles_round(hist: np.ndarray, share: float) -> None:
    assert quantile(hist[::-1], 1 - share) == pytest.approx(7 - quantile(hist, share))


@given(ANSWERED)
def test_quartiles_stand_in_order_and_within_the_answered_steps(hist: np.ndarray) -> None:
    found, chosen = summary(hist), answers(hist)
    steps = [chosen.min() - 0.5, found.lower_quartile, found.median, found.upper_quartile, chosen.max() + 0.5]
    assert steps == sorted(steps)


def test_nothing_is_said_of_no_answers_and_no_spread_of_one() -> None:
    none, one = summary(np.zeros(6, dtype=int)), summary(np.array([0, 0, 1, 0, 0, 0]), 4)
    assert np.isnan([none.mean, none.median, none.sd, none.low, none.rate]).all()
    assert (one.mean, one.median, one.rate) == (3, 3, 0.25)
    assert np.isnan([one.sd, one.low, one.high]).all()


def test_the_response_rate_counts_those_who_found_it_not_relevant() -> None:
    hist = np.array([0, 2, 3, 1, 0, 0])
    assert summary(hist, 12, 3).rate == 0.75
    assert summary(hist, 12, 3, np.array(10)).rate == pytest.approx(10 / 12)
    assert np.isnan(summary(hist).rate)


def test_many_cells_are_described_at_once_as_each_by_itself() -> None:
    hist = np.random.default_rng(3).integers(0, 9, (4, 5, 6))
    people = np.full((4, 5), 60)
    whole, one = summary(hist, people), summary(hist[2, 3], 60)
    assert whole.mean.shape == (4, 5)
    assert whole.at(2, 3) == one
    assert change(hist, hist[::-1]).at(2, 3) == change(hist[2, 3], hist[1, 3])


# How sure


@given(VARIED)
def test_with_an_unknown_population_the_interval_is_student_s_on_the_logit_scale(hist: np.ndarray) -> None:
    chosen = (answers(hist) - 1) / 5
    slope = chosen.mean() * (1 - chosen.mean())
    ends = stats.t.interval(0.95, len(chosen) - 1, special.logit(chosen.mean()), stats.sem(chosen) / slope)
    assert interval(hist) == pytest.approx(1 + 5 * special.expit(ends), rel=1e-5)


def test_of_many_answers_the_interval_is_the_plain_one_of_student() -> None:
    hist = np.array([100, 400, 600, 500, 300, 100])
    chosen = answers(hist)
    known = stats.t.interval(0.95, len(chosen) - 1, chosen.mean(), stats.sem(chosen))
    assert interval(hist) == pytest.approx(known, abs=1e-3)


@given(VARIED, st.integers(0, 80))
def test_the_interval_stays_on_the_scale_and_turns_round_with_it(hist: np.ndarray, people: int) -> None:
    low, high = interval(hist, people)
    assert 1 <= low < answers(hist).mean() < high <= 6
    assert interval(hist[::-1], people) == pytest.approx((7 - high, 7 - low))


def test_with_full_reliability_the_correction_is_cochran_s() -> None:
    hist = np.array([1, 4, 6, 5, 3, 1])
    plain, corrected = (
        np.ptp(special.logit((np.array(interval(hist, *asked)) - 1) / 5)) for asked in ((0,), (25, 0.95, 1.0))
    )
    assert corrected / plain == pytest.approx(np.sqrt(1 - 20 / 25))


def test_the_interval_holds_the_mean_of_all_in_nineteen_of_twenty_samples() -> None:
    everyone = np.array([3, 6, 12, 10, 5, 4])
    samples = np.random.default_rng(11).multivariate_hypergeometric(everyone, 25, size=4000)
    low, high = interval(samples, 40, reliability=1)
    true = answers(everyone).mean()
    assert 0.93 <= ((low <= true) & (true <= high)).mean() <= 0.97


def test_more_answers_than_were_invited_count_as_everyone() -> None:
    hist = np.array([1, 4, 6, 5, 3, 1])
    assert interval(hist, 15) == interval(hist, 20)


# A change


@given(VARIED, VARIED)
def test_a_change_is_judged_as_by_welch(before: np.ndarray, after: np.ndarray) -> None:
    found = change(before, after)
    known = stats.ttest_ind(answers(after), answers(before), equal_var=False)
    limits = known.confidence_interval(0.95)
    assert found.freedom == pytest.approx(known.df)
    assert found.p == pytest.approx(known.pvalue, abs=1e-8)
    assert (found.low, found.high) == pytest.approx((limits.low, limits.high), rel=1e-5, abs=1e-5)


@given(ANSWERED, ANSWERED)
def test_a_change_backwards_is_the_opposite(before: np.ndarray, after: np.ndarray) -> None:
    there, back = change(before, after), change(after, before)
    assert there.verdict == -back.verdict
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


def test_a_clear_change_is_called_one() -> None:
    low, high = np.array([5, 9, 6, 2, 0, 0]), np.array([0, 2, 5, 8, 6, 1])
    assert change(low, high).verdict == Verdict.HIGHER
    assert change(high, low).verdict == Verdict.LOWER


def test_one_who_answers_otherwise_is_no_change_of_a_unit_where_everyone_answers() -> None:
    """Cochran's correction would be certain of six of six, and call it one."""
    before, after = np.array([0, 1, 4, 1, 0, 0]), np.array([0, 1, 3, 1, 0, 1])
    assert change(before, after).verdict == Verdict.NO_CLEAR_CHANGE


def test_a_certain_change_of_a_tenth_of_a_step_is_too_small_to_call_one() -> None:
    before = np.array([0, 2000, 6000, 2000, 0, 0])
    after = np.array([0, 1500, 6000, 2500, 0, 0])
    found = change(before, after)
    assert found.low > 0
    assert found.verdict == Verdict.NO_CLEAR_CHANGE
    assert change(before, after, least=0.1).verdict == Verdict.HIGHER


def test_too_few_answers_are_no_ground_for_a_verdict() -> None:
    found = change(np.array([1, 0, 0, 0, 0, 0]), np.array([0, 0, 0, 0, 0, 9]))
    assert found.verdict == Verdict.NO_CLEAR_CHANGE
    assert np.isnan([found.low, found.high, found.p]).all()


def test_when_no_one_differs_from_another_a_move_of_many_is_a_change_and_of_few_none() -> None:
    """Without spread Welch's interval has no width, and called any move certain."""
    many = change(np.array([0, 0, 20, 0, 0, 0]), np.array([0, 0, 0, 20, 0, 0]))
    few = change(np.array([0, 0, 3, 0, 0, 0]), np.array([0, 0, 0, 3, 0, 0]))
    assert many.difference == few.difference == 1
    assert many.low < 1 < many.high
    assert (many.verdict, few.verdict) == (Verdict.HIGHER, Verdict.NO_CLEAR_CHANGE)
    assert many.p < 0.05 < few.p
    assert change(np.array([0, 0, 8, 0, 0, 0]), np.array([0, 0, 9, 0, 0, 0])).p == 1


def test_six_alike_do_not_say_that_everyone_else_would_have_answered_the_same() -> None:
    hist = np.array([[0, 0, 0, 6, 0, 0], [0, 0, 0, 0, 0, 6], [0, 1, 2, 3, 0, 0]])
    low, high = interval(hist, np.array([20, 20, 20]))
    alone = [interval(each, 20) for each in hist]
    assert low[0] < 4 < high[0]
    assert low[1] < 6 == high[1]
    assert pytest.approx(np.array([low, high])) == np.array(alone).T
    assert low[:2] == pytest.approx(bounded_interval(hist[:2], 20)[0])


def test_chance_alone_is_called_a_change_at_most_once_in_twenty() -> None:
    rng = np.random.default_rng(5)
    before, after = (rng.multinomial(18, SCALE, size=4000) for _ in range(2))
    assert (change(before, after).verdict != 0).mean() <= 0.055


# How people of a unit may stand on a scale: spread, near an end, at it, in two camps.
SHAPES = {
    "spread": [0.05, 0.15, 0.3, 0.25, 0.15, 0.1],
    "high": [0.01, 0.02, 0.05, 0.12, 0.3, 0.5],
    "highest": [0.0, 0.01, 0.02, 0.04, 0.13, 0.8],
    "lowest": [0.6, 0.25, 0.1, 0.03, 0.01, 0.01],
    "camps": [0.4, 0.1, 0.0, 0.0, 0.1, 0.4],
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("people", "answering"), [(6, 6), (20, 20), (20, 14)])
@pytest.mark.parametrize("replaced", [0.0, 0.2, 1.0])
def test_nothing_that_changed_is_called_a_change_at_most_once_in_twenty(
    shape: str, people: int, answering: int, replaced: float
) -> None:
    """Whether the same people answer again, a fifth of them are new or all are: seven tenths of the variance
    in answers is theirs, the rest the day's.
    """
    rng = np.random.default_rng(6)
    own = rng.choice(LEVELS, p=SHAPES[shape], size=(1500, people))
    later = own.copy()
    new = round(replaced * people)
    later[:, :new] = rng.choice(LEVELS, p=SHAPES[shape], size=(1500, new))
    first, second = (one_day(rng, each, SHAPES[shape])[..., :answering] for each in (own, later))
    assert (change(counted(first), counted(second)).verdict != 0).mean() <= 0.065


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("answering", [5, 10, 20])
@pytest.mark.parametrize("rate", [0.0, 0.7, 1.0])
def test_the_interval_of_a_small_group_holds_the_true_mean(shape: str, answering: int, rate: float) -> None:
    """Of the many whom the few stand for (rate 0), and of a unit's own people of whom so many answer."""
    rng = np.random.default_rng(12)
    people = round(answering / rate) if rate else answering
    own = rng.choice(LEVELS, p=SHAPES[shape], size=(2000, people))
    of_all = float(np.dot(LEVELS, SHAPES[shape]))
    kept = np.sqrt(0.7) if rate else 0.0
    true = (kept * own + (1 - kept) * of_all).mean(axis=1)
    answered = one_day(rng, own, SHAPES[shape])[..., :answering]
    low, high = interval(counted(answered), people if rate else 0)
    assert ((low - 1e-9 <= true) & (true <= high + 1e-9)).mean() >= 0.92


def one_day(rng: np.random.Generator, own: np.ndarray, shape: Sequence[float]) -> np.ndarray:
    """What people answer on a day, in no order: their own level, or now and then another."""
    other = rng.choice(LEVELS, p=shape, size=own.shape)
    chosen = np.where(rng.random(own.shape) < np.sqrt(0.7), own, other)
    return np.asarray(rng.permuted(chosen, axis=1))


def counted(chosen: np.ndarray) -> np.ndarray:
    return np.asarray((chosen[..., None] == LEVELS).sum(axis=1))


# Many changes on a page


def test_holm_s_adjusted_chances() -> None:
    """The textbook's four: 0.01, 0.04, 0.03 and 0.005; a cell without figures is no comparison."""
    p = np.array([0.01, 0.04, np.nan, 0.03, 0.005])
    up = np.array([1, 1, 0, 1, -1], dtype=np.int8)
    found = holm(Change(up, p, p, p, p, p, p, p, p, up, up))
    assert np.delete(found.p, 2) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert np.isnan(found.p[2])
    assert found.verdict.tolist() == [1, 0, 0, 0, -1]


def test_a_page_of_forty_indicators_without_change_is_seldom_said_to_have_one() -> None:
    rng = np.random.default_rng(8)
    before, after = (rng.multinomial(25, SCALE, size=(500, 40)) for _ in range(2))
    pages = [change(one, other) for one, other in zip(before, after, strict=True)]
    assert np.mean([(page.verdict != 0).any() for page in pages]) > 0.5
    assert np.mean([(holm(page).verdict != 0).any() for page in pages]) <= 0.06


def test_holm_keeps_the_page_s_shape_and_a_change_that_is_beyond_doubt() -> None:
    still, moved = np.array([2, 4, 6, 4, 2, 0]), np.array([0, 0, 2, 4, 6, 6])
    page = holm(change(np.array([[still] * 10] * 4), np.array([[still] * 9 + [moved]] * 4)))
    assert page.verdict.shape == (4, 10)
    assert page.verdict[:, 9].tolist() == [Verdict.HIGHER] * 4
    assert not page.verdict[:, :9].any()


# Leaders and staff, a unit and the others


def test_leaders_differ_from_staff_when_outside_the_staff_s_interval() -> None:
    staff = np.array([1, 5, 8, 5, 1, 0])
    found = gap(np.array([2.0, 3.2, 5.0]), np.array([staff] * 3), 25)
    assert found.verdict.tolist() == [Verdict.LOWER, Verdict.NO_CLEAR_CHANGE, Verdict.HIGHER]
    assert found.difference == pytest.approx([-1.0, 0.2, 2.0])
    assert gap(5.0, np.array([0, 0, 1, 0, 0, 0])).verdict == Verdict.NO_CLEAR_CHANGE
    assert gap(float("nan"), staff).verdict == Verdict.NO_CLEAR_CHANGE


def test_a_gap_too_small_to_matter_is_none() -> None:
    staff = np.array([0, 1000, 8000, 1000, 0, 0])
    assert gap(3.1, staff).verdict == Verdict.NO_CLEAR_CHANGE
    assert gap(3.2, staff).verdict == Verdict.HIGHER


def test_the_band_holds_the_middle_eight_tenths_of_units_with_figures() -> None:
    values = np.linspace(1, 6, 51)
    with_hidden = np.r_[values, np.nan, np.nan]
    found = band(with_hidden)
    assert (found.low, found.middle, found.high) == pytest.approx(tuple(np.percentile(values, (10, 50, 90))))
    assert found.units == 51


def test_a_band_of_few_units_would_show_single_ones_and_is_not_given() -> None:
    values = np.random.default_rng(2).uniform(1, 6, (10, 2))
    values[0, 1] = np.nan
    found = band(values)
    assert found.units.tolist() == [10, 9]
    assert np.isfinite(found.low).tolist() == [True, False]


# Student's t


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_student_s_quantile_agrees_with_scipy(confidence: float) -> None:
    freedom = np.r_[np.linspace(1, 5, 200), np.linspace(5, 300, 200), 1e4, 1e6]
    known = stats.t.ppf((1 + confidence) / 2, freedom)
    assert _t_quantile(freedom, confidence) == pytest.approx(known, rel=2e-6)


@given(st.floats(0, 300), st.floats(1, 1e5))
def test_student_s_chance_agrees_with_scipy(t: float, freedom: float) -> None:
    found = two_sided_p(np.array(t), np.array(1.0), np.array(freedom))
    assert found == pytest.approx(2 * stats.t.sf(t, freedom), abs=1e-8)
