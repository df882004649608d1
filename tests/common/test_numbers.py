"""Figures are written with thin spaces and decimal comma in Swedish, and as Britons write them in English."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rodtrad.common import numbers

THIN = "\u202f"


@pytest.fixture(autouse=True)
def _in_swedish() -> object:
    with translation.override("sv"):
        yield


def test_thousands_are_parted_by_a_thin_space_that_does_not_break() -> None:
    assert numbers.thousands(12_000_000) == f"12{THIN}000{THIN}000"
    assert numbers.thousands(2741) == f"2{THIN}741"


def test_a_decimal_has_a_comma_and_as_many_digits_as_were_asked_for() -> None:
    assert numbers.decimal(3.42, 1) == "3,4"
    assert numbers.decimal(3, 2) == "3,00"


def test_a_half_is_rounded_away_from_zero_as_people_expect() -> None:
    assert numbers.decimal(Decimal("2.25"), 1) == "2,3"
    assert numbers.decimal(Decimal("-2.25"), 1) == "\u22122,3"


def test_per_cent_stands_after_a_space_in_swedish_and_without_in_english() -> None:
    assert numbers.percent(0.912) == "91\u00a0%"
    assert numbers.share(41, 45) == "91\u00a0%"
    with translation.override("en"):
        assert numbers.percent(0.912) == "91%"
        assert numbers.thousands(12_000) == "12,000"


def test_a_share_of_nothing_is_a_dash_and_never_a_zero() -> None:
    assert numbers.share(0, 0) == "–"


@pytest.mark.parametrize(
    ("value", "text"), [(0.4, "+0,4"), (-0.4, "\u22120,4"), (0.01, "±0,0"), (-0.01, "±0,0")]
)
def test_a_difference_shows_its_sign(value: float, text: str) -> None:
    assert numbers.signed(value) == text


@given(st.integers(-(10**9), 10**9))
def test_a_written_number_reads_back_as_itself(value: int) -> None:
    with translation.override("sv"):
        written = numbers.thousands(value).replace(THIN, "").replace("\u2212", "-")
    assert int(written) == value
