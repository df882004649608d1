"""Answering comments one by one, and taking an agreed wording into the draft."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans import service as plans
from rodtrad.plans.models import DocumentStatus, Item
from rodtrad.plans.tree import Edit
from rodtrad.referrals import rules
from rodtrad.referrals.models import Answer, Referral, Remark, Verdict
from rodtrad.referrals.service.sending import lock, open_row

__all__ = ["AnswerInput", "Applicable", "answer", "applicable", "apply_wording"]


@dataclass(frozen=True)
class AnswerInput:
    """An answer to a comment. `wording` is what the item is to say, where it is not the proposal itself."""

    verdict: str
    reason: str = ""
    wording: str = ""


@transaction.atomic
def answer(scope: Scope, referral: Referral, remark: Remark, version: int, given: AnswerInput) -> Answer:
    """Answer one comment of a handed-in view, or change the answer; `version` is 0 for the first.

    Partly and not need a reason. Conflict when someone else has answered since, or the referral is over.
    """
    row = open_row(scope, referral)
    locked = (
        Remark.objects.select_for_update(of=("self",))
        .select_related("view")
        .get(pk=remark.pk, view__recipient__referral=row)
    )
    if not locked.view.is_handed_in:
        raise Conflict(_("Yttrandet är inte inlämnat längre. Vänta tills det kommer igen."), "view.open")
    reason, wording = given.reason.strip(), given.wording.strip()
    if wrong := rules.why_not_answer(given.verdict, reason):
        raise UserError(wrong, "answer.invalid")
    held = Answer.objects.filter(remark=locked).first()
    if held and (held.verdict, held.reason, held.wording) == (given.verdict, reason, wording):
        return held
    if (held.version if held else 0) != version:
        raise Conflict(
            _("Någon annan har besvarat synpunkten under tiden. Det du skrev finns kvar här."),
            "answer.version",
        )
    written = held or Answer(remark=locked, version=0)
    before = written.verdict
    written.verdict, written.reason, written.wording = given.verdict, reason, wording[: rules.LONGEST]
    written.answered_by, written.version = scope.actor_name, version + 1
    written.save()
    changes = {"verdict": (before, given.verdict)}
    record(scope, "remark.answered", row, unit_path=row.unit_path, changes=changes)
    return written


@dataclass(frozen=True)
class Applicable:
    """A wording that may be taken into the draft: what the item says now, and what it would say."""

    remark: Remark
    item: Item
    wording: str

    @property
    def has_moved_on(self) -> bool:
        """Whether the item says something else now than when it was commented."""
        return self.item.text != self.remark.words


def wording_of(remark: Remark, given: Answer) -> str:
    """What an item is to say after an accepted or partly accepted comment; '' where nothing was agreed."""
    if given.verdict == Verdict.ACCEPTED:
        return given.wording or remark.proposal
    return given.wording if given.verdict == Verdict.PARTLY else ""


def applicable(scope: Scope, referral: Referral) -> list[Applicable]:
    """The agreed wordings of a closed referral that are not in the draft yet. Two queries."""
    document = referral.document
    if not referral.is_closed or document.status != DocumentStatus.DRAFT:
        return []
    items = {str(item.key): item for item in plans.tree_of(document)}
    rows = Remark.objects.filter(
        view__recipient__referral=referral,
        view__handed_in_at__isnull=False,
        answer__verdict__in=[Verdict.ACCEPTED, Verdict.PARTLY],
        answer__applied_at=None,
    ).select_related("answer", "view__recipient")
    found = []
    for row in rows:
        wording = " ".join(wording_of(row, row.answer).split())
        item = items.get(row.target)
        if wording and item is not None and item.text != wording:
            found.append(Applicable(row, item, wording))
    return found


@transaction.atomic
def apply_wording(scope: Scope, referral: Referral, remark: Remark, *, anyway: bool = False) -> str:
    """Take an agreed wording into the draft, through the plans' own door. Gives the item's key.

    Conflict while the referral goes on, or where the item says something else by now and `anyway` is not
    said. Applied twice is once.
    """
    row = lock(scope, referral)
    if not row.is_closed:
        raise Conflict(_("Avsluta remissen först. Då blir dokumentet ett utkast igen."), "apply.not_closed")
    locked = Remark.objects.select_related("answer").get(pk=remark.pk, view__recipient__referral=row)
    given = Answer.objects.select_for_update().get(remark=locked)
    if given.applied_at is not None:
        return locked.target
    wording = " ".join(wording_of(locked, given).split())
    if not wording:
        raise UserError(_("Synpunkten har ingen lydelse att föra in."), "apply.no_wording")
    item = next((i for i in plans.tree_of(row.document) if str(i.key) == locked.target), None)
    if item is None:
        raise Conflict(_("Punkten finns inte längre i utkastet."), "apply.item_gone")
    if item.text != locked.words and not anyway:
        raise Conflict(
            _("Punkten har ändrats sedan remissen. Jämför och för in lydelsen för hand, eller ersätt ändå."),
            "apply.changed",
        )
    plans.edit_document(
        scope, row.document, row.document.version, Edit("change", locked.target, {"text": wording})
    )
    given.applied_at = timezone.now()
    given.save(update_fields=["applied_at"])
    record(scope, "remark.applied", row, unit_path=row.unit_path, changes={"text": (item.text, wording)})
    return locked.target
