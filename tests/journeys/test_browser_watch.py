"""The watch over pages: what no one should miss in a browser test is found, and named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import PHONE, Visits, axe, no_sideways_scroll

ADDRESS = "http://pages.test"
STRICT = {"Content-Security-Policy": "default-src 'self'", "Content-Type": "text/html; charset=utf-8"}
HEAD = '<!doctype html><html lang="sv"><head><title>Prov</title></head>'
PAGE = HEAD + "<body><main><h1>Prov</h1>{}</main></body></html>"

Show = Callable[[str], Page]


@pytest.fixture
def visits(chromium: Browser) -> Visits:
    """Visits to pages that the test writes itself; it looks at the faults, so they do not fail it."""
    return Visits(chromium, ADDRESS)


@pytest.fixture
def show(visits: Visits) -> Show:
    def show(body: str, width: int = 1280) -> Page:
        page = visits.page_for(width)
        page.route("**/*", lambda route: route.fulfill(status=200, headers=STRICT, body=PAGE.format(body)))
        page.goto("/")
        return page

    return show


def test_a_good_page_has_no_fault(show: Show, visits: Visits) -> None:
    axe(show('<p><a href="/hem">Hem</a></p>'))

    assert visits.close() == []


def test_a_script_in_the_page_breaks_the_content_security_policy(show: Show, visits: Visits) -> None:
    show("<script>document.title = 'Annat'</script>")

    assert any("Content Security Policy" in fault for fault in visits.close())


def test_a_style_in_the_page_breaks_the_content_security_policy(show: Show, visits: Visits) -> None:
    show('<p style="color: red">Rött</p>')

    assert any("Content Security Policy" in fault for fault in visits.close())


def test_a_request_to_another_server_is_a_fault(show: Show, visits: Visits) -> None:
    show('<img src="http://elsewhere.test/pixel.gif" alt="">')

    assert any("elsewhere.test" in fault for fault in visits.close())


def test_a_fault_that_belongs_to_the_story_is_let_pass(show: Show, visits: Visits) -> None:
    visits.expect("Content Security Policy")
    show("<script>document.title = 'Annat'</script>")

    assert visits.close() == []


def test_a_field_without_label_is_named_with_its_place(show: Show) -> None:
    page = show('<input type="text" name="namn">')

    with pytest.raises(
        pytest.fail.Exception, match=r'label \(critical\)[\s\S]*<input type="text" name="namn">'
    ):
        axe(page)


def test_a_page_wider_than_a_phone_is_refused(visits: Visits, show: Callable[..., Page]) -> None:
    page = show("<pre>" + "ord" * 200 + "</pre>", PHONE)

    with pytest.raises(AssertionError, match="wider than its window"):
        no_sideways_scroll(page)
