from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit
from rodtrad.plans import rules
from rodtrad.plans.access import may_edit as _may_edit
from rodtrad.plans.access import require_edit
from rodtrad.plans.hooks import DocumentNews, document_decided, document_published, stopped
from rodtrad.plans.importing import Decided, PlanTree
from rodtrad.plans.models import Document, DocumentStatus, ImportDraft, ItemLink
from rodtrad.plans.service.items import store_appendices, store_items
from rodtrad.plans.service.meanings import keep_up


@dataclass(frozen=True)
class Facts:
    """The header of a document: what it is, whose, and for which years.

    `owner` decides who may edit; `owner_text` is how the document itself names its owner.
    """

    title: str
    kind: str
    owner: Unit
    owner_text: str = ""
    document_owner: str = ""
    period_from: int | None = None
    period_to: int | None = None
    replaces: Document | None = None
    review_due: date | None = None


@dataclass(frozen=True)
class Decision:
    """Who decided, when, under which § and diarienummer; the codes are text."""

    by: str
    on: date
    paragraph: str = ""
    diarienummer: str = ""


def may_edit(scope: Scope, target: object) -> bool:
    """Whether the person may write a document, a draft, or documents of a unit."""
    return bool(_may_edit(scope, target))


@transaction.atomic
def create_document(
    scope: Scope,
    tree: PlanTree,
    facts: Facts,
    *,
    imported: tuple[ImportDraft, int] | None = None,
    keys: dict[str, UUID] | None = None,
) -> Document:
    """Save a tree as a draft document.

    `imported` says from which file and which of its trees; `keys` gives items an identity that they have
    already, by the tree's ids.
    """
    require_edit(scope, facts.owner)
    authority = Unit.objects.get(path=facts.owner.authority_path)
    document = Document(
        authority=authority,
        slug=free_address(facts.title),
        imported_from=imported[0] if imported else None,
        imported_tree=imported[1] if imported else None,
        edition=tree.edition or 1,
        correction=tree.correction or 0,
        correction_reason=tree.correction_reason or "",
    )
    _fill(document, facts)
    _propose(document, tree.decided)
    _save_new(document)
    store_items(document, tree, keys)
    store_appendices(document, tree)
    record(scope, "document.created", document, unit_path=document.unit_path)
    return document


def begin_document(scope: Scope, tree: PlanTree, facts: Facts, key: UUID) -> Document:
    """Begin a document that exists nowhere yet. `key` is the sender's own: sent twice, it is one document."""
    require_edit(scope, facts.owner)
    try:
        with transaction.atomic():
            return _begun(key) or _begin(scope, tree, facts, key)
    except IntegrityError:
        if document := _begun(key):
            return document
        raise


def _begun(key: UUID) -> Document | None:
    return Document.objects.filter(begun_as=key).first()


def _begin(scope: Scope, tree: PlanTree, facts: Facts, key: UUID) -> Document:
    document = create_document(scope, tree, facts)
    document.begun_as = key
    document.save(update_fields=["begun_as"])
    return document


def _save_new(document: Document) -> None:
    """Save under a free address; where someone else takes it at the same moment, under the next one."""
    for _attempt in range(5):
        try:
            with transaction.atomic():
                return document.save()
        except IntegrityError:
            taken = Document.objects.filter(slug=document.slug).exists()
            document.slug = free_address(document.title)
            if not taken:
                raise
    raise Conflict(_("Någon annan sparade i samma stund. Försök igen."), "document.slug")


def free_address(title: str) -> str:
    """An address for a new document, unlike all others."""
    stem = rules.free_slug(title, ())
    return rules.free_slug(
        title, Document.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    )


def _propose(document: Document, found: Decided) -> None:
    """What the paper says of its decision: kept with the draft, for whoever records the decision to confirm.

    A day that is not written as ISO 8601 is left for that person.
    """
    limits = {"decided_by": 200, "decision_paragraph": 40, "diarienummer": 60}
    told = {"decided_by": found.by, "decision_paragraph": found.paragraph, "diarienummer": found.diarienummer}
    for name, text in told.items():
        if text and len(text) <= limits[name]:
            setattr(document, name, text)
    with suppress(ValueError):
        document.decided_on = date.fromisoformat(found.date or "")


