"""Dates are written as Swedes write them, and weeks are ISO weeks (domain rule 10)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rodtrad.common import dates


@pytest.fixture(autouse=True)
def _in_swedish() -> object:
    with translation.override("sv"):
        yield


def test_a_deadline_says_weekday_day_month_and_week() -> None:
    assert dates.long_date(date(2026, 11, 26)) == "torsdag 26 november (v. 48)"


def test_the_same_deadline_in_english() -> None:
    with translation.override("en"):
        assert dates.long_date(date(2026, 11, 26)) == "Thursday 26 November (week 48)"


def test_2026_has_a_week_53_and_new_years_day_2027_lies_in_it() -> None:
    assert dates.iso_week(date(2026, 12, 31)) == (2026, 53)
    assert dates.iso_week(date(2027, 1, 1)) == (2026, 53)
    assert dates.week_label(date(2027, 1, 3)) == "v. 53"
    assert dates.week_label(date(2027, 1, 4)) == "v. 1"


def test_a_decision_is_written_with_its_year_and_without_week() -> None:
    assert dates.long_date(date(2026, 6, 16), week=False, year=True) == "tisdag 16 juni 2026"


def test_a_short_date_has_no_full_stop() -> None:
    assert dates.short_date(date(2026, 11, 6)) == "6 nov"
    assert dates.short_date(date(2026, 11, 6), year=True) == "6 nov 2026"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 11, 2), date(2026, 11, 6), "2–6 november"),
        (date(2026, 10, 28), date(2026, 11, 6), "28 oktober–6 november"),
        (date(2026, 12, 1), date(2027, 1, 8), "1 december 2026–8 januari 2027"),
        (date(2026, 11, 6), date(2026, 11, 6), "6 november"),
    ],
)
def test_a_period_says_no_more_than_is_needed(start: date, end: date, text: str) -> None:
    assert dates.date_range(start, end) == text


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "i dag"),
        (1, "i morgon"),
        (2, "om 2 dagar"),
        (-1, "i går"),
        (-3, "för 3 dagar sedan"),
    ],
)
def test_how_long_is_left_is_said_in_words(days: int, text: str) -> None:
    today = date(2026, 11, 26)
    assert dates.days_left(today + timedelta(days), today) == text


def test_a_moment_after_midnight_in_stockholm_belongs_to_the_new_day() -> None:
    assert dates.as_day(datetime(2026, 11, 25, 23, 30, tzinfo=UTC)) == date(2026, 11, 26)


@pytest.mark.parametrize(("start", "label"), [(2026, "2026/27"), (2009, "2009/10"), (1999, "1999/00")])
def test_a_school_year_is_named_by_its_two_years(start: int, label: str) -> None:
    assert dates.school_year_label(start) == label


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_every_day_of_a_week_has_the_week_of_its_thursday(day: date) -> None:
    thursday = day + timedelta(3 - day.weekday())
    assert dates.iso_week(day) == dates.iso_week(thursday)
    assert dates.iso_week(day)[0] == thursday.year
