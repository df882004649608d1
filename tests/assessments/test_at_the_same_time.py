"""Many people at once, and the round closing under them: nothing is lost, doubled or left uncounted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from rodtrad.assessments.models import Group, Receipt, Response, Result
from tests.assessments.conftest import TODAY, close, open_round, write_plan

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating


@pytest.fixture
def rating_for_all(transactional_db: None) -> Rating:
    """An open round that threads can see."""
    from rodtrad.assessments import service
    from tests.assessments.conftest import Rating
    from tests.people import build_town

    town = build_town()
    instrument = service.make_instrument(town.scope(town.sten), write_plan(town))
    return Rating(town, instrument.document, instrument, open_round(town, instrument))


def submit(code: str, token: str) -> str:
    """One person's answer, or why it was refused."""
    from rodtrad.assessments import service
    from rodtrad.common.errors import UserError

    try:
        link = service.find_link(code, TODAY)
        assert link is not None
        service.submit(link, token, service.Answer({0: 3, 1: 4}, {0: "Hej"}), service.sheet_of(link), TODAY)
    except UserError as refused:
        return refused.code
    else:
        return "taken"
    finally:
        connection.close()


def tokens(code: str, number: int) -> list[str]:
    from rodtrad.assessments import service

    link = service.find_link(code, TODAY)
    assert link is not None
    return [service.new_token(link) for _each in range(number)]


def test_every_answer_that_was_acknowledged_is_counted_when_the_round_closes_under_it(
    rating_for_all: Rating,
) -> None:
    rating = rating_for_all
    school = rating.town.bjorkhagen
    code = rating.part(school).code
    numbers = tokens(code, 24)

    with ThreadPoolExecutor(4) as people:
        sent = [people.submit(submit, code, number) for number in numbers]
        for each in sent[:5]:
            each.result()
        close(rating.round)
        outcomes = [each.result() for each in sent]

    taken = outcomes.count("taken")
    assert set(outcomes) <= {"taken", "closed"}
    assert taken >= 5
    assert Response.objects.count() == Receipt.objects.count() == taken
    assert rating.part(school).answered == taken
    assert Result.objects.get(unit=school, group=Group.STAFF).answered == taken


def test_one_form_sent_by_many_clicks_at_once_is_one_answer(rating_for_all: Rating) -> None:
    rating = rating_for_all
    code = rating.part(rating.town.bjorkhagen).code
    (number,) = tokens(code, 1)

    with ThreadPoolExecutor(4) as clicks:
        outcomes = list(clicks.map(submit, [code] * 8, [number] * 8))

    assert outcomes == ["taken"] * 8
    assert Response.objects.count() == 1
    assert rating.part(rating.town.bjorkhagen).answered == 1


def test_the_cap_of_a_link_holds_when_everyone_sends_at_once(rating_for_all: Rating) -> None:
    rating = rating_for_all
    school = rating.town.lilla_holmen  # four on the staff: ten answers at most, two whole steps of five
    code = rating.part(school).code

    with ThreadPoolExecutor(4) as people:
        outcomes = list(people.map(submit, [code] * 12, tokens(code, 12)))

    assert sorted(outcomes) == ["full"] * 2 + ["taken"] * 10
    assert Response.objects.count() == 10


def test_a_slip_that_two_phones_use_at_once_gives_one_answer(rating_for_all: Rating) -> None:
    from rodtrad.assessments import service

    town = rating_for_all.town
    part = rating_for_all.part(town.bjorkhagen)
    (code,) = service.make_codes(town.scope(town.karin), part, 1)

    with ThreadPoolExecutor(6) as phones:
        told = list(phones.map(submit, [code] * 12, tokens(code, 12)))

    assert sorted(told) == ["spent"] * 11 + ["taken"]
    assert Response.objects.count() == 1
    assert rating_for_all.part(town.bjorkhagen).answered == 1


def test_a_round_that_is_closed_from_two_windows_at_once_is_counted_once(rating_for_all: Rating) -> None:
    from rodtrad.assessments import service
    from rodtrad.common.audit import events_of
    from rodtrad.common.errors import Conflict

    town, current = rating_for_all.town, rating_for_all.round
    rating_for_all.staff_answer(town.bjorkhagen, 12)

    def closes(_window: int) -> str:
        try:
            service.close_now(town.scope(town.sten), current)
        except Conflict as refused:
            return refused.code
        else:
            return "closed"
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as windows:
        told = set(windows.map(closes, range(3)))

    assert "closed" in told
    assert told <= {"closed", "state"}
    assert events_of(current).filter(verb="round.closed").count() == 1
    assert Response.objects.filter(round=current).count() == 12
    shown = Result.objects.get(round=current, unit=town.bjorkhagen, group=Group.STAFF)
    assert shown.answered == 12


def test_a_meeting_has_no_more_phones_than_seats_when_all_press_at_once(
    rating_for_all: Rating, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import timezone

    from rodtrad.assessments import service
    from rodtrad.assessments.models import LiveSeat
    from rodtrad.assessments.service import live
    from rodtrad.common.errors import Conflict

    monkeypatch.setattr(live, "MOST_SEATS", 5)
    town, now = rating_for_all.town, timezone.now()
    part = rating_for_all.part(town.bjorkhagen, "leaders")
    session = service.begin_meeting(town.scope(town.karin), part, TODAY, now)

    def joins(_phone: int) -> str:
        meeting = service.find_meeting(session.code, now)
        assert meeting is not None
        try:
            service.take_seat(meeting, now)
        except Conflict as refused:
            return refused.code
        else:
            return "in"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as phones:
        told = list(phones.map(joins, range(12)))

    assert sorted(told) == ["full"] * 7 + ["in"] * 5
    assert LiveSeat.objects.count() == 5
