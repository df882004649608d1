from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.common.jobs import new_job
from rodtrad.common.models import Job
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit
from rodtrad.plans import steps
from rodtrad.plans import tree as trees
from rodtrad.plans.access import require_edit
from rodtrad.plans.importing import PlanTree, from_json, to_json
from rodtrad.plans.models import Document, ImportDraft, ImportStep
from rodtrad.plans.service import history
from rodtrad.plans.service.documents import Facts, create_document
from rodtrad.plans.service.uploads import read_import


@dataclass(frozen=True)
class Review:
    """One of a file's trees under review, with what stands in the way of saving it.

    `document` is set once the tree has been saved; `undoable` and `redoable` tell whether there is a step to
    take back or to do again.
    """

    draft: ImportDraft
    index: int
    tree: PlanTree
    document: Document | None
    undoable: bool
    redoable: bool
    titles: tuple[str, ...]

    @property
    def number(self) -> int:
        """Which of the file's documents, counted from one as people do."""
        return self.index + 1


def start_import(
    scope: Scope, owner: Unit, filename: str, content: bytes, *, key: UUID, page: str = ""
) -> ImportDraft:
    """Take in a file and have the worker read it. `key` is the sender's own: sent twice, it is one import.

    `page` is the address that shows the import, for the progress page to lead to.
    """
    require_edit(scope, owner)
    if len(content) > settings.UPLOAD_LIMIT_BYTES:
        raise UserError(too_large(), "too_large")
    with transaction.atomic():
        draft, made = ImportDraft.objects.get_or_create(
            pk=key,
            defaults={
                "owner": owner,
                "created_by_id": scope.actor_id,
                "filename": filename.replace("\0", "")[:200] or _("Inklistrad text"),
                "upload": content,
            },
        )
        if not made:
            require_edit(scope, draft)
            return draft
        job = new_job("plans.import", _("Läser filen"), scope, draft.unit_path)
        draft.job_id = job.pk
        draft.save(update_fields=["job_id"])
        record(scope, "import.started", draft, unit_path=draft.unit_path)
        transaction.on_commit(lambda: _enqueue(draft, page))
    return draft


def _enqueue(draft: ImportDraft, page: str) -> None:
    read_import.enqueue(str(draft.pk), str(draft.job_id), get_language() or settings.LANGUAGE_CODE, page)


def too_large() -> str:
    """What is said of a file over the limit."""
    return _("Filen är större än %(limit)s MB. Dela upp den eller spara den utan bilder.") % {
        "limit": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
    }


def drafts_for(scope: Scope, authority_path: str) -> list[ImportDraft]:
    """Files that wait for review, the latest first, without their texts. One query."""
    waiting = [ImportDraft.State.READING, ImportDraft.State.REVIEW]
    found = ImportDraft.objects.visible_to(scope).filter(
        owner__path__startswith=authority_path, state__in=waiting
    )
    return list(found.select_related("owner").defer("upload", "text", "trees"))


def draft_by_id(scope: Scope, draft_id: UUID) -> ImportDraft | None:
    """A file under review, or None where there is none for the reader. One query."""
    found = ImportDraft.objects.visible_to(scope).select_related("owner").defer("upload")
    return found.filter(pk=draft_id).first()


def job_of(scope: Scope, draft: ImportDraft) -> Job | None:
    """The reading's progress, for whoever sent the file."""
    return Job.objects.filter(pk=draft.job_id, owner_id=scope.actor_id).first() if draft.job_id else None


def review_of(draft: ImportDraft, index: int) -> Review | None:
    """One of the file's trees as corrected so far, or None where the file has no such tree. Two queries."""
    if not 0 <= index < len(draft.trees):
        return None
    undoable, redoable = history.ways(_steps(draft, index))
    return Review(
        draft=draft,
        index=index,
        tree=from_json(draft.trees[index]),
        document=draft.documents.filter(imported_tree=index).first(),
        undoable=undoable,
        redoable=redoable,
        titles=tuple(tree["title"] or "" for tree in draft.trees),
    )


