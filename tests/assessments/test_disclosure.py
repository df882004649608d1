"""Small groups are never shown and cannot be worked out, and what can be shown is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rodtrad.assessments import choosing, disclosure
from rodtrad.assessments.disclosure import Disclosure, Reason, areas, leaders, protect, stepwise, told
from rodtrad.assessments.tally import roll_up
from tests.assessments.attacker import Attacker, regions
from tests.assessments.trees import Asked, asked, municipality

THRESHOLDS = st.sampled_from([1, 2, 5, 10])
AUTHORITY, DISTRICT = "0001", "00010001"


def decide(case: Asked, threshold: int) -> Disclosure:
    return protect(case.paths, case.respondents, case.answers, threshold)


def one_district(*sizes: int) -> Asked:
    """An authority that is one district, with a unit for each size."""
    paths = [DISTRICT[:4], *(f"0001{unit:04d}" for unit in range(len(sizes)))]
    own = np.array([0, *sizes])
    return Asked(paths, own, own[:, None].copy())


def assert_safe(case: Asked, own: np.ndarray, shown: np.ndarray, threshold: int) -> None:
    """Each piece is empty, a published unit's own answers, or more than the threshold from two units."""
    for piece in regions(case, shown):
        answers, units = own[piece].sum(), np.flatnonzero(own[piece])
        if len(units) == 1 and shown[piece[units[0]]]:
            assert answers >= threshold, piece
        elif answers:
            assert answers > threshold, piece
            assert len(units) >= 2, piece


# What can be worked out


@given(asked(), THRESHOLDS)
def test_every_difference_union_and_intersection_of_published_groups_is_empty_or_large(
    case: Asked, threshold: int
) -> None:
    decided = decide(case, threshold)
    assert_safe(case, case.own_respondents, decided.respondents_shown, threshold)
    for indicator in range(case.answers.shape[1]):
        assert_safe(case, case.own_answers[:, indicator], decided.shown[:, indicator], threshold)


@given(asked(), THRESHOLDS)
def test_what_an_indicator_gives_away_concerns_enough_respondents(case: Asked, threshold: int) -> None:
    decided = decide(case, threshold)
    for indicator in range(case.answers.shape[1]):
        for piece in regions(case, decided.shown[:, indicator]):
            people = case.own_respondents[piece].sum()
            assert people == 0 or people >= threshold


@settings(max_examples=60, deadline=None)
@given(asked(nodes=11), st.sampled_from([2, 5, 10]), st.booleans(), st.data())
def test_an_attacker_with_linear_programs_cannot_tell_that_a_hidden_group_is_small(
    case: Asked, threshold: int, knows_respondents: bool, data: st.DataObject
) -> None:
    decided = decide(case, threshold)
    own, shown = case.own_answers[:, 0], decided.shown[:, 0]
    attacker = Attacker(case, 0, shown, decided.respondents_shown if knows_respondents else None)
    hidden = np.flatnonzero(~shown)
    targets = [case.under(node) for node in hidden]
    if len(hidden):
        some = data.draw(st.sets(st.sampled_from(hidden.tolist()), min_size=1))
        targets.append(np.isin(np.arange(len(own)), list(some)))
    for units in targets:
        true = own[units].sum()
        least, most = attacker.bound(units)
        assert least - 1e-6 <= true <= most + 1e-6
        if 0 < true < threshold:
            assert most >= threshold - 1e-6
        answering = np.flatnonzero(own * units)
        if len(answering) == 1 and not shown[answering[0]] and not knows_respondents:
            assert most - least >= 1 - 1e-6


def test_the_attacker_of_these_tests_is_able() -> None:
    """Published without complementary suppression, the unit of three is found out at once."""
    case = one_district(3, 8, 20)
    published = case.answers[:, 0] >= 5
    least, most = Attacker(case, 0, published, None).bound(case.under(1))
    assert (least, most) == (3, 3)
    with pytest.raises(AssertionError):
        assert_safe(case, case.own_answers[:, 0], published, 5)


# What everyone in a small rest answered

LOWEST, HIGHEST = 1, 16


def chosen_by(levels: list[int], *sizes: int, threshold: int = 5) -> list[bool]:
    """Which of a district's units are shown where everyone at each has chosen these levels."""
    case = one_district(*sizes)
    bits = np.array([0, *levels], dtype=np.uint8)[:, None]
    return protect(case.paths, case.respondents, case.answers, threshold, 0, bits).shown[:, 0].tolist()


