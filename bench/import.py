"""How long documents take to read, how much memory, and what the importer does with files that went wrong.

    rodtrad bench import --json
    rodtrad bench import --mutations 10000 --json

Reads a long PDF (with its structure and without), a text, and a plan of 1,200 items all the way into a new
database. With --mutations it also reads that many damaged files, each within the limits of the product.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.plans.importing.building import SHAPES, Part, Source, parse, pdf
from tools.mutating import Mutant, mutant
from tools.postgres import running_postgres

GENRE = Path(__file__).resolve().parents[1] / "tests/plans/importing/genre"
PDF_PAGES, PDF_SECONDS, PDF_MB = 60, 5.0, 500
TEXT_PAGES, TEXT_SECONDS, SIGNS_A_PAGE = 15, 0.3, 3000
ITEMS, ITEMS_SECONDS = 1200, 0.5
LIMIT_SECONDS, LIMIT_MB = 20, 500  # of the product, for one file
SEED = 20260


def main() -> int:
    """Build, measure, tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON object on the last line")
    parser.add_argument("--mutations", type=int, default=0, help="how many damaged files to read as well")
    parser.add_argument("--seed", type=int, default=SEED, help="which damaged files")
    parser.add_argument("--only-mutations", action="store_true", help="leave out the times")
    parser.add_argument("--into-database", metavar="FILE", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.into_database:
        print(json.dumps(into_database(Path(given.into_database))))
        return 0
    result: dict[str, Any] = {"bench": "import"}
    if not given.only_mutations:
        result |= times()
    if given.mutations:
        result["mutations"] = mutations(given.mutations, given.seed)
    result["holds"] = all(part["holds"] for part in result.values() if isinstance(part, dict))
    tell(result)
    if given.json:
        print(json.dumps(result))
    return 0 if result["holds"] else 1


def times() -> dict[str, Any]:
    """The times of reading."""
    plan = long_plan(PDF_PAGES)
    with tempfile.TemporaryDirectory() as folder:
        return {
            "pdf_with_structure": read_pdf(pdf(plan), Path(folder)),
            "pdf_by_layout": read_pdf(pdf(plan, tagged=False), Path(folder)),
            "text": read_text(),
            "plan_into_database": plan_into_database(Path(folder)),
        }


def long_plan(pages: int) -> Source:
    """A plan with chapters of goals, measures, a table and running text, about as long as that many pages."""
    own = parse((GENRE / "action_tables.md").read_text(encoding="utf-8"))
    told = "Skolorna har kommit olika långt och behöver lära av varandra under de år som kommer. " * 9
    parts = [Part("heading", "Plan för digitalt lärande i Fridhems kommun 2026–2029", 1)]
    for chapter in range(1, round(1.3 * pages)):
        parts += [
            Part("heading", f"{chapter} Område nummer {chapter}", 2),
            Part("paragraph", told),
            Part("heading", "Mål", 3),
            Part(
                "bullets",
                items=[f"Mål {chapter}.{n} som alla skolor i kommunen når i tid." for n in (1, 2, 3)],
            ),
            Part("heading", "Insatser", 3),
            Part(
                "numbers",
                items=[f"Genomför insats {chapter}.{n} på varje skola före sommaren." for n in (1, 2, 3)],
            ),
            Part("paragraph", told),
            next(part for part in own.parts if part.kind == "table"),
        ]
    return Source(parts, {})


def read_pdf(data: bytes, folder: Path) -> dict[str, Any]:
    """One PDF read as the product reads it: in a process of its own, which is watched from outside."""
    path = folder / "plan.pdf"
    path.write_bytes(data)
    runs = []
    for _ in range(3):
        begun = time.perf_counter()
        answer, peak, processor = worker(path)
        runs.append((time.perf_counter() - begun, processor, peak))
    took, processor, peak = min(runs)
    return {
        "pages": len(answer["pages"]),
        "items": sum(len(tree["items"]) for tree in answer["documents"]),
        "seconds": round(took, 2),
        "processor_seconds": round(processor, 2),
        "peak_mb": round(peak / 1024),
        "limit_seconds": PDF_SECONDS,
        "limit_mb": PDF_MB,
        "holds": took <= PDF_SECONDS and peak / 1024 <= PDF_MB and len(answer["pages"]) >= PDF_PAGES,
    }


def worker(path: Path) -> tuple[dict[str, Any], int, float]:
    """What the importing process answers for a file, its peak memory in kB and its processor time."""
    command = [sys.executable, "-m", "rodtrad.plans.importing.worker", path.name]
    command += [str(LIMIT_SECONDS), str(LIMIT_MB), str(20 * 1024 * 1024)]
    with path.open("rb") as file:
        child = subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE)
    assert child.stdout is not None
    answer = json.loads(child.stdout.read() or b"{}")
    _pid, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if status or "documents" not in answer:
        raise SystemExit(f"{path.name} was not read: status {status}, {str(answer)[:200]}")
    return answer, int(usage.ru_maxrss), usage.ru_utime + usage.ru_stime


