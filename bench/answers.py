"""Complete answers per second over HTTP, beside a bare insert of the same rows through the same stack.

    rodtrad bench answers --json
    rodtrad bench answers --database sqlite --json

Two web processes as `rodtrad serve` starts them, on PostgreSQL and then on SQLite, both with every commit on
the disk before it is acknowledged. Sixteen people at a time open the form and send it with forty questions
answered: both requests together are one complete answer. By turns, on as many connections, a bare view of the
same stack takes the same forty fields and inserts the same two rows, and does nothing else. The ratio is that
of the medians.

Then answers come at half the pace that was reached, and the time of each submit is taken. Exit status 1 where
the ratio is below a third, the 95th percentile of a submit is above 250 ms, or an acknowledged answer is not
in the database.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench._answering import (
    DATABASES,
    INDICATORS,
    WORKERS,
    Line,
    Site,
    database,
    filled_in,
    levels_of,
    number_in,
    served,
    site,
)

LIMIT, P95_LIMIT_MS = 1 / 3, 250.0
CONNECTIONS = 16
UNITS = 60

Work = Callable[[Line, str, int], float]


def main() -> int:
    """Measure on each database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=DATABASES, action="append", help="one only (default: both)")
    parser.add_argument("--turns", type=int, default=5, help="times each is measured")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each time")
    parser.add_argument("--json", action="store_true", help="end with one JSON object on the last line")
    given = parser.parse_args()
    found = {kind: on(kind, given.turns, given.seconds) for kind in given.database or DATABASES}
    result = {
        "bench": "answers",
        "holds": all(one["holds"] for one in found.values()),
        "questions": INDICATORS,
        "workers": WORKERS,
        "connections": CONNECTIONS,
        "limit": round(LIMIT, 3),
        "p95_limit_ms": P95_LIMIT_MS,
        **found,
    }
    tell(found)
    if given.json:
        print(json.dumps(result))
    return 0 if result["holds"] else 1


def on(kind: str, turns: int, seconds: float) -> dict[str, Any]:
    """The figures of one database."""
    print(f"building on {kind} …", file=sys.stderr)
    with database(kind) as url, site(url, str(UNITS), settings="bench._bare") as made, served(made):
        print("measuring by turns …", file=sys.stderr)
        sent = Sent(made)
        sent.load(complete, 1.0)
        sent.load(bare, 1.0)
        rates: dict[Work, list[float]] = {complete: [], bare: []}
        for _turn in range(turns):
            for work, noted in rates.items():
                noted.append(sent.load(work, seconds))
        ours, insert = (statistics.median(noted) for noted in rates.values())
        sent.submits.clear()
        sent.load(complete, max(seconds, 5.0) * 2, pace=ours / 2)
        stored = json.loads(made.run("-m", "bench._answering_world", "stored"))
    p95 = statistics.quantiles(sent.submits, n=20)[-1]
    whole = stored["responses"] == stored["receipts"] == sent.acknowledged
    return {
        "per_second": round(ours, 1), "bare_per_second": round(insert, 1), "ratio": round(ours / insert, 2),
        "half_load_per_second": round(ours / 2, 1), "submits_timed": len(sent.submits),
        "submit_p50_ms": round(statistics.median(sent.submits), 1), "submit_p95_ms": round(p95, 1),
        "acknowledged": sent.acknowledged, "stored": stored["responses"],
        "holds": ours / insert >= LIMIT and p95 <= P95_LIMIT_MS and whole,
    }  # fmt: skip


def complete(line: Line, code: str, which: int) -> float:
    """Open the form and send it; the milliseconds of the submit."""
    number = number_in(line.get(f"/svara/{code}/"))
    body = filled_in(number, levels_of(which))
    begun = time.perf_counter()
    reply = line.post(f"/svara/{code}/", body)
    took = (time.perf_counter() - begun) * 1000
    if reply is None or reply.status != 303:
        raise SystemExit(f"an answer was not taken (status {reply and reply.status})")
    return took


def bare(line: Line, code: str, which: int) -> float:
    """Insert the rows of an answer."""
    reply = line.post(f"/_bare/{code}/", filled_in("x" * 60, levels_of(which)))
    if reply is None or reply.status != 204:
        raise SystemExit(f"a bare insert was refused (status {reply and reply.status})")
    return 0.0


class Sent:
    """What has been sent to a site, by many connections at a time."""

    def __init__(self, made: Site) -> None:
        self._site = made
        self._next: Iterator[int] = itertools.count()
        self._lock = threading.Lock()
        self.submits: list[float] = []
        self.acknowledged = 0

    def load(self, work: Work, seconds: float, pace: float | None = None) -> float:
        """Do the work on every connection for so long, at most `pace` a second; how many a second."""
        counts: list[int] = []
        begun = time.monotonic()
        people = [
            threading.Thread(target=self._person, args=(work, begun + seconds, pace, counts))
            for _person in range(CONNECTIONS)
        ]
        for person in people:
            person.start()
        for person in people:
            person.join()
        if len(counts) != CONNECTIONS:
            raise SystemExit("not every connection was answered")
        self.acknowledged += sum(counts)
        return sum(counts) / (time.monotonic() - begun)

    def _person(self, work: Work, end: float, pace: float | None, counts: list[int]) -> None:
        line, done = Line(self._site.port), 0
        gap = CONNECTIONS / pace if pace else 0.0
        due = time.monotonic() + gap * (self._number() % CONNECTIONS) / CONNECTIONS
        while (now := time.monotonic()) < end:
            if gap:
                time.sleep(max(0.0, due - now))
                due += gap
            which = self._number()
            took = work(line, self._site.codes[which % len(self._site.codes)], which)
            done += 1
            if work is complete:
                self.submits.append(took)
        line.close()
        counts.append(done)

    def _number(self) -> int:
        with self._lock:
            return next(self._next)


def tell(found: dict[str, Any]) -> None:
    """The figures as a table for a person."""
    print(f"{'':<10}{'per second':>12}{'bare insert':>13}{'ratio':>8}{'submit p50':>12}{'p95':>10}")
    for kind, one in found.items():
        print(
            f"{kind:<10}{one['per_second']:>12}{one['bare_per_second']:>13}{one['ratio']:>8}"
            f"{one['submit_p50_ms']:>9} ms{one['submit_p95_ms']:>7} ms{'' if one['holds'] else '   MISSED'}"
        )


if __name__ == "__main__":
    sys.exit(main())
