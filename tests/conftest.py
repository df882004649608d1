"""What every test may count on: the database asked for, and nothing left behind."""

from __future__ import annotations

import os
import sys

import pytest

IN_POSTGRES_RUN = "RODTRAD_TEST_POSTGRES"


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


def pytest_report_header(config: pytest.Config) -> str:
    from django.db import connection

    return f"database: {connection.vendor}"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Tests read the translations as they are written, not as they were when someone last compiled them."""
    from tools import messages

    if not hasattr(session.config, "workerinput"):
        messages.compile_all(messages.PACKAGES)
