"""The code of a meeting is short, so it can be tried only so often, and nobody's address is kept for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from rodtrad.assessments import service
from rodtrad.assessments.models import CodeMiss, LiveSeat, LiveSession
from rodtrad.assessments.service import guessing
from tests.assessments.conftest import TODAY

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating

GUESSER, COLLEAGUE = "198.51.100.7", "203.0.113.20"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def meeting(rating: Rating) -> LiveSession:
    part = rating.part(rating.town.bjorkhagen, "leaders")
    return service.begin_meeting(rating.town.scope(rating.town.karin), part, TODAY, timezone.now())


@pytest.fixture
def nearly(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few guesses that a test need not make many."""
    monkeypatch.setattr(guessing, "MOST_MISSES_OF_ONE", 3)
    monkeypatch.setattr(guessing, "MOST_MISSES", 8)


def look(code: str, caller: str = GUESSER) -> int:
    return Client(REMOTE_ADDR=caller).get(f"/svara/mote/{code}/").status_code


def guess(number: int, caller: str = GUESSER) -> list[int]:
    return [look(f"zzzz{place:02}", caller) for place in range(number)]


@pytest.mark.usefixtures("nearly")
def test_one_who_guesses_is_stopped_even_with_the_right_code_and_others_are_not(meeting: LiveSession) -> None:
    assert guess(5) == [404, 404, 404, 429, 429]

    assert look(meeting.code) == 429
    assert look(meeting.code, COLLEAGUE) == 200


@pytest.mark.usefixtures("nearly")
def test_many_who_guess_together_are_stopped_and_the_qr_code_still_lets_in(meeting: LiveSession) -> None:
    for place in range(4):
        guess(2, f"198.51.100.{place}")

    assert look(meeting.code, COLLEAGUE) == 429
    joined = Client(REMOTE_ADDR=COLLEAGUE).post(f"/svara/mote/{service.proven_code(meeting)}/")
    assert joined.status_code == 303
    assert LiveSeat.objects.count() == 1
    assert Client(REMOTE_ADDR=GUESSER).get(joined["Location"]).status_code == 200


@pytest.mark.usefixtures("nearly")
def test_what_looks_like_a_qr_code_but_is_none_is_a_guess(meeting: LiveSession) -> None:
    proof = service.proven_code(meeting).partition("-")[2]
    forged = [f"{meeting.code}-{proof[::-1]}", f"zzzzzz-{proof}"]

    assert [look(each) for each in forged] == [200, 404]
    assert guess(3) == [404, 404, 429]
    assert look(forged[0]) == 429


@pytest.mark.usefixtures("nearly")
def test_a_caller_behind_a_proxy_is_told_from_the_others_there(
    meeting: LiveSession, settings: object
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]

    def by_proxy(code: str, caller: str) -> int:
        client = Client(REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": caller})
        return client.get(f"/svara/mote/{code}/").status_code

    assert [by_proxy("zzzzzz", GUESSER) for _each in range(4)] == [404, 404, 404, 429]
    assert by_proxy(meeting.code, COLLEAGUE) == 200


@pytest.mark.usefixtures("nearly")
def test_one_may_try_again_after_a_while_and_what_was_counted_is_gone(db: None) -> None:
    for _each in range(3):
        service.missed(GUESSER, NOON)
    assert not service.may_guess(GUESSER, NOON)

    later = NOON + guessing.WINDOW
    assert service.may_guess(GUESSER, later)
    service.missed(COLLEAGUE, later)

    assert set(CodeMiss.objects.values_list("window", flat=True)) == {int(later.timestamp()) // 600}


def test_no_row_tells_whose_guess_it_was(db: None) -> None:
    """Sixty-five thousand addresses share 4,096 buckets: none of them has one of its own."""
    callers = [f"10.1.{place // 256}.{place % 256}" for place in range(65_536)]
    shared: dict[int, int] = {}
    for caller in callers:
        shared[guessing._bucket(caller)] = shared.get(guessing._bucket(caller), 0) + 1
    assert len(shared) == guessing.BUCKETS
    assert min(shared.values()) > 1

    service.missed(GUESSER, NOON)
    assert GUESSER not in str(list(CodeMiss.objects.values()))
    assert {field.name for field in CodeMiss._meta.get_fields()} == {"id", "bucket", "window", "misses"}


def test_no_guess_is_lost_when_many_guess_at_once(transactional_db: None) -> None:
    def miss(_place: int) -> None:
        try:
            service.missed(GUESSER, NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as guessers:
        list(guessers.map(miss, range(40)))

    assert set(CodeMiss.objects.values_list("misses", flat=True)) == {40}


def test_with_the_limits_as_they_are_nobody_finds_a_meeting(db: None) -> None:
    """The chance in a day, by everyone together and by one: as the module promises."""
    codes = 31**6
    windows = timedelta(days=1) / guessing.WINDOW

    assert windows * guessing.MOST_MISSES / codes < 1 / 6000
    assert windows * guessing.MOST_MISSES_OF_ONE / codes < 1 / 200_000
