from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from rodtrad.common.todo import Todo
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place
from rodtrad.plans.access import may_edit
from rodtrad.plans.models import Document, DocumentStatus, ImportDraft
from rodtrad.plans.models.document import EDITORS
from rodtrad.plans.service.imports import drafts_for


def todo_for(scope: Scope, place: Place, today: date) -> list[Todo]:
    """What a strategist has to do with the plans now: files to review, drafts to decide.

    Two queries at most.
    """
    if not any(duty.role in EDITORS for duty in scope.duties):
        return []
    path = place.unit.authority_path
    waiting = [_review(draft, place) for draft in drafts_for(scope, path) if _ready(draft)]
    return [*waiting, *(_decide(d, place) for d in _undecided(scope, path))]


def _ready(draft: ImportDraft) -> bool:
    return draft.state == ImportDraft.State.REVIEW


def _undecided(scope: Scope, authority_path: str) -> list[Document]:
    """Drafts; what is on referral waits for its views."""
    found = Document.objects.visible_to(scope).filter(
        authority__path=authority_path, status=DocumentStatus.DRAFT
    )
    return [document for document in found.select_related("owner") if may_edit(scope, document)]


def _review(draft: ImportDraft, place: Place) -> Todo:
    return Todo(
        title=_("Granska den inlästa planen"),
        text=_("%(file)s är läst. Jämför med källan, rätta och spara.") % {"file": draft.filename},
        url=place.url("plans:review", draft_id=draft.pk),
        action=_("Fortsätt granska"),
        minutes=30,
        weight=20,
    )


def _decide(document: Document, place: Place) -> Todo:
    return Todo(
        title=_("Besluta %(title)s") % {"title": document.title},
        text=_("Dokumentet är ett utkast. Fyll i vem som beslutade, när och under vilken paragraf."),
        url=place.url("plans:decide", slug=document.slug),
        action=_("Fyll i beslutet"),
        minutes=5,
        second_url=place.url("plans:document", slug=document.slug),
        second_action=_("Läs utkastet"),
        weight=10,
    )
