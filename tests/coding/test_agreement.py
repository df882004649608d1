"""Kappa against tables in print, and against statsmodels on any table."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.inter_rater import cohens_kappa as reference

from rodtrad.coding.agreement import cohens_kappa, kappa_of_theme, pooled_kappa

# J. Cohen 1960, table 1: two judges place 200 patients under three diagnoses.
COHEN_1960 = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
# J. L. Fleiss, J. Cohen and B. S. Everitt 1969: the proportions of their example, of 200 subjects.
FLEISS_1969 = [[106, 10, 4], [22, 28, 10], [2, 12, 6]]


def test_cohens_own_table() -> None:
    """The paper gives q = .70 observed, .41 expected and kappa .492."""
    kappa = cohens_kappa(np.array(COHEN_1960))

    assert kappa.observed == pytest.approx(0.70)
    assert kappa.expected == pytest.approx(0.41)
    assert kappa.value == pytest.approx(0.492, abs=0.0005)
    assert kappa.n == 200


def test_the_standard_error_of_fleiss_cohen_and_everitt() -> None:
    """The paper gives kappa .429 and, by its equation 13, a variance of .002885."""
    kappa = cohens_kappa(np.array(FLEISS_1969))

    assert kappa.value == pytest.approx(0.429, abs=0.0006)
    assert kappa.error is not None
    assert kappa.error**2 == pytest.approx(0.002885, abs=5e-6)


tables = st.integers(2, 4).flatmap(lambda n: arrays(np.int64, (n, n), elements=st.integers(0, 60)))


@settings(max_examples=80, deadline=None)
@given(tables)
def test_any_table_as_statsmodels_counts_it(table: npt.NDArray[np.int64]) -> None:
    kappa = cohens_kappa(table)
    assume(kappa.error)
    theirs = reference(table)

    assert kappa.value == pytest.approx(theirs.kappa, abs=1e-9)
    assert kappa.error == pytest.approx(theirs.std_kappa, abs=1e-7)
    assert kappa.low == pytest.approx(max(theirs.kappa_low, -1), abs=1e-6)
    assert kappa.high == pytest.approx(min(theirs.kappa_upp, 1), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_who_comes_first_and_how_codes_are_ordered_changes_nothing(table: npt.NDArray[np.int64]) -> None:
    order = np.roll(np.arange(len(table)), 1)
    one = cohens_kappa(table)
    for same in (cohens_kappa(table.T), cohens_kappa(table[np.ix_(order, order)])):
        assert same.value == (None if one.value is None else pytest.approx(one.value, abs=1e-12))
        assert same.error == (None if one.error is None else pytest.approx(one.error, abs=1e-9))


def test_where_both_gave_a_theme_to_nothing_there_is_no_kappa() -> None:
    never = np.zeros(12, dtype=bool)
    kappa = kappa_of_theme(never, never)

    assert (kappa.value, kappa.low, kappa.observed) == (None, None, 1.0)


def test_full_agreement_on_few_excerpts_is_no_certainty() -> None:
    """Six alike give kappa 1, and a lower limit that says how little six are."""
    six = np.array([True, True, True, False, False, False])
    few, many = kappa_of_theme(six, six), kappa_of_theme(np.tile(six, 20), np.tile(six, 20))

    assert (few.value, few.high) == (1.0, 1.0)
    assert few.low is not None
    assert many.low is not None
    # Clopper and Pearson: 0.025 ** (1 / 6) = 0.541 of agreement at least; by chance one half.
    assert few.low == pytest.approx((0.025 ** (1 / 6) - 0.5) / 0.5)
    assert many.low > 0.9


def test_where_one_gave_a_theme_to_everything_kappa_says_nothing_and_has_no_interval() -> None:
    always, some = np.ones(10, dtype=bool), np.arange(10) < 4
    kappa = kappa_of_theme(always, some)

    assert kappa.value == pytest.approx(0)
    assert (kappa.error, kappa.low, kappa.high) == (None, None, None)


def test_a_rare_theme_can_agree_in_nearly_all_and_have_a_low_kappa() -> None:
    """The paradox that the page warns of."""
    first, second = np.zeros(100, dtype=bool), np.zeros(100, dtype=bool)
    first[:4], second[2:6] = True, True
    kappa = kappa_of_theme(first, second)

    assert kappa.observed == pytest.approx(0.96)
    assert kappa.value is not None
    assert kappa.value < 0.5


def test_pooled_kappa_is_that_of_the_mean_agreements() -> None:
    """De Vries and others 2008: observed and expected are averaged over the themes before kappa is taken."""
    rng = np.random.default_rng(3)
    first = rng.random((40, 5)) < 0.3
    second = np.where(rng.random((40, 5)) < 0.8, first, rng.random((40, 5)) < 0.3)
    each = [kappa_of_theme(first[:, n], second[:, n]) for n in range(5)]
    observed = np.mean([one.observed for one in each])
    expected = np.mean([one.expected for one in each])
    pooled = pooled_kappa(first, second)

    assert pooled.value == pytest.approx((observed - expected) / (1 - expected))
    assert pooled.low is not None
    assert pooled.high is not None
    assert pooled.low < pooled.value < pooled.high


def test_the_jackknife_is_the_one_made_by_hand() -> None:
    rng = np.random.default_rng(5)
    first, second = rng.random((15, 3)) < 0.5, rng.random((15, 3)) < 0.5
    left_out = []
    for number in range(15):
        keep = np.arange(15) != number
        value = pooled_kappa(first[keep], second[keep]).value
        assert value is not None
        left_out.append(value)
    spread = np.array(left_out) - np.mean(left_out)

    assert pooled_kappa(first, second).error == pytest.approx(np.sqrt(14 / 15 * (spread**2).sum()))


def test_one_theme_pooled_is_that_theme() -> None:
    rng = np.random.default_rng(9)
    first, second = rng.random((30, 1)) < 0.4, rng.random((30, 1)) < 0.4

    assert pooled_kappa(first, second).value == pytest.approx(kappa_of_theme(first[:, 0], second[:, 0]).value)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0)])
def test_nothing_coded_has_no_kappa(shape: tuple[int, int]) -> None:
    nothing = np.zeros(shape, dtype=bool)

    assert pooled_kappa(nothing, nothing).value is None


@pytest.mark.parametrize("table", [[[1, 2]], [[1, -1], [0, 1]]])
def test_what_is_no_square_table_of_counts_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="square table"):
        cohens_kappa(np.array(table))
