"""What no keyboard types but anyone can send: it must neither break a page nor lose the words around it.

PostgreSQL keeps no NUL character, so these stories say the same on both databases.
"""

from __future__ import annotations

import io
from wsgiref.util import setup_testing_defaults

import pytest
from django.test import Client

from rodtrad.common.middleware import typed_text
from rodtrad.config.wsgi import application
from tests.people import Town

NUL = "\0"


def test_a_nul_character_in_a_form_is_left_out_and_the_words_are_kept(town: Town) -> None:
    from rodtrad.activities.models import Goal

    address = town.place(town.bjorkhagen).url("activities:goal_new")
    sent = {"title": f"Alla{NUL} kan visa", "key": f"nyck{NUL}el"}

    answer = town.client(town.karin).post(address, sent)

    assert answer.status_code == 302
    assert Goal.objects.get().title == "Alla kan visa"


@pytest.mark.parametrize(
    "query", ["?q=a%00b", "?page=%00", "?grupp=%00", "?skolform=x%00", "?vald=%00", "?roll=%00"]
)
@pytest.mark.parametrize(
    "name", ["portal:search", "assessments:heat_map", "plans:documents", "activities:coverage"]
)
def test_a_nul_character_in_an_address_breaks_no_page(town: Town, name: str, query: str) -> None:
    answer = town.client(town.sten).get(town.place(town.authority).url(name) + query)

    assert answer.status_code == 200


def test_a_nul_character_in_a_cookie_is_no_session(town: Town) -> None:
    client = Client()
    client.cookies["session"] = "x"
    client.cookies["session"].set("session", "x", r'"\000aaaaaaaaaaaaaaa"')

    assert client.get(town.place(town.authority).url("portal:home")).status_code == 302


def test_a_number_larger_than_any_is_met_with_a_page_or_not_found(town: Town) -> None:
    place, huge = town.place(town.bjorkhagen), "9" * 40
    client = town.client(town.karin)
    found = {
        name: client.get(place.url(name, **{word: int(huge)})).status_code
        for name, word in (
            ("activities:goal", "goal_id"),
            ("activities:activity", "activity_id"),
            ("assessments:figure", "position"),
            ("assessments:leaders_area", "number"),
            ("assessments:round", "round_id"),
            ("reports:read", "version"),
        )
    }
    found |= {
        name: client.get(f"{place.url(name)}?page={huge}").status_code
        for name in ("assessments:heat_map", "activities:coverage", "portal:search")
    }

    assert set(found.values()) <= {200, 404}, found


@pytest.mark.parametrize("charset", ["rot13", "hex", "utf-16", "utf-7", "unicode_escape", '"no-such"'])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_in_another_character_set_is_read_as_utf_8(town: Town, method: str, charset: str) -> None:
    """Through the whole door, since Django's own reading of the request is where it broke."""
    body = b'--x\r\nContent-Disposition: form-data; name="language"\r\n\r\nsv+2AA-\\ud800\r\n--x--\r\n'
    statuses: list[str] = []
    environ: dict[str, object] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": "/konto/logga-in/",
        "QUERY_STRING": "next=%C3%A5",
        "CONTENT_TYPE": f"multipart/form-data; charset={charset}; boundary=x",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "127.0.0.1",
        "wsgi.input": io.BytesIO(body),
    }
    setup_testing_defaults(environ)

    page = b"".join(application(environ, lambda status, headers: statuses.append(status)))

    # The form holds no proof of being ours, and is refused for that alone.
    assert statuses == ["200 OK" if method == "GET" else "403 Forbidden"]
    assert b"<html" in page


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/json", "multipart/form-data"])
def test_a_form_of_an_odd_type_breaks_nothing(town: Town, content_type: str) -> None:
    answer = town.client(town.karin).post(
        town.place(town.bjorkhagen).url("activities:goal_new"), b'{"title": 1', content_type=content_type
    )

    assert answer.status_code < 500


def test_words_in_a_field_named_like_our_own_marks_are_shown_back(town: Town) -> None:
    """`next_year` is what the unit takes with it to the next year, not an address to go on to."""
    from django.test import RequestFactory

    sent = {"next_year": "Vi tar med oss", "key_message": "Kärnan", "next": "/", "version": "3", "key": "k"}
    request = RequestFactory().post("/", {**sent, "csrfmiddlewaretoken": "t", "password": "hemligt"})

    assert typed_text(request) == ["Vi tar med oss", "Kärnan"]


@pytest.mark.parametrize("name", ["\u200b\u200b", " \u2060 ", "\u3164", "\u202e", "\u2800\ufeff"])
def test_a_name_with_nothing_to_be_seen_in_it_is_no_name(town: Town, name: str) -> None:
    """A row without a word in it can neither be read nor clicked."""
    address = town.place(town.authority).url("assessments:make_blank")
    sent = {"title": name, "kind": "yearly", "scale_kind": "status6"}

    answer = town.client(town.sten).post(address, sent)

    assert answer.status_code == 400
    assert "Det här behöver fyllas i." in answer.content.decode()


@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦", "‮omvänt", "a\u200b", "ｈｅｊ", "می‌خواهم"])
def test_what_can_be_seen_is_left_as_it_was_typed(text: str) -> None:
    from rodtrad.common.middleware import is_unseen

    assert not is_unseen(text)


def test_what_was_refused_is_shown_with_the_way_back_to_the_page(town: Town) -> None:
    address = town.place(town.authority).url("assessments:take_shipped")
    back = "http://testserver" + town.place(town.authority).url("assessments:instruments")
    sten = town.client(town.sten)

    shown = sten.post(address, {"name": "Det jag skrev"}, headers={"referer": back}).content.decode()
    elsewhere = sten.post(address, {"name": "x"}, headers={"referer": "https://elsewhere.example/"})

    assert f'href="{back}"' in shown
    assert "Det jag skrev" in shown
    assert "elsewhere.example" not in elsewhere.content.decode()
