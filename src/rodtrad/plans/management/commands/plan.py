"""`rodtrad plan import|export|compare|meanings`: documents in, out, side by side, and read by a model."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction
from django.utils import translation

from rodtrad.common.errors import UserError
from rodtrad.common.wording import terminal_language
from rodtrad.organisation.access import SYSTEM
from rodtrad.organisation.models import Unit, UnitKind
from rodtrad.plans import service
from rodtrad.plans import tree as trees
from rodtrad.plans.comparing import Comparison, What, compare, comparison_json
from rodtrad.plans.exporting import FORMATS, Made
from rodtrad.plans.importing import ImportRefused, PlanTree, import_in_limits, to_json
from rodtrad.plans.importing.wording import told
from rodtrad.plans.models import Document

DID_NOT_HOLD, BAD_USE = 1, 2
SLUG = re.compile(r"[-a-zA-Z0-9_]+")
WHICH = "which of the file's documents, where it holds several"
EXAMPLES = """examples:
  rodtrad plan import plan.pdf --dry-run --json
  rodtrad plan import plan.docx --authority lindvalla-kommun
  rodtrad plan export digitaliseringsplan --format json --output plan.json
  rodtrad plan compare plan-2022.pdf plan-2025.pdf --json
  rodtrad plan export digitaliseringsplan --format pdf --output plan.pdf
  rodtrad plan meanings
"""


class Command(BaseCommand):
    help = "Bring governing documents in from files, write them out, and compare editions."
    # Reading a file needs no database; what does need one says so itself.
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=EXAMPLES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="import|export|compare|meanings")
        reading = verbs.add_parser("import", help="read a file and save its plans as drafts")
        reading.add_argument("file", help="PDF, DOCX, ODT, text, Markdown, or JSON or YAML that was exported")
        reading.add_argument("--dry-run", action="store_true", help="show what is found; save nothing")
        reading.add_argument("--json", action="store_true", help="print the plan trees as JSON")
        reading.add_argument(
            "--authority", metavar="SLUG", help="whose plans they are, where there are several"
        )
        writing = verbs.add_parser("export", help="write a document")
        writing.add_argument("slug", help="the document's name in its address")
        writing.add_argument("--format", choices=list(FORMATS), default="json")
        writing.add_argument("--output", metavar="FILE", help="write here instead of to standard output")
        comparing = verbs.add_parser("compare", help="tell two editions apart, item by item")
        comparing.add_argument("old", help="a file, or a document's name in its address")
        comparing.add_argument("new", help="a file, or a document's name in its address")
        comparing.add_argument("--old-document", type=int, default=1, metavar="N", help=WHICH)
        comparing.add_argument("--new-document", type=int, default=1, metavar="N", help=WHICH)
        comparing.add_argument("--json", action="store_true", help="print the comparison as JSON")
        meanings = verbs.add_parser(
            "meanings", help="let the worker read all documents with the language model, where there is one"
        )
        meanings.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            try:
                verbs = {
                    "import": self._import,
                    "export": self._export,
                    "compare": self._compare,
                    "meanings": self._meanings,
                }
                verbs[options["verb"]](options)
            except (ImportRefused, UserError) as refused:
                raise CommandError(str(refused), returncode=DID_NOT_HOLD) from None
            except DatabaseError as error:
                reason = str(error).splitlines()[0] if str(error) else type(error).__name__
                raise CommandError(
                    f"the database cannot be used ({reason}); has it been made with 'rodtrad migrate'?",
                    returncode=DID_NOT_HOLD,
                ) from None

    def _import(self, options: dict[str, Any]) -> None:
        path = Path(options["file"])
        found = import_in_limits(read_file(path), path.name)
        if options["dry_run"]:
            self._show(found.trees, options["json"])
            return
        saved = save(found.trees, options["authority"])
        self._show(found.trees, options["json"], saved)

    def _show(self, found: Sequence[PlanTree], as_json: bool, saved: Sequence[Document] = ()) -> None:
        if as_json:
            answer: dict[str, Any] = {"documents": [to_json(in_words(tree)) for tree in found]}
            if saved:
                answer["saved"] = [document.slug for document in saved]
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for tree in found:
            self.stdout.write(summary(tree))
        for document in saved:
            self.stdout.write(f"Saved as a draft: {document.slug}")

    def _export(self, options: dict[str, Any]) -> None:
        document = service.document_by_slug(SYSTEM, options["slug"])
        if document is None:
            raise CommandError(f"there is no document {options['slug']!r}", returncode=BAD_USE)
        made = service.export_document(document, options["format"])
        if not options["output"]:
            self._print(made)
            return
        try:
            Path(options["output"]).write_bytes(made.data)
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}", returncode=BAD_USE) from None

    def _print(self, made: Made) -> None:
        """To standard output as the very bytes; a file that is no text is not thrown at a person's screen."""
        out = getattr(self.stdout, "buffer", None)
        if out is not None and not self.stdout.isatty():
            out.write(made.data)
        elif made.content_type.startswith(("text/", "application/json", "application/yaml")):
            self.stdout.write(made.data.decode(), ending="")
        else:
            raise CommandError("say where to write it with --output FILE", returncode=BAD_USE)

    def _compare(self, options: dict[str, Any]) -> None:
        old = tree_named(options["old"], options["old_document"])
        new = tree_named(options["new"], options["new_document"])
        found = compare(old, new)
        if options["json"]:
            told = comparison_json(old, new, found)
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(changes_told(old, new, found))

    def _meanings(self, options: dict[str, Any]) -> None:
        known = service.order_all()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(known)))
            return
        self.stdout.write(
            f"{known.read} of {known.items} items have been read; "
            f"the worker looks through {known.documents} documents"
        )


