"""The leaders' rating in a meeting: everyone on a phone, the spread on the wall, one level for all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from rodtrad.assessments import service
from rodtrad.assessments.models import LeaderRating, LiveSeat, LiveSession
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from tests.assessments.conftest import TODAY, text_of

if TYPE_CHECKING:
    from rodtrad.assessments.service import Meeting
    from tests.assessments.conftest import Rating

NOW = timezone.now()


class Room:
    """A meeting at Björkhagen with so many phones in it."""

    def __init__(self, rating: Rating, phones: int) -> None:
        self.rating, self.town = rating, rating.town
        self.karin = self.town.scope(self.town.karin)
        self.part = rating.part(self.town.bjorkhagen, "leaders")
        self.session = service.begin_meeting(self.karin, self.part, TODAY, NOW)
        self.seats = [service.take_seat(self.now(), NOW) for _each in range(phones)]

    def now(self, seconds: int = 0) -> Meeting:
        meeting = service.find_meeting(self.session.code, NOW + timedelta(seconds=seconds))
        assert meeting is not None
        return meeting

    def ask(self, position: int) -> None:
        service.ask_question(self.karin, self.session, self.now().session.step, position)

    def answer(self, *levels: int) -> None:
        for seat, level in zip(self.seats, levels, strict=False):
            meeting = self.now()
            sheet = self.rating.sheet("leaders")
            service.give_level(meeting, seat, meeting.session.step, level, sheet, NOW)

    def settle(self, position: int, level: int | None, note: str = "", version: int = 0) -> service.Saved:
        answer = service.LeaderAnswer(position, level, note, version)
        sheet, step = self.rating.sheet("leaders"), self.now().session.step
        return service.settle(self.karin, self.session, step, answer, sheet, TODAY)


def test_the_spread_is_shown_when_everyone_present_has_answered(rating: Rating) -> None:
    room = Room(rating, 4)
    room.ask(0)

    room.answer(2, 2, 5)
    assert room.now().counts is None
    assert (room.now().answered, room.now().present) == (3, 4)
    room.answer(2, 2, 5, 4)

    assert room.now().counts == (0, 2, 0, 1, 1, 0, 0)


def test_fewer_than_three_are_never_shown_even_when_they_are_all(rating: Rating) -> None:
    room = Room(rating, 2)
    room.ask(0)
    room.answer(2, 5)

    assert room.now().counts is None
    with pytest.raises(UserError, match="Minst 3"):
        service.show_spread(room.karin, room.session, room.now().session.step)
    assert room.now().counts is None


def test_the_leader_shows_it_when_a_phone_is_slow_and_it_then_stands(rating: Rating) -> None:
    room = Room(rating, 4)
    room.ask(0)
    room.answer(1, 2, 3)
    service.show_spread(room.karin, room.session, room.now().session.step)

    shown = room.now().counts
    room.answer(6, 6, 6, 6)

    assert shown == room.now().counts == (1, 1, 1, 0, 0, 0, 0)


def test_a_phone_that_has_gone_silent_is_not_waited_for(rating: Rating) -> None:
    room = Room(rating, 4)
    room.ask(0)
    room.answer(1, 2, 3)

    assert room.now(seconds=60).present == 3


def test_what_the_group_settles_stands_in_the_rating_and_what_each_gave_is_gone(rating: Rating) -> None:
    room = Room(rating, 3)
    room.ask(1)
    room.answer(2, 3, 5)
    room.settle(1, 3, "Två arbetslag har börjat.")

    stored = LeaderRating.objects.get(part=room.part)
    assert stored.answers["1"] == {
        "level": 3,
        "note": "Två arbetslag har börjat.",
        "version": 1,
        "by": room.karin.name,
    }
    assert set(LiveSeat.objects.values_list("level", flat=True)) == {None}
    assert stored.handed_in_at is None
    assert room.now().session.position is None


def test_a_double_click_does_not_ask_the_next_question_away(rating: Rating) -> None:
    room = Room(rating, 3)
    step = room.now().session.step
    service.ask_question(room.karin, room.session, step, 0)
    room.answer(2, 3)
    service.ask_question(room.karin, room.session, step, 0)

    assert room.now().answered == 2


def test_a_slow_phone_does_not_vote_on_the_next_question(rating: Rating) -> None:
    room = Room(rating, 3)
    room.ask(0)
    slow, sheet = room.now(), rating.sheet("leaders")
    room.ask(1)

    assert not service.give_level(slow, room.seats[0], slow.session.step, 6, sheet, NOW)
    assert room.now().answered == 0


def test_settling_on_what_someone_changed_in_the_form_is_told_and_not_written_over(rating: Rating) -> None:
    room = Room(rating, 3)
    room.ask(0)
    room.answer(2, 3, 4)
    sent = [service.LeaderAnswer(0, 6, "Skrivet i formuläret")]
    service.save_answers(room.karin, room.part, sent, rating.sheet("leaders"), TODAY)

    saved = room.settle(0, 3, "Från mötet")

    assert saved.clashes[0].theirs.note == "Skrivet i formuläret"
    assert room.now().counts is not None
    assert not room.settle(0, 3, "Från mötet", version=1).clashes


def test_central_support_leads_what_the_school_has_begun_and_begins_nothing(rating: Rating) -> None:
    room = Room(rating, 3)
    petra = rating.town.scope(rating.town.petra)

    service.ask_question(petra, room.session, 0, 0)
    assert room.now().session.position == 0
    other = rating.part(rating.town.ekbacken, "leaders")
    with pytest.raises(NotAllowed):
        service.begin_meeting(petra, other, TODAY, NOW)
    with pytest.raises(NotAllowed):
        service.ask_question(rating.town.scope(rating.town.amir), room.session, 1, 0)


def test_nothing_is_left_of_a_meeting_that_has_ended(rating: Rating) -> None:
    room = Room(rating, 3)
    room.ask(0)
    room.answer(2, 3, 4)
    service.end_meeting(room.karin, room.session)

    assert not LiveSession.objects.exists()
    assert not LiveSeat.objects.exists()
    page = Client().get(f"/svara/mote/{room.session.code}/")
    assert page.status_code == 404
    assert "Mötet är slut" in text_of(page)


def test_handing_in_and_closing_end_the_meeting(rating: Rating) -> None:
    room = Room(rating, 3)
    service.save_answers(room.karin, room.part, [service.LeaderAnswer(0, 3)], rating.sheet("leaders"), TODAY)
    service.hand_in(room.karin, room.part, rating.sheet("leaders"), TODAY)

    assert not LiveSession.objects.exists()
    with pytest.raises(Conflict):
        service.begin_meeting(room.karin, room.part, TODAY, NOW)


def test_a_phone_needs_no_account_no_cookie_and_no_script(rating: Rating) -> None:
    room = Room(rating, 2)
    phone = Client(enforce_csrf_checks=True)
    joined = phone.post(f"/svara/mote/{room.session.code}/")
    room.ask(0)
    room.answer(3, 4)
    seat = joined.headers["location"]

    assert "Svara" in text_of(phone.get(seat))
    phone.post(seat, {"steg": room.now().session.step, "f0": "5"})

    assert room.now().counts == (0, 0, 1, 1, 1, 0, 0)
    assert not phone.cookies


@pytest.mark.parametrize("sent", [{"f0": "9"}, {"f0": "abc"}, {}, {"steg": "x", "f0": "3"}])
def test_a_broken_form_from_a_phone_changes_nothing(rating: Rating, sent: dict[str, str]) -> None:
    room = Room(rating, 1)
    room.ask(0)
    seat = f"/svara/mote/{room.session.code}/{room.seats[0].secret}/"

    page = Client().post(seat, {"steg": str(room.now().session.step)} | sent)

    assert page.status_code in (303, 400)
    assert room.now().answered == 0


def test_asking_how_things_are_costs_little_and_says_nothing_when_nothing_has_changed(
    rating: Rating, django_assert_max_num_queries: object
) -> None:
    room = Room(rating, 6)
    room.ask(0)
    seat = f"/svara/mote/{room.session.code}/{room.seats[0].secret}/"
    stamp = Client().get(seat).content.decode().split('"har": "')[1].split('"')[0]

    with django_assert_max_num_queries(4):  # type: ignore[operator]
        assert Client().post(f"{seat}nu/", {"har": stamp}).status_code == 204
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert Client().post(f"{seat}nu/", {"har": "old"}).status_code == 200


def test_the_wall_costs_as_little_with_many_phones(
    rating: Rating, django_assert_max_num_queries: object
) -> None:
    room = Room(rating, 30)
    room.ask(0)
    room.answer(*[3] * 30)
    karin = rating.town.client(rating.town.karin)

    with django_assert_max_num_queries(16):  # type: ignore[operator]
        page = karin.get(rating.town.place(rating.town.bjorkhagen).url("assessments:live"))
    assert "Det vi enades om" in text_of(page)


def test_ending_twice_is_ending_once_and_a_level_sent_too_late_is_shown_again(rating: Rating) -> None:
    """A double click, or a second screen: nobody meets a page that 'does not exist'."""
    Room(rating, 3)
    place = rating.town.place(rating.town.bjorkhagen)
    karin = rating.town.client(rating.town.karin)
    end = place.url("assessments:live_step", verb="avsluta")
    karin.post(end)

    again = karin.post(end, follow=True)
    late = karin.post(
        place.url("assessments:live_step", verb="niva"),
        {"steg": "1", "fraga": "0", "v0": "0", "f0": "3", "k0": "Det här kom vi fram till"},
    )

    assert "Mötet är avslutat. Det ni enades om står i ledningens skattning." in text_of(again)
    assert late.status_code == 409
    assert "Mötet är avslutat, så nivån är inte sparad." in text_of(late)
    assert "Det här kom vi fram till" in text_of(late)
