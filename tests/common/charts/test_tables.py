"""Every picture has a twin: a table with the same figures, and for the hidden its reason instead."""

from dataclasses import replace

import pytest

from rodtrad.common.charts import AnyChart, Bar, Dot, LevelRow, Point
from rodtrad.common.charts.numbers import decimal, percent, whole

from .samples import ALL, COVERAGE, DOTS, FEW, LEVELS, PROFILE


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL.keys())
def test_every_row_has_a_cell_for_every_column(chart: AnyChart) -> None:
    table = chart.table("sv")
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.header)}
    assert table.header[0] in ("Indikator", "Område", "Insats")


def test_levels_say_count_and_share() -> None:
    assert LEVELS.table("sv").rows[0][1:4] == ("2 (5\u202f%)", "5 (12\u202f%)", "10 (24\u202f%)")
    assert LEVELS.table("en").rows[0][1] == "2 (5%)"


def test_hidden_indicator_has_the_reason_in_every_cell() -> None:
    assert LEVELS.table("sv").rows[2] == ("Vi följer upp vår egen kompetens", *[FEW] * 6, "")


def test_mean_never_stands_alone() -> None:
    """Beside each group's mean stand answers, spread and last year; empty columns are left out."""
    table = DOTS.table("sv")
    assert table.header == (
        "Indikator",
        "ledning: medel",
        "ledning: svar",
        "personal: medel",
        "personal: svar",
        "personal: spridning",
        "personal: i fjol",
        "elever: medel",
        "elever: svar",
        "elever: spridning",
        "hela kommunen",
    )
    assert table.rows[0][3:7] == ("3,6", "41 av 45", "3,0–4,5", "3,0")
    assert table.rows[1][3] == FEW


def test_years_without_a_round_are_empty_and_hidden_years_say_why() -> None:
    rows = PROFILE.table("sv").rows
    assert rows[1] == ("Likvärdig tillgång", "2,8", "40", FEW, "", "3,2", "44")
    assert rows[2][1:3] == ("", "")


def test_none_is_a_count() -> None:
    assert COVERAGE.table("sv").rows[1:] == (("Stödja rektorer", "0"), ("Lärande exempel", "bara en enhet"))


def test_a_hidden_figure_cannot_be_given_by_mistake() -> None:
    for slip in (
        lambda: LevelRow("x", (1, 2), hidden=FEW),
        lambda: Dot(3.4, hidden=FEW),
        lambda: Dot(spread=(1, 2), hidden=FEW),
        lambda: Point(3.4, hidden=FEW),
        lambda: Bar("x", 0, hidden=FEW),
    ):
        with pytest.raises(ValueError, match="hidden"):
            slip()


def test_figures_that_do_not_fit_the_chart_are_refused() -> None:
    with pytest.raises(ValueError, match="2 counts for 6 levels"):
        replace(LEVELS, rows=(LevelRow("x", (1, 2)),))
    with pytest.raises(ValueError, match="off the scale"):
        replace(DOTS, high=4)
    with pytest.raises(ValueError, match="1 dots for 3 groups"):
        replace(DOTS, rows=(replace(DOTS.rows[0], dots=(Dot(3),)),))
    with pytest.raises(ValueError, match="3 points for 1 years"):
        replace(PROFILE, years=("2023/24",))
    with pytest.raises(ValueError, match="neither"):
        Bar("x")


def test_figures_as_swedes_and_english_readers_write_them() -> None:
    assert decimal(3.44, "sv") == "3,4"
    assert decimal(4.25, "sv") == "4,3", "halves go up"
    assert decimal(1234.5, "sv") == "1\u202f234,5"
    assert decimal(-0.5, "sv") == "\u22120,5"
    assert whole(12345, "sv") == "12\u202f345"
    assert whole(12345, "en") == "12,345"
    assert percent(1, 3, "sv") == "33\u202f%"
    assert percent(1, 0, "en") == "0%"
