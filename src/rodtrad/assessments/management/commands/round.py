"""`rodtrad round`: open, close and export rounds of the yearly rating."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from rodtrad.assessments import files, service
from rodtrad.assessments.groups import Group
from rodtrad.assessments.management.terminal import BAD_USE, OneLineParser, mannerly, target, unit_named
from rodtrad.assessments.models import Instrument, Round, RoundState
from rodtrad.cycle.service import years_of
from rodtrad.organisation.access import SYSTEM
from rodtrad.organisation.models import Unit

BINARY = ("xlsx", "parquet")
EXAMPLES = """examples:
  rodtrad round list --json
  rodtrad round open --under lindvalla-kommun --closes 2026-12-11
  rodtrad round close 3
  rodtrad round export 3 --format xlsx --output resultat.xlsx
"""


class Command(BaseCommand):
    help = "Open, close and export rounds of the yearly rating."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(
            prog_name, subcommand, epilog=EXAMPLES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )
        # Django makes the parser itself and offers no way to say of which class.
        parser.__class__ = OneLineParser
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(
            dest="verb", required=True, metavar="list|open|close|export", parser_class=OneLineParser
        )
        listing = verbs.add_parser("list", help="show the rounds")
        opening = verbs.add_parser("open", help="open a round for the schools under a unit")
        opening.add_argument(
            "--under", metavar="SLUG", help="the unit whose schools rate (default: the authority)"
        )
        opening.add_argument("--year", metavar="2026/27", help="school year (default: the latest)")
        opening.add_argument("--instrument", type=int, metavar="ID", help="default: the newest one")
        opening.add_argument("--title", help="the round's name")
        opening.add_argument(
            "--group",
            action="append",
            choices=Group.values,
            metavar="GROUP",
            help=f"who rates, once for each: {', '.join(Group.values)} (default: leaders and staff)",
        )
        opening.add_argument(
            "--opens", metavar="DATE", type=day, help="first day, as 2026-11-23; default today"
        )
        opening.add_argument("--closes", metavar="DATE", type=day, help="last day, default in three weeks")
        closing = verbs.add_parser("close", help="close a round and count it now")
        closing.add_argument("round", type=int, metavar="ID")
        writing = verbs.add_parser("export", help="write a closed round's published results")
        writing.add_argument("round", type=int, metavar="ID")
        writing.add_argument("--format", choices=list(files.FORMATS), default="csv")
        writing.add_argument("--output", metavar="FILE", help="write here instead of to standard output")
        for each in (listing, opening, closing):
            each.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = {"list": self._list, "open": self._open, "close": self._close, "export": self._export}
        with mannerly():
            verb[options["verb"]](options)

    def _list(self, options: dict[str, Any]) -> None:
        rounds = Round.objects.select_related("node", "year").order_by("-opens_on", "-pk")
        self._say([in_short(each) for each in rounds], options["json"])

    def _open(self, options: dict[str, Any]) -> None:
        node = unit_named(options["under"], "say whose schools rate with --under SLUG")
        year = year_named(node, options["year"])
        opens = options["opens"] or timezone.localdate()
        plan = service.RoundPlan(
            title=options["title"] or f"Självskattning {year.label}",
            opens_on=opens,
            closes_on=options["closes"] or opens + timedelta(days=21),
            groups=tuple(options["group"] or (Group.LEADERS, Group.STAFF)),
        )
        with transaction.atomic():
            instrument = instrument_for(node, options["instrument"])
            prepared = service.prepare_round(SYSTEM, instrument, node, year, plan)
            opened = service.open_round(SYSTEM, prepared)
        self._say([in_short(opened)], options["json"])

    def _close(self, options: dict[str, Any]) -> None:
        current = round_numbered(options["round"])
        if current.state != RoundState.CLOSED:
            service.close_now(SYSTEM, current, self._progress)
            current.refresh_from_db()
        elif not (current.is_scattered and current.is_reckoned):
            service.finish(current.pk, self._progress)
        self._say([in_short(current)], options["json"])

    def _progress(self, done: int, total: int, message: str) -> None:
        self.stderr.write(f"{message}: {done} / {total}")

    def _export(self, options: dict[str, Any]) -> None:
        current = round_numbered(options["round"])
        rows = service.export_rows(current)
        if options["format"] in BINARY:
            _write_binary(options["format"], options["output"], service.export_columns(current), rows)
            return
        with target(options["output"], self.stdout) as stream:
            if options["format"] == "csv":
                write_csv(stream, service.export_columns(current), rows)
            else:
                write_json(stream, rows)

    def _say(self, rows: list[dict[str, Any]], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"rounds": rows}, ensure_ascii=False, indent=2))
            return
        for row in rows:
            dates = f"{row['opens_on']} to {row['closes_on']}"
            self.stdout.write(f"{row['id']:>4}  {row['state']:<8} {dates}  {row['title']}, {row['under']}")
        if not rows:
            self.stdout.write("There is no round.")


def day(text: str) -> date:
    """A date as 2026-11-23."""
    return date.fromisoformat(text)


def in_short(current: Round) -> dict[str, Any]:
    """A round as a line or an object."""
    return {
        "id": current.pk,
        "title": current.title,
        "kind": current.kind,
        "state": current.state,
        "under": current.node.slug,
        "year": current.year.label,
        "opens_on": current.opens_on.isoformat(),
        "closes_on": current.closes_on.isoformat(),
    }


def year_named(node: Unit, label: str | None) -> Any:
    """The school year that is named, or the latest."""
    years = years_of(node.authority_path)
    found = years.filter(label=label.replace("-", "/")).first() if label else years.last()
    if found is None:
        raise CommandError(f"there is no school year {label or 'yet'!r}", returncode=BAD_USE)
    return found


def instrument_for(node: Unit, number: int | None) -> Instrument:
    """The instrument that is numbered, or the authority's newest."""
    found = service.instruments_for(SYSTEM, node.authority_path)
    chosen = found.filter(pk=number).first() if number else found.first()
    if chosen is None:
        raise CommandError("there is no such instrument: make one from a plan first", returncode=BAD_USE)
    return chosen


def round_numbered(number: int) -> Round:
    """One round."""
    found = Round.objects.select_related("node", "authority", "instrument", "year").filter(pk=number).first()
    if found is None:
        raise CommandError(f"there is no round {number} (see 'rodtrad round list')", returncode=BAD_USE)
    return found


def _write_binary(kind: str, path: str | None, columns: Sequence[str], rows: Iterable[files.Row]) -> None:
    """A workbook or Parquet, which is no text for a terminal."""
    if path is None:
        raise CommandError(f"say where to write the {kind} file with --output FILE", returncode=BAD_USE)
    try:
        with Path(path).open("wb") as stream:
            files.write(kind, stream, columns, service.TEXT_COLUMNS, rows, service.DECIMAL_COLUMNS)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=BAD_USE) from None


def write_csv(stream: IO[str], columns: Sequence[str], rows: Iterable[files.Row]) -> None:
    """With a head, and a comma between the columns; cells that a spreadsheet would take for a formula are
    marked as text."""
    writer = csv.DictWriter(stream, fieldnames=columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: files.harmless(value) for name, value in row.items()})


def write_json(stream: IO[str], rows: Iterable[files.Row]) -> None:
    """One array, written row by row."""
    stream.write('{"results": [\n')
    for number, row in enumerate(rows):
        stream.write((",\n" if number else "") + json.dumps(row, ensure_ascii=False))
    stream.write("\n]}\n")
