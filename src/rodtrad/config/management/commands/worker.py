"""`rodtrad worker`: carry out long tasks from the queue."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Carry out long tasks: reading files, closing rounds, making reports. Example: rodtrad worker"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when the queue is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("db_worker", batch=options["once"], interval=0.5, startup_delay=False, verbosity=0)
