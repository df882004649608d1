"""What several views of plans need."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from rodtrad.common.audit import describe
from rodtrad.common.dates import short_date
from rodtrad.common.models import AuditEvent
from rodtrad.organisation.place import Request
from rodtrad.plans import service
from rodtrad.plans.models import Document, DocumentKind, DocumentStatus, Item

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def document_or_404(request: Request, slug: str) -> Document:
    """The document at this address that the reader may see, of the authority that the page is at."""
    document = service.document_by_slug(request.scope, slug)
    if document is None or document.authority.path != request.place.unit.authority_path:
        raise Http404
    return document


def item_or_404(request: Request, slug: str, key: UUID) -> Item:
    """The item at this address; its document as in `document_or_404`."""
    return named(service.tree_of(document_or_404(request, slug)), key)


def named(rows: Iterable[Item], key: UUID) -> Item:
    """The item with this key among a document's rows."""
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise Http404
    return found


def told(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """Events as the history page shows them."""
    return [
        {"at": event.at, "sentence": describe(event), "changes": list(_changes(event))} for event in events
    ]


def _changes(event: AuditEvent) -> Iterable[dict[str, Any]]:
    names = change_names()
    for name, (before, after) in event.changes.items():
        yield {"name": names.get(name, name), "before": _value(before), "after": _value(after)}


def _value(value: object) -> str:
    """A value as it is read: choices by their label, days as Swedes write them."""
    text = "" if value is None else str(value)
    if ISO_DAY.fullmatch(text):
        return short_date(date.fromisoformat(text), year=True)
    choices = {**dict(DocumentKind.choices), **dict(DocumentStatus.choices)}
    return str(choices.get(text, text))


def change_names() -> dict[str, str]:
    """What the fields and edits that events name are called."""
    return {
        "title": _("Titel"),
        "kind": _("Slag av dokument"),
        "owner": _("Enhet som äger dokumentet"),
        "owner_text": _("Ägare enligt dokumentet"),
        "document_owner": _("Dokumentansvarig"),
        "period_from": _("Gäller från och med år"),
        "period_to": _("Gäller till och med år"),
        "replaces": _("Ersätter"),
        "status": _("Status"),
        "decided_by": _("Beslutad av"),
        "decided_on": _("Beslutsdatum"),
        "decision_paragraph": _("Paragraf"),
        "diarienummer": _("Diarienummer"),
        "expired_on": _("Upphör den"),
        "edition": _("Utgåva"),
        "correction_reason": _("Skäl för rättelsen"),
        "review_due": _("Ska prövas senast"),
        "reviewed_on": _("Prövad"),
        "more": _("Och fler, antal"),
        "appendix": _("Bilaga"),
        "change": _("Rättad"),
        "up": _("Flyttad upp"),
        "down": _("Flyttad ned"),
        "indent": _("Flyttad in"),
        "outdent": _("Flyttad ut"),
        "merge": _("Ihopslagen med punkten före"),
        "split": _("Delad"),
        "drop": _("Borttagen"),
        "prune": _("Borttagen med allt under"),
        "move": _("Flyttad"),
        "paste": _("Inklistrad lista"),
        "take": _("Ny punkt ur källan"),
        "resolve": _("Avprickad anmärkning"),
        "add": _("Ny punkt efter"),
    }
