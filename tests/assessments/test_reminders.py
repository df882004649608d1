"""Everyone is reminded alike, since nobody knows who has answered; and not too often."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail

from rodtrad.assessments import service
from rodtrad.assessments.service.reminding import send_all
from rodtrad.common.errors import Conflict, NotAllowed
from rodtrad.organisation.models import Person
from tests.assessments.conftest import TODAY

if TYPE_CHECKING:
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


def test_whoever_does_not_gather_the_answers_reminds_nobody(rating: Rating) -> None:
    part = rating.part(rating.town.bjorkhagen)

    with pytest.raises(NotAllowed):
        service.remind(rating.town.scope(rating.town.amir), part, "", TODAY)
