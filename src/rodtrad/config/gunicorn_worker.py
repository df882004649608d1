"""gunicorn's worker with threads, evener among its processes. Named in its command line (`rodtrad serve`)."""

from __future__ import annotations

from typing import Any

from gunicorn.workers.gthread import ThreadWorker

__all__ = ["EvenWorker"]


class EvenWorker(ThreadWorker):  # type: ignore[misc]
    """Takes a new connection only while it has a thread for it.

    Left to itself a process takes as many as come while it is awake, up to a thousand. Browsers keep their
    connections, so when many come at once, as when a staff meeting opens the form, one process had all of
    them and the others none.
    """

    @property
    def worker_connections(self) -> int:
        """How many connections there may be: those that wait for a next request, and one a thread."""
        waiting = len(self.keepalived_conns) + len(self.pending_conns)
        return min(int(self.cfg.worker_connections), waiting + int(self.cfg.threads))

    @worker_connections.setter
    def worker_connections(self, most: Any) -> None:
        """What gunicorn would have, which stands in its settings."""
