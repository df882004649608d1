"""Everyone is reminded alike, since nobody knows who has answered; and not too often."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from rodtrad.assessments import service
from rodtrad.assessments.models import SentReminder
from rodtrad.assessments.service.reminding import send_all
from rodtrad.common.errors import Conflict, NotAllowed
from rodtrad.organisation.models import Person, Role
from rodtrad.organisation.service import give_duty
from tests.assessments.conftest import TODAY

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from tests.assessments.conftest import Rating


def remind(rating: Rating, days: int = 0) -> None:
    town = rating.town
    part = rating.part(town.bjorkhagen)
    service.remind(town.scope(town.karin), part, "https://exempel.se/svara/abc/", TODAY + timedelta(days))


def test_everyone_at_the_unit_gets_the_same_and_is_told_that_it_goes_to_all(rating: Rating) -> None:
    town = rating.town
    Person.objects.filter(pk__in=[town.amir.pk, town.lovisa.pk]).update(email="namn@exempel.se")
    Person.objects.filter(pk=town.karin.pk).update(email="karin@exempel.se", language="en")
    rating.staff_answer(town.bjorkhagen, 6)

    send_all(rating.part(town.bjorkhagen).pk, "https://exempel.se/svara/abc/", TODAY)

    told = {message.to[0]: message.body for message in mail.outbox}
    assert set(told) == {"namn@exempel.se", "karin@exempel.se"}
    assert "går till alla på enheten, eftersom ingen kan se vem som har svarat" in told["namn@exempel.se"]
    assert "goes to everyone" in told["karin@exempel.se"]
    assert "https://exempel.se/svara/abc/" in told["namn@exempel.se"]


def test_a_protected_persons_address_is_not_used(rating: Rating) -> None:
    Person.objects.filter(pk=rating.town.amir.pk).update(email="namn@exempel.se", is_protected=True)

    assert send_all(rating.part(rating.town.bjorkhagen).pk, "", TODAY) == 0


def test_a_week_goes_by_between_two_reminders(rating: Rating) -> None:
    remind(rating)

    with pytest.raises(Conflict, match="redan påmints"):
        remind(rating, days=6)
    remind(rating, days=7)


def test_the_staffs_home_says_it_for_a_week_whoever_has_answered(rating: Rating) -> None:
    town = rating.town
    scope, place = town.scope(town.amir), town.place(town.bjorkhagen)
    assert "Påminnelse" not in service.staff_sentence(scope, place, TODAY)

    remind(rating)

    assert "Påminnelse till alla" in service.staff_sentence(scope, place, TODAY)
    elsewhere = service.staff_sentence(town.scope(town.sten), town.place(town.ekbacken), TODAY)
    assert "Påminnelse" not in elsewhere
    assert "Påminnelse" not in service.staff_sentence(scope, place, TODAY + timedelta(days=7))


@pytest.fixture
def three_with_addresses(rating: Rating) -> list[str]:
    town = rating.town
    for person in (town.amir, town.karin, town.nils):
        Person.objects.filter(pk=person.pk).update(email=f"{person.username}@exempel.se")
    give_duty(town.nils, town.bjorkhagen, Role.STAFF)
    return [f"{name}@exempel.se" for name in ("amir", "karin", "nils")]


def test_a_sending_that_is_cut_off_goes_on_with_those_who_have_none(
    rating: Rating, three_with_addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    part, sending = rating.part(rating.town.bjorkhagen).pk, EmailBackend.send_messages

    def dies_at_the_second(self: EmailBackend, messages: list[EmailMessage]) -> int:
        if len(mail.outbox) == 1:
            raise SystemExit
        return sending(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", dies_at_the_second)
    with pytest.raises(SystemExit):
        send_all(part, "", TODAY)
    monkeypatch.setattr(EmailBackend, "send_messages", sending)

    send_all(part, "", TODAY)
    send_all(part, "", TODAY)

    told = [message.to[0] for message in mail.outbox]
    assert len(told) == len(set(told)) == 2, "whoever was being written to gets none, and nobody gets two"
    assert send_all(part, "", TODAY + timedelta(days=7)) == 3


def test_an_address_that_is_refused_keeps_it_from_nobody_else(
    rating: Rating,
    three_with_addresses: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sending = EmailBackend.send_messages

    def refuses_the_first(self: EmailBackend, messages: list[EmailMessage]) -> int:
        if messages[0].to == three_with_addresses[:1]:
            raise SMTPRecipientsRefused({})
        return sending(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuses_the_first)
    town = rating.town

    assert send_all(rating.part(town.bjorkhagen).pk, "", TODAY) == 2
    assert {message.to[0] for message in mail.outbox} <= set(three_with_addresses)
    assert "@" not in caplog.text


def test_nobody_is_reminded_of_a_round_that_has_stopped_in_the_meantime(
    rating: Rating, three_with_addresses: list[str]
) -> None:
    part = rating.part(rating.town.bjorkhagen).pk
    send_all(part, "", TODAY)
    rating.close()

    assert send_all(part, "", TODAY + timedelta(days=7)) == 0
    assert len(mail.outbox) == len(three_with_addresses)
    assert not SentReminder.objects.exists()


def test_whoever_does_not_gather_the_answers_reminds_nobody(rating: Rating) -> None:
    part = rating.part(rating.town.bjorkhagen)

    with pytest.raises(NotAllowed):
        service.remind(rating.town.scope(rating.town.amir), part, "", TODAY)
