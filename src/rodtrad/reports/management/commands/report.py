"""`rodtrad report year|unit`: write a report to a file: PDF, Word, HTML or tables."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from rodtrad.common.errors import UserError
from rodtrad.cycle.models import SchoolYear
from rodtrad.cycle.service import place_of, years_of
from rodtrad.organisation.access import SYSTEM
from rodtrad.organisation.models import Unit
from rodtrad.organisation.service import authorities
from rodtrad.reports import service
from rodtrad.reports.models import Compilation

DID_NOT_HOLD, BAD_USE = 1, 2


def refuse(sentence: str, code: int) -> CommandError:
    """One clear line and an exit status."""
    return CommandError(sentence, returncode=code)


class Command(BaseCommand):
    help = (
        "Write a report to a file: the authority's yearly compilation, or one unit's own report. "
        "Example: rodtrad report year --format pdf --output report.pdf"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["year", "unit"], help="the authority's or a unit's report")
        parser.add_argument("--format", choices=list(service.FORMATS), default="pdf")
        parser.add_argument("--output", help="file to write (default: its own name; - for standard output)")
        parser.add_argument("--authority", help="slug of the authority (default: the only one)")
        parser.add_argument("--unit", help="slug of the unit, for 'unit'")
        parser.add_argument("--year", help="school year, 2026/27 (default: the latest with a report)")
        parser.add_argument(
            "--number",
            type=int,
            dest="version_number",
            help="which version (default: the published, else the latest)",
        )
        parser.add_argument("--lang", choices=["sv", "en"], default="sv")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = self._year(options) if options["what"] == "year" else self._unit(options)
        except UserError as error:
            raise refuse(str(error), DID_NOT_HOLD) from error
        self._write(made, options["output"] or made.filename)

    def _write(self, made: service.Rendered, output: str) -> None:
        if output == "-":
            sys.stdout.buffer.write(made.data)
            return
        try:
            Path(output).write_bytes(made.data)
        except OSError as error:
            raise refuse(f"cannot write {output}: {error.strerror}", DID_NOT_HOLD) from error
        self.stdout.write(f"{output} ({len(made.data):,} bytes)")

    # ---- the yearly compilation

    def _year(self, options: dict[str, Any]) -> service.Rendered:
        compilation = self._compilation(options)
        return service.render(compilation, options["format"], options["lang"])

    def _compilation(self, options: dict[str, Any]) -> Compilation:
        authority = self._authority(options["authority"])
        found: QuerySet[Compilation] = Compilation.objects.filter(authority=authority)
        if options["year"]:
            found = found.filter(year=self._named_year(authority, options["year"]))
        if options["version_number"]:
            found = found.filter(version=options["version_number"])
        versions = list(found.select_related("year", "authority").defer("content", "edits"))
        if not versions:
            raise refuse(f"{authority.name} has no such compilation: make one under Rapporter", DID_NOT_HOLD)
        year_id = versions[0].year_id
        same = [each for each in versions if each.year_id == year_id]
        return next((each for each in same if each.is_published), same[0])

    def _authority(self, slug: str | None) -> Unit:
        found = authorities()
        if slug:
            found = [unit for unit in found if unit.slug == slug]
            if not found:
                raise refuse(f"there is no authority '{slug}'", BAD_USE)
        if not found:
            raise refuse("there is no authority here yet", DID_NOT_HOLD)
        if len(found) > 1:
            raise refuse(f"choose with --authority: {', '.join(unit.slug for unit in found)}", BAD_USE)
        return found[0]

    def _named_year(self, authority: Unit, label: str) -> SchoolYear:
        found = years_of(authority.path).filter(label=label.replace("-", "/")).first()
        if found is None:
            raise refuse(f"{authority.name} has no school year '{label}'", BAD_USE)
        return found

    # ---- a unit's own report

    def _unit(self, options: dict[str, Any]) -> service.Rendered:
        unit = self._named_unit(options["unit"])
        authority = Unit.objects.get(path=unit.authority_path)
        year = (
            self._named_year(authority, options["year"]) if options["year"] else self._latest_year(authority)
        )
        made = service.render_unit(SYSTEM, place_of(unit, year), options["format"], options["lang"])
        if made is None:
            raise refuse(f"{unit.name} has no report", DID_NOT_HOLD)
        return made

    def _named_unit(self, slug: str | None) -> Unit:
        if not slug:
            raise refuse("choose a unit with --unit SLUG", BAD_USE)
        unit: Unit | None = Unit.objects.filter(slug=slug).first()
        if unit is None:
            raise refuse(f"there is no unit '{slug}'", BAD_USE)
        return unit

    def _latest_year(self, authority: Unit) -> SchoolYear:
        """The latest year that is compiled, else the latest there is."""
        compiled = Compilation.objects.filter(authority=authority).select_related("year").first()
        year = compiled.year if compiled else years_of(authority.path).last()
        if year is None:
            raise refuse(f"{authority.name} has no school year yet", DID_NOT_HOLD)
        return year
