"""The interval of a mean claims no more than is known: on the scale, and no certainty from six alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rodtrad.assessments.bounded import bounded_interval, difference_of
from rodtrad.assessments.statistics import interval

SCALES = st.integers(2, 11)


@st.composite
def histograms(draw: st.DrawFn) -> np.ndarray:
    levels = draw(SCALES)
    shown = draw(st.lists(st.integers(0, 9), min_size=levels, max_size=levels).filter(any))
    return np.array(shown)


def test_six_equal_answers_of_seventy_four_are_no_certainty() -> None:
    """Student's interval said 1.0 to 1.0."""
    low, high = bounded_interval(np.array([6, 0, 0, 0, 0, 0]), 74)
    assert low == 1
    assert 1.5 < high < 3
    low, high = bounded_interval(np.array([0, 0, 6, 0, 0, 0]), 74)
    assert low < 2.8
    assert high > 3.2


def test_the_more_who_answer_alike_the_surer() -> None:
    widths = [np.ptp(bounded_interval(np.array([0, 0, 0, n, 0, 0]))) for n in (2, 6, 20, 200)]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.2


def test_six_alike_are_not_less_sure_than_five_alike_and_one_other() -> None:
    alike = np.ptp(bounded_interval(np.array([0, 0, 0, 6, 0, 0])))
    assert alike <= np.ptp(bounded_interval(np.array([0, 0, 0, 5, 1, 0])))
    assert alike <= np.ptp(bounded_interval(np.array([0, 0, 0, 5, 0, 1])))


@given(st.integers(1, 60), st.integers(0, 60))
@settings(max_examples=50, deadline=None)
def test_with_two_levels_it_is_the_interval_of_jeffreys(n: int, yes: int) -> None:
    """As Brown, Cai and DasGupta (2001) write it, ends included."""
    yes = min(yes, n)
    low, high = bounded_interval(np.array([n - yes, yes]))
    known = stats.beta.interval(0.95, yes + 0.5, n - yes + 0.5)
    assert low - 1 == pytest.approx(0 if yes == 0 else known[0], abs=1e-5)
    assert high - 1 == pytest.approx(1 if yes == n else known[1], abs=1e-5)


@given(histograms())
@settings(max_examples=50, deadline=None)
def test_it_stays_on_the_scale_and_turns_round_with_it(hist: np.ndarray) -> None:
    low, high = bounded_interval(hist)
    assert 1 <= low <= high <= len(hist)
    turned = bounded_interval(hist[::-1])
    assert (turned[1], turned[0]) == pytest.approx((len(hist) + 1 - low, len(hist) + 1 - high), abs=1e-5)


def test_with_many_answers_it_is_student_s() -> None:
    hist = np.array([40, 120, 260, 310, 170, 60])
    assert bounded_interval(hist, 2000) == pytest.approx(interval(hist, 2000), abs=0.01)


SHAPES = {
    "nearly all at the bottom": [0.9, 0.08, 0.02, 0, 0, 0],
    "in the middle": [0.05, 0.15, 0.3, 0.25, 0.15, 0.1],
    "two camps": [0.4, 0.1, 0, 0, 0.1, 0.4],
    "nearly all on one level": [0, 0.02, 0.06, 0.88, 0.04, 0],
    "four levels": [0.55, 0.3, 0.1, 0.05],
    "three levels, nearly all at the top": [0.02, 0.06, 0.92],
}


@pytest.mark.parametrize("n", [5, 8, 15, 40])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_it_holds_the_true_mean_nearly_as_often_as_it_says(shape: list[float], n: int) -> None:
    """As Jeffreys's does: 95 in a hundred over the shapes, for single ones down to nine in ten."""
    samples = np.random.default_rng(n).multinomial(n, shape, size=4000)
    low, high = bounded_interval(samples)
    true = np.dot(shape, np.arange(1, len(shape) + 1))
    assert ((low <= true) & (true <= high)).mean() >= 0.90


def test_student_s_fails_where_it_is_needed_most_and_is_not_used_there() -> None:
    """With five answers from nearly all alike it misses half of the time: what has no spread has no width."""
    shape = SHAPES["nearly all at the bottom"]
    samples = np.random.default_rng(1).multinomial(5, shape, size=4000)
    true = np.dot(shape, np.arange(1, 7))
    unlike = samples.max(axis=1) < 5
    low, high = interval(samples)
    assert (unlike & (low <= true) & (true <= high)).mean() < 0.6
    assert ((low <= true) & (true <= high)).mean() > 0.95


def test_the_share_that_answered_makes_it_narrower() -> None:
    hist = np.array([0, 3, 5, 2, 0, 0])
    widths = [np.ptp(bounded_interval(hist, people)) for people in (0, 40, 12, 8)]
    assert widths == sorted(widths, reverse=True)
    assert bounded_interval(hist, 8) == bounded_interval(hist, 10), "more than were asked are everyone"


def test_many_cells_are_told_at_once_as_each_by_itself() -> None:
    hist = np.random.default_rng(3).integers(0, 9, (4, 5, 6))
    low, high = bounded_interval(hist, np.full((4, 5), 60))
    one = bounded_interval(hist[2, 3], 60)
    assert low.shape == (4, 5)
    assert np.array([low[2, 3], high[2, 3]]) == pytest.approx(np.array(one))
    assert np.isnan(bounded_interval(np.zeros(6, dtype=int))).all()


# A difference


def test_a_difference_of_proportions_is_newcombes_with_these_limits() -> None:
    """Newcombe's (1998) first example, 56 of 70 against 48 of 80: his method 10 gives 0.0524 to 0.3339."""
    found = difference_of(np.array([32, 48]), np.array([14, 56]))
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=0.005)
    assert found.is_clear


def test_a_move_of_a_few_who_all_answer_alike_is_no_certain_move() -> None:
    """Welch's interval has no width here, and called any move certain."""
    few = difference_of(np.array([0, 0, 3, 0, 0, 0]), np.array([0, 0, 0, 3, 0, 0]))
    many = difference_of(np.array([0, 0, 30, 0, 0, 0]), np.array([0, 0, 0, 30, 0, 0]))
    assert not few.is_clear
    assert few.low < few.high
    assert many.is_clear


def test_chance_alone_is_called_a_difference_at_most_about_once_in_twenty() -> None:
    rng = np.random.default_rng(5)
    for shape in SHAPES.values():
        before, after = (rng.multinomial(14, shape, size=4000) for _ in range(2))
        assert difference_of(before, after).is_clear.mean() <= 0.06
