"""A document over time: its next edition, a correction of the present one, the look that it still holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.models import Document, DocumentStatus, Item, ItemLink
from rodtrad.plans.service.documents import free_address, open_for
from rodtrad.plans.service.editing import keyed_tree
from rodtrad.plans.service.items import store_items

MADE = [DocumentStatus.DECIDED, DocumentStatus.EXPIRED]
CARRIED = ("authority", "owner", "series", "kind", "title", "owner_text", "document_owner")


@transaction.atomic
def new_edition(
    scope: Scope,
    document: Document,
    title: str | None = None,
    period: tuple[int | None, int | None] | None = None,
) -> Document:
    """A draft of the next edition, with all items of the present one, their identity and their links upwards.

    The period follows on the old one and is as long, unless another is given. Asked for twice it is the same
    draft. Raises Conflict where a later edition is decided already.
    """
    row = open_for(scope, document, "renew")
    waiting = _waiting(row, correction=False)
    if waiting is not None:
        return waiting
    _require_latest(row)
    first, last = period or next_period(row)
    new = _copy(row, edition=row.edition + 1, correction=0)
    new.title, new.period_from, new.period_to = title or row.title, first, last
    return _start(scope, row, new, "document.renewed", {"edition": (row.edition_number, new.edition_number)})


@transaction.atomic
def correct(scope: Scope, document: Document, reason: str) -> Document:
    """A draft of a correction of a decided document: the same period, and why it is corrected.

    When it is decided it takes the place of the one it corrects. Asked for twice it is the same draft.
    """
    row = open_for(scope, document, "correct")
    reason = " ".join(reason.split())
    if not reason:
        raise UserError(_("Skriv varför dokumentet rättas."), "document.reason")
    waiting = _waiting(row, correction=True)
    if waiting is not None:
        return waiting
    _require_latest(row)
    new = _copy(row, edition=row.edition, correction=row.correction + 1)
    new.period_from, new.period_to = row.period_from, row.period_to
    new.correction_reason, new.review_due = reason, row.review_due
    return _start(scope, row, new, "document.correction_begun", {"correction_reason": (None, reason)})


@transaction.atomic
def review(scope: Scope, document: Document, on: date, next_review: date | None) -> Document:
    """Record that a decided document was looked through on a day and still holds (aktualitetsprövning).

    What it says does not change; `next_review` is when it is to be looked through again, None for never.
    """
    row = open_for(scope, document, "review")
    if on > timezone.localdate():
        raise UserError(_("Dagen för prövningen kan inte ligga i framtiden."), "document.future_review")
    if next_review is not None and next_review <= on:
        raise UserError(_("Nästa prövning måste ligga efter den här."), "document.review_order")
    if (row.reviewed_on, row.review_due) == (on, next_review):
        return row
    changes = {
        "reviewed_on": (_plain(row.reviewed_on), _plain(on)),
        "review_due": (_plain(row.review_due), _plain(next_review)),
    }
    row.reviewed_on, row.review_due = on, next_review
    row.version += 1
    row.save(update_fields=["reviewed_on", "review_due", "version"])
    record(scope, "document.reviewed", row, unit_path=row.unit_path, changes=changes)
    return row


def _plain(day: date | None) -> str | None:
    return day.isoformat() if day else None


def editions_of(scope: Scope, document: Document) -> list[Document]:
    """All editions and corrections of a document that the reader may see, the latest first. One query."""
    found = Document.objects.visible_to(scope).filter(series=document.series)
    return list(found.select_related("owner", "authority").order_by("-edition", "-correction"))


def next_period(document: Document) -> tuple[int | None, int | None]:
    """The years after a document's own, as many: 2024–2026 gives 2027–2029."""
    first, last = document.period_from, document.period_to
    if last is None:
        return None, None
    return last + 1, last + 1 + (last - first) if first else None


def _waiting(document: Document, *, correction: bool) -> Document | None:
    """The undecided edition or correction that has been begun already."""
    begun = Document.objects.filter(replaces=document).exclude(status__in=MADE)
    return begun.filter(correction__gt=0).first() if correction else begun.filter(correction=0).first()


def _require_latest(document: Document) -> None:
    later = Document.objects.filter(series=document.series, status__in=MADE)
    here = (document.edition, document.correction)
    if any((one.edition, one.correction) > here for one in later):
        raise Conflict(_("Det finns redan en senare utgåva. Utgå från den."), "document.not_latest")


def _copy(document: Document, *, edition: int, correction: int) -> Document:
    """A draft like it, without its decision."""
    named = f"{document.title} rättad {edition}-{correction}" if correction else document.title
    new = Document(slug=free_address(named), replaces=document, edition=edition, correction=correction)
    for name in CARRIED:
        setattr(new, name, getattr(document, name))
    return new


def _start(
    scope: Scope, old: Document, new: Document, event: str, changes: dict[str, tuple[str | None, str]]
) -> Document:
    taken = Document.objects.filter(series=new.series, edition=new.edition, correction=new.correction)
    if taken.exists():
        raise Conflict(_("Det finns redan ett utkast till nästa utgåva."), "document.edition_taken")
    new.save()
    copy_content(old, new)
    record(scope, event, new, unit_path=new.unit_path, changes=changes)
    return new


def copy_content(old: Document, new: Document) -> None:
    """What one document holds into another: items under the same keys, their links upwards, appendices."""
    tree = keyed_tree(old)
    store_items(new, _whole(tree), {item.id: UUID(item.id) for item in tree.items})
    links = ItemLink.objects.filter(lower__document=old)
    ids = dict(Item.objects.filter(document=new).values_list("key", "pk"))
    for appendix in old.appendices.all():
        appendix.pk, appendix.document = None, new
        appendix.save(force_insert=True)
    ItemLink.objects.bulk_create(
        ItemLink(upper_id=upper, lower_id=ids[key], kind=kind, weight=weight)
        for upper, key, kind, weight in links.values_list("upper_id", "lower__key", "kind", "weight")
    )


def _whole(tree: PlanTree) -> PlanTree:
    """Without the places in a source that the new edition was not made from."""
    items = (replace(item, source=None, page=None) for item in tree.items)
    return replace(tree, items=tuple(items))
