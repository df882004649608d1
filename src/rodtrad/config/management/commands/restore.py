"""`rodtrad restore FILE`: put a backup back, whole or not at all."""

from __future__ import annotations

import sqlite3
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.loader import MigrationLoader

from rodtrad.config.embedded import BAD_USE, DID_NOT_HOLD, embedded_source
from rodtrad.config.management.commands.backup import say
from rodtrad.config.snapshot import Contents, SnapshotError, put_back, unpacked

Migrations = set[tuple[str, str]]


class Command(BaseCommand):
    help = (
        "Put back what `rodtrad backup` wrote. Every part is checked before anything is touched. "
        "Example: rodtrad restore /srv/backups/rodtrad-monday.zip"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the backup")
        parser.add_argument("--force", action="store_true", help="replace the data that is here")

    def handle(self, *args: Any, **options: Any) -> None:
        source = embedded_source("pg_restore")
        archive = Path(options["file"])
        if not archive.is_file():
            raise CommandError(f"there is no file {archive}", returncode=BAD_USE)
        if source.database.exists() and not options["force"]:
            raise CommandError(
                f"{source.folder} holds data already: replace it with --force, or name another folder in "
                "RODTRAD_DATA_DIR",
                returncode=BAD_USE,
            )
        try:
            say(f"Checking {archive} …")
            with unpacked(archive, source.folder) as contents:
                waiting = _waiting_migrations(contents)
                put_back(contents, source, say)
        except SnapshotError as error:
            raise CommandError(f"{error}; nothing was changed", returncode=DID_NOT_HOLD) from None
        self._tell(contents.manifest, waiting, with_key=contents.manifest["parts"].keys() >= {"secret-key"})

    def _tell(self, manifest: dict[str, Any], waiting: Migrations, *, with_key: bool) -> None:
        self.stdout.write(f"Restored the backup of {manifest.get('made', 'unknown time')}.")
        if waiting:
            self.stdout.write("It is of an earlier version: run 'rodtrad migrate', or start 'rodtrad serve'.")
        if not with_key:
            self.stdout.write("It holds no secret key: give RODTRAD_SECRET_KEY the value it had.")
        self.stdout.write("Restart Röd tråd if it is running.")


def _waiting_migrations(contents: Contents) -> Migrations:
    """What this version must still do to the backup's database.

    Raises SnapshotError where the backup has migrations that this version does not know.
    """
    with closing(sqlite3.connect(contents.database)) as database:
        applied = {(app, name) for app, name in database.execute("SELECT app, name FROM django_migrations")}
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations)
    newer = {(app, name) for app, name in applied - known if app in loader.migrated_apps}
    if newer:
        raise SnapshotError("the backup is of a newer version of Röd tråd: restore it with that one")
    return known - applied
