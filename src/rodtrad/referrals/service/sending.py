"""Sending a draft out for views, changing the last day, calling it back, closing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit
from rodtrad.plans import service as plans
from rodtrad.plans.models import Document
from rodtrad.referrals import rules
from rodtrad.referrals.access import may_keep
from rodtrad.referrals.models import Recipient, ReferenceGroup, Referral, ReferralState, Remark

__all__ = ["Sending", "call_back", "change_last_day", "close", "lock", "send", "stop_document"]

MOST_UNITS = 20_000


@dataclass(frozen=True)
class Sending:
    """A referral about to be sent: until when, what is said and asked, and to whom."""

    last_day: date
    units: Sequence[Unit] = ()
    groups: Sequence[ReferenceGroup] = ()
    message: str = ""
    questions: Sequence[str] = ()


@transaction.atomic
def send(scope: Scope, document: Document, given: Sending, key: str, today: date) -> Referral:
    """Send a draft on referral: it goes to consultation, and those asked find it among what to do.

    The same key again is the same referral. UserError for what is missing, Conflict where the document is
    no draft.
    """
    plans.require_edit(scope, document)
    made = Referral.objects.filter(submission_key=key, document=document).first()
    if made is not None:
        return made
    questions = [" ".join(question.split()) for question in given.questions if question.strip()]
    asked = len(given.units) + len(given.groups)
    if wrong := rules.why_not_send(given.last_day, today, questions, asked):
        raise UserError(wrong, "referral.sending")
    if not document.items.exists():
        raise UserError(_("Dokumentet är tomt. Lägg till punkter innan du skickar det."), "referral.empty")
    row = plans.refer(scope, document)
    referral = Referral.objects.create(
        document=row,
        message=given.message.strip()[: rules.LONGEST],
        questions=questions,
        last_day=given.last_day,
        sent_by=scope.actor_name,
        submission_key=key,
    )
    _ask(referral, given)
    told = {"recipients": (None, asked), "last_day": (None, given.last_day.isoformat())}
    record(scope, "referral.sent", referral, unit_path=referral.unit_path, changes=told)
    return referral


def _ask(referral: Referral, given: Sending) -> None:
    """The recipients: groups first, then units in the organisation's order."""
    authority = referral.document.owner.authority_path
    if any(unit.authority_path != authority for unit in given.units) or any(
        group.owner.authority_path != authority for group in given.groups
    ):
        raise UserError(_("Mottagaren hör till en annan huvudman."), "referral.authority")
    rows = [Recipient(referral=referral, group=group, name=group.name) for group in given.groups]
    units = sorted({unit.pk: unit for unit in given.units}.values(), key=lambda unit: str(unit.path))
    rows += [Recipient(referral=referral, unit=unit, name=unit.name) for unit in units]
    for position, row in enumerate(rows):
        row.position = position
    Recipient.objects.bulk_create(rows, batch_size=500)


def lock(scope: Scope, referral: Referral) -> Referral:
    """The referral's row, held for this transaction, for those who keep it."""
    if not may_keep(scope, referral):
        raise NotAllowed(
            _("Bara strateger och administratörer för dokumentets enhet sköter remissen."),
            "referral.not_keeper",
        )
    return (
        Referral.objects.select_for_update(of=("self",))
        .select_related("document__owner", "document__authority")
        .get(pk=referral.pk)
    )


def open_row(scope: Scope, referral: Referral) -> Referral:
    """As `lock`, but Conflict where the referral is over."""
    row = lock(scope, referral)
    if not row.is_open:
        raise Conflict(rules.reason_not_open(row.state), "referral.over")
    return row


@transaction.atomic
def change_last_day(scope: Scope, referral: Referral, last_day: date, today: date) -> Referral:
    """Give those asked more time, or less; never a day that has been."""
    row = open_row(scope, referral)
    if last_day < today:
        raise UserError(_("Sista dagen har redan varit. Välj en dag framåt i tiden."), "referral.past")
    if row.last_day != last_day:
        changes = {"last_day": (row.last_day.isoformat(), last_day.isoformat())}
        row.last_day = last_day
        row.save(update_fields=["last_day"])
        record(scope, "referral.last_day", row, unit_path=row.unit_path, changes=changes)
    return row


@transaction.atomic
def call_back(scope: Scope, referral: Referral, why: str) -> Referral:
    """End a referral before its time: the document is a draft again, and those asked are told why.

    What they have written stays for them to read. Called back twice is once.
    """
    row = lock(scope, referral)
    if row.state == ReferralState.CALLED_BACK:
        return row
    if not row.is_open:
        raise Conflict(rules.reason_not_open(row.state), "referral.over")
    if not why.strip():
        raise UserError(_("Skriv varför, så att de som har fått remissen vet."), "referral.why")
    return _end(scope, row, ReferralState.CALLED_BACK, "referral.called_back", why)


@transaction.atomic
def close(scope: Scope, referral: Referral) -> Referral:
    """End a referral when each comment has its answer: those who commented then read the answers, and the
    document is a draft again, to take in what was accepted. Closed twice is once.
    """
    row = lock(scope, referral)
    if row.is_closed:
        return row
    if not row.is_open:
        raise Conflict(rules.reason_not_open(row.state), "referral.over")
    left = unanswered(row)
    if left:
        raise UserError(
            ngettext(
                "%(count)s synpunkt har inget svar än. Besvara den och avsluta sedan.",
                "%(count)s synpunkter har inget svar än. Besvara dem och avsluta sedan.",
                left,
            )
            % {"count": left},
            "referral.unanswered",
        )
    return _end(scope, row, ReferralState.CLOSED, "referral.closed")


def unanswered(referral: Referral) -> int:
    """How many comments of handed-in views wait for an answer. One query."""
    remarks = Remark.objects.filter(
        view__recipient__referral=referral, view__handed_in_at__isnull=False, answer=None
    )
    return remarks.exclude(target__startswith="fraga-").count()


def _end(scope: Scope, row: Referral, state: str, verb: str, why: str = "") -> Referral:
    before, row.state = row.state, state
    row.ended_at, row.ended_by = timezone.now(), scope.actor_name
    row.ended_why = why.strip()[: rules.LONGEST]
    row.save()
    # The referral is over, so nothing stops the document any more.
    row.document = plans.take_back(scope, row.document)
    record(scope, verb, row, unit_path=row.unit_path, changes={"status": (before, state)})
    return row


def stop_document(document: Document, verb: str) -> str:
    """Why a document on referral may not be taken back or decided past its referral; '' where it may."""
    if verb not in {"take_back", "decide"}:
        return ""
    if not Referral.objects.filter(document=document, state=ReferralState.OPEN).exists():
        return ""
    return _("Dokumentet är på remiss. Avsluta eller återkalla remissen först.")
