"""The governing documents of the demo authority, made by the door's own verbs.

The content comes as plain values, since it lives on a higher floor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from rodtrad.organisation.access import SYSTEM
from rodtrad.organisation.models import Unit
from rodtrad.plans import service
from rodtrad.plans.comparing import Confirmed
from rodtrad.plans.importing import PlanItem, PlanTree
from rodtrad.plans.models import Document, DocumentStatus, Item, ItemLink, LinkKind
from rodtrad.plans.tree import Edit

__all__ = ["build_documents", "key_of"]


class DemoItem(Protocol):
    """A node of a document; `key` never changes, so ratings and activities can name it."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def heading(self) -> str | None: ...
    @property
    def role(self) -> str | None: ...
    @property
    def sub_role(self) -> str | None: ...
    @property
    def definition(self) -> str | None: ...


class DemoCorrection(Protocol):
    """Why and when a document was corrected, and how the texts stood before."""

    @property
    def reason(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def paragraph(self) -> str: ...
    @property
    def before(self) -> Mapping[str, str]: ...


class DemoDocument(Protocol):
    """A document with its header facts; `replaces` is the key of the edition before it."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def document_owner(self) -> str | None: ...
    @property
    def period(self) -> tuple[int, int]: ...
    @property
    def status(self) -> str: ...
    @property
    def replaces(self) -> str | None: ...
    @property
    def decided_by(self) -> str: ...
    @property
    def decided_on(self) -> str: ...
    @property
    def paragraph(self) -> str | None: ...
    @property
    def diarienummer(self) -> str | None: ...
    @property
    def items(self) -> Sequence[DemoItem]: ...
    @property
    def review_due(self) -> str | None: ...
    @property
    def reviewed(self) -> tuple[str, str] | None: ...
    @property
    def corrected(self) -> DemoCorrection | None: ...


class DemoPair(Protocol):
    @property
    def lower(self) -> str: ...
    @property
    def upper(self) -> str: ...


class DemoDocuments(Protocol):
    """All documents, an edition after the one it replaces, and the links between their items."""

    @property
    def documents(self) -> Sequence[DemoDocument]: ...
    @property
    def realises(self) -> Sequence[DemoPair]: ...
    @property
    def replaces(self) -> Sequence[DemoPair]: ...


def key_of(authority: Unit, key: str) -> UUID:
    """The identity of a demo item in one authority, the same every time the demo is made."""
    return uuid5(NAMESPACE_URL, f"rodtrad-demo:{authority.slug}:{key}")


@transaction.atomic
def build_documents(authority: Unit, content: DemoDocuments) -> dict[str, Document]:
    """Make the documents of one authority, decided, published and some expired; by demo key."""
    made: dict[str, Document] = {}
    for one in content.documents:
        made[one.key] = _decide(one, _draft(authority, one, made))
    _link(authority, content)
    for one in content.documents:
        if one.replaces:
            _carry(authority, content, made[one.replaces], made[one.key])
    return made


def _carry(authority: Unit, content: DemoDocuments, old: Document, new: Document) -> None:
    """What went on in what, as the strategist has said when the new edition was made."""
    olds, news = (set(document.items.values_list("key", flat=True)) for document in (old, new))
    pairs = ((key_of(authority, pair.upper), key_of(authority, pair.lower)) for pair in content.replaces)
    known = [Confirmed(str(a), str(b)) for a, b in pairs if a in olds and b in news]
    if known:
        service.confirm(SYSTEM, old, new, known)


def _draft(authority: Unit, one: DemoDocument, made: dict[str, Document]) -> Document:
    facts = service.Facts(
        title=one.title,
        kind=one.kind,
        owner=authority,
        owner_text=one.owner,
        document_owner=one.document_owner or "",
        period_from=one.period[0],
        period_to=one.period[1],
        replaces=made[one.replaces] if one.replaces else None,
        review_due=date.fromisoformat(one.review_due) if one.review_due else None,
    )
    keys = {item.key: key_of(authority, item.key) for item in one.items}
    return service.create_document(SYSTEM, _tree(one), facts, keys=keys)


def _tree(one: DemoDocument) -> PlanTree:
    """As it was first decided."""
    before = one.corrected.before if one.corrected else {}
    items = tuple(
        PlanItem(
            id=item.key,
            kind=item.kind,  # type: ignore[arg-type]
            text=before.get(item.key, item.text),
            parent=item.parent,
            heading=item.heading,
            role=item.role,
            sub_role=item.sub_role,
            definition=item.definition,
        )
        for item in one.items
    )
    return PlanTree(title=one.title, kind=one.kind, items=items)  # type: ignore[arg-type]


def _decide(one: DemoDocument, document: Document) -> Document:
    """Through the steps of a document's life, with the dates of the story."""
    document = _publish(document, one, one.decided_on, one.paragraph)
    if one.reviewed:
        seen, due = map(date.fromisoformat, one.reviewed)
        document = service.review(SYSTEM, document, seen, due)
    if one.corrected:
        document = _correct(document, one, one.corrected)
    if one.status == DocumentStatus.EXPIRED:
        return service.expire(SYSTEM, document, date(one.period[1] + 1, 1, 1))
    return document


def _publish(document: Document, one: DemoDocument, on: str, paragraph: str | None) -> Document:
    day = date.fromisoformat(on)
    decision = service.Decision(one.decided_by, day, paragraph or "", one.diarienummer or "")
    document = service.publish(SYSTEM, service.decide(SYSTEM, document, decision))
    document.published_at = datetime.combine(day, time(12), tzinfo=UTC)
    document.save(update_fields=["published_at"])
    return document


def _correct(document: Document, one: DemoDocument, correction: DemoCorrection) -> Document:
    """The minor edition that stands in the place of the first one."""
    draft = service.correct(SYSTEM, document, correction.reason)
    texts = {
        key_of(document.authority, item.key): item.text for item in one.items if item.key in correction.before
    }
    edits = [Edit("change", str(key), {"text": text}) for key, text in texts.items()]
    service.edit_document(SYSTEM, draft, draft.version, *edits)
    draft.refresh_from_db()
    return _publish(draft, one, correction.date, correction.paragraph)


def _link(authority: Unit, content: DemoDocuments) -> None:
    """The links between items in one insert: as many events as links would bury the documents' history."""
    items = Item.objects.filter(document__authority=authority).order_by("document__correction")
    ids = dict(items.values_list("key", "pk"))
    ItemLink.objects.bulk_create(
        ItemLink(
            upper_id=ids[key_of(authority, pair.upper)],
            lower_id=ids[key_of(authority, pair.lower)],
            kind=LinkKind.REALISES,
        )
        for pair in content.realises
    )
