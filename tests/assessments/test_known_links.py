"""Rule: a web process takes no answer by what it knew of a link before something changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from rodtrad.assessments import service
from rodtrad.assessments.models import Receipt, Response, Round, RoundPart, RoundState
from tests.assessments.conftest import fill

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating

pytestmark = pytest.mark.django_db


def ended(rating: Rating, _part: RoundPart) -> None:
    rating_round(rating).update(closes_on=timezone.localdate() - timedelta(days=1))


def put_off(rating: Rating, _part: RoundPart) -> None:
    rating_round(rating).update(opens_on=timezone.localdate() + timedelta(days=1))


def shut(rating: Rating, _part: RoundPart) -> None:
    rating_round(rating).update(state=RoundState.CLOSING)


def shut_part(_rating: Rating, part: RoundPart) -> None:
    RoundPart.objects.filter(pk=part.pk).update(is_open=False)


def filled_up(_rating: Rating, part: RoundPart) -> None:
    RoundPart.objects.filter(pk=part.pk).update(answered=part.cap)


def given_codes(_rating: Rating, part: RoundPart) -> None:
    RoundPart.objects.filter(pk=part.pk).update(takes_shared_link=False)


def rating_round(rating: Rating) -> QuerySet[Round]:
    return Round.objects.filter(pk=rating.round.pk)


@pytest.mark.parametrize(
    ("change", "status"),
    [(ended, 410), (put_off, 403), (shut, 410), (shut_part, 410), (filled_up, 409), (given_codes, 410)],
)
def test_a_form_sent_after_a_change_is_met_by_what_stands_now(
    rating: Rating, change: Callable[[Rating, RoundPart], None], status: int
) -> None:
    phone, part = Client(), rating.part(rating.town.bjorkhagen)
    sent = fill(phone, f"/svara/{part.code}/")
    assert service.known_link(part.code, timezone.localdate()) is not None
    change(rating, part)

    assert phone.post(f"/svara/{part.code}/", sent).status_code == status
    assert not Response.objects.exists()
    assert not Receipt.objects.exists()


def test_a_code_that_was_changed_takes_no_answer(rating: Rating) -> None:
    phone, part = Client(), rating.part(rating.town.bjorkhagen)
    sent = fill(phone, f"/svara/{part.code}/")
    RoundPart.objects.filter(pk=part.pk).update(code="annankod")

    assert phone.post(f"/svara/{part.code}/", sent).status_code == 404
    assert not Response.objects.exists()


def test_the_same_form_sent_again_is_told_that_it_was_taken_also_after_a_change(rating: Rating) -> None:
    phone, part = Client(), rating.part(rating.town.bjorkhagen)
    sent = fill(phone, f"/svara/{part.code}/")
    assert phone.post(f"/svara/{part.code}/", sent).status_code == 303
    shut_part(rating, part)
    shut(rating, part)

    assert phone.post(f"/svara/{part.code}/", sent).status_code == 303
    assert Response.objects.count() == 1
