"""`rodtrad doctor`: look whether this installation is well, and say what to do where it is not."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from rodtrad.config.health import Finding, examine

MARKS = {True: "ok", False: "BAD", None: "-"}


class Command(BaseCommand):
    help = (
        "Look at database, migrations, data folder, secret key, static files, worker and demo marks. "
        "Exit status 1 if anything is bad. Example: rodtrad doctor --json"
    )
    # What is wrong with the settings is what this command is to tell.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        well = all(finding.ok is not False for finding in findings)
        if options["json"]:
            shown = {"ok": well, "checks": [as_json(finding) for finding in findings]}
            self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(line(finding) for finding in findings))
        if not well:
            sys.exit(1)


def line(finding: Finding) -> str:
    """'BAD  migrations    3 not applied: run …'."""
    remedy = f": {finding.remedy}" if finding.ok is False and finding.remedy else ""
    return f"{MARKS[finding.ok]:<4} {finding.name:<13} {finding.found}{remedy}"


def as_json(finding: Finding) -> dict[str, Any]:
    """Without a remedy for what is well."""
    return asdict(finding) | {"remedy": finding.remedy if finding.ok is False else ""}