def _fill(document: Document, facts: Facts) -> None:
    for name in ("owner", *FACT_NAMES):
        setattr(document, name, getattr(facts, name))
    _follow(document, facts.replaces)


def _follow(document: Document, replaced: Document | None) -> None:
    """Take the place after the edition that is replaced: the same series, the next number."""
    if document.replaces_id == (replaced.pk if replaced else None):
        return
    if replaced is None or replaced.authority_id != document.authority_id:
        raise UserError(_("Dokumentet kan inte ersätta det du valde."), "document.replaces")
    document.replaces = replaced
    document.series = replaced.series
    latest = Document.objects.filter(series=replaced.series).order_by("-edition").first()
    document.edition = (latest.edition if latest else 0) + 1


def lock(document: Document, version: int | None) -> Document:
    """The document's row, locked until the end of the transaction.

    Raises Conflict where it is gone, or someone else has written since `version` was read.
    """
    row = Document.objects.select_for_update().filter(pk=document.pk).first()
    if row is None:
        raise Conflict(_("Dokumentet är borttaget."), "document.gone")
    if version is not None and row.version != version:
        raise Conflict(
            _("Någon annan har ändrat dokumentet medan du arbetade. Det du skrev finns kvar här."),
            "document.version",
        )
    return row


def _state(document: Document, verb: str) -> None:
    if not rules.may(document.status, verb):
        raise Conflict(rules.reason_not(document.status), f"document.{verb}")


def open_for(scope: Scope, document: Document, verb: str, version: int | None = None) -> Document:
    """The locked row of a document that the person may do this to, in a state that allows it."""
    require_edit(scope, document)
    row = lock(document, version)
    _state(row, verb)
    if reason := stopped(row, verb):
        raise Conflict(reason, f"document.{verb}_stopped")
    return row


FACT_NAMES = (
    "title",
    "kind",
    "owner_text",
    "document_owner",
    "period_from",
    "period_to",
    "review_due",
)


@transaction.atomic
def change_facts(scope: Scope, document: Document, version: int, facts: Facts) -> Document:
    """Change a draft's header. Raises Conflict where someone else has changed it since `version`."""
    row = open_for(scope, document, "change", version)
    require_edit(scope, facts.owner)
    _require_same(row, facts)
    if facts.owner.authority_path != row.authority.path:
        raise UserError(_("Dokumentet kan inte flyttas till en annan huvudman."), "document.authority")
    before = _values(row)
    _fill(row, facts)
    row.version += 1
    row.save()
    record(scope, "document.changed", row, unit_path=row.unit_path, changes=_changes(before, _values(row)))
    return row


def _require_same(document: Document, facts: Facts) -> None:
    """A correction is the same document: its kind, its years and its place are not corrected."""
    fixed = ("kind", "period_from", "period_to", "replaces")
    if document.correction and any(getattr(document, name) != getattr(facts, name) for name in fixed):
        raise UserError(
            _("En rättelse har samma slag och period som utgåvan den rättar."), "document.correction"
        )


def _values(document: Document) -> dict[str, Any]:
    return {
        **{name: _plain(getattr(document, name)) for name in FACT_NAMES},
        "owner": str(document.owner),
        "replaces": str(document.replaces or ""),
    }


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (before[name], after[name]) for name in after if before[name] != after[name]}


def refer(scope: Scope, document: Document) -> Document:
    """Send a draft on referral (remiss): everyone in the authority may read it, no one changes it."""
    return _turn(scope, document, "refer", "document.referred")


def take_back(scope: Scope, document: Document) -> Document:
    """Back from referral to draft, to be changed."""
    return _turn(scope, document, "take_back", "document.taken_back")


