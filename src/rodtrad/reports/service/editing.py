"""What the strategist writes over the generated text, and the way to the readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit
from rodtrad.reports.access import may_compile
from rodtrad.reports.blocks import EDITABLE, REMOVABLE, Block
from rodtrad.reports.content import LANGUAGES, blocks_in
from rodtrad.reports.document import text_of
from rodtrad.reports.models import Compilation

__all__ = ["BlockEdit", "edit_block", "edits_of", "publish", "restore_block", "withdraw"]

LONGEST = 5000


@dataclass(frozen=True)
class BlockEdit:
    """A block as it can be edited in one language. `version` is 0 until someone has written over it.

    `other_is_generated`: written over in this language only, so the two may say different things.
    """

    block: Block
    generated: str
    text: str
    version: int
    by: str
    is_edited: bool
    may_rewrite: bool
    other_is_generated: bool

    @property
    def id(self) -> str:
        return str(self.block["id"])

    @property
    def is_left_out(self) -> bool:
        return self.is_edited and not self.text


def edits_of(compilation: Compilation, language: str) -> list[BlockEdit]:
    """Every block that can be edited, in the order of the report."""
    kinds = EDITABLE | REMOVABLE
    blocks = blocks_in(compilation.content, language)
    return [_block_edit(compilation, block, language) for block in blocks if block["kind"] in kinds]


def _block_edit(compilation: Compilation, block: Block, language: str) -> BlockEdit:
    written = compilation.edits.get(block["id"], {})
    mine = written.get(language)
    others = [each for each in LANGUAGES if each != language]
    generated = text_of(block)
    return BlockEdit(
        block=block,
        generated=generated,
        text=mine["text"] if mine else generated,
        version=mine["version"] if mine else 0,
        by=mine["by"] if mine else "",
        is_edited=mine is not None and not mine.get("restored"),
        may_rewrite=block["kind"] in EDITABLE,
        other_is_generated=mine is not None and not any(other in written for other in others),
    )


def edit_block(
    scope: Scope, compilation: Compilation, block_id: str, language: str, version: int, text: str
) -> Compilation:
    """Write over one block's text in one language. An empty text leaves the block out of the report.

    Someone's own words can be left out but not rewritten. Conflict when someone else has written since.
    """
    return _write(scope, compilation, block_id, language, version, text.strip())


def restore_block(
    scope: Scope, compilation: Compilation, block_id: str, language: str, version: int
) -> Compilation:
    """Take back the generated text of one block."""
    return _write(scope, compilation, block_id, language, version, None)


@transaction.atomic
def _write(
    scope: Scope, compilation: Compilation, block_id: str, language: str, version: int, text: str | None
) -> Compilation:
    locked = _locked(scope, compilation)
    found = next((edit for edit in edits_of(locked, language) if edit.id == block_id), None)
    if found is None:
        raise UserError(_("Stycket finns inte i den här rapporten."), "no_such_block")
    _check(found, version, text)
    _put(locked, found, language, text, scope.actor_name)
    locked.edit_version += 1
    locked.save(update_fields=["edits", "edit_version"])
    verb = "compilation.restored" if text is None else "compilation.edited"
    now = found.generated if text is None else text
    record(
        scope,
        verb,
        locked,
        unit_path=locked.unit_path,
        changes={f"{block_id} ({language})": (found.text, now)},
    )
    return locked


def _check(found: BlockEdit, version: int, text: str | None) -> None:
    if found.version != version:
        raise Conflict(
            _("Någon annan ändrade under tiden. Din text finns kvar här; jämför med deras och spara igen."),
            "changed_meanwhile",
        )
    if text and not found.may_rewrite and text != found.generated:
        raise UserError(_("Ett citat kan tas bort men inte skrivas om."), "quote")
    if text and len(text) > LONGEST:
        limit = {"limit": LONGEST}
        raise UserError(_("Texten är för lång: högst %(limit)s tecken i ett stycke.") % limit, "too_long")


def _put(locked: Compilation, found: BlockEdit, language: str, text: str | None, by: str) -> None:
    """The generated text is never kept as an edit, but its version is: the next writer must have seen it."""
    written: dict[str, Any] = {**locked.edits.get(found.id, {})}
    kept = found.generated if text is None else text
    written[language] = {"text": kept, "version": found.version + 1, "by": by}
    if kept == found.generated:
        written[language]["restored"] = True
    locked.edits = {**locked.edits, found.id: written}


def _locked(scope: Scope, compilation: Compilation) -> Compilation:
    """The compilation, held for this transaction, when it may be edited."""
    if not may_compile(scope, compilation.unit_path):
        raise NotAllowed(_("Bara huvudmannens strateg kan ändra årssammanställningen."), "not_yours")
    held = Compilation.objects.select_for_update(of=("self",)).select_related("authority", "year")
    locked = held.get(pk=compilation.pk)
    if locked.state != Compilation.State.DRAFT:
        text = _("En publicerad rapport ändras inte. Dra tillbaka den först, eller gör en ny version.")
        raise Conflict(text, "wrong_state")
    return locked


@transaction.atomic
def publish(scope: Scope, compilation: Compilation) -> Compilation:
    """Let everyone in the authority read this version. Of a year one version at a time is published."""
    if compilation.is_published and may_compile(scope, compilation.unit_path):
        return compilation
    # Two drafts published at once would both replace what was there: both wait for the authority's row.
    Unit.objects.select_for_update().get(pk=compilation.authority_id)
    locked = _locked(scope, compilation)
    same_year = Compilation.objects.filter(authority_id=locked.authority_id, year_id=locked.year_id)
    same_year.filter(state=Compilation.State.PUBLISHED).update(state=Compilation.State.REPLACED)
    locked.state = Compilation.State.PUBLISHED
    locked.published_at, locked.published_by = timezone.now(), scope.actor_name
    locked.save(update_fields=["state", "published_at", "published_by"])
    record(scope, "compilation.published", locked, unit_path=locked.unit_path)
    return locked


@transaction.atomic
def withdraw(scope: Scope, compilation: Compilation) -> Compilation:
    """Make a published version a draft again, which only those at the authority read."""
    if not may_compile(scope, compilation.unit_path):
        raise NotAllowed(_("Bara huvudmannens strateg kan dra tillbaka årssammanställningen."), "not_yours")
    held = Compilation.objects.filter(pk=compilation.pk, state=Compilation.State.PUBLISHED)
    if held.update(state=Compilation.State.DRAFT, published_at=None, published_by=""):
        record(scope, "compilation.withdrawn", compilation, unit_path=compilation.unit_path)
    compilation.refresh_from_db()
    return compilation