def test_what_is_left_of_a_sum_does_not_tell_that_all_of_a_small_unit_answered_alike() -> None:
    """Three and four people side by side, all of whom chose the lowest level: whoever takes the large units
    from the sum would know what each of them answered.
    """
    assert chosen_by([LOWEST, LOWEST, HIGHEST, HIGHEST], 3, 4, 20, 30) == [True, False, False, False, True]
    assert chosen_by([LOWEST, HIGHEST, HIGHEST, HIGHEST], 3, 4, 20, 30) == [True, False, False, True, True]


def test_that_many_answered_alike_is_told() -> None:
    """Ten, with a threshold of five: it says something of a large group."""
    assert chosen_by([LOWEST, LOWEST, HIGHEST], 3, 7, 20) == [True, False, False, True]


def test_where_no_other_answer_is_to_be_had_the_sum_is_hidden() -> None:
    assert chosen_by([LOWEST, LOWEST, LOWEST], 2, 2, 3) == [False, False, False, False]
    assert chosen_by([LOWEST], 8) == [False, True], "a unit's own answers stand"


@given(asked(), THRESHOLDS, st.data())
def test_no_small_rest_is_all_alike(case: Asked, threshold: int, data: st.DataObject) -> None:
    """Each node has one of two levels or both, so that alike is common."""
    kinds = st.sampled_from([LOWEST, LOWEST, HIGHEST, LOWEST | HIGHEST])
    shape = case.own_answers.shape
    drawn = data.draw(st.lists(kinds, min_size=case.own_answers.size, max_size=case.own_answers.size))
    bits = np.where(case.own_answers > 0, np.array(drawn).reshape(shape), 0).astype(np.uint8)
    decided = protect(case.paths, case.respondents, case.answers, threshold, 0, bits)
    for indicator in range(shape[1]):
        own, shown = case.own_answers[:, indicator], decided.shown[:, indicator]
        assert_safe(case, own, shown, threshold)
        for piece in regions(case, shown):
            answering = piece[own[piece] > 0]
            small = 0 < own[piece].sum() < 2 * threshold
            if small and not (len(answering) == 1 and shown[answering[0]]):
                assert np.bitwise_or.reduce(bits[answering, indicator]) == LOWEST | HIGHEST


# What is hidden, and why


def test_the_smallest_sibling_protects_a_small_unit() -> None:
    decided = decide(one_district(3, 20, 8, 30), 5)
    assert decided.shown[:, 0].tolist() == [True, False, True, False, True]
    assert decided.reason[:, 0].tolist() == [0, Reason.SMALL, 0, Reason.COMPLEMENTARY, 0]


def test_small_units_that_are_large_enough_together_protect_each_other() -> None:
    decided = decide(one_district(3, 4, 20), 5)
    assert decided.shown[:, 0].tolist() == [True, False, False, True]


def test_small_units_that_are_too_small_together_do_not() -> None:
    decided = decide(one_district(2, 2, 20, 30), 5)
    assert decided.shown[:, 0].tolist() == [True, False, False, False, True]


def test_a_small_unit_under_the_authority_is_protected_within_a_district() -> None:
    """Every unit of the district is shown, so hiding the district alone would protect no one."""
    paths = ["0001", "00010001", "000100010001", "000100010002", "00010002"]
    own = np.array([0, 0, 9, 20, 3])
    decided = decide(Asked(paths, own, own[:, None]), 5)
    assert decided.shown[:, 0].tolist() == [True, False, False, True, False]


def test_a_sum_from_one_unit_is_no_sum() -> None:
    paths = ["0001", "00010001", "000100010001", "00010002"]
    own = np.array([0, 0, 20, 30])
    decided = decide(Asked(paths, own, own[:, None]), 5)
    assert decided.reason[:, 0].tolist() == [0, Reason.FEW_UNITS, 0, 0]


def test_what_is_left_of_a_sum_comes_from_two_units() -> None:
    """The unit hidden for its neighbour's sake stays hidden where the neighbour skipped the question."""
    case = one_district(3, 8, 20, 30)
    case.own_answers[1] = 0
    decided = decide(case, 5)
    assert decided.respondents_shown.tolist() == [True, False, False, True, True]
    assert decided.shown[:, 0].tolist() == [True, False, False, False, True]


def test_an_indicator_is_shown_only_where_the_respondents_are() -> None:
    case = municipality(1)
    decided = decide(case, 5)
    assert not (decided.shown & ~decided.respondents_shown[:, None]).any()


