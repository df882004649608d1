"""Someone who answers, or only holds a phone, and wants to break something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rodtrad.assessments import service
from rodtrad.assessments.models import Comment, LiveSeat, Response
from rodtrad.assessments.service import answering, live
from rodtrad.common.errors import Conflict
from tests.assessments.conftest import TODAY, fill, token_in

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


@pytest.mark.parametrize("fault", ["database or disk is full", "database is locked"])
def test_what_cannot_be_saved_comes_back_filled_in_and_can_be_sent_again(
    rating: Rating, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    client, link = Client(raise_request_exception=False), rating.link(rating.town.bjorkhagen)
    form = fill(client, link, k0="Vi hinner inte.")
    taking = answering._take

    def full(*_args: object) -> None:
        raise OperationalError(fault)

    monkeypatch.setattr(answering, "_take", full)
    page = client.post(link, form)

    assert page.status_code == 503
    assert "Dina svar finns kvar här" in page.content.decode()
    assert "Vi hinner inte." in page.content.decode()
    assert token_in(page) == form["nummer"]
    assert not page.cookies
    assert not Response.objects.exists()

    monkeypatch.setattr(answering, "_take", taking)
    assert client.post(link, form).status_code == 303
    assert Response.objects.count() == 1


def test_answers_to_what_a_group_is_not_asked_are_not_kept(rating: Rating) -> None:
    """By the form they are not looked at, and by the verb they are refused."""
    link = rating.link(rating.town.bjorkhagen)
    sent = fill(Client(), link, levels=(3,), f5="4", f99="4", k99="x", f_1="2", fx="1")
    assert Client().post(link, sent).status_code == 303
    assert [bytes(each.values) for each in Response.objects.all()] == [bytes([3, 0, 0, 0, 0])]
    assert not Comment.objects.exists()

    found = service.find_link(rating.part(rating.town.bjorkhagen).code, TODAY)
    assert found is not None
    sheet = rating.sheet("staff")
    for levels in ({5: 3}, {0: 7}, {0: -1}, {-1: 3}, {0: 256}):
        with pytest.raises((ValueError, IndexError)):
            service.submit(found, service.new_token(found), service.Answer(levels, {}), sheet, TODAY)
    assert Response.objects.count() == 1


def test_a_number_of_one_link_opens_no_other(rating: Rating) -> None:
    """Not another unit's, nor another round's, nor another one of the same unit."""
    town = rating.town
    sent = fill(Client(), rating.link(town.bjorkhagen))

    refused = Client().post(rating.link(town.ekbacken), sent)

    assert refused.status_code == 400
    assert not Response.objects.exists()


def test_the_same_number_with_other_content_changes_nothing_of_what_was_taken(rating: Rating) -> None:
    link = rating.link(rating.town.bjorkhagen)
    sent = fill(Client(), link, levels=(1, 1, 1, 1, 1))
    first = Client().post(link, sent)

    again = Client().post(link, {**sent, "f0": "6", "k0": "annat"})

    assert again["Location"] == first["Location"]
    assert [bytes(each.values) for each in Response.objects.all()] == [bytes([1] * 5)]
    assert not Comment.objects.exists()


def test_what_was_written_is_only_words_to_whoever_reads_it(rating: Rating) -> None:
    town = rating.town
    link = rating.link(town.bjorkhagen)
    written = "<script>alert(1)</script> \u202eturned {{ 7*7 }} %(unit)s 👩‍🏫"
    for _each in range(10):
        assert Client().post(link, fill(Client(), link, k0=written)).status_code == 303
    rating.close()

    address = town.place(town.bjorkhagen).url("assessments:comments")
    page = town.client(town.karin).get(address).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "{{ 7*7 }} %(unit)s 👩‍🏫" in page


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
