"""A backup is whole and of one moment; a restore changes everything or nothing."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rodtrad.config import snapshot
from tests.config.conftest import Run, one_line, run_in

NAME = "rodtrad.sqlite3"


def write_person(folder: Path, name: str) -> None:
    with closing(sqlite3.connect(folder / NAME)) as database, database:
        database.execute(
            "INSERT INTO organisation_person (username, password, first_name, last_name, email, language,"
            " is_active, is_protected, demo_note_sv, demo_note_en)"
            " VALUES (?, '', ?, '', '', 'sv', 1, 0, '', '')",
            (name, name),
        )


def people(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / NAME)) as database:
        return [row[0] for row in database.execute("SELECT username FROM organisation_person ORDER BY 1")]


def state(folder: Path) -> dict[str, Any]:
    files = {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in (folder / "files").rglob("*") if p.is_file()
    }
    return {"people": people(folder), "files": files, "key": (folder / "secret-key").read_bytes()}


def write_file(folder: Path, name: str, text: str) -> None:
    path = folder / "files" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def packed(migrated_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `data`, an installation where Karin is and one file, and `backup.zip` of it."""
    home = tmp_path_factory.mktemp("packed")
    shutil.copytree(migrated_once, home / "data")
    write_person(home / "data", "karin")
    write_file(home / "data", "plans/a.txt", "the plan")
    answer = run_in(home / "data", "backup", str(home / "backup.zip"))
    assert answer.returncode == 0, answer.stderr
    assert "backup.zip" in answer.stdout
    assert "Database: 100 %" in answer.stderr
    return home


@pytest.fixture
def backup(packed: Path, folder: Path, tmp_path: Path) -> Path:
    """The backup, and the installation that it was made of in `folder`."""
    shutil.copytree(packed / "data", folder, dirs_exist_ok=True)
    folder.chmod(0o700)
    return Path(shutil.copy2(packed / "backup.zip", tmp_path))


@pytest.fixture
def installed(backup: Path, folder: Path) -> Path:
    return folder