@transaction.atomic
def _turn(scope: Scope, document: Document, verb: str, event: str, **fields: Any) -> Document:
    """One step of a document's life, by the table of transitions."""
    row = open_for(scope, document, verb)
    before = row.status
    row.status = rules.TRANSITIONS[verb].target
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    # The event has a time of its own.
    told = {name: (None, _plain(value)) for name, value in fields.items() if value and name != "published_at"}
    changed = {"status": (before, row.status)} if before != row.status else {}
    record(scope, event, row, unit_path=row.unit_path, changes={**changed, **told})
    return row


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def decide(scope: Scope, document: Document, decision: Decision) -> Document:
    """Record the decision. From then on the document and its items never change.

    Sent twice, the same decision is one; another one is refused with Conflict.
    """
    require_edit(scope, document)
    fields = {
        "decided_by": decision.by,
        "decided_on": decision.on,
        "decision_paragraph": decision.paragraph,
        "diarienummer": decision.diarienummer,
    }
    with transaction.atomic():
        row = lock(document, None)
        if row.status == DocumentStatus.DECIDED and all(getattr(row, n) == v for n, v in fields.items()):
            return row
        _require_whole(row, decision)
        decided = _turn(scope, row, "decide", "document.decided", **fields)
        decided.steps.all().delete()
        if decided.correction:
            decided = _take_place(scope, decided)
        document_decided.fire_after_commit(_news(decided))
        keep_up(decided)
        return decided


def _require_whole(document: Document, decision: Decision) -> None:
    if decision.on > timezone.localdate():
        raise UserError(_("Beslutsdatum kan inte ligga i framtiden."), "document.future_decision")
    if not document.items.exists():
        raise UserError(_("Dokumentet är tomt. Lägg till punkter innan du beslutar."), "document.empty")


def _take_place(scope: Scope, correction: Document) -> Document:
    """A decided correction stands from its decision in the place of what it corrects.

    It is published where that was, what realises the old items realises the same items here, and an edition
    that was begun from the old one goes on from the corrected.
    """
    old, day = correction.replaces, correction.decided_on
    if old is None or day is None:
        return correction
    if old.decided_on and day < old.decided_on:
        raise UserError(
            _("Rättelsen kan inte vara beslutad före det den rättar."), "document.correction_date"
        )
    if old.status == DocumentStatus.DECIDED:
        _turn(scope, old, "expire", "document.corrected", expired_on=day)
    _carry_links(old, correction)
    begun = Document.objects.filter(replaces=old).exclude(pk=correction.pk)
    begun.exclude(status__in=[DocumentStatus.DECIDED, DocumentStatus.EXPIRED]).update(replaces=correction)
    return publish(scope, correction) if old.published_at else correction


def _carry_links(old: Document, new: Document) -> None:
    """What hangs under an item of the one hangs under the same item of the other too."""
    ids = dict(new.items.values_list("key", "pk"))
    links = ItemLink.objects.filter(upper__document=old, upper__key__in=ids)
    ItemLink.objects.bulk_create(
        [
            ItemLink(upper_id=ids[key], lower_id=lower, kind=kind, weight=weight)
            for key, lower, kind, weight in links.values_list("upper__key", "lower_id", "kind", "weight")
        ],
        ignore_conflicts=True,
    )


def _news(document: Document) -> DocumentNews:
    return DocumentNews(document.pk, document.unit_path)


@transaction.atomic
def publish(scope: Scope, document: Document) -> Document:
    """Make a decided document public on the web. Publishing twice is publishing once."""
    require_edit(scope, document)
    row = lock(document, None)
    if row.published_at is not None:
        return row
    published = _turn(scope, row, "publish", "document.published", published_at=timezone.now())
    document_published.fire_after_commit(_news(published))
    return published


def expire(scope: Scope, document: Document, on: date) -> Document:
    """Say that a decided document ceases to hold on a day. It stays to be read."""
    return _turn(scope, document, "expire", "document.expired", expired_on=on)


@transaction.atomic
def drop_document(scope: Scope, document: Document) -> None:
    """Throw away a draft that was never decided. Its events stay."""
    row = open_for(scope, document, "drop")
    record(scope, "document.dropped", row, unit_path=row.unit_path)
    ImportDraft.objects.filter(documents=row).update(state=ImportDraft.State.REVIEW)
    _delete(row.delete)


def _delete(delete: Callable[[], object]) -> None:
    """Delete, or say that something above stands on it."""
    try:
        delete()
    except ProtectedError:
        raise Conflict(_("Något bygger på det här. Ta bort det först."), "document.in_use") from None
