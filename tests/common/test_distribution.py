"""Bars and dots: every answer has its length, and every group can be seen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rodtrad.common.distribution import dots, place, segments

LABELS = ["1", "2", "3", "4", "5", "6"]


@given(st.lists(st.integers(0, 500), min_size=6, max_size=6))
def test_the_segments_fill_the_bar_in_the_order_of_the_levels(counts: list[int]) -> None:
    found = segments(counts, LABELS)
    assert sum(part.count for part in found) == sum(counts)
    assert [part.level for part in found] == [level for level, count in enumerate(counts, 1) if count]
    if found:
        assert found[0].start == 0
        assert abs(found[-1].start + found[-1].width - 100) < 0.05


def test_a_level_that_nobody_chose_takes_no_room() -> None:
    assert [part.level for part in segments([0, 0, 3, 16, 0, 6], LABELS)] == [3, 4, 6]


def test_the_lowest_level_stands_at_the_left_end_and_the_highest_at_the_right() -> None:
    assert (place(1), place(3.5), place(6)) == (0, 50, 100)
    assert place(9) == 100


def test_groups_that_rate_alike_are_moved_apart_so_that_both_are_seen() -> None:
    one, other = dots({"leaders": 3.6, "staff": 3.5}, {})
    assert {one.dy, other.dy} == {-5, 5}
    assert [dot.dy for dot in dots({"leaders": 2, "staff": 4}, {})] == [0, 0]


def test_a_group_that_may_not_be_shown_has_no_mark_and_keeps_no_ghost() -> None:
    assert [dot.group for dot in dots({"leaders": 3.0, "staff": None}, {"staff": 2.0})] == ["leaders"]
