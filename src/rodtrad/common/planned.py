"""Statements that are asked over and over: planned once, and asked without asking first.

PostgreSQL plans a statement each time it comes with its values written into it, as Django sends them; for a
small question over many tables that takes longer than to answer it. Here values are sent beside the
statement, and each connection plans it once. The values are then in no log of statements either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.backends.utils import CursorWrapper

__all__ = ["planned_cursor", "sent_again_if_lost"]

Found = TypeVar("Found")


def sent_again_if_lost(ask: Callable[[], Found]) -> Found:
    """Ask a statement that may come twice, on a connection that may have been lost since the last request.

    Before the first statement of each request Django asks the connection whether it still is one, which takes
    a round trip as well. Here the statement finds out itself, and goes to a new connection where the old one
    was lost.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return ask()
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return ask()
    except (OperationalError, InterfaceError):
        if connection.connection is None or not connection.connection.closed:
            raise
        connection.close()
        return ask()


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
