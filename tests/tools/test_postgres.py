"""The PostgreSQL of a test run: a real server, and nothing of it is left, however the run ends."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tools import postgres

TOOL = Path(postgres.__file__)
SAY_AND_WAIT = "import os, signal; print(os.environ['DATABASE_URL'], flush=True); signal.pause()"


@contextmanager
def started(code: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(TOOL), sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        yield process


def address_from(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def folder_of(address: str) -> Path:
    return Path(address.partition("host=")[2])


def test_the_command_gets_a_real_server_and_its_status_is_passed_on() -> None:
    code = """if True:
        import os, sys, psycopg
        server = psycopg.connect(os.environ["DATABASE_URL"])
        sys.exit(40 + (server.info.server_version >= 180000))
    """

    with started(code) as process:
        assert process.wait(timeout=60) == 41


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_goes_when_the_run_is_stopped(number: int) -> None:
    with started(SAY_AND_WAIT) as process:
        address = address_from(process)
        assert folder_of(address).exists()
        # As a terminal does: the whole group hears of Ctrl-C.
        os.killpg(process.pid, number)

    assert not folder_of(address).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_the_server_stops_even_when_the_run_is_killed() -> None:
    with started(SAY_AND_WAIT) as process:
        address = address_from(process)
        server = int((folder_of(address) / "data/postmaster.pid").read_text().split()[0])
        os.killpg(process.pid, signal.SIGKILL)

    assert gone(server)
    shutil.rmtree(folder_of(address))


def gone(server: int) -> bool:
    """Wait for the end of a process that is not ours."""
    try:
        handle = os.pidfd_open(server)
    except ProcessLookupError:
        return True
    ended, _, _ = select.select([handle], [], [], 30)
    os.close(handle)
    return bool(ended)