def read_text() -> dict[str, Any]:
    """A text of fifteen pages, read in this process and in one of its own (which has to start first)."""
    from rodtrad.plans.importing import find_plans, import_in_limits, read_document

    own = b"\n\n".join(path.read_bytes() for path in sorted(GENRE.glob("*.txt")))
    data = (own * 9).decode()[: TEXT_PAGES * SIGNS_A_PAGE].encode()
    inside, outside = [], []
    for _ in range(7):
        begun = time.perf_counter()
        find_plans(read_document(data, "plan.txt"))
        inside.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        import_in_limits(data, "plan.txt")
        outside.append(time.perf_counter() - begun)
    took = min(inside)
    return {
        "pages": TEXT_PAGES,
        "signs": len(data.decode()),
        "seconds": round(took, 3),
        "seconds_with_process": round(min(outside), 3),
        "limit_seconds": TEXT_SECONDS,
        "holds": took <= TEXT_SECONDS,
    }


# A plan of 1,200 items, from the bytes of its file to rows in a database


def plan_into_database(folder: Path) -> dict[str, Any]:
    """The import of a large plan end to end, in a new database of PostgreSQL."""
    path = folder / "plan.json"
    path.write_text(json.dumps({"documents": [large_tree()]}, ensure_ascii=False), encoding="utf-8")
    with running_postgres() as url:
        environment = {**os.environ, "DATABASE_URL": url, "RODTRAD_DATA_DIR": str(folder / "data")}
        subprocess.run(
            [sys.executable, "-m", "rodtrad", "migrate"],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        done = subprocess.run(
            [sys.executable, "-m", "bench.import", "--into-database", str(path)],
            env=environment, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def large_tree() -> dict[str, Any]:
    """A plan of 30 areas with 39 items each."""
    items: list[dict[str, Any]] = []
    for area in range(1, 31):
        items.append(
            {"id": str(area), "parent": None, "kind": "area", "text": f"Område {area}", "source": None}
        )
        items += [
            {"id": f"{area}.{n}", "parent": str(area), "kind": "initiative", "source": None,
             "text": f"Insats {n} inom område {area}, som alla skolor i kommunen genomför under planens tid."}
            for n in range(1, ITEMS // 30)
        ]  # fmt: skip
    return {"title": "Plan med många punkter", "kind": "plan", "owner": None, "period": [2026, 2029],
            "decided": {}, "items": items, "warnings": []}  # fmt: skip


def into_database(path: Path) -> dict[str, Any]:
    """In a process with a database: the best of five imports of the file, each of a plan of its own."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rodtrad.config.settings")
    django.setup()
    from rodtrad.organisation.models import Unit, UnitKind
    from rodtrad.plans.importing import import_in_limits
    from rodtrad.plans.management.commands.plan import save
    from rodtrad.plans.models import Item

    Unit.objects.add_root(instance=Unit(kind=UnitKind.AUTHORITY, name="Fridhems kommun", slug="fridhem"))
    whole, reading = [], []
    for _ in range(5):
        begun = time.perf_counter()
        trees = import_in_limits(path.read_bytes(), path.name).trees
        reading.append(time.perf_counter() - begun)
        save(trees, "fridhem")
        whole.append(time.perf_counter() - begun)
    took, read = min(zip(whole, reading, strict=True))
    return {
        "items": Item.objects.count() // 5,
        "seconds": round(took, 3),
        "seconds_reading": round(read, 3),
        "limit_seconds": ITEMS_SECONDS,
        "holds": took <= ITEMS_SECONDS and Item.objects.count() == 5 * ITEMS,
    }


# Files that went wrong


def sources() -> list[tuple[str, bytes]]:
    """The genre's documents, as they are and built in every format."""
    found = [(path.name, path.read_bytes()) for path in sorted(GENRE.iterdir())]
    for path in sorted(GENRE.glob("*.md")):
        source = parse(path.read_text(encoding="utf-8"))
        found += [(filename, build(source)) for filename, build in SHAPES.values() if filename != "plan.txt"]
    tree = json.dumps({"documents": [large_tree()]}, ensure_ascii=False).encode()
    return [*found, ("plan.json", tree[:60_000] + b"]}]}"), ("plan.json", tree)]


def mutations(count: int, seed: int) -> dict[str, Any]:
    """Read damaged files in processes with the product's limits; a process that dies is begun again after the
    file that it died of."""
    own = sources()
    outcomes: Counter[str] = Counter()
    slowest: tuple[float, int] = (0.0, -1)
    harmful: list[dict[str, Any]] = []
    number = 0
    while number < count:
        done, taken, died = in_child(own, seed, number, count)
        outcomes.update(name for name, _ in done)
        for place, seconds in enumerate(taken):
            slowest = max(slowest, (seconds, number + place))
        harmful += [
            {"number": number + place, "outcome": name, "detail": detail}
            for place, (name, detail) in enumerate(done)
            if name in ("crash", "over the time limit")
        ]
        number += len(done)
        if died and number < count:
            outcomes["died"] += 1
            harmful.append({"number": number, "outcome": "died", "detail": died})
            number += 1
        print(f"{number} of {count} damaged files read", file=sys.stderr)
    worst = mutant(own, seed, slowest[1])
    return {
        "files": count,
        "seed": seed,
        "outcomes": dict(outcomes.most_common()),
        "slowest_seconds": round(slowest[0], 2),
        "slowest": {"number": slowest[1], "name": worst.name, "how": worst.how},
        "harmful": harmful[:20],
        "holds": not harmful,
    }


BATCH = 500


def in_child(
    own: list[tuple[str, bytes]], seed: int, first: int, count: int
) -> tuple[list[tuple[str, str]], list[float], str]:
    """A batch of damaged files read in a process of its own; what came of each, its seconds, and how the
    process ended if it ended early."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receive)
        with os.fdopen(send, "w") as out:
            answer_batch(own, seed, range(first, min(first + BATCH, count)), out)
        os._exit(0)
    os.close(send)
    with os.fdopen(receive) as answers:
        rows = [json.loads(line) for line in answers if line.endswith("\n")]
    _pid, status = os.waitpid(child, 0)
    died = "" if status == 0 else f"status {os.waitstatus_to_exitcode(status)}"
    return [(row[0], row[1]) for row in rows], [row[2] for row in rows], died


def answer_batch(own: list[tuple[str, bytes]], seed: int, numbers: range, out: Any) -> None:
    """In the child: under the memory limit of the product, with an alarm at its time limit."""
    import logging

    from rodtrad.plans.importing import worker as _  # noqa: F401  what a file needs is loaded before the limit

    logging.disable(logging.WARNING)
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_MB * 2**20 + own_size(), LIMIT_MB * 2**20 + own_size()))
    signal.signal(signal.SIGALRM, over_time)
    for number in numbers:
        one = mutant(own, seed, number)
        begun = time.perf_counter()
        signal.alarm(LIMIT_SECONDS)
        name, detail = outcome(one)
        signal.alarm(0)
        print(json.dumps([name, detail, time.perf_counter() - begun]), file=out, flush=True)


def own_size() -> int:
    """What this process holds already, in bytes of address space."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


class TimeIsUp(BaseException):
    """Past the time limit; no reader may catch it."""


def over_time(_number: int, _frame: object) -> None:
    raise TimeIsUp


def outcome(one: Mutant) -> tuple[str, str]:
    """'trees', 'refused: …', or what may not happen. Any other error than a refusal is a crash here, although
    the product's process would still answer with a clear line."""
    from rodtrad.plans.importing import ImportRefused, find_plans, from_json, read_document, to_json

    try:
        for tree in find_plans(read_document(one.data, one.name)):
            from_json(json.loads(json.dumps(to_json(tree))))
    except ImportRefused as refused:
        return f"refused: {refused.code}", ""
    except MemoryError:
        return "refused: too_heavy", "memory"
    except TimeIsUp:
        return "over the time limit", f"{one.name} {one.how}"
    except Exception as error:  # noqa: BLE001  the point of the exercise
        return "crash", f"{one.name} {one.how}: {type(error).__name__}: {error}"[:300]
    return "trees", ""


def tell(result: dict[str, Any]) -> None:
    """The figures for a person."""
    for name, part in result.items():
        if isinstance(part, dict):
            figures = ", ".join(f"{key} {value}" for key, value in part.items() if key != "holds")
            print(f"{name}: {figures}{'' if part['holds'] else '   OVER THE LIMIT'}")


if __name__ == "__main__":
    sys.exit(main())
