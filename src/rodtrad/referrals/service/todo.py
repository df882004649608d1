"""What a person should do now about referrals."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rodtrad.common.dates import long_date
from rodtrad.common.todo import Todo
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Role
from rodtrad.organisation.place import Place
from rodtrad.referrals.models import Recipient, ReferenceGroup, Referral, ReferralState, View
from rodtrad.referrals.models.referral import EDITORS

__all__ = ["todo_for"]

MINUTES_A_VIEW = 30
MINUTES_AN_ANSWER = 3


def todo_for(scope: Scope, place: Place, today: date) -> list[Todo]:
    """Views to hand in at the unit and in one's groups; for those who keep referrals, comments to answer and
    referrals to close. One query, two for those who keep.
    """
    found = [_write(recipient, place, today) for recipient in _asked(scope, place)]
    if any(duty.role in EDITORS for duty in scope.duties):
        found += _kept(scope, place, today)
    return found


def _asked(scope: Scope, place: Place) -> list[Recipient]:
    """Who is asked here and has not answered: the unit, for those who lead it, and one's own groups."""
    mine = Q(group__in=ReferenceGroup.objects.of_member(scope).values("pk"))
    if scope.has(place.unit.path, Role.PRINCIPAL, Role.MANAGER):
        mine |= Q(unit=place.unit)
    own = View.objects.filter(recipient=OuterRef("pk"), handed_in_at__isnull=False)
    rows = Recipient.objects.filter(
        mine,
        referral__state=ReferralState.OPEN,
        referral__document__authority__path=place.unit.authority_path,
    )
    answered = Exists(own.filter(Q(key=View.UNIT) | Q(key=f"p{scope.person_id}")))
    waiting = rows.filter(~answered).select_related("referral__document").order_by("referral__last_day", "pk")
    return list(waiting)


def _write(recipient: Recipient, place: Place, today: date) -> Todo:
    referral = recipient.referral
    if referral.is_late(today):
        text = _("Sista dagen var %(day)s. Ni kan lämna in så länge remissen inte är avslutad.") % {
            "day": long_date(referral.last_day, week=False)
        }
    else:
        text = _("%(title)s är på remiss hos %(recipient)s. Läs utkastet och skriv vad ni tycker.") % {
            "title": referral.document.title,
            "recipient": recipient.name,
        }
    return Todo(
        title=_("Svara på remissen om %(title)s") % {"title": referral.document.title},
        text=text,
        url=place.url("referrals:write", referral_id=referral.pk, recipient_id=recipient.pk),
        action=_("Skriv yttrandet"),
        due_on=referral.last_day,
        minutes=MINUTES_A_VIEW,
    )


def _kept(scope: Scope, place: Place, today: date) -> list[Todo]:
    mine = Q(pk__in=[])
    for duty in scope.duties:
        if duty.role in EDITORS:
            mine |= Q(document__owner__path__startswith=duty.unit_path)
    handed_in = Q(
        recipients__views__handed_in_at__isnull=False, recipients__views__remarks__answer__isnull=True
    )
    no_question = ~Q(recipients__views__remarks__target__startswith="fraga-")
    unanswered = Count("recipients__views__remarks", filter=handed_in & no_question, distinct=True)
    rows = Referral.objects.filter(
        mine, state=ReferralState.OPEN, document__authority__path=place.unit.authority_path
    )
    listed = rows.select_related("document").annotate(left=unanswered).order_by("last_day", "pk")
    counted = [(row, int(getattr(row, "left", 0))) for row in listed]
    return [_keep(row, left, place) for row, left in counted if left or row.is_late(today)]


def _keep(referral: Referral, left: int, place: Place) -> Todo:
    if not left:
        return Todo(
            title=_("Avsluta remissen om %(title)s") % {"title": referral.document.title},
            text=_("Sista dagen har varit och alla synpunkter är besvarade."),
            url=place.url("referrals:referral", referral_id=referral.pk),
            action=_("Se remissen"),
            due_on=referral.last_day,
            minutes=5,
        )
    title = ngettext("Besvara %(count)s synpunkt", "Besvara %(count)s synpunkter", left)
    return Todo(
        title=title % {"count": left},
        text=_("Remissen om %(title)s har fått in synpunkter som inte har något svar.")
        % {"title": referral.document.title},
        url=place.url("referrals:remarks", referral_id=referral.pk),
        action=_("Besvara"),
        due_on=referral.last_day,
        minutes=MINUTES_AN_ANSWER * left,
    )
