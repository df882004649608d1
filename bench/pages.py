"""How long the main pages take, and how many queries, at a municipality's and at a nation's size.

    rodtrad bench pages --json
    rodtrad bench pages --sizes 60 16000 --rounds 40 --json

Builds the demo at each size in a database of its own on one PostgreSQL, warms each page up, then asks for the
pages in turn, small and large by turns, so that a drift of the machine's speed falls on both alike. Times are
those of the whole request inside one process (middleware, view, template), without the network.
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
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.answer:
        answer()
        return 0
    with running_postgres() as url, tempfile.TemporaryDirectory() as folder:
        sides = [built(units, url, folder) for units in given.sizes]
        by_turns(sides, given.rounds)
    result = compare(*sides)
    tell(result)
    if given.json:
        print(json.dumps(result))
    return 0 if result["holds"] else 1


def built(units: int, server: str, folder: str) -> dict[str, Any]:
    """Build the demo in a database of its own; what it took."""
    database = f"demo_{units}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{database}"')
    url = server.replace("/postgres?", f"/{database}?")
    environment = {**os.environ, "DATABASE_URL": url, "RODTRAD_DATA_DIR": f"{folder}/{units}"}
    print(f"building a demo of {units} units …", file=sys.stderr)
    begun = time.monotonic()
    command = [sys.executable, "-m", "rodtrad", "demo", "--no-serve", "--units", str(units)]
    peak = watched_run([*command, "--indicators", str(INDICATORS)], environment)
    took = time.monotonic() - begun
    with psycopg.connect(url) as connection:
        size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        responses = connection.execute("SELECT count(*) FROM assessments_response").fetchone()
    return {
        "units": units,
        "build_seconds": round(took, 1),
        "build_peak_mb": round(peak / 1024),
        "database_mb": round((size or [0])[0] / 1e6),
        "responses": (responses or [0])[0],
        "environment": environment,
    }


def by_turns(sides: list[dict[str, Any]], rounds: int) -> None:
    """Ask both sizes for each page by turns, in a process each, and note the figures with each side."""
    print("measuring by turns …", file=sys.stderr)
    visitors = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.pages", "--answer"],
            env=side.pop("environment"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for side in sides
    ]
    queries = [json.loads(asked(visitor, "queries")) for visitor in visitors]
    times: list[dict[str, list[float]]] = [{name: [] for name in found} for found in queries]
    for _ in range(rounds):
        for name in queries[0]:
            for visitor, noted in zip(visitors, times, strict=True):
                noted[name].append(float(asked(visitor, name)))
    for side, visitor, noted, found in zip(sides, visitors, times, queries, strict=True):
        side["memory_mb"] = int(asked(visitor, "memory"))
        side["pages"] = {name: figures(noted[name], found[name]) for name in found}
        visitor.communicate()


def asked(visitor: subprocess.Popen[str], question: str) -> str:
    """One question to a measuring process, and its answer."""
    assert visitor.stdin is not None
    assert visitor.stdout is not None
    visitor.stdin.write(question + "\n")
    visitor.stdin.flush()
    line = visitor.stdout.readline()
    if not line:
        raise SystemExit("the measuring process ended")
    return line


def watched_run(command: list[str], environment: dict[str, str]) -> int:
    """Run to the end and give the peak memory of that one process in kB."""
    child = subprocess.Popen(command, env=environment, stdout=sys.stderr)
    _pid, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"the demo could not be built (status {status})")
    return int(usage.ru_maxrss)


def answer() -> None:
    """Answer questions on standard input: a page's name with the milliseconds of one visit."""
    import django

    os.environ["RODTRAD_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rodtrad.config.settings")
    django.setup()
    finish_rounds()
    pages = {name: visitor(*target) for name, target in targets().items()}
    for question in map(str.strip, sys.stdin):
        if question == "queries":
            print(json.dumps({name: queries_of(visit) for name, visit in pages.items()}), flush=True)
        elif question == "memory":
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, flush=True)
        else:
            begun = time.perf_counter()
            pages[question]()
            print((time.perf_counter() - begun) * 1000, flush=True)


def finish_rounds() -> None:
    """What the worker does of closed rounds, so that each page has all that it shows."""
    from rodtrad.assessments import service
    from rodtrad.assessments.models import Round, RoundState

    for current in Round.objects.filter(state=RoundState.CLOSED):
        service.finish(current.pk)


def queries_of(visit: Any) -> int:
    """The queries of a page that has been asked for before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    visit()
    with CaptureQueriesContext(connection) as found:
        visit()
    return len(found)


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
    key, before_it = initiatives_of(plan)[0].key, plan.replaces
    assert before_it is not None
    principal, strategist = leads.person.username, keeps.person.username
    return {
        "home": (principal, school.url("portal:home")),
        "unit result": (principal, place_of(leads.unit, before).url("assessments:result")),
        "thread": (principal, school.url("portal:thread", key=key)),
        "heat map": (strategist, town.url("assessments:heat_map")),
        "equity": (strategist, town.url("assessments:likeness")),
        "unit year": (principal, school.url("activities:year")),
        "plan": (principal, school.url("plans:document", slug=plan.slug)),
        "strategist home": (strategist, place_of(keeps.unit, year).url("portal:home")),
        "overview of units": (strategist, place_of(keeps.unit, year).url("activities:year")),
        "loose items": (strategist, town.url("plans:loose", slug=plan.slug)),
        "links of an item": (strategist, town.url("plans:links", slug=plan.slug, key=key)),
        "reach of documents": (strategist, town.url("plans:reach")),
        "comparison": (
            strategist,
            town.url("plans:compare", slug=plan.slug, old_slug=before_it.slug),
        ),
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


def compare(small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    """Ratios of the medians, and whether each stays within its limit with no more queries."""
    pages = {}
    for name, before in small["pages"].items():
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
        "small": sides[0],
        "large": sides[1],
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
