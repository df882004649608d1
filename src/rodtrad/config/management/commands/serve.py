"""`rodtrad serve`: serve the product: web and worker with one command, on one machine."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

log = logging.getLogger(__name__)

SETTLED_SECONDS = 60
LONGEST_WAIT = 30
EXAMPLE = "Example: rodtrad serve --port 8000"


class Command(BaseCommand):
    help = f"Serve the product, with a worker for long tasks beside it. {EXAMPLE}"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
        parser.add_argument("--workers", type=int, default=2, help="web processes (default 2)")
        parser.add_argument("--no-worker", action="store_true", help="leave long tasks to `rodtrad worker`")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        refuse_if_taken(host, port)
        environment = {**os.environ, "RODTRAD_COLLECTED": "1"}
        prepare(self, environment)
        web = subprocess.Popen(web_command(host, port, options["workers"]), env=environment)  # noqa: S603 - own command
        self.stdout.write(f"Röd tråd: http://{host}:{port}   (stop with Ctrl-C)")
        self.stdout.flush()
        worker = None if options["no_worker"] else Worker(environment)
        sys.exit(watch(web, worker))


class Worker:
    """The worker beside the web processes. Should it end, as when the system runs out of memory, another
    takes over its work: one task must not take the pages down with it.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._quick = 0
        self.start()

    def start(self) -> None:
        self._began = time.monotonic()
        self.process = subprocess.Popen(worker_command(), env=self._environment)  # noqa: S603 - own command

    def start_again(self, status: int) -> None:
        """Start another; the longer a wait, the more often the ones before it ended at once."""
        lived = time.monotonic() - self._began
        self._quick = 0 if lived > SETTLED_SECONDS else self._quick + 1
        log.error("the worker ended with status %s; starting another", status)
        time.sleep(min(2 ** (self._quick - 1), LONGEST_WAIT) if self._quick > 1 else 0)
        self.start()


def prepare(command: BaseCommand, environment: dict[str, str]) -> None:
    """Bring database and static files up to date, saying so before each.

    Files are collected under the settings that the web processes run with: only those write the list of
    hashed names that the pages need.
    """
    command.stdout.write("Preparing database and files …")
    call_command("migrate", verbosity=0, interactive=False)
    collect = [sys.executable, "-m", "rodtrad", "collectstatic", "--no-input", "--verbosity", "0"]
    if subprocess.run(collect, env=environment, check=False).returncode != 0:  # noqa: S603 - own command
        raise CommandError("the static files could not be collected: run 'make setup'", returncode=1)


def web_command(host: str, port: int, workers: int) -> list[str]:
    """gunicorn with threads: requests wait for the database more than for the processor."""
    access_log = os.environ.get("RODTRAD_ACCESS_LOG", "")
    return [
        *(sys.executable, "-m", "gunicorn", "rodtrad.config.wsgi:application"),
        *("--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4"),
        *("--worker-class", "rodtrad.config.gunicorn_worker.EvenWorker"),
        # None is cheaper than one that is thrown away: each line would be written first.
        *(("--access-logfile", access_log) if access_log else ()),
        *("--log-level", "warning"),
        *("--worker-tmp-dir", str(settings.DATA_DIR)),
        *("--logger-class", "rodtrad.config.gunicorn_log.DiscreetLogger"),
    ]


def worker_command() -> list[str]:
    """The worker as a process of its own."""
    return [sys.executable, "-m", "rodtrad", "worker"]


def refuse_if_taken(host: str, port: int) -> None:
    """One clear line when something else listens there already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"port {port} on {host} is taken ({error.strerror}): choose another with --port", returncode=1
            ) from None


def watch(web: subprocess.Popen[bytes], worker: Worker | None) -> int:
    """Wait until the web ends or someone stops us, then end all; the web's exit status, or 0 when stopped."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        return abs(_wait(web, worker))
    except KeyboardInterrupt:
        return 0
    finally:
        parts = [web, *([worker.process] if worker else [])]
        for part in parts:
            if part.poll() is None:
                part.terminate()
        for part in parts:
            _end(part)


def _wait(web: subprocess.Popen[bytes], worker: Worker | None) -> int:
    while True:
        ended, wait_status = os.wait()
        status = os.waitstatus_to_exitcode(wait_status)
        if ended == web.pid:
            return status
        if worker is not None and ended == worker.process.pid:
            worker.start_again(status)


def _end(part: subprocess.Popen[bytes]) -> None:
    try:
        part.wait(timeout=10)
    except subprocess.TimeoutExpired:
        part.kill()
