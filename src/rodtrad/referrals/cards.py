"""What stands of referrals on the page of a document."""

from __future__ import annotations

from rodtrad.organisation.place import Request
from rodtrad.plans import service as plans
from rodtrad.plans.hooks import Card
from rodtrad.plans.models import Document, DocumentStatus
from rodtrad.referrals import service
from rodtrad.referrals.models import DecisionPaper

__all__ = ["document_card", "documents_card"]


def document_card(request: Request, document: Document) -> Card | None:
    """The document's referrals and its decision paper, and for those who edit it the way to new ones.

    Two queries.
    """
    editor = plans.may_edit(request.scope, document)
    referrals = service.referrals_of(request.scope, document)
    reads = service.may_read_paper(request.scope, document)
    has_paper = reads and DecisionPaper.objects.filter(document=document).exists()
    may_send = editor and document.status == DocumentStatus.DRAFT
    may_begin = editor and not document.is_decided
    if not referrals and not has_paper and not may_send and not may_begin:
        return None
    return Card(
        "referrals/parts/document_card.html",
        {
            "document": document,
            "referrals": referrals,
            "has_paper": has_paper,
            "may_send": may_send,
            "may_begin": may_begin and not has_paper,
        },
    )


def documents_card(request: Request) -> Card | None:
    """The referrals that go on, on the page of all documents; the way to all of them. One query."""
    path = request.place.unit.authority_path
    found = service.referrals_for(request.scope, path)
    if not found and not plans.may_import(request.scope, path):
        return None
    return Card("referrals/parts/documents_card.html", {"open": [row for row in found if row.is_open]})