def test_a_question_that_one_of_six_skipped_is_shown_with_its_five_answers() -> None:
    case = Asked(["0001"], np.array([6]), np.array([[5, 4, 0]]))
    decided = decide(case, 5)
    assert decided.shown.tolist() == [[True, False, False]]
    assert decided.reason[0, 2] == Reason.SMALL


@given(asked(), THRESHOLDS)
def test_a_reason_is_given_exactly_where_nothing_is_shown(case: Asked, threshold: int) -> None:
    decided = decide(case, threshold)
    assert (decided.shown == (decided.reason == Reason.NONE)).all()
    assert ((decided.reason == Reason.SMALL) == (case.answers < threshold)).all()
    assert (decided.respondents_shown == (decided.respondents_reason == Reason.NONE)).all()


def test_a_reader_is_not_told_which_of_two_hidden_units_is_the_small_one() -> None:
    decided = decide(one_district(3, 8, 20), 5)
    assert told(decided.reason)[:, 0].tolist() == [0, Reason.SMALL, Reason.SMALL, 0]
    assert told(np.array([Reason.FEW_UNITS], dtype=np.uint8)).tolist() == [Reason.SMALL]


# Not more than needed


@pytest.mark.parametrize("seed", range(12))
def test_nine_tenths_of_what_is_large_enough_is_shown_in_a_municipality(seed: int) -> None:
    case = municipality(seed)
    decided = decide(case, 5)
    large = case.answers >= 5
    assert decided.shown[large].mean() >= 0.9
    assert decided.shown[0].all()


@given(asked(), THRESHOLDS)
def test_nothing_is_hidden_where_no_unit_is_small(case: Asked, threshold: int) -> None:
    own = np.where(case.own_respondents, case.own_respondents + threshold, 0)
    decided = decide(Asked(case.paths, own, own[:, None]), threshold)
    assert not (decided.reason == Reason.COMPLEMENTARY).any()


@given(asked(), THRESHOLDS)
def test_the_order_of_units_and_of_indicators_decides_nothing_about_safety(
    case: Asked, threshold: int
) -> None:
    turned = Asked(case.paths[::-1], case.own_respondents[::-1], case.own_answers[::-1, ::-1])
    before, after = decide(case, threshold), decide(turned, threshold)
    assert (before.reason == Reason.SMALL).sum() == (after.reason == Reason.SMALL).sum()
    assert_safe(turned, turned.own_answers[:, 0], after.shown[:, 0], threshold)


@settings(max_examples=60, deadline=None)
@given(asked(nodes=8, indicators=1), st.sampled_from([2, 5, 10]))
def test_no_choice_would_lose_less(case: Asked, threshold: int) -> None:
    """Compared with every family there is, on trees small enough to try them all: as many numbers of
    respondents are shown as in the best of those that show the top wherever that can be, counting each with
    the question that goes with it.
    """
    decided = decide(case, threshold)
    own, n = case.own_respondents, case.respondents
    units = roll_up((own > 0).astype(int), case.paths)
    may = np.flatnonzero((n >= threshold) & ((units >= 2) | (own == n)))
    worth = 1 + (case.answers[:, 0] >= threshold)

    def value(shown: np.ndarray) -> tuple[bool, int]:
        return bool(shown[0]), int(worth[shown].sum())

    best = max(
        value(shown)
        for choice in range(2 ** len(may))
        if (shown := _safe(case, own, may, choice, threshold)) is not None
    )
    assert value(decided.respondents_shown) == best


@settings(max_examples=60, deadline=None)
@given(asked(nodes=8, indicators=1), st.sampled_from([2, 5, 10]))
def test_in_a_tree_too_large_to_search_hardly_more_is_hidden(case: Asked, threshold: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choosing, "MOST_NODES", 0)
        decided = decide(case, threshold)
    assert_safe(case, case.own_respondents, decided.respondents_shown, threshold)
    assert_safe(case, case.own_answers[:, 0], decided.shown[:, 0], threshold)
    decided = decide(case, threshold)
    own, n = case.own_respondents, case.respondents
    units = roll_up((own > 0).astype(int), case.paths)
    may = np.flatnonzero((n >= threshold) & ((units >= 2) | (own == n)))
    families = (_safe(case, own, may, choice, threshold) for choice in range(2 ** len(may)))
    best = max(int(shown.sum()) for shown in families if shown is not None)
    assert decided.respondents_shown.sum() >= best - 1


