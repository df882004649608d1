"""Real web processes with an open round, and people who answer it over HTTP.

Nothing of the product is replaced: the processes are those of `rodtrad serve` and `rodtrad worker`, and an
answer is what a browser does: open the form, send it with the number that stands in it, and send it again
with the same number until it is acknowledged.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from tools.postgres import running_postgres

from rodtrad.config.management.commands.serve import web_command, worker_command

CHECKOUT = Path(__file__).resolve().parents[1]
INDICATORS, LEVELS = 40, 6
WORKERS = 2
PATIENCE = 60.0
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
NUMBER = re.compile(rb'name="nummer" value="([^"]+)"')
DATABASES = ("postgres", "sqlite")


@dataclass
class Site:
    """An installation of its own, with an open round: its environment, address and links."""

    environment: dict[str, str]
    port: int
    codes: list[str]

    def run(self, *words: str) -> str:
        """A command of the installation; what it printed."""
        command = [sys.executable, *words]
        done = subprocess.run(
            command, env=self.environment, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout

    def start_web(self) -> subprocess.Popen[bytes]:
        """The web processes, in a group of their own, so that they can be killed together."""
        command = web_command("127.0.0.1", self.port, WORKERS)
        return subprocess.Popen(command, env=self.environment, cwd=CHECKOUT, start_new_session=True)

    def start_worker(self) -> subprocess.Popen[bytes]:
        quiet = {"stdout": subprocess.DEVNULL, "start_new_session": True}
        return subprocess.Popen(worker_command(), env=self.environment, cwd=CHECKOUT, **quiet)


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The address of a new database of the kind; on the disk before it says so, as in production."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{quote(folder)}/answers.sqlite3"
        return
    with running_postgres(durable=True) as server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE answers")
        yield server.replace("/postgres?", "/answers?")


@contextmanager
def site(
    url: str, *arguments: str, settings: str = "rodtrad.config.settings", collected: bool = True
) -> Iterator[Site]:
    """An installation on a database, made by `bench._answering_world` with the arguments given. Static files
    are collected unless nobody will measure how long a page takes.
    """
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "RODTRAD_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": settings,
            "RODTRAD_COLLECTED": "1" if collected else "",
            "RODTRAD_LOG_LEVEL": "CRITICAL",
            "PYTHONPATH": os.pathsep.join((str(CHECKOUT / "src"), str(CHECKOUT))),
        }
        made = Site(environment, port, [])
        made.run("-m", "rodtrad", "migrate", "--verbosity", "0")
        if collected:
            made.run("-m", "rodtrad", "collectstatic", "--no-input", "--verbosity", "0")
        made.codes = json.loads(made.run("-m", "bench._answering_world", "build", *arguments))
        yield made


@contextmanager
def served(made: Site) -> Iterator[subprocess.Popen[bytes]]:
    """The web processes of an installation for the length of the block."""
    web = made.start_web()
    try:
        wait_for(made)
        yield web
    finally:
        web.terminate()
        web.wait(timeout=30)


def wait_for(made: Site) -> None:
    """Until the form is answered."""
    deadline = time.monotonic() + PATIENCE
    while True:
        line = Line(made.port)
        try:
            if line.get(f"/svara/{made.codes[0]}/").status == 200:
                return
        except OSError:
            pass
        finally:
            line.close()
        if time.monotonic() > deadline:
            raise SystemExit("the web processes did not answer")
        time.sleep(0.1)


@dataclass(frozen=True)
class Reply:
    """A whole answer of the server."""

    status: int
    head: bytes
    body: bytes


class Line:
    """One connection, kept open as long as the server keeps it. Raises OSError where it breaks."""

    def __init__(self, port: int, patience: float = 30.0) -> None:
        self._port, self._patience = port, patience
        self._socket: socket.socket | None = None

    def get(self, path: str) -> Reply:
        return self._ask(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: sv\r\n\r\n".encode())

    def post(self, path: str, body: bytes, *, cut: bool = False) -> Reply | None:
        """Send a form. `cut`: the connection breaks before the answer, which nobody then gets."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: sv\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        if cut:
            self._connected().sendall(head.encode() + body)
            self.close()
            return None
        return self._ask(head.encode() + body)

    def close(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.close()
            self._socket = None

    def _connected(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=self._patience)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _ask(self, asked: bytes) -> Reply:
        try:
            self._connected().sendall(asked)
            reply = self._read()
        except OSError:
            self.close()
            raise
        if b"connection: close" in reply.head.lower():
            self.close()
        return reply

    def _read(self) -> Reply:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._piece()
        head, _gap, body = received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        pieces, missing = [body], int(length[1] if length else 0) - len(body)
        while missing > 0:
            pieces.append(self._piece())
            missing -= len(pieces[-1])
        return Reply(int(head[9:12]), head, b"".join(pieces))

    def _piece(self) -> bytes:
        assert self._socket is not None
        piece = self._socket.recv(1 << 18)
        if not piece:
            raise ConnectionError("the server hung up")
        return piece


def number_in(form: Reply) -> str:
    """The form's own number."""
    found = NUMBER.search(form.body)
    if form.status != 200 or found is None:
        raise SystemExit(f"the form was not shown (status {form.status})")
    return found[1].decode()


def filled_in(number: str, levels: Sequence[int], comment: str = "") -> bytes:
    """A whole answer as the browser sends it."""
    chosen = "&".join(f"f{place}={level}&k{place}=" for place, level in enumerate(levels))
    return f"nummer={quote(number)}&lang=sv&{chosen}{quote(comment)}".encode()


def levels_of(which: int) -> list[int]:
    """Levels that no other answer has: its number is written in them, by sixes."""
    digits = [which // LEVELS**place % LEVELS + 1 for place in range(10)]
    rest = [(which * 7 + place * place) % LEVELS + 1 for place in range(INDICATORS - len(digits))]
    return digits + rest
