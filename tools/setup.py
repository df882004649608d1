"""Make the house stand on a bare machine: environment, packages, assets and compiled texts.

Runs on the machine's own Python with nothing but the standard library. Each step leaves a stamp with a hash
of what it was made from, so that a second run does only what changed. A step cut short leaves no stamp.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMPS = VENV / "stamps"
LEAST_NODE = 20


class SetupError(Exception):
    """Something the user must mend; its text is the one line that is shown."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Install what Röd tråd needs into .venv.")
    parser.add_argument("--dev", action="store_true", help="also what the checks need")
    options = parser.parse_args(arguments)
    try:
        check_tools()
        install(dev=options.dev)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as error:
        print(
            f"Setup stopped: '{' '.join(map(str, error.cmd[:4]))} …' failed. See its output above.",
            file=sys.stderr,
        )
        return 2
    return 0


def install(*, dev: bool) -> None:
    """Every step in order; each is skipped when what it was made from has not changed."""
    locks = [ROOT / "requirements" / name for name in ("setup.txt", "base.txt", "dev.txt")]
    setup, base, full = locks
    build = [ROOT / "pyproject.toml", ROOT / "requirements/base.in", ROOT / "tools/hatch_dependencies.py"]
    step("Python environment", "venv", [], make_venv, still_there=venv_works)
    step("Installer", "installer", [setup], lambda: pip_install(setup))
    if dev:
        step("Python packages, with those of the checks", "dev", [base, full], lambda: uv_install(full))
    else:
        step("Python packages", "base", [base], lambda: uv_install(base), unless=current("dev", [base, full]))
    step("The rodtrad command", "editable", build, install_package, still_there=(BIN / "rodtrad").exists)
    node = [ROOT / "package.json", ROOT / "package-lock.json"]
    step("Design system and typeface", "npm", node, npm_install, still_there=(ROOT / "node_modules").is_dir)
    run([BIN / "python", ROOT / "tools/assets.py"])
    run([BIN / "python", ROOT / "tools/messages.py", "compile"])
    run([BIN / "python", "-m", "compileall", "-q", ROOT / "src"])


def check_tools() -> None:
    """Say in one line which tool is missing, before anything is downloaded."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells them
        raise SetupError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    for tool in ("git", "node", "npm"):
        if shutil.which(tool) is None:
            raise SetupError(
                f"{tool} is missing: install it (Node {LEAST_NODE} or newer, with npm, and git are needed)."
            )
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = re.match(r"v(\d+)", answer)
    if major is None or int(major[1]) < LEAST_NODE:
        raise SetupError(
            f"Node {LEAST_NODE} or newer is needed; this is {answer or 'one that does not start'}."
        )


def step(
    title: str,
    name: str,
    made_from: Iterable[Path],
    action: Callable[[], None],
    *,
    still_there: Callable[[], bool] = lambda: True,
    unless: bool = False,
) -> None:
    if unless or (still_there() and current(name, made_from)):
        return
    print(f"== {title}", flush=True)
    started = time.monotonic()
    stamp = STAMPS / name
    stamp.unlink(missing_ok=True)
    action()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint(made_from), encoding="utf-8")
    print(f"   done in {time.monotonic() - started:.1f} s", flush=True)


def current(name: str, made_from: Iterable[Path]) -> bool:
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint(made_from)


def fingerprint(paths: Iterable[Path]) -> str:
    """A hash of the files' content: a touched file or a new clone of the same commit changes nothing."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def venv_works() -> bool:
    """An environment whose interpreter was removed or moved is made anew."""
    python = BIN / "python"
    return (
        python.exists()
        and subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0
    )


def make_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise SetupError("Python cannot make an environment: install its venv module (Debian: python3-venv).")


def pip_install(lock: Path) -> None:
    run(
        [
            BIN / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            lock,
        ]
    )


def uv_install(lock: Path) -> None:
    """Compiled at once: where Python may not write bytecode, every start would else compile it all anew."""
    command = [BIN / "uv", "pip", "install", "--compile-bytecode", "--require-hashes", "-r", lock]
    run(command, environment=uv_environment())


def install_package() -> None:
    """Editable, without its dependencies (the lock has them) and without fetching a build environment."""
    command = [
        BIN / "uv",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--editable",
        ROOT,
    ]
    run(command, environment=uv_environment())


def npm_install() -> None:
    run(["npm", "ci", "--omit=dev", "--no-audit", "--no-fund", "--no-update-notifier"])


def uv_environment() -> dict[str, str]:
    """The environment for uv, which does not read pip's configuration: hand over what the user set for pip.

    A machine may reach its packages only through a mirror named in pip.conf. What is set for uv itself wins.
    """
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    for name, value in uv_settings(pip_configuration()).items():
        environment.setdefault(name, value)
    return environment


def pip_configuration() -> dict[str, str]:
    """pip's settings by bare name; those for one command win over global ones, the environment over both."""
    command = [BIN / "python", "-m", "pip", "config", "list"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return parse_pip_configuration(listing)


def parse_pip_configuration(listing: str) -> dict[str, str]:
    found: dict[tuple[int, str], str] = {}
    order = {"global": 0, "install": 1, ":env:": 2}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.partition(".")
        if section in order:
            found[order[section], name] = str(ast.literal_eval(value))
    return {name: value for (_, name), value in sorted(found.items())}


def uv_settings(pip: dict[str, str]) -> dict[str, str]:
    """uv's names for pip's settings, in pip's meaning.

    pip takes the best version from all indexes together, uv by default only from the first that has the
    package; the hashes in the lock make pip's way safe here.
    """
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
        "trusted-host": "UV_INSECURE_HOST",
        "default-timeout": "UV_HTTP_TIMEOUT",
        "timeout": "UV_HTTP_TIMEOUT",
    }
    settings = {names[name]: " ".join(value.split()) for name, value in pip.items() if name in names}
    if "UV_FIND_LINKS" in settings:
        settings["UV_FIND_LINKS"] = settings["UV_FIND_LINKS"].replace(" ", ",")
    if "UV_INDEX" in settings:
        settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if pip.get("no-index", "").lower() in {"1", "true", "yes", "on"}:
        settings["UV_NO_INDEX"] = "1"
    return settings


def run(command: list[str | Path], *, environment: dict[str, str] | None = None) -> None:
    subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped. The next 'make setup' goes on from here.")
