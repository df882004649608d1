"""`rodtrad instrument`: the forms of the self-assessment, to and from files."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rodtrad.assessments import service
from rodtrad.assessments.exchange import LIMIT_BYTES
from rodtrad.assessments.management.terminal import BAD_USE, OneLineParser, mannerly, target, unit_named
from rodtrad.assessments.models import Instrument
from rodtrad.assessments.page_words import template
from rodtrad.assessments.phrases import PHRASES
from rodtrad.assessments.scale import LANGUAGE_CODE
from rodtrad.assessments.voices import FALLBACK, OWN, shipped_words
from rodtrad.organisation.access import SYSTEM

WHOSE = "say whose form it is with --authority SLUG"
EXAMPLES = """examples:
  rodtrad instrument list --json
  rodtrad instrument import skattning.yaml --authority lindvalla-kommun
  rodtrad instrument import --shipped pulse
  rodtrad instrument export 3 --output skattning.yaml
  rodtrad instrument words so --output somaliska.yaml
"""


class Command(BaseCommand):
    help = "Bring forms of the self-assessment in from YAML files, and write them out."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(
            prog_name, subcommand, epilog=EXAMPLES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )
        # Django makes the parser itself and offers no way to say of which class.
        parser.__class__ = OneLineParser
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(
            dest="verb", required=True, metavar="list|import|export|words", parser_class=OneLineParser
        )
        listing = verbs.add_parser("list", help="show the forms")
        reading = verbs.add_parser("import", help="read a form from a file, or take one of the product's own")
        reading.add_argument("file", nargs="?", help="a YAML file")
        reading.add_argument("--shipped", choices=service.SHIPPED, help="one that comes with the product")
        reading.add_argument("--dry-run", action="store_true", help="check the file; save nothing")
        writing = verbs.add_parser("export", help="write a form")
        writing.add_argument("instrument", type=int, metavar="ID")
        writing.add_argument("--output", metavar="FILE", help="write here instead of to standard output")
        speaking = verbs.add_parser(
            "words", help="write what the answering pages say in a language, to be filled in or changed"
        )
        speaking.add_argument("language", metavar="CODE", help="as so or ar")
        speaking.add_argument("--output", metavar="FILE", help="write here instead of to standard output")
        for each in (listing, reading):
            each.add_argument("--authority", metavar="SLUG", help="whose forms, where there are several")
            each.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = {"list": self._list, "import": self._import, "export": self._export, "words": self._words}
        with mannerly():
            verb[options["verb"]](options)

    def _list(self, options: dict[str, Any]) -> None:
        found = Instrument.objects.select_related("authority").order_by(
            "authority__path", "series", "version"
        )
        if options["authority"]:
            found = found.filter(authority=unit_named(options["authority"], WHOSE))
        self._say([in_short(each) for each in found], options["json"])

    def _import(self, options: dict[str, Any]) -> None:
        if bool(options["file"]) == bool(options["shipped"]):
            raise CommandError("give a file, or --shipped NAME", returncode=BAD_USE)
        if options["shipped"]:
            drafted = service.shipped_draft(options["shipped"])
        else:
            drafted = service.read_yaml(read_file(Path(options["file"])))
        if options["dry_run"]:
            self._say(
                [{"title": drafted.titles["sv"], "questions": len(drafted.indicators)}], options["json"]
            )
            return
        made = service.take_instrument(SYSTEM, unit_named(options["authority"], WHOSE), drafted)
        self._say([in_short(made)], options["json"])

    def _export(self, options: dict[str, Any]) -> None:
        instrument = Instrument.objects.filter(pk=options["instrument"]).first()
        if instrument is None:
            raise CommandError(
                f"there is no form {options['instrument']} (see 'rodtrad instrument list')",
                returncode=BAD_USE,
            )
        with target(options["output"], self.stdout) as stream:
            stream.write(service.instrument_yaml(instrument))

    def _words(self, options: dict[str, Any]) -> None:
        """The part `pages` of a file, whole, with what the product has in the language."""
        language = options["language"].lower()
        if language in OWN or not LANGUAGE_CODE.fullmatch(language):
            raise CommandError(f"{language!r} is no language that words can be given in", returncode=BAD_USE)
        whole = {**dict.fromkeys(PHRASES, ""), FALLBACK: OWN[0], **shipped_words(language)}
        with target(options["output"], self.stdout) as stream:
            stream.write(template({language: whole}))

    def _say(self, rows: list[dict[str, Any]], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"instruments": rows}, ensure_ascii=False, indent=2))
            return
        for row in rows:
            known = f"{row['id']:>4}  {row['kind']:<9} version {row['version']:<3} " if "id" in row else ""
            self.stdout.write(f"{known}{row['title']} ({row['questions']} questions)")
        if not rows:
            self.stdout.write("There is no form.")


def in_short(instrument: Instrument) -> dict[str, Any]:
    """A form as a line or an object."""
    return {
        "id": instrument.pk,
        "title": instrument.titles["sv"],
        "kind": instrument.kind,
        "series": str(instrument.series),
        "version": instrument.version,
        "authority": instrument.authority.slug,
        "questions": instrument.indicators.count(),
        "languages": instrument.languages,
        "used": instrument.frozen_at is not None,
    }


def read_file(path: Path) -> bytes:
    """The bytes of a file; of a larger one only so many that it is seen to be too large."""
    try:
        with path.open("rb") as stream:
            return stream.read(LIMIT_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=BAD_USE) from None
