"""Public pages per second on two workers, as a ratio to a constant page of the same stack.

    rodtrad bench public --json

Builds the demo on SQLite, serves it by gunicorn as `rodtrad serve` does (two processes, four threads
each), and asks for each page over and over on four connections, with no condition in the request: every
answer is the whole page. The constant page goes through the same middleware. All are asked for by turns,
round after round, so that a drift of the machine's speed falls on all alike; the ratio is that of the
medians. The exit status is 1 where a page reaches less than 0.3 of the constant one.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rodtrad.config.management.commands.serve import web_command

LIMIT = 0.3
WORKERS = 2
CONNECTIONS = 4
CONSTANT = "/oppet/_constant/"
PATIENCE = 60.0
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


def main() -> int:
    """Build, serve, measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="times each page is measured")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each time")
    parser.add_argument("--json", action="store_true", help="end with one JSON object on the last line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(folder) as port:
        pages = targets(port)
        result = measured(port, pages, given.rounds, given.seconds)
    tell(result)
    if given.json:
        print(json.dumps(result))
    return 0 if result["holds"] else 1


@contextmanager
def served(folder: str) -> Iterator[int]:
    """The demo behind two web processes; the port."""
    environment = {**os.environ, "RODTRAD_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "bench._stack"}
    environment |= {"RODTRAD_COLLECTED": "1", "PYTHONPATH": os.pathsep.join(("src", "."))}
    environment.pop("DATABASE_URL", None)
    print("building the demo …", file=sys.stderr)
    for words in (["demo", "--no-serve", "--units", "12"], ["collectstatic", "--no-input", "-v", "0"]):
        subprocess.run(
            [sys.executable, "-m", "rodtrad", *words], env=environment, check=True, stdout=subprocess.DEVNULL
        )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    web = subprocess.Popen(web_command("127.0.0.1", port, WORKERS), env=environment)
    try:
        wait_for(port)
        yield port
    finally:
        web.terminate()
        web.wait(timeout=30)


def wait_for(port: int) -> None:
    """Until the first answer."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fetched(port, CONSTANT)
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def fetched(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return str(answer.read().decode())


def targets(port: int) -> dict[str, str]:
    """The pages by name, found as a reader finds them: from link to link."""
    authority = "/oppet/lindvalla-kommun/"
    series = linked(fetched(port, authority), rf"{authority}digitaliseringsplan[^/\"]*/")
    area = linked(fetched(port, series), rf"{series}[0-9a-f]{{12}}/")
    item = linked(fetched(port, area), rf"(?!{area}){series}[0-9a-f]{{12}}/")
    return {
        "constant": CONSTANT,
        "front page": authority,
        "document": series,
        "whole document": f"{series}hela/",
        "area": area,
        "item": item,
        "responsibilities": f"{series}ansvar/",
        "glossary": f"{authority}begrepp/",
    }


def linked(page: str, pattern: str) -> str:
    found = re.search(rf'href="({pattern})"', page)
    if found is None:
        raise SystemExit(f"no link like {pattern}")
    return found[1]


def measured(port: int, pages: dict[str, str], rounds: int, seconds: float) -> dict[str, Any]:
    """Each page by turns, and the ratio of its median to the constant's."""
    print("measuring by turns …", file=sys.stderr)
    for path in pages.values():
        load(port, path, 0.3)
    rates: dict[str, list[float]] = {name: [] for name in pages}
    sizes: dict[str, int] = {}
    for _ in range(rounds):
        for name, path in pages.items():
            count, took, sizes[name] = load(port, path, seconds)
            rates[name].append(count / took)
    medians = {name: statistics.median(found) for name, found in rates.items()}
    told = {
        name: {
            "per_second": round(medians[name]),
            "bytes": sizes[name],
            "ratio": round(medians[name] / medians["constant"], 2),
        }
        for name in pages
    }
    worst = min(page["ratio"] for page in told.values())
    return {
        "bench": "public", "holds": worst >= LIMIT, "ratio": worst, "limit": LIMIT, "workers": WORKERS,
        "connections": CONNECTIONS, "pages": told,
    }  # fmt: skip


def load(port: int, path: str, seconds: float) -> tuple[int, float, int]:
    """Ask for a page as fast as it is answered: how many whole answers, in how long, of what size."""
    counts: list[int] = []
    sizes: set[int] = set()
    end = time.monotonic() + seconds
    begun = time.monotonic()
    askers = [threading.Thread(target=ask, args=(port, path, end, counts, sizes)) for _ in range(CONNECTIONS)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    if len(counts) != CONNECTIONS:
        raise SystemExit(f"{path} was not answered with a whole page every time")
    return sum(counts), time.monotonic() - begun, max(sizes)


def ask(port: int, path: str, end: float, counts: list[int], sizes: set[int]) -> None:
    """One connection, kept open as long as the server keeps it. Each answer must be a 200 and whole."""
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: sv\r\n\r\n".encode()
    count, connection = 0, socket.create_connection(("127.0.0.1", port), timeout=30)
    while time.monotonic() < end:
        connection.sendall(asked)
        head, body = b"", b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(1 << 18)
            if not piece:
                break
            head += piece
        head, _gap, body = head.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not head.startswith(b"HTTP/1.1 200") or length is None:
            return
        missing = int(length[1]) - len(body)
        while missing > 0:
            missing -= len(connection.recv(1 << 18))
        count += 1
        sizes.add(int(length[1]))
        if b"connection: close" in head.lower():
            connection.close()
            connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.close()
    counts.append(count)


def tell(result: dict[str, Any]) -> None:
    """The figures as a table for a person."""
    print(f"{'page':<20}{'per second':>12}{'bytes':>10}{'ratio':>8}")
    for name, page in result["pages"].items():
        print(f"{name:<20}{page['per_second']:>12}{page['bytes']:>10}{page['ratio']:>8}")
    print(f"the slowest page reaches {result['ratio']} of the constant one (at least {LIMIT})")


if __name__ == "__main__":
    sys.exit(main())