def _open(scope: Scope, draft: ImportDraft, index: int, version: int) -> ImportDraft:
    """The locked row of a draft whose tree may be corrected."""
    require_edit(scope, draft)
    row = ImportDraft.objects.select_for_update().defer("upload", "text").filter(pk=draft.pk).first()
    if row is None or not 0 <= index < len(row.trees):
        raise Conflict(_("Inläsningen är borttagen."), "import.gone")
    if row.documents.filter(imported_tree=index).exists():
        raise Conflict(_("Planen är redan sparad. Fortsätt i dokumentet."), "import.saved")
    if row.version != version:
        raise Conflict(
            _("Någon annan har ändrat i granskningen medan du arbetade. Det du skrev finns kvar här."),
            "import.version",
        )
    return row


@transaction.atomic
def edit_import(
    scope: Scope,
    draft: ImportDraft,
    index: int,
    version: int,
    *edits: trees.Edit,
    together: bool = False,
) -> str:
    """Correct a tree under review (see `tree.EDITS`); saved at once as one step, and can be undone.

    With `together`, new words for the item that was corrected last are one step with that correction. Gives
    the id of the item to look at afterwards. Raises Conflict where someone else has corrected it since
    `version`.
    """
    row = _open(scope, draft, index, version)
    before = from_json(row.trees[index])
    after, edit = trees.apply_all(before, edits), edits[-1]
    if after == before:
        return edit.item
    step = ImportStep(draft=row, tree_index=index, item=edit.item)
    history.remember(_steps(row, index), step, before, after, together=together)
    _store(row, index, after)
    told = trees.told(before, after, edits)
    record(scope, "import.corrected", row, unit_path=row.unit_path, changes=told)
    return trees.landing(before, after, edit)


def _steps(row: ImportDraft, index: int) -> QuerySet[ImportStep]:
    return ImportStep.objects.filter(draft=row, tree_index=index)


def _store(row: ImportDraft, index: int, tree: PlanTree) -> None:
    row.trees[index] = to_json(tree)
    row.version += 1
    row.save(update_fields=["trees", "version"])


@transaction.atomic
def undo_import(scope: Scope, draft: ImportDraft, index: int, version: int) -> str:
    """Take back the latest correction. Gives the item it was about; nothing to take back is no error."""
    row = _open(scope, draft, index, version)
    step = history.to_undo(_steps(row, index))
    return _turn(scope, row, step, "import.undone") if step else ""


@transaction.atomic
def redo_import(scope: Scope, draft: ImportDraft, index: int, version: int) -> str:
    """Do again what was taken back last. Gives the item it was about; nothing to do again is no error."""
    row = _open(scope, draft, index, version)
    step = history.to_redo(_steps(row, index))
    return _turn(scope, row, step, "import.redone") if step else ""


def _turn(scope: Scope, row: ImportDraft, step: ImportStep, event: str) -> str:
    before, splice = from_json(row.trees[step.tree_index]), steps.from_json(step.splice)
    after = (steps.redone if step.undone else steps.undone)(before, splice)
    step.undone = not step.undone
    step.save(update_fields=["undone"])
    _store(row, step.tree_index, after)
    record(scope, event, row, unit_path=row.unit_path)
    return trees.landing(before, after, trees.Edit("add", step.item))


def save_import(scope: Scope, draft: ImportDraft, index: int, version: int, facts: Facts) -> Document:
    """Save a reviewed tree as a draft document. Saved twice, also at the same time, it is one document.

    Raises UserError where something in the tree must be mended first, Conflict where it has changed since
    `version`.
    """
    require_edit(scope, draft)
    try:
        with transaction.atomic():
            return _saved(draft, index) or _save(scope, draft, index, version, facts)
    except (IntegrityError, Conflict):
        # The other one was quicker: after waiting for its lock, or where the database locks no rows.
        if document := _saved(draft, index):
            return document
        raise


def _saved(draft: ImportDraft, index: int) -> Document | None:
    return draft.documents.filter(imported_tree=index).first()


def _save(scope: Scope, draft: ImportDraft, index: int, version: int, facts: Facts) -> Document:
    row = _open(scope, draft, index, version)
    tree = from_json(row.trees[index])
    if left := trees.problems(tree):
        raise UserError(left[0].sentence, "import.problems")
    document = create_document(scope, tree, facts, imported=(row, index))
    if row.documents.count() == len(row.trees):
        row.state = ImportDraft.State.SAVED
        row.save(update_fields=["state"])
    return document


@transaction.atomic
def drop_import(scope: Scope, draft: ImportDraft) -> None:
    """Throw away a file under review, with its text; documents saved from it stay."""
    require_edit(scope, draft)
    record(scope, "import.dropped", draft, unit_path=draft.unit_path)
    draft.delete()
