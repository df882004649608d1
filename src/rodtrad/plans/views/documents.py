"""The list of documents, a document to read, its history, and its data."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rodtrad.common.registry import providers
from rodtrad.organisation.place import Request
from rodtrad.plans import rules, service
from rodtrad.plans.exporting import FORMATS
from rodtrad.plans.hooks import stopped
from rodtrad.plans.models import Document, DocumentKind, DocumentStatus, Item, ItemKind
from rodtrad.plans.reading import parts_of, roles_of
from rodtrad.plans.terms import glossary_of
from rodtrad.plans.views.parts import document_or_404, told

EVENTS_SHOWN = 200
# The verbs that stand as buttons at the head of a document.
BUTTONS = frozenset({"decide", "publish", "change", "take_back", "drop", "renew", "correct", "review"})


@dataclass(frozen=True)
class Shelf:
    """The documents of one kind."""

    label: str
    documents: list[Document]


def shelves(documents: list[Document]) -> list[Shelf]:
    """The documents by kind, from the nation's down; they come in that order."""
    found: dict[str, list[Document]] = {}
    for document in documents:
        found.setdefault(document.kind, []).append(document)
    return [Shelf(str(DocumentKind(kind).label), listed) for kind, listed in found.items()]


@require_safe
def documents(request: Request) -> HttpResponse:
    """The documents that govern, by kind; for editors also the files that wait for review."""
    path = request.place.unit.authority_path
    editor = service.may_import(request.scope, path)
    in_force = service.plan_in_force(path, timezone.localdate())
    return render(
        request,
        "plans/documents.html",
        {
            "shelves": shelves(service.documents_for(request.scope, path)),
            "in_force": in_force,
            "areas": service.areas_of(in_force) if in_force else [],
            "editor": editor,
            "drafts": service.drafts_for(request.scope, path) if editor else [],
            "cards": [card for give in providers("plans.documents") if (card := give(request))],
        },
    )


@require_safe
def document(request: Request, slug: str) -> HttpResponse:
    """A document set for reading; with `?roll=` the responsibilities of one role only."""
    found = document_or_404(request, slug)
    rows = service.tree_of(found)
    role = request.GET.get("roll", "")
    parts, terms = parts_of(only_role(rows, role) if role else rows)
    up = service.neighbours(request.scope, [row.pk for row in rows]).up
    for row in rows:
        row.linked_up = up.get(row.pk, [])
    verbs = verbs_for(request, found)
    editions = service.editions_of(request.scope, found)
    return render(
        request,
        "plans/document.html",
        {
            "document": found,
            "parts": parts,
            "terms": [] if role else terms,
            "roles": roles_of(rows),
            "role": role,
            "formats": list(FORMATS.values()),
            "glossary": glossary_of(rows),
            "appendices": service.appendices_of(found),
            "verbs": verbs,
            "editions": editions,
            "later": next((one for one in editions if one.is_decided and is_later(one, found)), None),
            "to_do": verbs & BUTTONS,
            "cards": [card for give in providers("plans.document") if (card := give(request, found))],
        },
    )


def is_later(one: Document, other: Document) -> bool:
    """Whether an edition comes after another of the same document."""
    return (one.edition, one.correction) > (other.edition, other.correction)


def only_role(rows: list[Item], role: str) -> list[Item]:
    """What a role answers for, with the areas that it stands in."""
    wanted = [row for row in rows if row.kind == ItemKind.RESPONSIBILITY and role in {row.role, row.sub_role}]
    areas = {row.area.pk for row in wanted if row.area}
    return [row for row in rows if row.pk in areas or row in wanted]


def verbs_for(request: Request, document: Document) -> frozenset[str]:
    """What the reader may do with the document in its state."""
    if not service.may_edit(request.scope, document):
        return frozenset()
    allowed = {verb for verb in rules.VERBS if rules.may(document.status, verb)}
    if document.status == DocumentStatus.CONSULTATION:
        allowed = {verb for verb in allowed if not stopped(document, verb)}
    return frozenset(allowed - ({"publish"} if document.published_at else set()) | {"edit"})


@require_safe
def history(request: Request, slug: str) -> HttpResponse:
    """What has happened to a document: who did what, when, from what, to what."""
    found = document_or_404(request, slug)
    events = service.history_of(found)[:EVENTS_SHOWN]
    return render(request, "plans/history.html", {"document": found, "events": told(events)})


@require_safe
def export(request: Request, slug: str, ending: str) -> HttpResponse:
    """The document as a file, to read elsewhere or bring back."""
    found = document_or_404(request, slug)
    if ending not in FORMATS:
        raise Http404
    made = service.export_document(found, ending)
    headers = {"Content-Disposition": f'attachment; filename="{made.filename}"'}
    return HttpResponse(made.data, content_type=made.content_type, headers=headers)
