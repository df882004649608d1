"""Fixtures of the browser tests. Everything in this folder drives a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import Visits, running_chromium
from tests.demo_server import running_demo

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def demo_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo as `make demo` serves it, one for the whole run: real processes, worker and all.

    What a test writes there stays for those after it; a test that counts things should make its own.
    """
    with running_demo(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture
def visits(chromium: Browser, live_server: LiveServer) -> Iterator[Visits]:
    """Visits to a server on this test's own database."""
    with watched(Visits(chromium, live_server.url)) as visits:
        yield visits


@pytest.fixture
def demo_visits(chromium: Browser, demo_address: str) -> Iterator[Visits]:
    """Visits to the demo authority."""
    with watched(Visits(chromium, demo_address)) as visits:
        yield visits


@pytest.fixture
def page_for(visits: Visits) -> Callable[..., Page]:
    """`page_for(360, "dark", "en")`: a page of a new visitor; faults on it fail the test."""
    return visits.page_for


@contextmanager
def watched(visits: Visits) -> Iterator[Visits]:
    """Let the test make its visits, then fail it for every fault that it did not expect."""
    yield visits
    faults = visits.close()
    if faults:
        pytest.fail("faults on the pages:\n  " + "\n  ".join(faults), pytrace=False)
