"""How long a nation's round takes to close, beside a bare group-by, and that result pages stay flat.

    rodtrad bench results --json
    rodtrad bench results --database sqlite --json

Closing is all that the worker does: reading and counting every answer, sums up the tree, disclosure
control, and the frozen rows committed. (The answers are then written anew in random order, and how alike
units are is reckoned, in steps of their own that are told apart.) Beside it, by turns, DuckDB groups the
same answers, already in its memory and one row an answer, by group, unit, indicator and level, and keeps the
result. The ratio is that of the medians.

The pages of a unit's result, the heat map and equity are then asked for by turns in two authorities that
differ only in how many answered: as many queries, and as long, with ten times the answers. Exit status 1
where a limit is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import _answering, _world

LIMIT, PAGE_LIMIT = 3.0, 1.5
INDICATORS = _world.INDICATORS
PAGE_UNITS = 400


def main() -> int:
    """Build, close by turns, ask for pages by turns."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--units", type=int, default=16_000)
    parser.add_argument("--respondents", type=int, default=300_000, help="in all, over three groups")
    parser.add_argument("--turns", type=int, default=3, help="times the round is closed")
    parser.add_argument("--rounds", type=int, default=30, help="times each page is asked for")
    parser.add_argument("--database", choices=_answering.DATABASES, default="postgres")
    parser.add_argument("--json", action="store_true", help="end with one JSON object on the last line")
    parser.add_argument("--answer", nargs=3, metavar=("WHAT", "UNITS", "RESPONDENTS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.answer:
        what, units, respondents = given.answer
        {"build": build_only, "close": close, "group": group, "pages": pages}[what](
            int(units), int(respondents)
        )
        return 0
    closing = closed(given)
    shown = asked_for(given)
    result = {
        "bench": "results",
        "holds": closing["ratio"] <= LIMIT and all(page["holds"] for page in shown.values()),
        "database": given.database,
        **closing,
        "limit": LIMIT,
        "pages": shown,
    }
    tell(result)
    if given.json:
        print(json.dumps(result))
    return 0 if result["holds"] else 1


class Helper:
    """A process that does one thing when asked, and tells in one line of JSON what it took."""

    def __init__(self, what: str, units: int, respondents: int, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "bench.results", "--answer", what, str(units), str(respondents)]
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.ready = self._line()

    def ask(self, question: str = "") -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(question + "\n")
        self._process.stdin.flush()
        return self._line()

    def end(self) -> None:
        self._process.communicate()

    def _line(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a measuring process ended")
        return json.loads(line)


@contextmanager
def installation(kind: str) -> Iterator[dict[str, str]]:
    """The environment of a new installation with its tables."""
    with _answering.database(kind) as url, tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATABASE_URL": url, "RODTRAD_DATA_DIR": folder}
        environment["DJANGO_SETTINGS_MODULE"] = "rodtrad.config.settings"
        subprocess.run([sys.executable, "-m", "rodtrad", "migrate", "-v", "0"], env=environment, check=True)
        yield environment


def closed(given: argparse.Namespace) -> dict[str, Any]:
    """The closing of the round and the bare group-by, by turns."""
    print(f"building {given.units} units with {given.respondents} respondents …", file=sys.stderr)
    with installation(given.database) as environment:
        # In a process of its own, so that what it took to build is no part of the memory that closing takes.
        Helper("build", given.units, given.respondents, environment).end()
        ours = Helper("close", given.units, given.respondents, environment)
        bare = Helper("group", given.units, given.respondents, environment)
        print("closing by turns …", file=sys.stderr)
        took: dict[str, list[Any]] = {"ours": [], "bare": []}
        for _turn in range(given.turns):
            took["bare"].append(bare.ask())
            took["ours"].append(ours.ask())
        for helper in (ours, bare):
            helper.end()
    ratio = middle(took["ours"], "seconds") / middle(took["bare"], "seconds")
    processor = middle(took["ours"], "processor") / middle(took["bare"], "processor")
    return {
        "units": given.units, "respondents": given.respondents, "indicators": INDICATORS, "groups": 3,
        **ours.ready, "cells_shown": took["ours"][-1]["cells_shown"],
        "seconds": middle(took["ours"], "seconds"), "bare_seconds": middle(took["bare"], "seconds"),
        "ratio": round(ratio, 2), "processor_ratio": round(processor, 2),
        "processor_seconds": middle(took["ours"], "processor"),
        "bare_processor_seconds": middle(took["bare"], "processor"),
        "peak_mb": took["ours"][-1]["peak_mb"],
    }  # fmt: skip


def middle(took: list[Any], name: str) -> float:
    return round(statistics.median(one[name] for one in took), 2)


def close(units: int, respondents: int) -> None:
    """Close the round that stands; then, for each line, close it anew."""
    import django

    django.setup()
    from django.db import transaction

    from rodtrad.assessments import service
    from rodtrad.assessments.models import Result, Round, RoundState
    from rodtrad.assessments.service.ending import stop_answers
    from rodtrad.assessments.service.reckoning import reckon
    from rodtrad.assessments.service.scattering import scatter

    current = Round.objects.get()
    with transaction.atomic():
        stop_answers(current)
    service.freeze(current.pk)
    _world.store_words(current)
    told: dict[str, Any] = {"results": Result.objects.count()}
    for name, work in (("scattered", scatter), ("reckoned", reckon)):
        begun, processor = time.monotonic(), processor_seconds()
        work(current.pk)
        told[f"{name}_seconds"] = round(time.monotonic() - begun, 1)
        told[f"{name}_processor_seconds"] = round(processor_seconds() - processor, 1)
    print(json.dumps(told), flush=True)
    for _line in sys.stdin:
        Result.objects.all().delete()
        Round.objects.filter(pk=current.pk).update(state=RoundState.CLOSING)
        tidy()
        begun, processor = time.monotonic(), processor_seconds()
        service.freeze(current.pk)
        took = {
            "seconds": time.monotonic() - begun,
            "processor": processor_seconds() - processor,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "cells_shown": shown_cells(),
        }
        print(json.dumps(took), flush=True)


def build_only(units: int, respondents: int) -> None:
    """Build the round and tell that it stands."""
    import django

    django.setup()
    build(units, respondents)
    print(json.dumps({}), flush=True)


def build(units: int, respondents: int) -> Any:
    """A round of three groups with all its answers."""
    current = _world.open_world(units)
    for number, name in enumerate(_world.GROUPS):
        unit, values = _world.draw_answers(units, respondents // 3, number)
        _world.store_answers(current, name, unit, values, number)
    tidy()
    return current


def tidy() -> None:
    """What the database would do by itself before long; and no writing of others' while it is measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE assessments_response, assessments_result")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def processor_seconds() -> float:
    """Of this process and of the one that serves it in PostgreSQL."""
    from django.db import connection

    here = time.process_time()
    if connection.vendor != "postgresql":
        return here
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return here + (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def shown_cells() -> float:
    """The share of cells (unit or sum, group, indicator) that hold counts."""
    from rodtrad.assessments.models import Result

    shown = of = 0
    for cells in Result.objects.values_list("counts", flat=True).iterator():
        shown, of = shown + sum(isinstance(cell, list) for cell in cells), of + len(cells)
    return round(shown / of, 3)


def group(units: int, respondents: int) -> None:
    """Hold the answers in DuckDB, one row an answer; then, for each line, group them."""
    import duckdb
    import numpy as np

    bare = duckdb.connect()
    bare.execute("CREATE TABLE answer (grp UTINYINT, unit INTEGER, indicator UTINYINT, level UTINYINT)")
    for number in range(len(_world.GROUPS)):
        unit, values = _world.draw_answers(units, respondents // 3, number)
        long = {
            "unit": np.repeat(unit.astype(np.int32), INDICATORS),
            "indicator": np.tile(np.arange(INDICATORS, dtype=np.uint8), len(unit)),
            "level": values.ravel(),
        }
        bare.register("long", long)
        bare.execute("INSERT INTO answer SELECT ?, unit, indicator, level FROM long", [number])
        bare.unregister("long")
    wanted = (
        "CREATE OR REPLACE TABLE counts AS"
        " SELECT grp, unit, indicator, level, count(*) AS n FROM answer GROUP BY ALL"
    )
    bare.execute(wanted)
    print(json.dumps({}), flush=True)
    for _line in sys.stdin:
        begun, processor = time.monotonic(), time.process_time()
        bare.execute(wanted)
        took = {"seconds": time.monotonic() - begun, "processor": time.process_time() - processor}
        print(json.dumps(took), flush=True)


def asked_for(given: argparse.Namespace) -> dict[str, Any]:
    """The pages of two authorities by turns: as many units, ten times as many answers."""
    few, many = given.respondents // 10, given.respondents
    units = min(PAGE_UNITS, given.units)
    print(f"building two authorities of {units} units with {few} and {many} respondents …", file=sys.stderr)
    with installation(given.database) as first, installation(given.database) as second:
        sides = [Helper("pages", units, few, first), Helper("pages", units, many, second)]
        print("asking for pages by turns …", file=sys.stderr)
        times: dict[str, list[list[float]]] = {name: [[], []] for name in sides[0].ready}
        for _round in range(given.rounds):
            for name, noted in times.items():
                for side, into in zip(sides, noted, strict=True):
                    into.append(side.ask(name))
        for side in sides:
            side.end()
    return {
        name: page(*(statistics.median(taken) for taken in noted), *(side.ready[name] for side in sides))
        for name, noted in times.items()
    }


def page(few_ms: float, many_ms: float, few_queries: int, many_queries: int) -> dict[str, Any]:
    ratio = round(many_ms / few_ms, 2)
    return {
        "queries": few_queries, "queries_at_ten_times": many_queries, "median_ms": round(few_ms, 1),
        "median_ms_at_ten_times": round(many_ms, 1), "ratio": ratio, "limit": PAGE_LIMIT,
        "holds": many_queries <= few_queries and ratio <= PAGE_LIMIT,
    }  # fmt: skip


def pages(units: int, respondents: int) -> None:
    """Build, close, and answer with the milliseconds of one visit to the page that is named."""
    import django

    django.setup()
    from bench.pages import queries_of

    visits = visits_to(build(units, respondents))
    print(json.dumps({name: queries_of(visit) for name, visit in visits.items()}), flush=True)
    for name in map(str.strip, sys.stdin):
        begun = time.perf_counter()
        visits[name]()
        print(json.dumps((time.perf_counter() - begun) * 1000), flush=True)


def visits_to(current: Any) -> dict[str, Any]:
    """A principal's result and a strategist's map, of the closed round."""
    from bench.pages import visitor
    from rodtrad.assessments import service
    from rodtrad.cycle.service import place_of
    from rodtrad.organisation.access import SYSTEM
    from rodtrad.organisation.models import Role, Unit

    service.close_now(SYSTEM, current)
    school = Unit.objects.under(current.authority.path).schools()[7]
    who = {
        "unit result": (school, Role.PRINCIPAL, "assessments:result"),
        "heat map": (current.authority, Role.STRATEGIST, "assessments:heat_map"),
        "equity": (current.authority, Role.STRATEGIST, "assessments:likeness"),
    }
    return {
        name: visitor(someone(unit, role), place_of(unit, current.year).url(address))
        for name, (unit, role, address) in who.items()
    }


def someone(unit: Any, role: str) -> str:
    """A person with one duty; the name to sign in with."""
    from rodtrad.organisation.models import Duty, Person

    person, made = Person.objects.get_or_create(
        username=f"matare-{role}", defaults={"first_name": "Mia", "last_name": "Mätare"}
    )
    if made:
        person.set_unusable_password()
        person.save()
        Duty.objects.create(person=person, unit=unit, role=role)
    return str(person.username)


def tell(result: dict[str, Any]) -> None:
    """The figures for a person."""
    print(f"{result['respondents']} respondents, {result['units']} units, on {result['database']}:")
    print(
        f"closed in {result['seconds']} s, a bare group-by took {result['bare_seconds']} s: "
        f"{result['ratio']} times (at most {LIMIT})"
    )
    print(f"in processor time {result['processor_ratio']} times; peak memory {result['peak_mb']} MB")
    print(
        f"answers written anew in {result['scattered_seconds']} s, how alike units are reckoned in"
        f" {result['reckoned_seconds']} s ({result['scattered_processor_seconds']} and"
        f" {result['reckoned_processor_seconds']} s of processor time)"
    )
    for name, one in result["pages"].items():
        print(
            f"{name}: {one['queries']} queries and {one['median_ms']} ms, with ten times the answers "
            f"{one['queries_at_ten_times']} and {one['median_ms_at_ten_times']} ms ({one['ratio']} times)"
        )


if __name__ == "__main__":
    sys.exit(main())