def tree_named(name: str, number: int) -> PlanTree:
    """A tree from a file, or where there is none of that name, from the document at that address."""
    if not Path(name).exists():
        document = service.document_by_slug(SYSTEM, name) if SLUG.fullmatch(name) else None
        if document is None:
            raise CommandError(f"{name}: neither a file nor a document's address", returncode=BAD_USE)
        return service.to_tree(document)
    found = import_in_limits(read_file(Path(name)), Path(name).name).trees
    if not 1 <= number <= len(found):
        raise CommandError(f"{name} holds {len(found)} documents, not {number}", returncode=BAD_USE)
    return found[number - 1]


def changes_told(old: PlanTree, new: PlanTree, found: Comparison) -> str:
    """The comparison as lines: how many of each sort, then each change that is not 'kept'."""
    counts = ", ".join(f"{count} {what}" for what, count in found.counted().items() if count)
    lines = [f"{old.title or '(no title)'} -> {new.title or '(no title)'}: {counts or 'nothing to compare'}"]
    for change in found.changes:
        if change.what is What.KEPT:
            continue
        sure = f" (confidence {min(pair.confidence for pair in change.pairs):.2f})" if change.pairs else ""
        lines.append(f"{change.what}{sure}")
        lines += [f"  - {one.text}" for one in change.old]
        lines += [f"  + {one.text}" for one in change.new]
    return "\n".join(lines)


def in_words(tree: PlanTree) -> PlanTree:
    """A tree with its warnings as sentences, for a person to read."""
    return replace(tree, warnings=tuple(told(warning) for warning in tree.warnings))


def read_file(path: Path) -> bytes:
    """The bytes of a file, refused by its size before any is read."""
    try:
        if path.stat().st_size > settings.UPLOAD_LIMIT_BYTES:
            raise UserError(service.too_large(), "too_large")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(f"{path}: {reason}", returncode=BAD_USE) from None


def summary(tree: PlanTree) -> str:
    """A tree in some lines: what it is, how much of each kind, and what to look at."""
    period = "–".join(str(year) for year in dict.fromkeys(tree.period or ()))
    counts = Counter(item.kind for item in tree.items)
    lines = [
        f"{tree.title or '(no title)'} [{tree.kind}{' ' + period if period else ''}]",
        "  " + (", ".join(f"{count} {kind}" for kind, count in counts.items()) or "nothing found"),
        *(f"  note: {told(warning)}" for warning in tree.warnings),
    ]
    return "\n".join(lines)


def save(found: Sequence[PlanTree], slug: str | None) -> list[Document]:
    """Save each tree as a draft of the authority, all or none."""
    plans = [tree for tree in found if tree.items]
    if not plans:
        raise UserError(service.no_plan(), "no_plan")
    authority = the_authority(slug)
    with transaction.atomic():
        return [save_one(tree, authority) for tree in plans]


def save_one(tree: PlanTree, authority: Unit) -> Document:
    problems = trees.problems(tree)
    if problems:
        raise UserError(problems[0].sentence, "problems")
    first, last = tree.period or (None, None)
    facts = service.Facts(
        title=(tree.title or "–")[:300],
        kind=tree.kind,
        owner=authority,
        owner_text=(tree.owner or "")[:300],
        document_owner=(tree.document_owner or "")[:200],
        period_from=first,
        period_to=last,
    )
    return service.create_document(SYSTEM, tree, facts)


def the_authority(slug: str | None) -> Unit:
    """The authority that is named, or the only one."""
    authorities = list(Unit.objects.filter(kind=UnitKind.AUTHORITY).order_by("path"))
    if slug is None:
        if len(authorities) == 1:
            only: Unit = authorities[0]
            return only
        names = ", ".join(unit.slug for unit in authorities) or "none yet"
        raise CommandError(f"say whose plan it is with --authority ({names})", returncode=BAD_USE)
    for unit in authorities:
        if unit.slug == slug:
            named: Unit = unit
            return named
    raise CommandError(f"there is no authority {slug!r}", returncode=BAD_USE)
