"""Web and worker processes are killed while people answer: nothing acknowledged is lost or doubled.

    rodtrad bench faults --json
    rodtrad bench faults --database sqlite --submissions 500 --json

Two web processes and a worker as `rodtrad serve` starts them, on PostgreSQL and then on SQLite. Sixteen
people at a time open the form and send it, and send it again with the same number until it is acknowledged,
as the browser does. Meanwhile SIGKILL ends web processes, now and then all of them with their master, and the
worker, which counts closed rounds; each is started anew. Every ninth form is sent over a connection that
breaks before the answer comes, and then again; every seventh is sent twice at once, as by a double click.

No two answers are alike, so each can be looked for in the database afterwards: every acknowledged one must
be there once, and none twice. The round is then closed while its worker is killed, and its result must count
just those. Exit status 1 where any of this does not hold.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sized
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bench._answering import DATABASES, Line, Site, database, filled_in, levels_of, number_in, site, wait_for

CONNECTIONS = 16
UNITS, WAITING_ROUNDS = 60, 6
BREAKS_EVERY, TWICE_EVERY, COMMENT_EVERY = 9, 7, 5
ALL_AT_ONCE_EVERY = 5
# Seconds that a worker needs before it carries out anything.
WORKER_BEGINS = 4.0
PATIENCE = 300.0


def main() -> int:
    """Kill and count on each database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=DATABASES, action="append", help="one only (default: both)")
    parser.add_argument("--submissions", type=int, default=5_000, help="answers on each database")
    parser.add_argument("--every", type=int, default=80, help="answers between kills, about")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="end with one JSON object on the last line")
    given = parser.parse_args()
    kinds = given.database or DATABASES
    found = {kind: on(kind, given.submissions, given.every, given.seed) for kind in kinds}
    result = {
        "bench": "faults",
        "holds": all(one["holds"] for one in found.values()),
        **{name: sum(one[name] for one in found.values()) for name in ("acknowledged", "lost", "doubled")},
        **found,
    }
    for kind, one in found.items():
        print(f"{kind}: " + ", ".join(f"{name} {value}" for name, value in one.items()))
    if given.json:
        print(json.dumps(result))
    return 0 if result["holds"] else 1


def on(kind: str, submissions: int, every: int, seed: int) -> dict[str, Any]:
    """What became of the answers on one database."""
    print(f"building on {kind} …", file=sys.stderr)
    with database(kind) as url, site(url, str(UNITS), str(WAITING_ROUNDS)) as made:
        return attacked(made, submissions, every, seed, WAITING_ROUNDS)


def attacked(made: Site, submissions: int, every: int, seed: int, waiting: int) -> dict[str, Any]:
    """Send answers to a site whose processes are killed meanwhile; what became of them."""
    crowd = Crowd(made, submissions)
    killer = Killer(made, crowd.acknowledged, every, random.Random(seed))
    with killer.at_work():
        crowd.answer()
        acknowledged = crowd.acknowledged
        killer.only_the_worker_and_twice()
        counted = json.loads(made.run("-m", "bench._answering_world", "close_all"))
    told = made.run("-m", "bench._answering_world", "found", str(submissions))
    stored = json.loads(told)
    there = {int(which): times for which, times in stored["answers"].items()}
    lost = sum(which not in there for which in acknowledged)
    doubled = sum(times - 1 for times in there.values())
    whole = stored["receipts"] == stored["counted"] == stored["responses"] == stored["in_results"]
    return {
        "acknowledged": len(acknowledged), "lost": lost, "doubled": doubled, "stored": stored["responses"],
        "in_the_result": stored["in_results"], "comments_wrong": stored["comments_wrong"],
        "unacknowledged_but_stored": len(set(there) - acknowledged), "sent_again": crowd.again,
        "web_kills": killer.web_kills, "of_all_web_processes": killer.master_kills,
        "worker_kills": killer.worker_kills, "rounds_counted": counted,
        "holds": not lost and not doubled and whole and not stored["comments_wrong"]
        and len(acknowledged) == submissions and counted == waiting + 1,
    }  # fmt: skip


