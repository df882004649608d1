"""Answers are counted once, and never lost or moved to another unit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from rodtrad.assessments import tally as module
from rodtrad.assessments.tally import Tally, Tree, histogram, levels_chosen, roll_up, tally, unpack

LEVELS = 6
ANSWER = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 255])


@st.composite
def responses(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    n, k, units = draw(st.integers(0, 30)), draw(st.integers(1, 5)), draw(st.integers(1, 6))
    values = draw(hnp.arrays(np.uint8, (n, k), elements=ANSWER))
    return values, draw(hnp.arrays(np.int64, n, elements=st.integers(0, units - 1))), units


def counted_one_by_one(values: np.ndarray, unit: np.ndarray, units: int) -> np.ndarray:
    counts = np.zeros((units, values.shape[1], LEVELS + 2), dtype=int)
    for row, where in zip(values, unit, strict=True):
        for indicator, answer in enumerate(row):
            counts[where, indicator, 7 if answer == 255 else answer] += 1
    return counts


@given(responses())
def test_each_answer_is_counted_at_its_unit_indicator_and_level(
    drawn: tuple[np.ndarray, np.ndarray, int],
) -> None:
    values, unit, units = drawn
    assert (tally(values, unit, LEVELS, units) == counted_one_by_one(values, unit, units)).all()


@given(responses(), st.integers(1, 7))
def test_counting_in_portions_gives_what_counting_at_once_gives(
    drawn: tuple[np.ndarray, np.ndarray, int], portion: int
) -> None:
    values, unit, units = drawn
    total = Tally(units, values.shape[1], LEVELS)
    for start in range(0, len(unit), portion):
        total.add(values[start : start + portion], unit[start : start + portion])
    assert (total.counts == tally(values, unit, LEVELS, units)).all()


def test_a_large_round_is_counted_in_blocks_that_leave_no_one_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK", 50)
    rng = np.random.default_rng(7)
    values = rng.integers(0, 7, (333, 8)).astype(np.uint8)
    unit = rng.integers(0, 20, 333)
    assert (tally(values, unit, LEVELS, 20) == counted_one_by_one(values, unit, 20)).all()


def test_the_highest_unit_decides_how_many_when_no_one_says() -> None:
    counts = tally(np.array([[3], [255]], dtype=np.uint8), np.array([0, 2]), LEVELS)
    assert counts.shape == (3, 1, LEVELS + 2)
    assert counts[0, 0].tolist() == [0, 0, 0, 1, 0, 0, 0, 0]
    assert counts[1].sum() == 0
    assert counts[2, 0, 7] == 1
    assert histogram(counts)[2, 0].tolist() == [0] * 6


def test_nothing_is_counted_of_a_portion_with_a_byte_that_is_no_answer() -> None:
    total = Tally(2, 2, LEVELS)
    with pytest.raises(ValueError, match="no answer"):
        total.add(np.array([[1, 2], [3, 7]], dtype=np.uint8), np.array([0, 1]))
    assert total.counts.sum() == 0


@pytest.mark.parametrize("unit", [[0, 2], [-1, 0]])
def test_an_answer_for_an_unknown_unit_is_refused(unit: list[int]) -> None:
    with pytest.raises(ValueError, match="no unit"):
        Tally(2, 1, LEVELS).add(np.array([[1], [2]], dtype=np.uint8), np.array(unit))


def test_answers_of_another_shape_or_type_are_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        Tally(1, 3, LEVELS).add(np.array([[1, 2]], dtype=np.uint8), np.array([0]))
    with pytest.raises(ValueError, match="bytes"):
        Tally(1, 2, LEVELS).add(np.array([[1, 2]]), np.array([0]))  # type: ignore[arg-type]


def test_a_stored_response_is_one_byte_an_indicator() -> None:
    assert unpack([b"\x01\x00\xff", b"\x06\x02\x03"], 3).tolist() == [[1, 0, 255], [6, 2, 3]]
    assert unpack([], 3).shape == (0, 3)
    with pytest.raises(ValueError, match="other than 3"):
        unpack([b"\x01\x02"], 3)


def test_a_district_holds_its_units_and_the_authority_all() -> None:
    paths = ["0001", "00010001", "000100010001", "000100010002", "00010002"]
    own = np.array([[0], [0], [3], [4], [5]])
    assert roll_up(own, paths)[:, 0].tolist() == [12, 7, 3, 4, 5]
    assert own[:, 0].tolist() == [0, 0, 3, 4, 5]


def test_paths_may_come_in_any_order_and_from_many_authorities() -> None:
    paths = ["00020001", "000100010002", "0001", "0002", "00010001"]
    assert roll_up(np.array([1, 2, 4, 8, 16]), paths).tolist() == [1, 2, 22, 9, 18]


def test_a_unit_whose_district_is_out_of_sight_counts_to_the_nearest_above() -> None:
    tree = Tree.from_paths(["0001", "000100030001", "00010002"])
    assert tree.parent.tolist() == [-1, 0, 0]
    assert roll_up(np.array([0, 5, 6]), tree).tolist() == [11, 5, 6]


@pytest.mark.parametrize("paths", [["0001", "0001"], ["00011"], [""]])
def test_what_is_no_set_of_paths_is_refused(paths: list[str]) -> None:
    with pytest.raises(ValueError, match="materialised path"):
        Tree.from_paths(paths)


def test_counts_that_do_not_match_the_paths_are_refused() -> None:
    with pytest.raises(ValueError, match="2 rows of counts for 1 paths"):
        roll_up(np.zeros((2, 3)), ["0001"])


def test_no_units_and_no_answers_give_nothing() -> None:
    assert roll_up(np.zeros((0, 3)), []).shape == (0, 3)
    assert tally(np.zeros((0, 4), dtype=np.uint8), np.array([], dtype=int), LEVELS).shape == (
        0,
        4,
        LEVELS + 2,
    )


def test_which_levels_anyone_chose_is_a_bit_for_each() -> None:
    counts = np.array([[7, 0, 0, 0, 9], [0, 3, 0, 1, 0]])
    assert levels_chosen(counts).tolist() == [0, 0b101]
