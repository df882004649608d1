"""Typed reading of the environment: a wrong value ends in one clear line, not in a traceback."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}
KEY_FILE = "secret-key"
ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}
HOW_TO_WRITE_IT = "write postgresql://user:password@host/name or sqlite:////path/to/file.sqlite3"


class WrongSettingError(ValueError):
    """A setting in the environment has a value that cannot be used; the message names it."""


def text(name: str, default: str) -> str:
    """The value of `name`, or `default` where it is not set."""
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or no: 1/true/yes/on or 0/false/no/off.

    Raises WrongSettingError for any other word, since a misspelt 'ture' must not quietly mean no.
    """
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in _TRUE | _FALSE:
        return value.strip().lower() in _TRUE
    raise WrongSettingError(f"{name}={value!r}: write 1 or 0")


def number(name: str, default: int) -> int:
    """A whole number from 0 up. Raises WrongSettingError for anything else."""
    value = os.environ.get(name, str(default)).strip()
    if value.isascii() and value.isdigit():
        return int(value)
    raise WrongSettingError(f"{name}={value!r}: write a whole number")


def address(name: str) -> str:
    """An address without its last slash, or nothing. Raises WrongSettingError for what is no web address."""
    value = os.environ.get(name, "").strip().rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path):
        raise WrongSettingError(f"{name}={value!r}: write https:// and a host, and nothing after it")
    return value


def words(name: str, default: str) -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def pairs(name: str) -> dict[str, str]:
    """A comma-separated list of `this=that`. Raises WrongSettingError for what is no pair."""
    found = {}
    for word in words(name, ""):
        this, equals, that = (part.strip() for part in word.partition("="))
        if not (this and equals and that) or "=" in that:
            raise WrongSettingError(f"{name}={word!r}: write host=authority, with a comma between several")
        found[this.lower()] = that
    return found


def data_dir() -> Path:
    """Where an embedded installation keeps its database and files.

    `RODTRAD_DATA_DIR`, else `data/` in a checkout, else the user's data folder (XDG base directory).
    """
    if chosen := os.environ.get("RODTRAD_DATA_DIR"):
        return Path(chosen).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").exists():
        return checkout / "data"
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "rodtrad"


def secret_key(folder: Path) -> str:
    """`RODTRAD_SECRET_KEY`, or one made once and kept in the data folder, readable by its owner only."""
    if given := os.environ.get("RODTRAD_SECRET_KEY"):
        return given
    path = folder / KEY_FILE
    if not path.exists():
        _make_key(path)
    if key := path.read_text(encoding="ascii").strip():
        return key
    raise WrongSettingError(f"{path} is empty: put back the key from a backup, or remove it for a new one")


def _make_key(path: Path) -> None:
    """Write a new key. Of two processes that start together one wins, and neither reads half a key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mine = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        with contextlib.suppress(FileExistsError):
            os.link(mine, path)
    finally:
        mine.unlink()


def database(default: str) -> dict[str, Any]:
    """`DATABASE_URL` as Django wants it. Raises WrongSettingError, without the password that it may hold."""
    try:
        config = dict(
            dj_database_url.parse(text("DATABASE_URL", default), conn_max_age=300, conn_health_checks=True)
        )
    except ValueError:
        raise WrongSettingError(f"DATABASE_URL: {HOW_TO_WRITE_IT}") from None
    if config.get("ENGINE") not in ENGINES or not config.get("NAME"):
        raise WrongSettingError(f"DATABASE_URL: {HOW_TO_WRITE_IT}")
    return config
