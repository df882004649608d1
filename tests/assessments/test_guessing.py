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
from rodtrad.assessments.service.live import CODE_SIGNS
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
    monkeypatch.setattr(guessing, "MOST_MISSES", 3)
    monkeypatch.setattr(guessing, "MOST_WHEN_MANY", 1)
    monkeypatch.setattr(guessing, "MANY", 8)


def look(code: str, caller: str = GUESSER) -> int:
    return Client(REMOTE_ADDR=caller).get(f"/svara/mote/{code}/").status_code


def guess(number: int, caller: str = GUESSER) -> list[int]:
    return [look(f"zzzzzz{place:02}", caller) for place in range(number)]


@pytest.mark.usefixtures("nearly")
def test_one_who_guesses_is_stopped_even_with_the_right_code_and_others_are_not(meeting: LiveSession) -> None:
    assert guess(5) == [404, 404, 404, 429, 429]

    assert look(meeting.code) == 429
    assert look(meeting.code, COLLEAGUE) == 200


@pytest.mark.usefixtures("nearly")
def test_while_many_guess_from_everywhere_the_others_still_type_their_code(meeting: LiveSession) -> None:
    """An attack from many networks leaves the rest with fewer misses, and never without a try."""
    for place in range(3):
        guess(3, f"198.51.{place}.7")
    assert CodeMiss.objects.get(bucket=CodeMiss.ALL).misses == 8

    assert look(meeting.code, COLLEAGUE) == 200
    assert look("zzzzzzzz", COLLEAGUE) == 404
    assert look(meeting.code, COLLEAGUE) == 429
    joined = Client(REMOTE_ADDR=COLLEAGUE).post(f"/svara/mote/{service.proven_code(meeting)}/")
    assert joined.status_code == 303
    assert LiveSeat.objects.count() == 1
    assert Client(REMOTE_ADDR=GUESSER).get(joined["Location"]).status_code == 200


@pytest.mark.usefixtures("nearly")
@pytest.mark.parametrize(
    ("addresses", "other"),
    [
        ([f"198.51.100.{last}" for last in range(5)], "198.51.101.1"),
        ([f"2001:db8:7:{place}::{place}" for place in range(5)], "2001:db8:8::1"),
        ([f"::ffff:198.51.100.{last}" for last in range(5)], "198.51.101.1"),
    ],
    ids=["v4", "v6", "v4-in-v6"],
)
def test_one_who_changes_address_within_a_network_is_still_one(
    meeting: LiveSession, addresses: list[str], other: str
) -> None:
    assert [look("zzzzzzzz", each) for each in addresses] == [404, 404, 404, 429, 429]

    assert look(meeting.code, other) == 200


@pytest.mark.usefixtures("nearly")
def test_what_looks_like_a_qr_code_but_is_none_is_a_guess(meeting: LiveSession) -> None:
    proof = service.proven_code(meeting).partition("-")[2]
    forged = [f"{meeting.code}-{proof[::-1]}", f"zzzzzzzz-{proof}"]

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

    assert [by_proxy("zzzzzzzz", GUESSER) for _each in range(4)] == [404, 404, 404, 429]
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
    """Sixty-five thousand networks share 4,096 buckets: none of them has one of its own."""
    callers = [f"10.{place // 256}.{place % 256}.1" for place in range(65_536)]
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
    """The chance in a day, by everyone together from every network and by one: as the threat model says."""
    codes = 31**CODE_SIGNS
    windows = timedelta(days=1) / guessing.WINDOW
    of_all = guessing.MANY + guessing.BUCKETS * guessing.MOST_WHEN_MANY

    assert windows * of_all / codes < 1 / 270_000
    assert windows * guessing.MOST_MISSES / codes < 1 / 190_000_000
