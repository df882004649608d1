"""Who may send out, write, hand in and answer."""

from __future__ import annotations

import rules

from rodtrad.organisation.access import Scope, has_role_at
from rodtrad.organisation.models import Role
from rodtrad.plans.service import may_edit
from rodtrad.referrals.models import Recipient, Referral

__all__ = ["may_hand_in", "may_keep", "may_write"]

_leads = has_role_at(Role.PRINCIPAL, Role.MANAGER)


@rules.predicate  # type: ignore[untyped-decorator]
def _keeps(scope: Scope, referral: Referral) -> bool:
    """Whoever may edit the document keeps its referral: sends, answers, closes."""
    return may_edit(scope, referral.document)


@rules.predicate  # type: ignore[untyped-decorator]
def _works_there(scope: Scope, recipient: Recipient) -> bool:
    """A duty at the very unit: a teacher writes for the own school, not for those below a district."""
    return recipient.unit is not None and any(duty.unit_id == recipient.unit_id for duty in scope.duties)


@rules.predicate  # type: ignore[untyped-decorator]
def _leads_unit(scope: Scope, recipient: Recipient) -> bool:
    return recipient.unit is not None and bool(_leads(scope, recipient.unit.path))


_write = _works_there | _leads_unit


def may_keep(scope: Scope, referral: Referral) -> bool:
    """Send, answer, close: the strategists and administrators of the document's unit."""
    return bool(_keeps(scope, referral))


def may_write(scope: Scope, recipient: Recipient, *, is_member: bool) -> bool:
    """Write on a view: those at the unit and who lead it, or a member of the group for the own one."""
    return is_member if recipient.group_id else bool(_write(scope, recipient))


def may_hand_in(scope: Scope, recipient: Recipient, *, is_member: bool) -> bool:
    """Hand in: whoever leads the unit, or the member of the group for the own one."""
    return is_member if recipient.group_id else bool(_leads_unit(scope, recipient))