class Crowd:
    """People who answer, each until the answer is acknowledged."""

    def __init__(self, made: Site, submissions: int) -> None:
        self._site = made
        self._left: Iterator[int] = iter(range(submissions))
        self._lock = threading.Lock()
        self._failed: list[BaseException] = []
        self.acknowledged: set[int] = set()
        self.again = 0

    def answer(self) -> None:
        people = [threading.Thread(target=self._person) for _person in range(CONNECTIONS)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        if self._failed:
            raise self._failed[0]

    def _person(self) -> None:
        line = Line(self._site.port, patience=10)
        try:
            while (which := self._next()) is not None:
                self._answer(line, which)
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            self._failed.append(error)
        line.close()

    def _next(self) -> int | None:
        with self._lock:
            return next(self._left, None)

    def _answer(self, line: Line, which: int) -> None:
        path = f"/svara/{self._site.codes[which % len(self._site.codes)]}/"
        number = number_in(self._until(lambda: line.get(path), 200))
        comment = f"Nummer {which}." if which % COMMENT_EVERY == 0 else ""
        body = filled_in(number, levels_of(which), comment)
        if which % BREAKS_EVERY == 0:
            with suppress(OSError):
                line.post(path, body, cut=True)
        if which % TWICE_EVERY == 0:
            other = threading.Thread(target=self._once_more, args=(path, body))
            other.start()
            self._until(lambda: line.post(path, body), 303)
            other.join()
        else:
            self._until(lambda: line.post(path, body), 303)
        with self._lock:
            self.acknowledged.add(which)

    def _once_more(self, path: str, body: bytes) -> None:
        line = Line(self._site.port, patience=10)
        with suppress(OSError):
            line.post(path, body)
        line.close()

    def _until(self, ask: Any, status: int) -> Any:
        """Ask until the server answers; what is not a crash but another answer is an error."""
        deadline = time.monotonic() + PATIENCE
        for attempt in itertools.count():
            with suppress(OSError):
                reply = ask()
                if reply.status == status:
                    return reply
                if reply.status < 500:
                    raise SystemExit(f"answered {reply.status} instead of {status}")
            if time.monotonic() > deadline:
                raise SystemExit("nobody answers any more")
            with self._lock:
                self.again += 1
            time.sleep(min(0.02 * 2**attempt, 0.5))
        return None


class Killer:
    """Keeps web and worker processes running, and kills them."""

    def __init__(self, made: Site, taken: Sized, every: int, chance: random.Random) -> None:
        self._site, self._taken, self._every, self._chance = made, taken, every, chance
        self._over = threading.Event()
        self.web_kills = self.master_kills = self.worker_kills = 0

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Kill for the length of the block, or until told to spare the processes."""
        self._web = self._site.start_web()
        self._start_worker()
        self._thread = threading.Thread(target=self._run)
        wait_for(self._site)
        self._thread.start()
        try:
            yield
        finally:
            self._spare()
            for process in (self._web, self._worker):
                end(process)

    def only_the_worker_and_twice(self) -> None:
        """The web is spared from here on, and the worker too when it has been killed twice more."""
        self._spare()
        self._over.clear()
        self._thread = threading.Thread(target=self._twice)
        self._thread.start()

    def _twice(self) -> None:
        for _time in range(2):
            if self._over.wait(self._chance.uniform(0.7, 1.7) * WORKER_BEGINS):
                return
            self._kill_worker()

    def _spare(self) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        for turn in itertools.count(1):
            # So many more answers, and not so much more time: a process that has not begun yet is no target.
            enough = len(self._taken) + self._every * self._chance.uniform(0.4, 1.6)
            while len(self._taken) < enough:
                if self._over.wait(0.02):
                    return
            if turn % ALL_AT_ONCE_EVERY == 0:
                self._kill_all_web()
            else:
                self._kill_one_web()
            if time.monotonic() - self._worker_began > WORKER_BEGINS:
                self._kill_worker()

    def _kill_one_web(self) -> None:
        children = Path(f"/proc/{self._web.pid}/task/{self._web.pid}/children").read_text().split()
        if children:
            with suppress(ProcessLookupError):
                os.kill(int(self._chance.choice(children)), signal.SIGKILL)
                self.web_kills += 1

    def _kill_all_web(self) -> None:
        end(self._web)
        self.master_kills += 1
        self._web = self._site.start_web()

    def _kill_worker(self) -> None:
        end(self._worker)
        self.worker_kills += 1
        self._start_worker()

    def _start_worker(self) -> None:
        self._worker, self._worker_began = self._site.start_worker(), time.monotonic()


def end(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the process and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


if __name__ == "__main__":
    sys.exit(main())
