"""Statements that are asked over and over, planned once.

PostgreSQL plans a statement each time it comes with its values written into it, as Django sends them; for a
small question over many tables that takes longer than to answer it. Here values are sent beside the
statement, and each connection plans it once. The values are then in no log of statements either.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

__all__ = ["planned_cursor"]


@contextmanager
def planned_cursor() -> Iterator[CursorWrapper]:
    """A cursor, as `connection.cursor()` gives one, whose statements are planned once for each connection.
    For a few fixed statements: PostgreSQL has to learn the types of the values from where they stand. SQLite
    keeps its statements anyway.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and settings.PLAN_ONCE:
            _plan_once(cursor)
        yield cursor


def _plan_once(cursor: CursorWrapper) -> None:
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.connection.prepare_threshold = 0
    cursor.cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
