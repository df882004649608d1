"""What `rodtrad doctor` looks at: each check says what it found and, where that is bad, what to do."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rodtrad.assessments.models import Round, RoundState
from rodtrad.config.environment import KEY_FILE
from rodtrad.config.settings import PACKAGE
from rodtrad.config.snapshot import UNFINISHED
from rodtrad.organisation.models import AuthoritySettings, Person, UnitKind
from rodtrad.organisation.models.unit import Unit

__all__ = ["Finding", "examine"]

LEAST_ROOM_BYTES = 500 * 1024 * 1024
# A waiting task is picked up within a second by a living worker that has nothing else to do.
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_RUN = timedelta(hours=2)


@dataclass(frozen=True)
class Finding:
    """One line of the examination. `ok` is None where it could not be looked at."""

    name: str
    ok: bool | None
    found: str
    remedy: str = ""


def examine() -> list[Finding]:
    """Look at everything, in the order in which one thing needs another."""
    findings = [check() for check in (data_folder, secret_key, exposure, database)]
    reachable = bool(findings[-1].ok)
    findings += _with_database(reachable, "migrations", migrations)
    ready = reachable and bool(findings[-1].ok)
    for name, check in (("worker", worker), ("answers", answers), ("demo", demo)):
        findings += _with_database(ready, name, check)
    return [*findings, static_files(), translations(), restore()]


def _with_database(ready: bool, name: str, check: Callable[[], Finding]) -> Iterator[Finding]:
    if not ready:
        yield Finding(name, None, "not looked at: it needs the database")
        return
    try:
        yield check()
    except DatabaseError as error:
        yield Finding(name, False, _first_line(error), "run 'rodtrad migrate'")


def data_folder() -> Finding:
    """There, writable, with room to write, and closed to the machine's other users."""
    folder = settings.DATA_DIR
    try:
        with tempfile.TemporaryFile(dir=folder):
            room = shutil.disk_usage(folder).free
    except OSError as error:
        remedy = "let the user that runs Röd tråd write there, or name another folder in RODTRAD_DATA_DIR"
        return Finding("data folder", False, f"{folder}: {error.strerror}", remedy)
    if stat.S_IMODE(folder.stat().st_mode) & 0o007:
        remedy = f"run 'chmod o-rwx {folder}'"
        return Finding("data folder", False, f"{folder}: every user of the machine may read it", remedy)
    found = f"{folder}, {_size(room)} free"
    return Finding("data folder", room >= LEAST_ROOM_BYTES, found, "make room on the disk")


def secret_key() -> Finding:
    """Only its owner may read it: whoever has it can sign in as anyone."""
    if os.environ.get("RODTRAD_SECRET_KEY"):
        long_enough = len(settings.SECRET_KEY) >= 32
        return Finding(
            "secret key", long_enough, "from RODTRAD_SECRET_KEY", "write at least 32 random characters"
        )
    path = settings.DATA_DIR / KEY_FILE
    mode = stat.S_IMODE(path.stat().st_mode)
    return Finding("secret key", mode & 0o077 == 0, f"{path}, mode {mode:o}", f"run 'chmod 600 {path}'")


def exposure() -> Finding:
    """Settings that are right on one's own machine and wrong on a network."""
    if settings.DEBUG:
        return Finding("exposure", False, "RODTRAD_DEBUG is on: errors show code and settings", "unset it")
    if "*" in settings.ALLOWED_HOSTS:
        remedy = "name the hosts that people use"
        return Finding("exposure", False, "RODTRAD_HOSTS is '*': links can be forged", remedy)
    public = [host for host in settings.ALLOWED_HOSTS if host not in {"127.0.0.1", "localhost", "[::1]"}]
    if public and not settings.HTTPS:
        remedy = "set RODTRAD_HTTPS=1 behind a proxy that speaks HTTPS"
        return Finding("exposure", False, f"{public[0]} is served without HTTPS", remedy)
    return Finding("exposure", True, "HTTPS" if settings.HTTPS else "this machine only")


def database() -> Finding:
    """Reachable, and which: never with its password."""
    try:
        connection.ensure_connection()
        return Finding("database", True, _which_database())
    except (DatabaseError, OSError) as error:
        remedy = "check DATABASE_URL and that the server runs"
        if connection.vendor == "sqlite":
            remedy = (
                f"the file must be a database that can be written: {settings.DATABASES['default']['NAME']}"
            )
        return Finding("database", False, _first_line(error), remedy)


def _which_database() -> str:
    config = connection.settings_dict
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            path = Path(config["NAME"])
            return f"SQLite {cursor.fetchone()[0]}, {path} ({_size(path.stat().st_size)})"
        cursor.execute("SHOW server_version")
        return (
            f"PostgreSQL {cursor.fetchone()[0]}, {config['NAME']} at {config['HOST'] or 'the local socket'}"
        )


