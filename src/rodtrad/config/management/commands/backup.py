"""`rodtrad backup FILE`: write database, files and secret key of this installation to one file."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from rodtrad import __version__
from rodtrad.config.embedded import BAD_USE, DID_NOT_HOLD, embedded_source
from rodtrad.config.snapshot import SnapshotError, pack


class Command(BaseCommand):
    help = (
        "Write a backup while people work: one ZIP file with database, files and secret key. "
        "Keep it as safe as the data itself. Example: rodtrad backup /srv/backups/rodtrad-monday.zip"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="where to write it")
        parser.add_argument("--force", action="store_true", help="replace a file that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        source = embedded_source("pg_dump")
        target = Path(options["file"]).absolute()
        if target.is_dir():
            raise CommandError(f"{target} is a folder: name a file in it", returncode=BAD_USE)
        if target.exists() and not options["force"]:
            raise CommandError(f"{target} is there already: replace it with --force", returncode=BAD_USE)
        about = {
            "product": "rodtrad",
            "version": __version__,
            "made": timezone.now().isoformat(timespec="seconds"),
        }
        try:
            size = pack(source, target, about, say)
        except SnapshotError as error:
            raise CommandError(str(error), returncode=DID_NOT_HOLD) from None
        without = "" if source.key else ", without the secret key, which is in RODTRAD_SECRET_KEY"
        self.stdout.write(f"{target} ({size / 1e6:.1f} MB{without})")


def say(line: str) -> None:
    """Progress goes to standard error, so that standard output holds the result alone."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
