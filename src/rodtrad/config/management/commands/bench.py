"""`rodtrad bench NAME`: measure the product with the benchmarks of the checkout's bench/ folder."""

from __future__ import annotations

import subprocess
import sys
from argparse import REMAINDER, ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

CHECKOUT = Path(__file__).resolve().parents[5]


class Command(BaseCommand):
    help = (
        "Run a benchmark; with --json its last line is one JSON object. Example: rodtrad bench pages --json"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help=f"one of: {', '.join(names()) or 'none here'}")
        parser.add_argument("arguments", nargs=REMAINDER, help="given on to the benchmark")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        if name not in names():
            raise CommandError(
                f"no benchmark is called {name!r}: choose one of {', '.join(names())}"
                if names()
                else "benchmarks come with a checkout of the source, not with an installed package",
                returncode=2,
            )
        command = [sys.executable, "-m", f"bench.{name}", *options["arguments"]]
        sys.exit(subprocess.run(command, cwd=CHECKOUT, check=False).returncode)  # noqa: S603 - own command


def names() -> list[str]:
    """The benchmarks of this checkout."""
    folder = CHECKOUT / "bench"
    return sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
