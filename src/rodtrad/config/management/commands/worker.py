"""`rodtrad worker`: carry out long tasks from the queue."""

from __future__ import annotations

import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

from rodtrad.common.queue import sign_of_life, take_up_again
from rodtrad.common.registry import providers


class Command(BaseCommand):
    help = "Carry out long tasks: reading files, closing rounds, making reports. Example: rodtrad worker"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when the queue is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        worker_id = f"{socket.gethostname()[:30]}-{get_random_string(16)}"
        with sign_of_life(worker_id):
            take_up_again()
            for take_up in providers("worker.start"):
                take_up()
            call_command(
                "db_worker",
                batch=options["once"],
                interval=0.5,
                startup_delay=False,
                verbosity=0,
                worker_id=worker_id,
            )
