"""Writing a view together, saved as one goes, and handing it in.

Each comment has its own version, so two people who write at different items never disturb each other; when
two write at the same, the second is told what the first wrote and chooses. What was sent is never lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans.models import Item
from rodtrad.plans.service import tree_of
from rodtrad.referrals import access, rules
from rodtrad.referrals.models import Recipient, ReferenceGroup, Referral, Remark, View

__all__ = [
    "Clash",
    "Saved",
    "hand_in",
    "is_member",
    "may_hand_in",
    "may_write",
    "reopen",
    "save_remark",
    "view_of",
]


@dataclass(frozen=True)
class Clash:
    """Someone else has written at the same place: what was sent now, and the remark as it stands."""

    text: str
    proposal: str
    theirs: Remark | None


@dataclass(frozen=True)
class Saved:
    """What came of a save: the comment as it now stands (None for none), or the clash."""

    remark: Remark | None
    clash: Clash | None = None

    @property
    def version(self) -> int:
        return self.remark.version if self.remark else 0


def is_member(scope: Scope, recipient: Recipient) -> bool:
    """Whether the person belongs to the group that is asked. No query for a unit."""
    if recipient.group_id is None:
        return False
    return ReferenceGroup.objects.of_member(scope).filter(pk=recipient.group_id).exists()


def may_write(scope: Scope, recipient: Recipient) -> bool:
    """Whether the person may write on the recipient's view, or on an own one in a group."""
    return access.may_write(scope, recipient, is_member=is_member(scope, recipient))


def may_hand_in(scope: Scope, recipient: Recipient) -> bool:
    """Whether the person may hand the view in."""
    return access.may_hand_in(scope, recipient, is_member=is_member(scope, recipient))


def key_for(scope: Scope, recipient: Recipient) -> str:
    """Whose view it is: the unit's one, or the member's own."""
    return View.UNIT if recipient.group_id is None else f"p{scope.person_id}"


def view_of(scope: Scope, recipient: Recipient) -> View | None:
    """The view that the person writes on, None where nothing is written yet. One query."""
    found = View.objects.filter(recipient=recipient, key=key_for(scope, recipient)).first()
    if found is not None:
        found.recipient = recipient
    return found


@transaction.atomic
def save_remark(
    scope: Scope, recipient: Recipient, target: str, version: int, text: str, proposal: str = ""
) -> Saved:
    """Save the comment at one place: an item's key, 'hela', or a question's target. Empty takes it away.

    `version` is 0 for one never written. What was sent on top of an older version is not saved but handed
    back as a clash. Conflict when handed in or over; UserError for a place that is not there.
    """
    if not may_write(scope, recipient):
        raise NotAllowed(_("Bara de som har fått remissen kan skriva synpunkter."), "referral.not_asked")
    referral = _open(recipient, held=False)
    text, proposal = _tidy(text), _tidy(proposal)
    view = _locked_view(scope, recipient)
    if view.is_handed_in:
        raise Conflict(_("Yttrandet är inlämnat. Öppna det igen för att ändra."), "view.handed_in")
    held = view.remarks.filter(target=target).first()
    if held is not None and (held.text, held.proposal) == (text, proposal):
        return Saved(held)
    if (held.version if held else 0) != version:
        return Saved(held, Clash(text, proposal, held))
    remark = held or _new(view, referral, target)
    remark.text, remark.proposal = text, proposal
    remark.updated_by = scope.actor_name
    remark.version = version + 1
    if held is None and not text and not proposal:
        return Saved(None)
    remark.save()
    if held is None:
        _tell(scope, "remark.written", recipient, referral)
    return Saved(remark)


def _tidy(text: str) -> str:
    tidy = text.replace("\r\n", "\n").strip()
    if len(tidy) > rules.LONGEST:
        raise UserError(
            _("Texten är för lång: högst %(limit)s tecken på ett ställe.") % {"limit": rules.LONGEST},
            "remark.too_long",
        )
    return tidy


