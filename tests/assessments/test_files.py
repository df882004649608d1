"""Files hold what the page may show and no more, the same rows in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from statistics import median_grouped
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import openpyxl
import pytest

from rodtrad.assessments import files, service
from rodtrad.assessments.files import FORMATS, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.assessments.conftest import Rating


@pytest.fixture
def closed(rating: Rating) -> Rating:
    """Björkhagen's twelve and Ekbacken's ten may be shown; Lilla Holmen's three may not."""
    town = rating.town
    rating.staff_answer(town.bjorkhagen, 12, (2, 3, 4, 5, 5))
    rating.staff_answer(town.ekbacken, 10)
    rating.staff_answer(town.lilla_holmen, 3, (1, 1, 1, 1, 1))
    rating.round = rating.close()
    return rating


def fetch(closed: Rating, person: Any, unit: Any, kind: str = "csv") -> list[dict[str, str]]:
    town = closed.town
    page: Any = town.client(person).get(town.place(unit).url("assessments:results_file"), {"format": kind})
    assert page.status_code == 200
    assert page["Content-Type"] == FORMATS[kind]
    assert page["Cache-Control"] == "private, no-store"
    return read(kind, b"".join(page.streaming_content))


def read(kind: str, held: bytes) -> list[dict[str, str]]:
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(held.decode("utf-8-sig"))))
    if kind == "json":
        return list(json.loads(held)["rows"])
    sheet = openpyxl.load_workbook(io.BytesIO(held), read_only=True).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_the_formats_hold_the_same_rows(closed: Rating) -> None:
    town = closed.town
    told = {kind: fetch(closed, town.sten, town.authority, kind) for kind in ("csv", "json", "xlsx")}

    assert {kind: len(rows) for kind, rows in told.items()} == dict.fromkeys(told, len(told["csv"]))
    first = next(
        row for row in told["json"] if row["unit"] == town.bjorkhagen.name and row["group"] == "staff"
    )
    assert (first["answered"], first["level_2"]) == (12, 12)


def test_what_is_hidden_is_in_no_file(closed: Rating) -> None:
    town = closed.town
    rows = [row for row in fetch(closed, town.sten, town.authority) if row["unit"] == town.lilla_holmen.name]

    assert rows
    assert {row["answered"] for row in rows} == {""}
    assert {row[f"level_{level}"] for row in rows for level in range(1, 7)} == {""}


def test_a_mean_is_in_a_file_with_all_that_it_never_stands_without(closed: Rating) -> None:
    """And what is hidden has none of it."""
    town = closed.town
    for kind in ("csv", "json", "xlsx"):
        rows = fetch(closed, town.sten, town.authority, kind)
        told = next(row for row in rows if row["unit"] == town.bjorkhagen.name and row["group"] == "staff")
        levels = np.repeat(np.arange(1, 7), [int(told[f"level_{level}"]) for level in range(1, 7)])
        assert float(told["mean"]) == pytest.approx(levels.mean())
        assert float(told["median"]) == pytest.approx(median_grouped(levels.tolist()))
        assert float(told["spread"]) == pytest.approx(levels.std(ddof=1))
        assert float(told["rate"]) == pytest.approx(len(levels) / int(told["invited"]), abs=1e-4)
        assert float(told["low"]) <= levels.mean() <= float(told["high"])
        assert told["area"] == "Digital kompetens"
    hidden = [
        row for row in fetch(closed, town.sten, town.authority) if row["unit"] == town.lilla_holmen.name
    ]
    assert {row[name] for row in hidden for name in service.DECIMAL_COLUMNS} == {""}


def test_parquet_has_decimals_where_there_are_decimals(closed: Rating, tmp_path: Path) -> None:
    town, made = closed.town, tmp_path / "rows.parquet"
    page: Any = town.client(town.sten).get(
        town.place(town.authority).url("assessments:results_file"), {"format": "parquet"}
    )
    made.write_bytes(b"".join(page.streaming_content))

    with duckdb.connect() as database:
        found = database.read_parquet(str(made))
        types = dict(zip(found.columns, map(str, found.types), strict=True))
        (mean,) = database.sql(
            f"SELECT mean FROM '{made}' WHERE unit = '{town.ekbacken.name}' AND \"group\" = 'staff' LIMIT 1"  # noqa: S608
        ).fetchall()[0]

    assert {types[name] for name in service.DECIMAL_COLUMNS} == {"DOUBLE"}
    assert types["answered"] == "BIGINT"
    assert mean == 3.0


def test_a_reader_gets_the_units_that_they_see_and_no_other(closed: Rating) -> None:
    town = closed.town

    mine = {row["unit"] for row in fetch(closed, town.karin, town.authority) if row["kind"] == "school"}

    assert mine == {town.bjorkhagen.name}


def test_no_cell_of_a_sheet_is_a_formula(tmp_path: Path) -> None:
    row = {"comment": "=1+1", "question": 3}
    for kind in ("csv", "xlsx"):
        held = io.BytesIO()
        write(kind, held, ("comment", "question"), ("comment",), [row])
        value = read(kind, held.getvalue())[0]["comment"]
        assert value == ("'=1+1" if kind == "csv" else "=1+1")
    cell = openpyxl.load_workbook(io.BytesIO(held.getvalue())).worksheets[0]["A2"]
    assert cell.data_type == "s"


def test_parquet_keeps_types_also_where_a_column_is_empty(tmp_path: Path) -> None:
    made = tmp_path / "rows.parquet"
    with made.open("wb") as stream:
        write("parquet", stream, ("unit", "answered"), ("unit",), [{"unit": "Björkhagen", "answered": None}])

    with duckdb.connect() as database:
        told = database.read_parquet(str(made)).fetchall()
        types = [str(each) for each in database.read_parquet(str(made)).types]

    assert told == [("Björkhagen", None)]
    assert types == ["VARCHAR", "BIGINT"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "\t=1", "＝1+1", "bra;=1+1", 'bra;"=1+1', "bra;+46", "bra\n=1+1", "bra;\t@SUM(1)", "a\r\n-1"],
)
def test_no_cell_of_a_csv_is_a_formula_even_where_semicolons_part_cells(text: str) -> None:
    """As with Swedish settings: only quotes that begin a line's cell hold it together there."""
    held = io.BytesIO()
    files.write("csv", held, ("group", "comment"), ("comment",), [{"group": "staff", "comment": text}])

    written = held.getvalue().decode("utf-8-sig")
    cells = [cell for line in written.splitlines() for cell in re.split(r"[;\t]", line)]
    assert not [cell for cell in cells if cell.lstrip('"')[:1] in tuple("=+-@＝")], written
    assert [row["comment"].replace("'", "") for row in csv.DictReader(io.StringIO(written, newline=""))] == [
        text
    ]


def test_words_stay_as_they_were_written_where_no_formula_can_be() -> None:
    for text in ("Vi hinner inte - än.", "a; b", "5-6 veckor", "x@y", "tid; - ro", "Rad\nrad"):
        assert files.harmless(text) == text
