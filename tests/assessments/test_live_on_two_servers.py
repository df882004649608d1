"""A meeting on PostgreSQL with two web servers: the wall and the phones ask now the one, now the other.

Real processes with a database server of their own, spoken to as a browser without script does.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar
from itertools import cycle
from pathlib import Path

import pytest
from tools.postgres import running_postgres

from tests.demo_server import environment, free_port, wait_until_it_answers

UNITS = "12"
MEETING = "/bjorkhagens-skola/{year}/skattning/mote/"


class Visitor:
    """A browser of its own: cookies, no script. Each request goes to the next server."""

    def __init__(self, addresses: list[str]) -> None:
        self.addresses = cycle(addresses)
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.page, self.path = "", "/"

    def go(self, path: str, sent: dict[str, str] | None = None) -> str:
        body = urllib.parse.urlencode(sent).encode() if sent is not None else None
        address = next(self.addresses)
        request = urllib.request.Request(f"{address}{path}", body, {"Referer": f"{address}/"})
        with self.opener.open(request, timeout=60) as answer:
            self.page, self.path = answer.read().decode(), urllib.parse.urlsplit(answer.url).path
        return self.page

    def press(self, action: str, **more: str) -> str:
        """Send the form whose address ends so, with its hidden values."""
        form = next(
            each
            for each in re.findall(r"<form\b.*?</form>", self.page, flags=re.S)
            if action in (re.search(r'action="([^"]*)"', each) or ["", ""])[1]
        )
        where = re.search(r'action="([^"]*)"', form)
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
        return self.go((where[1] if where else "") or self.path, {**hidden, **more})


@contextmanager
def two_servers(folder: Path) -> Iterator[list[str]]:
    with ExitStack() as stack:
        own = {**environment(folder), "DATABASE_URL": stack.enter_context(running_postgres())}
        demo = [sys.executable, "-m", "rodtrad", "demo", "--no-serve", "--units", UNITS]
        subprocess.run(demo, env=own, check=True, capture_output=True, timeout=300)
        addresses = []
        for number in (1, 2):
            port, output = free_port(), folder / f"output-{number}"
            command = [sys.executable, "-m", "rodtrad", "serve", "--port", str(port), "--workers", "1"]
            with output.open("wb") as stream:
                process = subprocess.Popen(
                    [*command, "--no-worker"],
                    env={**own, "RODTRAD_DEMO": "1"},
                    stdout=stream,
                    stderr=stream,
                )
            stack.callback(process.wait, timeout=30)
            stack.callback(process.send_signal, signal.SIGTERM)
            wait_until_it_answers(port, process, output)
            addresses.append(f"http://127.0.0.1:{port}")
        yield addresses


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    with two_servers(tmp_path_factory.mktemp("servers")) as found:
        yield found


def entered(addresses: list[str], name: str) -> Visitor:
    visitor = Visitor(addresses)
    page = visitor.go("/demo/")
    who = re.search(rf'action="(/demo/\d+/)"(?:(?!</form>).)*{name}', page, flags=re.S)
    assert who is not None, page[:2000]
    visitor.press(who[1])
    return visitor


def test_a_meeting_is_one_whichever_server_is_asked(addresses: list[str]) -> None:
    wall = entered(addresses, "Karin")
    year = wall.path.split("/")[2]
    wall.go(MEETING.format(year=year))
    wall.press("/mote/borja/")
    code = re.search(r"/svara/mote/([a-z0-9]{8})/", wall.page)
    assert code is not None, wall.page

    phones = [Visitor(addresses) for _each in range(4)]
    for phone in phones:
        phone.go(f"/svara/mote/{code[1]}/")
        phone.press("")
        assert "Du är med" in phone.page
    assert "4 är med." in wall.go(wall.path)
    wall.press("/mote/fraga/")

    for phone, level in zip(phones, ("2", "2", "5", "3"), strict=True):
        phone.go(phone.path)
        place = re.search(r'name="(f\d+)"', phone.page)
        assert place is not None, phone.page
        assert "Så här svarade ni." not in phone.page
        phone.press("", **{place[1]: level})
    for phone in (*phones, *phones):
        assert "Så här svarade ni." in phone.go(phone.path)

    for _server in addresses:
        assert "Det vi enades om" in wall.go(wall.path)
    place = re.search(r'name="(f\d+)"', wall.page)
    assert place is not None
    wall.press("/mote/niva/", **{place[1]: "3"})
    for _server in addresses:
        assert "Redo för nästa fråga" in wall.go(wall.path)
        assert "Du är med" in phones[0].go(phones[0].path)


def test_guesses_are_counted_for_both_servers_together(addresses: list[str]) -> None:
    from rodtrad.assessments.service import MOST_MISSES

    guesser, answers = Visitor(addresses), []
    for place in range(MOST_MISSES + 4):
        with pytest.raises(urllib.error.HTTPError) as refused:
            guesser.go(f"/svara/mote/zz{place:04}/")
        answers.append(refused.value.code)
        refused.value.close()

    assert answers == [404] * MOST_MISSES + [429] * 4
