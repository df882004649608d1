"""Reminders to those who are asked. Nobody knows who has answered, so a reminder goes to all, and says so."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from functools import partial
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from rodtrad.assessments.access import may_share_link
from rodtrad.assessments.groups import WORKING
from rodtrad.assessments.models import RoundPart, SentReminder
from rodtrad.assessments.rules import LinkState, link_state
from rodtrad.common.audit import record
from rodtrad.common.dates import long_date
from rodtrad.common.errors import Conflict, NotAllowed
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Duty, Person

log = logging.getLogger(__name__)

DAYS_BETWEEN = 7


def may_remind(part: RoundPart, today: date) -> bool:
    """Whether a group can be reminded: those who work at the unit, and at most once a week."""
    rested = part.reminded_on is None or part.reminded_on <= today - timedelta(days=DAYS_BETWEEN)
    return part.group in WORKING and part.is_open and rested


def remind(scope: Scope, part: RoundPart, address: str, today: date) -> None:
    """Remind everyone who works at the unit, on the home page and by e-mail to those who have an address.
    `address` is the group's link, empty where one-time codes have been handed out.
    """
    if not may_share_link(scope, part.unit.path):
        raise NotAllowed(_("Bara de som samlar in svaren på enheten kan påminna."))
    current = part.round
    if link_state(current.state, current.opens_on, current.closes_on, today) != LinkState.OPEN:
        raise Conflict(_("Omgången tar inte emot svar."), "closed")
    if part.group not in WORKING:
        raise Conflict(_("Påminn elever och vårdnadshavare genom skolans vanliga vägar."), "not_staff")
    rested = Q(reminded_on__isnull=True) | Q(reminded_on__lte=today - timedelta(days=DAYS_BETWEEN))
    with transaction.atomic():
        if not RoundPart.objects.filter(rested, pk=part.pk, is_open=True).update(reminded_on=today):
            raise Conflict(_("Gruppen har redan påmints den här veckan."), "reminded")
        record(scope, "round.reminded", current, unit_path=part.unit.path)
        transaction.on_commit(partial(send_reminders.enqueue, part.pk, address, today.isoformat()))


@task()  # type: ignore[untyped-decorator]
def send_reminders(part_id: int, address: str, today: str) -> None:
    """E-mail to everyone who works at a unit, whether or not they have answered."""
    send_all(part_id, address, date.fromisoformat(today))


def send_all(part_id: int, address: str, today: date) -> int:
    """Send the e-mails, one to each, and give how many. Taken up again after a crash, it goes on with those
    who have none; it sends nothing once the round has stopped.
    """
    part = RoundPart.objects.select_related("round", "unit").get(pk=part_id)
    if not part.is_open:
        return 0
    SentReminder.objects.filter(part=part, day__lt=today).delete()
    people = _people(part, today)
    if not people:
        return 0
    with get_connection() as connection:
        return sum(_sent(connection, part, person, address, today) for person in people)


def _sent(connection: Any, part: RoundPart, person: Person, address: str, day: date) -> bool:
    """Whether one e-mail was sent. Noted before it goes: if all ends here the person gets none, not two."""
    _noted, is_new = SentReminder.objects.get_or_create(part=part, person=person, day=day)
    if not is_new:
        return False
    try:
        return bool(connection.send_messages([_message(part, person, address)]))
    except (SMTPRecipientsRefused, SMTPDataError):
        # One address that the server will not take must not keep the reminder from the others.
        log.warning("a reminder was refused by the mail server")
        return False


def _people(part: RoundPart, today: date) -> list[Person]:
    """Everyone with a duty at the unit today who has an address; protected people's are not used."""
    duties = Duty.objects.on(today).filter(unit__path__startswith=part.unit.path)
    found = Person.objects.filter(pk__in=duties.values("person_id"), is_active=True, is_protected=False)
    return list(found.exclude(email="").order_by("pk"))


def _message(part: RoundPart, person: Person, address: str) -> EmailMessage:
    with override(person.language):
        way = address or _("Använd lappen med engångskod som du har fått.")
        lines = (
            _("Skattningen ”%(title)s” på %(unit)s pågår till och med %(day)s.")
            % {"title": part.round.title, "unit": part.unit.name, "day": long_date(part.round.closes_on)},
            way,
            _("Påminnelsen går till alla på enheten, eftersom ingen kan se vem som har svarat."),
            _("Har du redan svarat behöver du inte göra något."),
        )
        subject = _("Påminnelse till alla: skattningen på %(unit)s") % {"unit": part.unit.name}
    return EmailMessage(subject, "\n\n".join(lines) + "\n", to=[person.email])
