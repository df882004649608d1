"""The year wheel puts every day of the school year at its place, nothing upside down or on top of another."""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rodtrad.common.style_examples import wheel as example
from rodtrad.common.wheel import CENTRE, Phase, Task, Wheel, angle, draw, lanes_of, state_of

START, END = date(2026, 8, 1), date(2027, 7, 31)


def wheel(
    *phases: Phase, today: date = date(2026, 10, 22), tasks: tuple[Task, ...] = (), end: date = END
) -> Wheel:
    return Wheel("2026/27", START, end, today, phases, tasks)


def test_the_year_begins_at_the_top_and_goes_clockwise_round_once() -> None:
    year = wheel()
    assert angle(year, START) == 0
    assert angle(year, START + timedelta(365 / 4)) == pytest.approx(90, abs=1)
    assert angle(year, END + timedelta(1)) == 360


def test_today_is_one_hand_and_gone_outside_the_year() -> None:
    assert draw(wheel(today=START)).hand is not None
    assert draw(wheel(today=END)).hand is not None
    assert draw(wheel(today=END + timedelta(1))).hand is None


def test_the_last_day_of_a_phase_still_belongs_to_it() -> None:
    rating = Phase("Skatta", date(2026, 9, 12), date(2026, 11, 6))
    assert state_of(rating, date(2026, 11, 6)) == "current"
    assert state_of(rating, date(2026, 11, 7)) == "past"
    assert state_of(rating, date(2026, 9, 11)) == "coming"


def test_phases_that_overlap_get_rings_of_their_own_and_others_share_one() -> None:
    one = Phase("Ett", date(2026, 9, 1), date(2026, 10, 1))
    two = Phase("Två", date(2026, 10, 1), date(2026, 11, 1))
    three = Phase("Tre", date(2026, 11, 2), date(2026, 12, 1))
    assert lanes_of([one, two, three]) == [0, 1, 0]
    assert lanes_of([three, two, one]) == [0, 1, 0]


def test_a_name_without_room_is_shortened_and_else_left_to_the_list() -> None:
    week = (date(2026, 9, 1), date(2026, 9, 7))
    month = (date(2026, 9, 1), date(2026, 9, 30))
    assert draw(wheel(Phase("Sammanställa", *week))).arcs[0].label is None
    label = draw(wheel(Phase("Sammanställa", *month, short="Samla"))).arcs[0].label
    assert label is not None
    assert label.text == "Samla"


def test_text_in_the_lower_half_runs_against_the_clock_so_that_it_is_upright() -> None:
    sweeps = {}
    for arc in draw(example()).arcs:
        assert arc.label is not None
        sweeps[arc.phase.label] = arc.label.path.split("A")[1].split()[4]
    assert sweeps["Genomföra"] == "0"
    assert sweeps["Skatta"] == "1"
    assert sweeps["Sammanställa"] == "1"


def test_tasks_near_each_other_do_not_lie_on_each_other() -> None:
    tasks = tuple(Task(f"Uppgift {n}", date(2026, 11, 2 + n)) for n in range(3))
    marks = draw(wheel(tasks=tasks)).marks
    for one in marks:
        for other in marks:
            assert one is other or hypot(one.x - other.x, one.y - other.y) > 9.5


def test_a_task_is_done_late_or_to_come() -> None:
    tasks = (
        Task("Klar", date(2026, 9, 1), done=True),
        Task("Sen", date(2026, 9, 2)),
        Task("I dag", date(2026, 10, 22)),
    )
    assert [mark.state for mark in draw(wheel(tasks=tasks)).marks] == ["done", "late", "coming"]


def test_every_month_is_named_once() -> None:
    months = draw(wheel()).months
    assert [month.first.month for month in months] == [8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7]


days = st.dates(date(2026, 6, 1), date(2027, 9, 30))


@given(st.lists(st.tuples(days, days, st.text(max_size=20)), max_size=8), days)
def test_whatever_the_phases_nothing_leaves_the_drawing(
    spans: list[tuple[date, date, str]], today: date
) -> None:
    phases = [Phase(label, min(a, b), max(a, b)) for a, b, label in spans]
    drawn = draw(wheel(*phases, today=today))
    for arc in drawn.arcs:
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", arc.path):
            assert hypot(float(x) - CENTRE, float(y) - CENTRE) <= 159
