"""Every check, each under its own heading with its time: what `make test` and continuous integration run.

    python tools/check.py                    all of them
    python tools/check.py lint types         some of them, by name
    python tools/check.py --list             their names

A failing check does not stop the others; the exit status is 1 if any failed. The runs of tests go side by
side, one for each processor, and each line says which one it comes from. With BROWSER=no the browser tests
are left out, and the summary says so.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
BROWSERS = ("chromium", "chromium-browser")
CLOSING = re.compile(r"^=*\s*((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s.*$")
KEPT = ("RODTRAD_SHARED", "RODTRAD_SHOTS")
COUNT = re.compile(r"(\d+) ([a-z]+)")


@dataclass(frozen=True)
class Check:
    """One command; `tests` says that it is a run of pytest, whose closing line is kept."""

    name: str
    title: str
    command: tuple[str, ...]
    tests: bool = False


@dataclass(frozen=True)
class Outcome:
    check: Check
    status: int
    seconds: float
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def passed(self) -> bool:
        return self.status == 0


def python(*arguments: str) -> tuple[str, ...]:
    return (str(BIN / "python"), *arguments)


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(BIN / name), *arguments)


CHECKS = (
    Check("lint", "Lint (ruff)", tool("ruff", "check", ".")),
    Check("format", "Format (ruff)", tool("ruff", "format", "--check", ".")),
    Check("templates", "Templates (djlint)", tool("djlint", "--quiet", "--lint", "src")),
    Check("floors", "Floors (import-linter)", tool("lint-imports")),
    Check("types", "Types (mypy)", tool("mypy")),
    Check("messages", "Interface texts translated", python("tools/messages.py", "check")),
    Check("migrations", "Migrations made", python("-m", "django", "makemigrations", "--check", "--dry-run")),
    Check("django", "Django's own checks", python("-m", "django", "check", "--fail-level", "WARNING")),
    Check(
        "browser", "Browser tests", python("-m", "pytest", "-q", "--tb=short", "-m", "browser"), tests=True
    ),
    Check(
        "postgres",
        "Tests on PostgreSQL",
        python("-m", "pytest", "-q", "--tb=short", "-m", "not browser", "--database=postgres"),
        tests=True,
    ),
    Check(
        "sqlite",
        "Tests on SQLite",
        python("-m", "pytest", "-q", "--tb=short", "-m", "not browser"),
        tests=True,
    ),
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="only these checks")
    parser.add_argument("--list", action="store_true", help="show the checks and stop")
    options = parser.parse_args(arguments)
    if options.list:
        print("\n".join(f"{check.name:<11} {check.title}" for check in CHECKS))
        return 0
    unknown = set(options.names) - {check.name for check in CHECKS}
    if unknown:
        print(
            f"No such check: {', '.join(sorted(unknown))}. 'tools/check.py --list' names them.",
            file=sys.stderr,
        )
        return 2
    return run_all([check for check in CHECKS if not options.names or check.name in options.names])


def run_all(checks: list[Check]) -> int:
    left_out = []
    if os.environ.get("BROWSER") == "no":
        left_out = [check for check in checks if check.name == "browser"]
        checks = [check for check in checks if check not in left_out]
    if any(check.name == "browser" for check in checks) and (problem := provide_browser()):
        print(problem, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="rodtrad-check-") as data, side_by_side() as pool:
        outcomes = [run(check, Path(data)) for check in checks if not check.tests]
        # The longest first, so that none is left to run alone at the end.
        outcomes += pool.map(lambda check: run(check, Path(data)), (check for check in checks if check.tests))
    return report(outcomes, left_out)


def side_by_side() -> ThreadPoolExecutor:
    """As many runs at a time as there are processors to carry them."""
    return ThreadPoolExecutor(max_workers=max(1, os.cpu_count() or 1))


def provide_browser() -> str | None:
    """Install Debian's chromium where that can be done; otherwise the one line that says what to do."""
    if any(shutil.which(name) for name in BROWSERS):
        return None
    if os.geteuid() == 0 and shutil.which("apt-get"):
        heading("Installing chromium with apt")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-qy", "--no-install-recommends", "chromium"]
        for command in (["apt-get", "update", "-q"], install):
            subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, check=False)
        if any(shutil.which(name) for name in BROWSERS):
            return None
    return (
        "chromium is missing and could not be installed here: install it (Debian: apt-get install chromium), "
        "or leave the browser tests out with 'make test BROWSER=no'."
    )


def run(check: Check, data: Path) -> Outcome:
    heading(check.title)
    started = time.monotonic()
    status, counts = follow(check, environment(data))
    seconds = time.monotonic() - started
    print(f"-- {check.title}: {'ok' if status == 0 else 'FAILED'} in {seconds:.1f} s", flush=True)
    return Outcome(check, status, seconds, counts)


def environment(data: Path) -> dict[str, str]:
    """The same everywhere: no setting of the person who runs the checks reaches them, and no data."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("RODTRAD_") or name in KEPT
    }
    kept.pop("DATABASE_URL", None)
    # Tests start the command again and again: without bytecode each start compiles all of it.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "rodtrad.config.settings",
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
        "RODTRAD_DATA_DIR": str(data),
        "RODTRAD_REQUIRE_BROWSER": "1",
    }


def follow(check: Check, env: dict[str, str]) -> tuple[int, Counter[str]]:
    """Run the command and pass its output on line by line; for pytest, the counts of its closing line."""
    counts: Counter[str] = Counter()
    if not check.tests:
        return subprocess.run(check.command, cwd=ROOT, env=env, check=False).returncode, counts
    # pytest reads its settings module from pyproject.toml, which an environment variable would override.
    env = {
        name: value
        for name, value in env.items()
        if name not in ("DJANGO_SETTINGS_MODULE", "RODTRAD_DATA_DIR")
    }
    with subprocess.Popen(check.command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(f"[{check.name}] {line}", end="", flush=True)
            if found := CLOSING.match(line.strip()):
                counts = Counter({word: int(number) for number, word in COUNT.findall(found[1])})
    return process.returncode, counts


def report(outcomes: list[Outcome], left_out: list[Check]) -> int:
    """The table of all checks, then a line in the form of pytest's own, summed over the runs of tests.

    It is the last line when all is well; otherwise the last line names what failed.
    """
    heading("Summary")
    for outcome in outcomes:
        word, title = "ok" if outcome.passed else "FAILED", outcome.check.title
        print(f"{word:<7} {title:<28} {outcome.seconds:7.1f} s   {in_words(outcome.counts)}".rstrip())
    for check in left_out:
        print(f"LEFT OUT {check.title} (BROWSER=no)")
    runs = [outcome for outcome in outcomes if outcome.check.tests]
    if runs:
        total = sum((outcome.counts for outcome in runs), Counter[str]())
        print(f"{in_words(total)} in {sum(outcome.seconds for outcome in runs):.2f}s")
    failed = [outcome.check.name for outcome in outcomes if not outcome.passed]
    if failed:
        print(f"Failed: {', '.join(failed)}. Run one again with: python tools/check.py {failed[0]}")
    return 1 if failed else 0


def in_words(counts: Counter[str]) -> str:
    """As pytest says it: '1 failed, 12 passed, 2 skipped'."""
    order = ("failed", "error", "errors", "passed", "skipped", "xfailed", "xpassed", "warnings")
    return ", ".join(f"{counts[word]} {word}" for word in order if counts[word])


def heading(title: str) -> None:
    print(f"\n== {title}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped.")
