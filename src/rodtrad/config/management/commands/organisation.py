"""`rodtrad organisation load`: bring in units and people from tables, and the school year of today."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from rodtrad.config.tables import Loaded, TableError, load


class Command(BaseCommand):
    help = (
        "Bring an authority's units and people in from CSV tables; loading again changes what has changed. "
        "Example: rodtrad organisation load units.csv people.csv --dry-run"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="load")
        loading = verbs.add_parser("load", help="add what is new, change what has changed, remove nothing")
        loading.add_argument("units", help="table of units (docs/reference/organisation-tables.md)")
        loading.add_argument("people", nargs="?", help="table of people and their duties")
        loading.add_argument("--dry-run", action="store_true", help="check and count; save nothing")
        loading.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        people = Path(options["people"]) if options["people"] else None
        try:
            done = load(Path(options["units"]), people, timezone.localdate(), dry_run=options["dry_run"])
        except TableError as error:
            raise CommandError(f"{error}; nothing was saved", returncode=1) from None
        if options["json"]:
            self.stdout.write(json.dumps(asdict(done)))
            return
        self.stdout.write(summary(done) + (" Nothing was saved (--dry-run)." if options["dry_run"] else ""))


def summary(done: Loaded) -> str:
    """'Added 3 units, 2 people; changed 1 unit.'"""
    parts = {
        word: ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"
        for word, counts in (("Added", done.added), ("changed", done.changed))
    }
    return f"Added {parts['Added']}; changed {parts['changed']}."