def migrations() -> Finding:
    """Applied, and none that this version does not know."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    ours = sorted(f"{app}.{name}" for app, name in unknown if app in executor.loader.migrated_apps)
    if ours:
        remedy = "run the version that made it, or a newer one"
        return Finding("migrations", False, f"the database knows {ours[0]}, this version does not", remedy)
    found = f"{len(waiting)} not applied" if waiting else f"{len(executor.loader.applied_migrations)} applied"
    return Finding("migrations", not waiting, found, "run 'rodtrad migrate'")


def worker() -> Finding:
    """Alive, as its work shows: nothing waits long, nothing runs for hours."""
    now, tasks = timezone.now(), DBTaskResult.objects
    # A task that was put off waits from the hour that it was put off to.
    put_off = Q(run_after__range=(now - LONGEST_WAIT, now))
    late = tasks.ready().filter(enqueued_at__lt=now - LONGEST_WAIT).exclude(put_off).count()
    if late:
        minutes = int(LONGEST_WAIT.total_seconds() // 60)
        found = f"{late} tasks have waited more than {minutes} minutes"
        return Finding("worker", False, found, "start 'rodtrad worker' (or 'rodtrad serve', which has one)")
    stuck = tasks.running().filter(started_at__lt=now - LONGEST_RUN).count()
    if stuck:
        return Finding(
            "worker", False, f"{stuck} tasks have run for hours", "restart the worker and order them again"
        )
    failed = tasks.failed().filter(finished_at__gt=now - timedelta(days=1)).count()
    if failed:
        return Finding("worker", False, f"{failed} tasks failed in the last day", "read the worker's log")
    return Finding("worker", True, f"{tasks.ready().count()} tasks wait, {tasks.running().count()} run")


def answers() -> Finding:
    """Of no closed round does the place of the answers in the database tell in which order they came."""
    closed = Round.objects.filter(state=RoundState.CLOSED, closed_at__lt=timezone.now() - LONGEST_RUN)
    left = closed.filter(is_scattered=False).order_by("pk")
    if not left:
        return Finding("answers", True, "those of closed rounds lie in an order drawn by lot")
    numbers = ", ".join(str(each.pk) for each in left)
    found = f"of closed rounds some lie in the order in which they came: {numbers}"
    return Finding("answers", False, found, "restart the worker, or run 'rodtrad round close ID' for each")


def demo() -> Finding:
    """No one enters by one click where real people are."""
    marked = AuthoritySettings.objects.filter(is_demo=True)
    real = Unit.objects.filter(kind=UnitKind.AUTHORITY).exclude(pk__in=marked.values("authority_id")).exists()
    if not marked.exists():
        return Finding(
            "demo", True, "no demo authority" + (", although RODTRAD_DEMO is on" if settings.DEMO else "")
        )
    if real:
        remedy = "keep the demo in an installation of its own (RODTRAD_DATA_DIR)"
        return Finding("demo", False, "a demo authority stands beside a real one", remedy)
    people = Person.objects.filter(demo_order__isnull=False).count()
    way_in = "one click to enter" if settings.DEMO else "one-click entry is off"
    return Finding("demo", True, f"demo authority, {people} people to enter as, {way_in}")


def static_files() -> Finding:
    """What pages are made of is there; and, where the files are served under hashed names, their list too."""
    if finders.find("common/vendor/designsystemet/designsystemet.css") is None:
        return Finding("static files", False, "the design system is not installed", "run 'make setup'")
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if settings.COLLECTED and not manifest.is_file():
        remedy = "run 'rodtrad django collectstatic --no-input'"
        return Finding("static files", False, f"{manifest} is missing", remedy)
    return Finding(
        "static files", True, "collected" if manifest.is_file() else "installed, collected by 'rodtrad serve'"
    )


def translations() -> Finding:
    """English is compiled: else readers who chose it meet Swedish."""
    catalogues = list(PACKAGE.glob("*/locale/en/LC_MESSAGES/django.po"))
    missing = [path for path in catalogues if not path.with_suffix(".mo").exists()]
    found = f"English is not compiled in {len(missing)} packages" if missing else "Swedish and English"
    return Finding("languages", not missing, found, "run 'make setup'")


def restore() -> Finding:
    """No restore was cut short."""
    unfinished = (settings.DATA_DIR / UNFINISHED).exists()
    found = "a restore was cut short" if unfinished else "none was cut short"
    return Finding("restore", not unfinished, found, "run the same 'rodtrad restore' again with --force")


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
