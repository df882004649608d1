"""A database that was restarted meanwhile costs nobody an answer, and nobody a page. PostgreSQL then closes
the connections that the web processes keep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connection
from django.test import Client

from rodtrad.assessments.models import Response
from rodtrad.assessments.service import answering
from tests.assessments.conftest import fill

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _on_a_server() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to lose")


def lose_connection() -> None:
    """As when the server is restarted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    finally:
        other.close()


def test_the_form_is_shown_and_the_answer_taken_on_a_connection_that_was_lost(rating: Rating) -> None:
    phone, link = Client(), rating.link(rating.town.bjorkhagen)
    fill(phone, link)

    lose_connection()
    sent = fill(phone, link)
    lose_connection()

    assert phone.post(link, sent).status_code == 303
    assert Response.objects.count() == 1


def test_an_answer_written_as_the_connection_broke_is_acknowledged_and_there_once(
    rating: Rating, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, calls = answering._write, []

    def written_but_not_heard(*answer: object) -> None:
        calls.append(answer)
        write(*answer)  # type: ignore[arg-type]
        if len(calls) == 1:
            lose_connection()
            connection.connection.close()
            raise OperationalError("server closed the connection unexpectedly")

    phone, link = Client(), rating.link(rating.town.bjorkhagen)
    sent = fill(phone, link)
    monkeypatch.setattr(answering, "_write", written_but_not_heard)

    assert phone.post(link, sent).status_code == 303
    assert len(calls) == 2
    assert Response.objects.count() == 1
    assert rating.part(rating.town.bjorkhagen).answered == 1
