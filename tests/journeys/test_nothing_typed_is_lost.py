"""What staff type on a phone is kept there until it has been acknowledged, and no longer: over a dead
battery, a server that is down and a second press, and not for the next person who borrows the phone.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rodtrad.assessments.models import Response
from tests.assessments.conftest import QUESTIONS, rating  # noqa: F401 - a fixture
from tests.browser import PHONE, Visits, axe, no_sideways_scroll

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from tests.assessments.conftest import Rating

THANKS = "Tack! Ditt svar är sparat"
pytestmark = pytest.mark.django_db(transaction=True)


class Wire:
    """The way to the server, on an address of its own, that can be cut, mended and made to lose answers."""

    def __init__(self, server: LiveServer) -> None:
        self.there = (server.thread.host, server.thread.port)
        self.listener: socket.socket | None = None
        self.loses_answers = False
        self.port = 0
        self.mend()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen()
        self.listener, self.port = listener, listener.getsockname()[1]
        self.open: list[socket.socket] = []
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self) -> None:
        assert self.listener is not None
        for each in [self.listener, *self.open]:
            with suppressed():
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppressed():
            while True:
                caller, _from = listener.accept()
                server = socket.create_connection(self.there)
                self.open += [caller, server]
                for way in ((caller, server, False), (server, caller, True)):
                    threading.Thread(target=self._carry, args=way, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with suppressed():
            while (held := source.recv(65536)) and not (is_answer and self.loses_answers):
                sink.sendall(held)
        with suppressed():
            sink.shutdown(socket.SHUT_WR)


@contextmanager
def suppressed() -> Iterator[None]:
    """A cut wire makes noise at both ends."""
    try:
        yield
    except OSError:
        return


def begin(page: Page, link: str, answered: int = QUESTIONS) -> None:
    """Open the form on a phone and answer some of the questions, with a comment at the first."""
    page.goto(link)
    page.get_by_role("button", name="Börja svara").click()
    for number in range(answered):
        question = page.get_by_role("article")
        question.get_by_role("radio").nth(2).check()
        if number == 0:
            question.get_by_text("Lägg till en kommentar").click()
            question.get_by_label("Kommentar till fråga 1").fill("Vi behöver mer tid.")
        page.get_by_role("button", name="Nästa").click()


# Not by `wait_for_function`, which looks again by `eval`, and that the page's policy forbids.
NOTHING_KEPT = """async () => {
  for (let tries = 0; tries < 100; tries += 1) {
    if (!Object.keys(localStorage).some((key) => key.startsWith("kept"))) return true;
    await new Promise((next) => setTimeout(next, 100));
  }
  return false;
}"""


def forgotten(page: Page) -> None:
    """The phone keeps nothing any more; the page that thanks sees to it as soon as its script has come."""
    assert page.evaluate(NOTHING_KEPT), "something is still kept on the phone"


def send(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Skicka (in mina svar|igen)$")).click()


def came_back(context: BrowserContext, link: str) -> Page:
    """The same phone, with a page that knows nothing but what the phone kept."""
    page = context.new_page()
    page.goto(link)
    return page


def test_a_phone_that_dies_in_the_middle_goes_on_where_it_was(rating: Rating, visits: Visits) -> None:  # noqa: F811
    """The browser dies whole: what is there afterwards is what the phone had stored."""
    link = rating.link(rating.town.bjorkhagen)
    page = visits.page_for(PHONE)
    begin(page, link, answered=2)
    stored = page.context.storage_state()
    page.context.close()

    page = visits.page_for(PHONE, storage_state=stored)
    page.goto(link)
    expect(page.get_by_text("Svaren som du började på finns kvar")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Fortsätt svara").click()
    expect(page.get_by_text(f"Fråga 3 av {QUESTIONS}")).to_be_visible()
    page.get_by_role("button", name="Visa alla frågor").click()
    expect(page.get_by_label("Kommentar till fråga 1")).to_have_value("Vi behöver mer tid.")
    send(page)

    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert bytes(Response.objects.get().values) == bytes([3, 3, 0, 0, 0])
    forgotten(page)


def test_what_could_not_be_sent_is_kept_and_sent_by_a_click_when_the_server_is_back(
    rating: Rating,  # noqa: F811
    chromium: Browser,
    live_server: LiveServer,
) -> None:
    wire = Wire(live_server)
    page = Visits(chromium, wire.address).page_for(PHONE)
    begin(page, rating.link(rating.town.bjorkhagen))
    wire.cut()
    send(page)

    expect(page.get_by_role("alert")).to_contain_text("De finns kvar på den här enheten")
    no_sideways_scroll(page)
    wire.mend()
    page.get_by_role("button", name="Skicka igen").click()

    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert Response.objects.count() == 1
    forgotten(page)
    page.context.close()


def test_an_answer_taken_just_before_the_phone_died_is_acknowledged_when_it_is_back(
    rating: Rating,  # noqa: F811
    visits: Visits,
) -> None:
    link = rating.link(rating.town.bjorkhagen)
    visits.expect("ERR_FAILED")
    page = visits.page_for(PHONE)
    begin(page, link)
    page.route("**/tack/**", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        send(page)
    assert Response.objects.count() == 1
    page.close(run_before_unload=False)

    page = came_back(page.context, link)

    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert Response.objects.count() == 1
    forgotten(page)


def test_an_answer_that_was_taken_but_never_acknowledged_is_sent_again_and_is_one(
    rating: Rating,  # noqa: F811
    chromium: Browser,
    live_server: LiveServer,
) -> None:
    """The server answered and the net was gone: whoever sends again does not know that the first one came."""
    wire = Wire(live_server)
    page = Visits(chromium, wire.address).page_for(PHONE)
    begin(page, rating.link(rating.town.bjorkhagen))
    wire.loses_answers = True
    for _try in range(2):
        send(page)
        expect(page.get_by_role("alert")).to_contain_text("De finns kvar på den här enheten")
        assert Response.objects.count() == 1
    wire.loses_answers = False
    send(page)

    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert Response.objects.count() == 1
    forgotten(page)
    page.context.close()


def test_a_double_click_is_one_answer(rating: Rating, visits: Visits) -> None:  # noqa: F811
    page = visits.page_for(PHONE)
    begin(page, rating.link(rating.town.bjorkhagen))
    page.get_by_role("button", name="Skicka in mina svar").dblclick(no_wait_after=True)

    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    assert Response.objects.count() == 1


def test_on_a_borrowed_phone_starting_over_forgets_and_two_people_are_two_answers(
    rating: Rating,  # noqa: F811
    visits: Visits,
) -> None:
    link = rating.link(rating.town.bjorkhagen)
    page = visits.page_for(PHONE)
    begin(page, link, answered=2)

    page.goto(link)
    page.get_by_role("button", name="Börja om").click()
    expect(page.get_by_role("button", name="Börja svara")).to_be_visible()
    forgotten(page)
    for _person in range(2):
        begin(page, link)
        send(page)
        expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
        forgotten(page)

    assert Response.objects.count() == 2
    assert {bytes(each.values) for each in Response.objects.all()} == {bytes([3] * QUESTIONS)}
