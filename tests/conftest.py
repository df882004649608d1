"""What every test may count on: the database asked for, and nothing left behind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

IN_POSTGRES_RUN = "RODTRAD_TEST_POSTGRES"
# Fewer than this were asked for by name, and are run as asked.
WHOLE_SUITE = 1000
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server", "django_db_setup"})
# Tests here start processes of their own, which use the database without the test asking for it.
WITH_PROCESSES = frozenset({"config", "journeys", "tools"})

# What a test takes is measured elsewhere: here it would fail now and then on a busy machine.
settings.register_profile("here", deadline=None)
settings.load_profile("here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgres"],
        default="sqlite",
        help="run on SQLite, or on a PostgreSQL that is started for this run; DATABASE_URL chooses any other",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Start the server and run the same command again inside: settings are read before any conftest is."""
    if config.getoption("--database") != "postgres" or IN_POSTGRES_RUN in os.environ:
        return None
    from tools.postgres import run_with_postgres

    inside = {
        name: value
        for name, value in os.environ.items()
        if name not in ("RODTRAD_TEST_RUN", "RODTRAD_DATA_DIR")
    }
    command = [sys.executable, "-m", "pytest", *map(str, config.invocation_params.args)]
    return run_with_postgres(command, {**inside, IN_POSTGRES_RUN: "1"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks for no database says the same on each: it is run once, with SQLite."""
    if IN_POSTGRES_RUN not in os.environ or len(items) < WHOLE_SUITE:
        return
    kept = [item for item in items if uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not uses_database(item)])
    items[:] = kept


def uses_database(item: pytest.Item) -> bool:
    """Whether a test, or a process that it starts, reads or writes the database."""
    asked = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    return bool(asked or item.get_closest_marker("django_db") or folder in WITH_PROCESSES)


def pytest_report_header(config: pytest.Config) -> str:
    from django.db import connection

    return f"database: {connection.vendor}"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Tests read the translations as they are written, not as they were when someone last compiled them."""
    from tools import messages

    if not hasattr(session.config, "workerinput"):
        messages.compile_all(messages.PACKAGES)
