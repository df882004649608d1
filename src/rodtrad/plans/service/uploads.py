"""What the worker does with an uploaded file: reads it into trees to review, or leaves one sentence."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from rodtrad.common.audit import record
from rodtrad.common.errors import UserError
from rodtrad.common.jobs import Progress, running
from rodtrad.organisation.access import SYSTEM
from rodtrad.plans.importing import Imported, ImportRefused, import_in_limits, to_json
from rodtrad.plans.models import ImportDraft

# What also stands in texts that are no plan.
ASIDE = frozenset({"term", "current_state", "section"})


def no_plan() -> str:
    """What is said of a file in which nothing of a plan was found."""
    return _("Vi hittade ingen plan i filen. Kontrollera att det är rätt dokument.")


@task()  # type: ignore[untyped-decorator]
def read_import(draft_id: str, job_id: str, language: str, page: str) -> None:
    """Read an uploaded file into trees. A file that cannot be read leaves one sentence and nothing else."""
    with translation.override(language), running(job_id) as progress:
        draft = ImportDraft.objects.filter(pk=UUID(draft_id), state=ImportDraft.State.READING).first()
        if draft is None:
            return
        progress.result(page)
        try:
            _read(draft, progress)
        except UserError as refusal:
            _refuse(draft, str(refusal))
            raise
        except Exception:
            _refuse(draft, _("Något gick fel hos oss när filen lästes. Försök igen om en stund."))
            raise


def _refuse(draft: ImportDraft, sentence: str) -> None:
    """Keep why it was not read, and nothing of the file."""
    ImportDraft.objects.filter(pk=draft.pk).update(
        state=ImportDraft.State.REFUSED, refusal=sentence[:500], upload=None
    )


def _source(imported: Imported) -> str:
    """The text to review beside. An export of ours has none: its places are those of the first source.

    PostgreSQL keeps no NUL; a space in its stead leaves every place where it was.
    """
    return "" if imported.kind in {"json", "yaml"} else imported.text.replace("\0", " ")


def _read(draft: ImportDraft, progress: Progress) -> None:
    progress.step(0, 2, _("Läser filen och letar efter områden, mål och insatser."))
    try:
        imported = import_in_limits(bytes(draft.upload or b""), draft.filename)
    except ImportRefused as refused:
        raise UserError(refused.sentence, refused.code) from None
    found = [tree for tree in imported.trees if any(item.kind not in ASIDE for item in tree.items)]
    if not found:
        raise UserError(no_plan(), "no_plan")
    progress.step(1, 2, _("Sparar det som hittades för granskning."))
    with transaction.atomic():
        draft.text, draft.upload = _source(imported), None
        draft.trees = [to_json(tree) for tree in found]
        draft.state = ImportDraft.State.REVIEW
        draft.save(update_fields=["text", "upload", "trees", "state"])
        record(SYSTEM, "import.read", draft, unit_path=draft.unit_path)
    progress.step(2, 2)
