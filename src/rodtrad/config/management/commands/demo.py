"""`rodtrad demo`: build the demo authority (once) and serve it."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from rodtrad.organisation.models import AuthoritySettings, Person
from rodtrad.portal.demo import DemoOrder, build_demo

SMALLEST, LARGEST = 4, 20_000


class Command(BaseCommand):
    help = (
        "Build the demo authority (once; a second start keeps everything) and serve it. "
        "Example: rodtrad demo --port 8000"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="build only")
        parser.add_argument("--units", type=int, help="school units (default: as many as the demo describes)")
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed gives the same demo (default 1)"
        )
        parser.add_argument(
            "--indicators", type=int, help="indicators in the rating (default: one per initiative)"
        )
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        units = options["units"]
        if units is not None and not SMALLEST <= units <= LARGEST:
            raise CommandError(f"--units is {units}: choose from {SMALLEST} to {LARGEST}", returncode=2)
        self._build(DemoOrder(units=units, seed=options["seed"], indicators=options["indicators"]))
        if options["no_serve"]:
            return
        os.environ["RODTRAD_DEMO"] = "1"
        self._introduce(options["host"], options["port"])
        call_command("serve", host=options["host"], port=options["port"])

    def _build(self, order: DemoOrder) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if AuthoritySettings.objects.filter(is_demo=True).exists():
            self.stdout.write("The demo authority is here already; nothing is changed.")
            return
        if Person.objects.exists():
            raise CommandError(
                "this installation has people of its own: give the demo a data folder of its own "
                "(RODTRAD_DATA_DIR)",
                returncode=1,
            )
        build_demo(order, self._say)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _introduce(self, host: str, port: int) -> None:
        self.stdout.write(f"\nOpen http://{host}:{port}/ and enter as one of:")
        for person in Person.objects.filter(demo_order__isnull=False).order_by("demo_order"):
            duty = person.duties.select_related("unit").first()
            where = f"{duty.get_role_display()}, {duty.unit.name}" if duty else ""
            self.stdout.write(f"  {person.name:<24} {where}")
        self.stdout.write("")
