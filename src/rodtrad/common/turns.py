"""Writers of SQLite in a queue.

SQLite lets one write at a time. Those who come meanwhile try again after ever longer naps, up to a tenth of a
second, and who naps is overtaken by whoever comes next: a few wait very long while the file lies idle. So
what many do at the same moment stands in a queue: the threads of a process for each other, and the processes
for each other by a lock on a file, which the system lets go of when a process dies. Others still write
without, and are waited for as always: the queue is for speed and nothing depends on it.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from django.db import connection

__all__ = ["turn_to_write"]

_threads = Lock()


@contextmanager
def turn_to_write() -> Iterator[None]:
    """Wait for one's turn on SQLite and have it for the length of the block: one short transaction. Within a
    transaction, and on PostgreSQL, there is nothing to wait for.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _threads, _queue().open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _queue() -> Path:
    """A file beside the database, and not the database itself: closing that would end SQLite's locks."""
    return Path(f"{connection.settings_dict['NAME']}-queue")
