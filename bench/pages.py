"""How long the main pages take, and how many queries, at a municipality's and at a nation's size.

    rodtrad bench pages --json
    rodtrad bench pages --sizes 60 16000 --rounds 40 --json

Builds the demo at each size on a PostgreSQL of its own, warms each page up, then asks for the pages in turn,
so that a drift of the machine's speed falls on all of them alike. Times are those of the whole request
inside one process (middleware, view, template), without the network.
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
from typing import Any

import psycopg
from tools.postgres import running_postgres

LIMITS = {"home": 1.5, "unit result": 1.5, "thread": 1.5, "heat map": 3.0}
INDICATORS = 40


def main() -> int:
    """Build, measure, compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs=2, default=[60, 16_000], help="units: small and large")
    parser.add_argument("--rounds", type=int, default=40, help="times each page is asked for")
    parser.add_argument("--json", action="store_true", help="end with one JSON object on the last line")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure)))
        return 0
    with running_postgres() as url, tempfile.TemporaryDirectory() as folder:
        sizes = {units: at_size(units, url, folder, given.rounds) for units in given.sizes}
    result = compare(*(sizes[units] for units in given.sizes))
    tell(result)
    if given.json:
        print(json.dumps(result))
    return 0 if result["holds"] else 1


def at_size(units: int, server: str, folder: str, rounds: int) -> dict[str, Any]:
    """Build the demo in a database of its own and measure its pages."""
    database = f"demo_{units}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{database}"')
    url = server.replace("/postgres?", f"/{database}?")
    environment = {**os.environ, "DATABASE_URL": url, "RODTRAD_DATA_DIR": f"{folder}/{units}"}
    print(f"building a demo of {units} units …", file=sys.stderr)
    begun = time.monotonic()
    command = [sys.executable, "-m", "rodtrad", "demo", "--no-serve", "--units", str(units)]
    peak = watched_run([*command, "--indicators", str(INDICATORS)], environment)
    built = time.monotonic() - begun
    with psycopg.connect(url) as connection:
        size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        responses = connection.execute("SELECT count(*) FROM assessments_response").fetchone()
    print(f"measuring {units} units …", file=sys.stderr)
    found = subprocess.run(
        [sys.executable, "-m", "bench.pages", "--measure", str(rounds)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    return {
        "units": units,
        "build_seconds": round(built, 1),
        "build_peak_mb": round(peak / 1024),
        "database_mb": round((size or [0])[0] / 1e6),
        "responses": (responses or [0])[0],
        "pages": json.loads(found.stdout.splitlines()[-1]),
    }


def watched_run(command: list[str], environment: dict[str, str]) -> int:
    """Run to the end and give the peak memory of that one process in kB."""
    child = subprocess.Popen(command, env=environment, stdout=sys.stderr)
    _pid, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"the demo could not be built (status {status})")
    return int(usage.ru_maxrss)


def measure(rounds: int) -> dict[str, Any]:
    """Time and queries of each page, in this process, on the database that the environment names."""
    import django

    os.environ["RODTRAD_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rodtrad.config.settings")
    django.setup()
    pages = {name: visitor(*target) for name, target in targets().items()}
    times: dict[str, list[float]] = {name: [] for name in pages}
    queries = {}
    for name, visit in pages.items():
        visit()
        with counted() as found:
            visit()
        queries[name] = len(found)
    for _ in range(rounds):
        for name, visit in pages.items():
            begun = time.perf_counter()
            visit()
            times[name].append((time.perf_counter() - begun) * 1000)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found_pages: dict[str, Any] = {name: figures(times[name], queries[name]) for name in pages}
    return found_pages | {"memory_mb": memory}


def figures(times: list[float], queries: int) -> dict[str, float]:
    """Median and 95th percentile in milliseconds, and the queries."""
    return {
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 2),
        "queries": queries,
    }


def targets() -> dict[str, tuple[str, str]]:
    """The pages: (who asks, for what address)."""
    from django.utils import timezone

    from rodtrad.cycle.service import current_year, place_of, previous_year
    from rodtrad.organisation.models import Duty, Role
    from rodtrad.plans.service import initiatives_of, plan_in_force

    leads = Duty.objects.filter(role=Role.PRINCIPAL, person__demo_order=1).select_related("unit", "person")[0]
    keeps = Duty.objects.filter(role=Role.STRATEGIST).select_related("unit", "person")[0]
    today = timezone.localdate()
    year = current_year(leads.unit.authority_path, today)
    assert year is not None
    before = previous_year(year.pk) or year
    school, town = place_of(leads.unit, year), place_of(keeps.unit, before)
    plan = plan_in_force(leads.unit.authority_path, today)
    assert plan is not None
    key = initiatives_of(plan)[0].key
    principal, strategist = leads.person.username, keeps.person.username
    return {
        "home": (principal, school.url("portal:home")),
        "unit result": (principal, place_of(leads.unit, before).url("assessments:result")),
        "thread": (principal, school.url("portal:thread", key=key)),
        "heat map": (strategist, town.url("assessments:heat_map")),
        "unit year": (principal, school.url("activities:year")),
        "plan": (principal, school.url("plans:document", slug=plan.slug)),
        "strategist home": (strategist, place_of(keeps.unit, year).url("portal:home")),
        "overview of units": (strategist, place_of(keeps.unit, year).url("activities:year")),
        "coverage": (strategist, place_of(keeps.unit, year).url("activities:coverage")),
    }


def visitor(username: str, url: str) -> Any:
    """A signed-in client that asks for one page and insists on getting it."""
    from django.test import Client

    from rodtrad.organisation.models import Person

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(
        Person.objects.get(username=username), "allauth.account.auth_backends.AuthenticationBackend"
    )

    def visit() -> None:
        answer = client.get(url)
        assert answer.status_code == 200, f"{url} answered {answer.status_code}"

    return visit


@contextmanager
def counted() -> Iterator[Any]:
    """The queries made within."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        yield found


def compare(small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    """Ratios of the medians, and whether each stays within its limit with no more queries."""
    pages = {}
    for name, before in small["pages"].items():
        if name == "memory_mb":
            continue
        after = large["pages"][name]
        ratio = round(after["median_ms"] / before["median_ms"], 2)
        pages[name] = {
            "small": before,
            "large": after,
            "ratio": ratio,
            "limit": LIMITS.get(name),
            "holds": after["queries"] <= before["queries"] and ratio <= LIMITS.get(name, float("inf")),
        }
    sides = [{key: value for key, value in side.items() if key != "pages"} for side in (small, large)]
    return {
        "bench": "pages",
        "holds": all(page["holds"] for page in pages.values()),
        "small": sides[0] | {"memory_mb": small["pages"]["memory_mb"]},
        "large": sides[1] | {"memory_mb": large["pages"]["memory_mb"]},
        "pages": pages,
    }


def tell(result: dict[str, Any]) -> None:
    """The figures as a table for a person."""
    for side in ("small", "large"):
        print(f"{side}: {result[side]}")
    print(f"{'page':<20}{'median':>10}{'p95':>10}{'median':>10}{'p95':>10}{'ratio':>8}  queries")
    for name, page in result["pages"].items():
        small, large = page["small"], page["large"]
        print(
            f"{name:<20}{small['median_ms']:>10}{small['p95_ms']:>10}{large['median_ms']:>10}"
            f"{large['p95_ms']:>10}{page['ratio']:>8}  {small['queries']} -> {large['queries']}"
            f"{'' if page['holds'] else '   OVER THE LIMIT'}"
        )


if __name__ == "__main__":
    sys.exit(main())
