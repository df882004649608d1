"""A whole embedded installation in one file, and back: database, files and secret key.

The archive is a ZIP with `rodtrad.json` (form, version, time, and size and SHA-256 of every part),
`rodtrad.sqlite3`, `secret-key` where the installation keeps its own, and `files/…`. The database is copied
with SQLite's online backup, so that a backup taken while people work is of one moment.

Restoring unpacks beside the data and checks every part before anything is touched. Files and key are put
aside, the database is last and is written by SQLite in one transaction; if that fails, files and key come
back. A note in the data folder tells of a restore that was cut short, as by a power cut.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from rodtrad.config.environment import KEY_FILE

__all__ = ["UNFINISHED", "Contents", "SnapshotError", "Source", "pack", "put_back", "unpacked"]

FORM = 1
MANIFEST, DATABASE, FILES = "rodtrad.json", "rodtrad.sqlite3", "files"
UNFINISHED = "restore-unfinished"
PAGES_A_STEP = 2_000
BLOCK = 1 << 20

Say = Callable[[str], None]


class SnapshotError(Exception):
    """A backup that cannot be made or put back, in one sentence."""


@dataclass(frozen=True)
class Source:
    """Where an installation keeps its parts; `key` None where the key is given in the environment."""

    folder: Path
    database: Path
    files: Path
    key: Path | None


@dataclass(frozen=True)
class Contents:
    """A backup that has been unpacked and checked."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    @property
    def key(self) -> Path | None:
        path = self.folder / KEY_FILE
        return path if path.exists() else None

    @property
    def files(self) -> Path:
        return self.folder / FILES


# ---- out


def pack(source: Source, target: Path, about: dict[str, Any], say: Say) -> int:
    """Write a backup to `target`, whole or not at all, readable by its owner only; its size in bytes."""
    if not source.database.exists():
        raise SnapshotError(f"there is no database here yet: {source.database}")
    part = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".rodtrad-") as scratch:
            copy = Path(scratch) / DATABASE
            copy_database(source.database, copy, say)
            handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w+b") as stream:
                _write_archive(stream, _parts(source, copy), about, say)
                stream.flush()
                os.fsync(stream.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def _parts(source: Source, copy: Path) -> list[tuple[str, Path]]:
    parts = [(DATABASE, copy)]
    if source.key:
        parts.append((KEY_FILE, source.key))
    files = sorted(path for path in source.files.rglob("*") if path.is_file())
    return parts + [(f"{FILES}/{path.relative_to(source.files).as_posix()}", path) for path in files]


def _write_archive(stream: BinaryIO, parts: list[tuple[str, Path]], about: dict[str, Any], say: Say) -> None:
    written = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, path in parts:
            say(f"Packing {name} …")
            with path.open("rb") as file, archive.open(name, "w", force_zip64=True) as entry:
                written[name] = _pour(file, entry)
        archive.writestr(MANIFEST, json.dumps({"form": FORM, **about, "parts": written}, indent=1))


def _pour(file: Any, into: Any) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    while block := file.read(BLOCK):
        digest.update(block)
        size += len(block)
        into.write(block)
    return {"bytes": size, "sha256": digest.hexdigest()}


def copy_database(origin: Path, target: Path, say: Say) -> None:
    """SQLite's online backup: `target` becomes `origin` as it is at one moment, in one transaction.

    The open read transaction holds that moment: without it, each write by someone else would make the copying
    begin again.
    """
    shown = [-1]

    def progress(status: int, remaining: int, total: int) -> None:
        tenth = 10 * (total - remaining) // max(total, 1)
        if tenth > shown[0]:
            shown[0] = tenth
            say(f"Database: {10 * tenth} %")

    with (
        closing(sqlite3.connect(origin, timeout=20)) as old,
        closing(sqlite3.connect(target, timeout=20)) as new,
    ):
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        old.backup(new, pages=PAGES_A_STEP, progress=progress)


# ---- back


@contextmanager
def unpacked(archive: Path, beside: Path) -> Iterator[Contents]:
    """The backup unpacked on the data's own disk and checked, gone again afterwards.

    Raises SnapshotError for a file that is no backup, is damaged, or is of a later form.
    """
    with tempfile.TemporaryDirectory(dir=beside, prefix=".restore-") as scratch:
        folder = Path(scratch)
        try:
            with zipfile.ZipFile(archive) as opened:
                manifest = _manifest(opened)
                for name, expected in manifest["parts"].items():
                    _extract(opened, name, expected, folder)
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            KeyError,
            EOFError,
            ValueError,
            NotImplementedError,
        ) as error:
            raise SnapshotError(f"{archive} is no backup of Röd tråd, or is damaged ({error})") from None
        _check_database(folder / DATABASE)
        yield Contents(folder, manifest)


def _manifest(opened: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(opened.read(MANIFEST))
    if manifest["form"] != FORM:
        raise SnapshotError(f"the backup has form {manifest['form']}, and this version reads form {FORM}")
    if DATABASE not in manifest["parts"]:
        raise SnapshotError("the backup holds no database")
    return manifest


def _extract(opened: zipfile.ZipFile, name: str, expected: dict[str, Any], folder: Path) -> None:
    """One part; its name must lead nowhere else, and it must be what was packed, no larger."""
    target = (folder / name).resolve()
    known = name in {DATABASE, KEY_FILE} or name.startswith(f"{FILES}/")
    if not known or not target.is_relative_to(folder.resolve()):
        raise SnapshotError(f"the backup names a part that does not belong there: {name!r}")
    if opened.getinfo(name).file_size != expected["bytes"]:
        raise SnapshotError(f"the backup is damaged: {name} is not what was packed")
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(name) as entry, target.open("wb") as file:
        found = _pour(entry, file)
    if found != expected:
        raise SnapshotError(f"the backup is damaged: {name} is not what was packed")


def _check_database(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as database:
            answer = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise SnapshotError(f"the database in the backup is damaged ({answer})")


def put_back(contents: Contents, source: Source, say: Say) -> None:
    """Make the installation what the backup holds; what was there comes back if anything fails."""
    note = source.folder / UNFINISHED
    note.write_text(f"{contents.manifest.get('made', '')}\n", encoding="utf-8")
    with _put_aside(source.files), _put_aside(source.key if contents.key else None):
        contents.files.mkdir(exist_ok=True)
        contents.files.rename(source.files)
        if contents.key and source.key:
            contents.key.chmod(0o600)
            contents.key.rename(source.key)
        _set_aside_if_damaged(source.database)
        copy_database(contents.database, source.database, say)
    note.unlink()


@contextmanager
def _put_aside(path: Path | None) -> Iterator[None]:
    """Move a file or folder away for the block; back again if the block fails, else gone."""
    if path is None:
        yield
        return
    aside = path.with_name(f"{path.name}.before-restore")
    _remove(aside)
    if path.exists():
        path.rename(aside)
    try:
        yield
    except BaseException:
        _remove(path)
        if aside.exists():
            aside.rename(path)
        (path.parent / UNFINISHED).unlink(missing_ok=True)
        raise
    _remove(aside)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _set_aside_if_damaged(path: Path) -> None:
    """A file that SQLite cannot even open cannot be written by it either; it is kept beside."""
    try:
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA schema_version").fetchone()
    except sqlite3.DatabaseError as error:
        if "not a database" not in str(error):
            raise
        for each in path.parent.glob(f"{path.name}*"):
            each.replace(each.with_name(f"{each.name}.damaged"))
