"""Rows as files: CSV, JSON, a workbook and Parquet. Rows are written as they come, so that memory does not
grow with their number.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

__all__ = ["FORMATS", "harmless", "write"]

Cell = str | int | float | None
Row = dict[str, Cell]
# Per column, what it holds in Parquet; a whole number where nothing is said.
Types = Mapping[str, str]
# The rows that a sheet of a workbook holds beside its head, with room to spare.
ROWS_A_SHEET = 1_000_000

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def write(
    kind: str,
    stream: IO[bytes],
    columns: Sequence[str],
    texts: Iterable[str],
    rows: Iterable[Row],
    decimals: Iterable[str] = (),
) -> None:
    """The rows in one of FORMATS. `texts` are the columns that hold text and `decimals` those with a decimal
    point; the others are whole numbers.
    """
    writers: dict[str, Callable[..., None]] = {
        "csv": _csv,
        "json": _json,
        "xlsx": _xlsx,
        "parquet": _parquet,
    }
    types = dict.fromkeys(texts, "VARCHAR") | dict.fromkeys(decimals, "DOUBLE")
    writers[kind](stream, columns, types, rows)


def harmless(value: Cell) -> Cell:
    """Text that begins like a formula gets an apostrophe before it. So does what would begin a cell where a
    program parts cells by semicolons, as with Swedish settings it does: quotes in the middle of a line then
    hold nothing together, and neither do line breaks.
    """
    return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else value


_FORMULA = re.compile('((?:^|[;\t\r\n])"*)(?=[=+\\-@＝＋－＠\t\r])')


def _csv(stream: IO[bytes], columns: Sequence[str], _types: Types, rows: Iterable[Row]) -> None:
    # With the mark that tells a spreadsheet that it is UTF-8.
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.DictWriter(text, fieldnames=columns, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: harmless(value) for name, value in row.items()})
    text.detach()


def _json(stream: IO[bytes], _columns: Sequence[str], _types: Types, rows: Iterable[Row]) -> None:
    stream.write(b'{"rows": [\n')
    for number, row in enumerate(rows):
        stream.write((",\n" if number else "").encode() + json.dumps(row, ensure_ascii=False).encode())
    stream.write(b"\n]}\n")


def _xlsx(stream: IO[bytes], columns: Sequence[str], _types: Types, rows: Iterable[Row]) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet: Any = None
    for number, row in enumerate(rows):
        if number % ROWS_A_SHEET == 0:
            sheet = _sheet(book, columns)
        sheet.append([_cell(sheet, row[name]) for name in columns])
    if sheet is None:
        _sheet(book, columns)
    book.save(stream)


def _sheet(book: Any, columns: Sequence[str]) -> Any:
    sheet = book.create_sheet()
    sheet.freeze_panes = "B2"
    sheet.append(list(columns))
    return sheet


def _cell(sheet: Any, value: Cell) -> Any:
    """Text as text, whatever it begins with; characters that the format cannot hold are left out."""
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767])
    cell.data_type = "s"
    return cell


def _parquet(stream: IO[bytes], columns: Sequence[str], types: Types, rows: Iterable[Row]) -> None:
    """By DuckDB, from lines of JSON: the types are told, so that an empty column has one too."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        lines, made = Path(folder, "rows.ndjson"), Path(folder, "rows.parquet")
        with lines.open("w", encoding="utf-8") as written:
            written.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        told = ", ".join(f"'{name}': '{types.get(name, 'BIGINT')}'" for name in columns)
        source = f"read_json('{lines}', format='newline_delimited', columns={{{told}}})"
        with duckdb.connect() as database:
            # Column names are the product's own and the paths those of a folder just made.
            database.sql(f"SELECT * FROM {source}").write_parquet(str(made))  # noqa: S608
        stream.write(made.read_bytes())