def _safe(case: Asked, own: np.ndarray, may: np.ndarray, choice: int, threshold: int) -> np.ndarray | None:
    """Which nodes a choice shows; None where that is not safe."""
    shown = np.zeros(len(own), dtype=bool)
    shown[[node for bit, node in enumerate(may) if choice >> bit & 1]] = True
    try:
        assert_safe(case, own, shown, threshold)
    except AssertionError:
        return None
    return shown


@given(asked(), THRESHOLDS, st.integers(0, 2**32 - 1))
def test_a_bad_proposal_costs_figures_and_no_safety(case: Asked, threshold: int, seed: int) -> None:
    """What the search proposes to hide is looked at like everything else."""
    rng = np.random.default_rng(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disclosure, "cheapest", lambda *given: given[4] & (rng.random(given[4].shape) < 0.3))
        decided = decide(case, threshold)
    assert_safe(case, case.own_respondents, decided.respondents_shown, threshold)
    for indicator in range(case.answers.shape[1]):
        assert_safe(case, case.own_answers[:, indicator], decided.shown[:, indicator], threshold)


# Leaders, areas, open rounds, bad input


@given(asked(), st.sampled_from([2, 3]))
def test_a_unit_s_own_rating_cannot_be_worked_out_from_sums_of_leaders(case: Asked, min_units: int) -> None:
    own = (case.own_answers > 0).astype(int)
    shown, reason = leaders(case.paths, own, min_units)
    assert (shown == (reason == Reason.NONE)).all()
    for indicator in range(own.shape[1]):
        for piece in regions(case, shown[:, indicator]):
            units = own[piece, indicator].sum()
            assert units == 0 or units >= min_units


def test_leaders_of_one_unit_are_no_sum_and_of_two_units_are() -> None:
    paths = ["0001", "00010001", "000100010001", "000100010002", "00010002", "000100020001", "000100020002"]
    own = np.array([0, 0, 1, 1, 0, 1, 0])[:, None]
    shown, reason = leaders(paths, own)
    assert shown[:, 0].tolist() == [True, False, False, False, False, False, False]
    few, hidden = Reason.FEW_UNITS, Reason.COMPLEMENTARY
    assert reason[:, 0].tolist() == [0, hidden, few, few, few, few, few]


def test_an_area_s_mean_is_made_from_shown_indicators_alone() -> None:
    means = np.array([[2.0, 4.0, 6.0, 1.0], [2.0, 4.0, 6.0, 1.0]])
    shown = np.array([[True, True, False, True], [True, False, False, False]])
    found = areas(means, shown, np.array([0, 0, 0, 1]))
    assert found.mean[0].tolist() == [3.0, 1.0]
    assert np.isnan(found.mean[1]).all()
    assert found.shown.tolist() == [[True, True], [False, False]]
    assert found.used.tolist() == [[2, 1], [1, 0]]
    assert found.of.tolist() == [3, 1]


@settings(deadline=None)
@given(asked(indicators=4), THRESHOLDS, st.integers(0, 2**32 - 1))
def test_an_area_s_mean_says_nothing_about_a_hidden_indicator(case: Asked, threshold: int, seed: int) -> None:
    """Whatever the hidden figures are, even missing ones, the area's are the same."""
    shown, rng = decide(case, threshold).shown, np.random.default_rng(seed)
    one, other = rng.uniform(1, 6, shown.shape), np.full(shown.shape, np.nan)
    other[shown] = one[shown]
    area = np.array([0, 0, 1, 1])
    first, second = areas(one, shown, area), areas(other, shown, area)
    assert np.array_equal(first.mean, second.mean, equal_nan=True)


def test_an_open_round_tells_its_participation_in_steps_of_the_threshold() -> None:
    assert stepwise(np.array([0, 4, 5, 9, 10, 27]), 5).tolist() == [0, 0, 0, 0, 10, 20]
    assert int(stepwise(39, 10)) == 20
    with pytest.raises(ValueError, match="threshold"):
        stepwise(3, 0)


def test_counts_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="less than its children"):
        protect(["0001", "00010001"], np.array([3, 4]), np.array([[3], [3]]), 5)
    with pytest.raises(ValueError, match="more answers than respondents"):
        protect(["0001"], np.array([3]), np.array([[4]]), 5)
    with pytest.raises(ValueError, match="at least 1"):
        protect(["0001"], np.array([3]), np.array([[3]]), 0)
    with pytest.raises(ValueError, match="one answer together"):
        leaders(["0001"], np.array([[2]]))
