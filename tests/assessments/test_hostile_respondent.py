"""Someone who answers, or only holds a phone, and wants to break something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rodtrad.assessments import service
from rodtrad.assessments.models import LiveSeat
from rodtrad.assessments.service import live
from rodtrad.common.errors import Conflict
from tests.assessments.conftest import TODAY

if TYPE_CHECKING:
    from django.http import HttpResponse

    from rodtrad.assessments.models import LiveSession
    from tests.assessments.conftest import Rating

NOW = timezone.now()
FORM = "application/x-www-form-urlencoded"


def in_meeting(rating: Rating) -> LiveSession:
    town = rating.town
    part = rating.part(town.bjorkhagen, "leaders")
    return service.begin_meeting(town.scope(town.karin), part, TODAY, NOW)


def refused(what: str, link: str) -> HttpResponse:
    client = Client(raise_request_exception=False)
    if what == "no such page":
        return client.get(f"{link}x/y/z/")
    if what == "too large":
        return client.generic("POST", link, b"x" * 22_000_000, FORM)
    if what == "too long":
        return client.generic("POST", link, b"k0=" + b"a" * 6_000_000, FORM)
    if what == "too many fields":
        return client.generic("POST", link, "&".join(f"a{n}=1" for n in range(3_000)).encode(), FORM)
    return client.generic("POST", link, b"--x", "multipart/form-data")


@pytest.mark.parametrize("what", ["no such page", "too large", "too long", "too many fields", "broken"])
def test_also_who_is_refused_before_a_page_answers_gets_no_cookie(rating: Rating, what: str) -> None:
    answer = refused(what, rating.link(rating.town.bjorkhagen))

    assert answer.status_code in {400, 404, 413}
    assert "Röd tråd" in answer.content.decode()
    assert not answer.cookies
    assert not re.search("csrf", answer.content.decode())


def test_a_phone_that_joins_as_the_meeting_ends_is_told_so(rating: Rating) -> None:
    session = in_meeting(rating)
    meeting = service.find_meeting(session.code, NOW)
    assert meeting is not None
    service.end_meeting(rating.town.scope(rating.town.karin), session)

    with pytest.raises(Conflict) as told:
        service.take_seat(meeting, NOW)

    assert told.value.code == "over"
    assert not LiveSeat.objects.exists()


def test_a_room_takes_no_more_phones_than_it_has_seats(
    rating: Rating, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_SEATS", 3)
    address = f"/svara/mote/{service.proven_code(in_meeting(rating))}/"

    assert [Client().post(address).status_code for _each in range(5)] == [303, 303, 303, 409, 409]
    assert LiveSeat.objects.count() == 3


def test_a_guessed_seat_takes_as_long_whether_or_not_the_code_is_a_meetings(rating: Rating) -> None:
    """Else the time taken would tell which codes there are, past the limit on guesses."""
    code = in_meeting(rating).code
    asked = []
    for guess in (code, "zzzzzz"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert Client().get(f"/svara/mote/{guess}/0a1b2c3d4e/").status_code == 404
        asked.append([query["sql"].replace(guess, "") for query in queries.captured_queries])

    assert asked[0] == asked[1]
    assert len(asked[0]) == 1