def _open(recipient: Recipient, *, held: bool = True) -> Referral:
    """The referral, read anew; refused when it is over.

    Handing in holds the row, which closing waits for. Writing does not: what is not handed in is no part of
    what is closed, and those who write must not wait for each other.
    """
    rows = Referral.objects.select_related("document__owner")
    if held:
        rows = rows.select_for_update(of=("self",))
    referral = rows.get(pk=recipient.referral_id)
    if not referral.is_open:
        raise Conflict(rules.reason_not_open(referral.state), "referral.over")
    return referral


def _locked_view(scope: Scope, recipient: Recipient) -> View:
    person = None if recipient.group_id is None else scope.person_id
    view, _made = View.objects.get_or_create(
        recipient=recipient, key=key_for(scope, recipient), defaults={"person_id": person}
    )
    return View.objects.select_for_update().get(pk=view.pk)


def _new(view: View, referral: Referral, target: str) -> Remark:
    """A comment at a place of the draft, with the place as it reads now."""
    remark = Remark(view=view, target=target, version=0)
    targets = {rules.question_target(n): text for n, text in enumerate(referral.questions, 1)}
    if target == Remark.WHOLE:
        return remark
    if target in targets:
        remark.words, remark.position = targets[target], list(targets).index(target) + 1
        return remark
    item = next((row for row in tree_of(referral.document) if str(row.key) == target), None)
    if item is None:
        raise UserError(_("Punkten finns inte i dokumentet. Ladda om sidan."), "remark.no_such_item")
    return _at(remark, item)


def _at(remark: Remark, item: Item) -> Remark:
    # After the whole and the questions.
    remark.position = 100 + item.position
    remark.number, remark.heading, remark.words = item.number, item.heading, item.text
    remark.area = item.area.short if item.area else ""
    return remark


@transaction.atomic
def hand_in(
    scope: Scope, recipient: Recipient, today: date, *, nothing: bool = False, named: bool = False
) -> View:
    """Hand the view in. After the last day it is still taken, marked as late. Handed in twice is once.

    `nothing`: has read the draft and has nothing to add. `named`: others may read who handed in; a protected
    name is never shown.
    """
    if not may_hand_in(scope, recipient):
        raise NotAllowed(_("Bara den som leder enheten lämnar in yttrandet."), "view.not_leading")
    referral = _open(recipient)
    view = _locked_view(scope, recipient)
    if view.is_handed_in:
        return view
    view.remarks.filter(text="", proposal="").delete()
    written = view.remarks.exists()
    if not written and not nothing:
        raise UserError(
            _("Ni har inte skrivit något än. Skriv en synpunkt, eller kryssa i att ni inte har några."),
            "view.empty",
        )
    view.handed_in_at, view.handed_in_by = timezone.now(), scope.actor_name
    view.is_late = referral.is_late(today)
    view.has_no_remarks = not written
    view.is_named = named and not scope.is_protected
    view.save()
    _tell(scope, "view.handed_in", recipient, referral)
    return view


@transaction.atomic
def reopen(scope: Scope, recipient: Recipient) -> View:
    """Take a handed-in view back to change it, as long as none of it has been answered."""
    if not may_hand_in(scope, recipient):
        raise NotAllowed(_("Bara den som leder enheten kan öppna yttrandet igen."), "view.not_leading")
    referral = _open(recipient)
    view = _locked_view(scope, recipient)
    if not view.is_handed_in:
        return view
    if view.remarks.filter(answer__isnull=False).exists():
        raise Conflict(
            _("Yttrandet har börjat besvaras och kan inte ändras. Hör av dig till den som sköter remissen."),
            "view.answered",
        )
    view.handed_in_at, view.handed_in_by = None, ""
    view.is_late = view.has_no_remarks = view.is_named = False
    view.save()
    _tell(scope, "view.reopened", recipient, referral)
    return view


def _tell(scope: Scope, verb: str, recipient: Recipient, referral: Referral) -> None:
    path = str(recipient.unit.path) if recipient.unit else str(referral.document.owner.path)
    changes = {"recipient": (None, recipient.name)}
    record(scope, verb, referral, unit_path=path, changes=changes)
