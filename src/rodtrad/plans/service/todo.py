from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from rodtrad.common.todo import Todo
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place
from rodtrad.plans.access import may_edit
from rodtrad.plans.models import Document, DocumentStatus, ImportDraft
from rodtrad.plans.models.document import EDITORS
from rodtrad.plans.service.imports import drafts_for

# Days ahead: a review takes an afternoon, a new edition more than half a year.
REMIND_REVIEW, REMIND_END = 60, 240


def todo_for(scope: Scope, place: Place, today: date) -> list[Todo]:
    """What a strategist has to do with the plans now: files and documents to review, drafts to decide, ends.

    Two queries at most.
    """
    if not any(duty.role in EDITORS for duty in scope.duties):
        return []
    path = place.unit.authority_path
    waiting = [_review(draft, place) for draft in drafts_for(scope, path) if _ready(draft)]
    mine = _mine(scope, path)
    return [
        *waiting,
        *(_decide(document, place) for document in _undecided(mine)),
        *(_look(document, place) for document in _due_for_review(mine, today)),
        *(_renew(document, place, today) for document in _ending(mine, today)),
    ]


def _ready(draft: ImportDraft) -> bool:
    return draft.state == ImportDraft.State.REVIEW


def _mine(scope: Scope, authority_path: str) -> list[Document]:
    found = Document.objects.visible_to(scope).filter(authority__path=authority_path)
    return [document for document in found.select_related("owner") if may_edit(scope, document)]


def _undecided(documents: list[Document]) -> list[Document]:
    return [document for document in documents if document.status == DocumentStatus.DRAFT]


def _due_for_review(documents: list[Document], today: date) -> list[Document]:
    """Decided documents that are to be looked through soon, or should have been."""
    soon = today + timedelta(days=REMIND_REVIEW)
    return [
        document
        for document in documents
        if document.status == DocumentStatus.DECIDED and document.review_due and document.review_due <= soon
    ]


def _ending(documents: list[Document], today: date) -> list[Document]:
    """Decided documents whose period ends soon, or has, without a later edition begun."""
    begun = {document.replaces_id for document in documents if not document.correction}
    soon = today + timedelta(days=REMIND_END)
    return [
        document
        for document in documents
        if document.status == DocumentStatus.DECIDED
        and document.period_to
        and last_day(document.period_to) <= soon
        and document.pk not in begun
    ]


def last_day(year: int) -> date:
    return date(year, 12, 31)


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


def _look(document: Document, place: Place) -> Todo:
    return Todo(
        title=_("Pröva om %(title)s håller") % {"title": document.title},
        text=_(
            "Gå igenom dokumentet. Håller det för du in det, annars gör du en ny utgåva eller en rättelse."
        ),
        url=place.url("plans:review_holds", slug=document.slug),
        action=_("För in prövningen"),
        due_on=document.review_due,
        minutes=60,
        second_url=place.url("plans:document", slug=document.slug),
        second_action=_("Läs dokumentet"),
        weight=15,
    )


def _renew(document: Document, place: Place, today: date) -> Todo:
    year = document.period_to or today.year
    ended = last_day(year) < today
    text = _("Perioden är slut och ingen ny utgåva är påbörjad.") if ended else _("Perioden är snart slut.")
    return Todo(
        title=_("Gör en ny utgåva av %(title)s") % {"title": document.title},
        text=_("%(when)s Den nya börjar med alla punkter från den gamla.") % {"when": text},
        url=place.url("plans:new_edition", slug=document.slug),
        action=_("Börja på en ny utgåva"),
        due_on=last_day(year),
        minutes=15,
        second_url=place.url("plans:expire", slug=document.slug) if ended else "",
        second_action=_("Avsluta dokumentet") if ended else "",
        weight=12,
    )