def test_what_is_restored_elsewhere_is_what_was_backed_up(
    installed: Path, backup: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"

    answer = run_in(elsewhere, "restore", str(backup))

    assert answer.returncode == 0, answer.stderr
    assert state(elsewhere) == state(installed)
    assert not list(elsewhere.glob(".restore*"))
    assert (elsewhere / "secret-key").stat().st_mode & 0o077 == 0


def test_a_backup_can_be_read_by_its_owner_only_and_leaves_no_rest(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    assert [path.name for path in backup.parent.iterdir() if path.name != "data"] == ["backup.zip"]


def test_nothing_is_overwritten_without_force(rodtrad: Run, installed: Path, backup: Path) -> None:
    before = state(installed)

    again, back = rodtrad("backup", str(backup)), rodtrad("restore", str(backup))

    assert (again.returncode, back.returncode) == (2, 2)
    assert one_line(again.stderr)
    assert one_line(back.stderr)
    assert "--force" in again.stderr
    assert "--force" in back.stderr
    assert state(installed) == before


def test_with_force_what_came_after_the_backup_is_gone(rodtrad: Run, installed: Path, backup: Path) -> None:
    before = state(installed)
    write_person(installed, "sten")
    write_file(installed, "plans/b.txt", "later")
    write_file(installed, "plans/a.txt", "changed")
    (installed / "secret-key").write_text("another key", encoding="ascii")

    answer = rodtrad("restore", str(backup), "--force")

    assert answer.returncode == 0, answer.stderr
    assert state(installed) == before


def test_what_was_written_and_not_yet_moved_into_the_file_is_in_the_backup(
    rodtrad: Run, installed: Path, tmp_path: Path
) -> None:
    """SQLite keeps the latest writes beside the database; a mere copy of the file would miss them."""
    with closing(sqlite3.connect(installed / NAME)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("PRAGMA wal_autocheckpoint=0")
        write_person(installed, "petra")
        assert (installed / f"{NAME}-wal").stat().st_size > 0

        assert rodtrad("backup", str(tmp_path / "b.zip")).returncode == 0

    run_in(tmp_path / "elsewhere", "restore", str(tmp_path / "b.zip"))
    assert people(tmp_path / "elsewhere") == ["karin", "petra"]


def repacked(backup: Path, change: Any) -> Path:
    """The backup with one thing changed in its parts or manifest."""
    with zipfile.ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("rodtrad.json"))
    change(parts, manifest)
    target = backup.with_name("changed.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("rodtrad.json", json.dumps(manifest))
    return target


def another_database(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    parts[NAME] = parts[NAME][:-4096] + b"\0" * 4096


def half_a_database(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    parts[NAME] = parts[NAME][:4096]


def a_way_out(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    parts["files/../../outside"] = b"x"
    manifest["parts"]["files/../../outside"] = {"bytes": 1, "sha256": "2d711642b726b04401627ca9fbac32f5"}


def a_later_form(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["form"] = 2


def a_part_less(parts: dict[str, bytes], manifest: dict[str, Any]) -> None:
    del parts["files/plans/a.txt"]


CHANGES = [another_database, half_a_database, a_way_out, a_later_form, a_part_less]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_backup_that_is_not_what_was_packed_is_refused(installed: Path, backup: Path, change: Any) -> None:
    with (
        pytest.raises(snapshot.SnapshotError),
        snapshot.unpacked(repacked(backup, change), installed),
    ):
        pytest.fail("it was taken for whole")

    assert not (installed.parent / "outside").exists()
    assert not list(installed.glob(".restore*"))


def test_a_refused_backup_leaves_all_as_it_was(rodtrad: Run, installed: Path, backup: Path) -> None:
    write_person(installed, "sten")
    before = state(installed)

    answer = rodtrad("restore", str(repacked(backup, a_part_less)), "--force")

    assert answer.returncode == 1
    assert len(answer.stderr.strip().splitlines()) == 2, answer.stderr
    assert "nothing was changed" in answer.stderr
    assert state(installed) == before


def test_a_file_that_is_no_backup_is_refused(rodtrad: Run, installed: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("Digitaliseringsplan", encoding="utf-8")

    assert rodtrad("restore", str(tmp_path / "plan.txt"), "--force").returncode == 1
    assert rodtrad("restore", str(tmp_path / "none.zip"), "--force").returncode == 2


def test_a_backup_of_a_later_version_is_refused(rodtrad: Run, installed: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(installed / NAME)) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('plans', '0999_later', '2030-01-01')"
        )
    rodtrad("backup", str(tmp_path / "b.zip"))

    answer = rodtrad("restore", str(tmp_path / "b.zip"), "--force")

    assert answer.returncode == 1
    assert "newer version" in answer.stderr


def test_a_restore_that_fails_half_way_leaves_the_old_data(
    installed: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_person(installed, "sten")
    (installed / "secret-key").write_text("the key of now", encoding="ascii")
    write_file(installed, "plans/a.txt", "changed")
    write_file(installed, "plans/b.txt", "new")
    before = state(installed)
    source = snapshot.Source(installed, installed / NAME, installed / "files", installed / "secret-key")

    def full(*_: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(snapshot, "copy_database", full)
    with (
        snapshot.unpacked(backup, installed) as contents,
        pytest.raises(sqlite3.OperationalError),
    ):
        snapshot.put_back(contents, source, lambda line: None)

    assert state(installed) == before
    assert {path.name for path in installed.iterdir()} == {NAME, "files", "secret-key"}


def test_a_damaged_database_can_be_replaced_and_is_kept_beside(
    rodtrad: Run, installed: Path, backup: Path
) -> None:
    (installed / NAME).write_bytes(b"no database at all" * 100)

    answer = rodtrad("restore", str(backup), "--force")

    assert answer.returncode == 0, answer.stderr
    assert people(installed) == ["karin"]
    assert (installed / f"{NAME}.damaged").exists()


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_on_postgresql_its_own_tool_is_named(rodtrad: Run, tmp_path: Path, command: str) -> None:
    answer = rodtrad(command, str(tmp_path / "b.zip"), DATABASE_URL="postgresql://sten@127.0.0.1:1/x")

    assert answer.returncode == 2
    assert one_line(answer.stderr)
    assert "pg_dump" in answer.stderr or "pg_restore" in answer.stderr


def test_before_there_is_a_database_there_is_nothing_to_back_up(rodtrad: Run, tmp_path: Path) -> None:
    answer = rodtrad("backup", str(tmp_path / "b.zip"))

    assert answer.returncode == 1
    assert one_line(answer.stderr)
    assert not list(tmp_path.glob("*.zip*"))
