"""The demo as a user starts it: the real command, with web processes and worker, in a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Building the demo takes seconds on a machine of its own and minutes where many others work: only a demo that
# never starts is a fault.
SECONDS_TO_START = 600


@contextmanager
def running_demo(folder: Path, *arguments: str) -> Iterator[str]:
    """Run `rodtrad demo` on a free port and yield its address; what it printed stands in `folder/output`."""
    port = free_port()
    output = folder / "output"
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "rodtrad", "demo", "--port", str(port), *arguments],
            env=environment(folder),
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_it_answers(port, process, output)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def environment(folder: Path) -> dict[str, str]:
    """On SQLite in `folder`: the demo is what a newcomer gets, whichever database the other tests run on."""
    own = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "RODTRAD_TEST_RUN")
    }
    return {
        **own,
        "DJANGO_SETTINGS_MODULE": "rodtrad.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "RODTRAD_DATA_DIR": str(folder),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(port: int, process: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as caller:
            caller.settimeout(1)
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the demo did not start:\n{output.read_text(encoding='utf-8')}")
