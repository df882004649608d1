"""Many rows at once, by the quickest way the database has.

For builders of large data (the demo, the count of a round): no signals are sent and nothing is read back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import AutoField, Field, ForeignKey, Model

__all__ = ["write_many", "write_rows"]

PORTION = 2_000


def write_many(model: type[Model], rows: Iterable[Any]) -> int:
    """Insert unsaved objects of a model; how many. Each has its primary key afterwards.

    PostgreSQL takes them by COPY, which spares it and Django the making and reading of INSERT statements.
    """
    written, waiting = 0, iter(rows)
    while portion := list(islice(waiting, PORTION)):
        if connection.vendor == "postgresql":
            _copy(model, portion)
        else:
            model._default_manager.bulk_create(portion)
        written += len(portion)
    return written


def write_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows that already are as the database takes them (keys as `…_id`, JSON as text); how many.

    The rows are taken as they are made, so that a nation's need no more memory than a portion of them. Keys
    that the database numbers itself are left out.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(map(connection.ops.quote_name, columns))
    if connection.vendor == "postgresql":
        return _stream(f"COPY {table} ({names}) FROM STDIN", rows)
    marks = ", ".join(["%s"] * len(columns))
    written, waiting = 0, iter(rows)
    while portion := list(islice(waiting, PORTION)):
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", portion)  # noqa: S608 - own names
        written += len(portion)
    return written


def _stream(statement: str, rows: Iterable[Sequence[Any]]) -> int:
    """One COPY for all of them, so that the server takes in rows while the next are being made."""
    written = 0
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            written += 1
    return written


def _copy(model: type[Model], rows: Sequence[Any]) -> None:
    quote = connection.ops.quote_name
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    _number(model, rows)
    _follow(fields, rows)
    names = ", ".join(quote(str(field.column)) for field in fields)
    told = [_teller(field) for field in fields]
    statement = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
    # What the driver refuses comes as Django's own errors, as from any other statement.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([tell(row) for tell in told])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _number(model: type[Model], rows: Sequence[Any]) -> None:
    """Primary keys from the table's own sequence, for rows that have none."""
    key = model._meta.pk
    unnumbered = [row for row in rows if row.pk is None]
    if not unnumbered or not isinstance(key, AutoField):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), key.column, len(unnumbered)],
        )
        for row, (number,) in zip(unnumbered, cursor.fetchall(), strict=True):
            row.pk = number


def _follow(fields: Sequence[Field[Any, Any]], rows: Sequence[Any]) -> None:
    """What a row points to may have got its key after the row was made."""
    for field in fields:
        if isinstance(field, ForeignKey):
            for row in rows:
                if getattr(row, field.attname) is None and field.is_cached(row):
                    # The object, not its key: setting the key would forget the object, and each use of
                    # it afterwards would be a query.
                    setattr(row, field.name, getattr(row, field.name))


def _teller(field: Field[Any, Any]) -> Callable[[Any], Any]:
    # The connection itself: its stand-in would look for the thread's own at each value.
    database = connections[DEFAULT_DB_ALIAS]

    def tell(row: Any) -> Any:
        return field.get_db_prep_save(field.pre_save(row, add=True), database)

    return tell
