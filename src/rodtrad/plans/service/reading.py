from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from rodtrad.common.audit import events_of
from rodtrad.common.models import AuditEvent
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit, UnitKind
from rodtrad.plans import rules
from rodtrad.plans.access import may_edit, require_edit
from rodtrad.plans.models import Document, DocumentKind, DocumentStatus, Item, ItemKind
from rodtrad.plans.models.document import EDITORS


def documents_for(scope: Scope, authority_path: str) -> list[Document]:
    """The documents of one authority that the reader may see, from the nation's down, the newest first.

    One query.
    """
    found = Document.objects.visible_to(scope).filter(authority__path=authority_path)
    documents = found.select_related("owner", "authority")
    return sorted(documents, key=lambda d: (rules.rank(d.kind), -(d.period_from or 0), d.title))


def document_by_slug(scope: Scope, slug: str) -> Document | None:
    """The document at an address, or None where there is none for the reader. One query."""
    found = Document.objects.visible_to(scope).select_related("owner", "authority", "replaces")
    return found.filter(slug=slug).first()


def tree_of(document: Document) -> list[Item]:
    """All items in reading order, each with its `document`, `parent` and `area` set. One query."""
    return trees_of([document])[document.pk]


def trees_of(documents: Sequence[Document]) -> dict[int, list[Item]]:
    """As `tree_of`, by the documents' ids. One query for all of them."""
    by_document = {document.pk: document for document in documents}
    items = list(Item.objects.filter(document__in=by_document).order_by("document_id", "position"))
    by_id = {item.pk: item for item in items}
    trees: dict[int, list[Item]] = {pk: [] for pk in by_document}
    for item in items:
        item.document = by_document[item.document_id]
        item.parent = by_id[item.parent_id] if item.parent_id else None
        item.area = _area(item)
        trees[item.document_id].append(item)
    return trees


def _area(item: Item) -> Item | None:
    """The nearest area above; parents come first, so theirs is known."""
    above = item.parent
    if above is None:
        return None
    return above if above.kind == ItemKind.AREA else above.area


def areas_of(document: Document) -> list[Item]:
    """The document's priority areas in order. One query."""
    return [item for item in tree_of(document) if item.kind == ItemKind.AREA]


def initiatives_of(document: Document) -> list[Item]:
    """The document's initiatives in order, each with `.area` (None where it stands in none). One query."""
    return [item for item in tree_of(document) if item.kind == ItemKind.INITIATIVE]


def item_in(scope: Scope, document_slug: str, key: UUID | str) -> Item | None:
    """An item by its key in a document that the reader may see, `parent` and `area` set. Two queries."""
    document = document_by_slug(scope, document_slug)
    if document is None:
        return None
    return next((item for item in tree_of(document) if str(item.key) == str(key)), None)


def items_by_key(scope: Scope, keys: Iterable[UUID]) -> dict[UUID, list[Item]]:
    """Every edition's items with these keys that the reader may see, the newest edition first. One query.

    What is not decided comes last: a draft that was made from an export has the keys of the original.
    """
    visible = Document.objects.visible_to(scope).values("pk")
    items = Item.objects.filter(key__in=list(keys), document__in=visible).select_related("document")
    found: dict[UUID, list[Item]] = {}
    newest = items.order_by("-document__edition", "-document__correction")
    for item in sorted(newest, key=lambda one: not one.document.is_decided):
        found.setdefault(item.key, []).append(item)
    return found


def plan_in_force(authority_path: str, on: date) -> Document | None:
    """The authority's plan that holds, or held, on a day; of several the one decided last. One query."""
    decided = Document.objects.filter(
        authority__path=authority_path,
        kind=DocumentKind.PLAN,
        status__in=[DocumentStatus.DECIDED, DocumentStatus.EXPIRED],
    ).select_related("owner", "authority")
    fit = [
        d
        for d in decided
        if rules.is_in_force(d.status, d.period_from, d.period_to, d.expired_on, on)
        # A correction holds from its own decision: before that the uncorrected did.
        and not (d.correction and d.decided_on and d.decided_on > on)
    ]
    return max(fit, key=lambda d: (d.decided_on or date.min, d.pk), default=None)


def owners_for(scope: Scope, authority_path: str) -> list[Unit]:
    """The units of the authority whose documents the person may write: authority and administrations."""
    kinds = [UnitKind.AUTHORITY, UnitKind.ADMINISTRATION]
    units = Unit.objects.under(authority_path).filter(kind__in=kinds).order_by("path")
    return [unit for unit in units if may_edit(scope, unit)]


def import_owner(scope: Scope, unit: Unit) -> Unit:
    """The unit that a file read in here belongs to: the nearest at or above it that the person may write for.

    Raises NotAllowed for whoever may write for none. One query.
    """
    owners = owners_for(scope, unit.authority_path)
    above = [owner for owner in owners if unit.path.startswith(owner.path)]
    if not owners:
        require_edit(scope, unit)
    return (above or owners)[-1]


def may_import(scope: Scope, authority_path: str) -> bool:
    """Whether the person may read in plans for some unit of the authority."""
    return any(
        duty.role in EDITORS and duty.unit_path.startswith(authority_path) for duty in scope.duties
    ) or scope.has(authority_path, *EDITORS)


def replaceable(scope: Scope, authority_path: str, keep: int | None = None) -> QuerySet[Document]:
    """Decided documents that no later edition has replaced; `keep` is one that stays in the list anyway.

    A correction that is only begun has replaced nothing yet.
    """
    decided = Q(status__in=[DocumentStatus.DECIDED, DocumentStatus.EXPIRED])
    later = Document.objects.filter(Q(correction=0) | decided, replaces__isnull=False)
    replaced = later.exclude(replaces=keep).values("replaces")
    found = Document.objects.visible_to(scope).filter(decided, authority__path=authority_path)
    return found.exclude(pk__in=replaced)


def history_of(document: Document) -> QuerySet[AuditEvent]:
    """What has happened to a document, the latest first. The caller has checked that it may be read."""
    return events_of(document)
