"""Fixtures of the browser tests. Everything in this folder drives a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import Visits, running_chromium

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


@pytest.fixture
def visits(chromium: Browser, live_server: LiveServer) -> Iterator[Visits]:
    """Visits to a server on this test's own database."""
    visits = Visits(chromium, live_server.url)
    yield visits
    faults = visits.close()
    if faults:
        pytest.fail("faults on the pages:\n  " + "\n  ".join(faults), pytrace=False)


@pytest.fixture
def page_for(visits: Visits) -> Callable[..., Page]:
    """`page_for(360, "dark", "en")`: a page of a new visitor; faults on it fail the test."""
    return visits.page_for
