"""The pages of a referral: what each shows, and that what was typed is there after whatever went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import TODAY
from tests.referrals.conftest import Round

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import Town

HTMX = {"HX-Request": "true"}


@pytest.fixture
def karin(round_: Round) -> Client:
    return round_.town.client(round_.town.karin)


@pytest.fixture
def sten(round_: Round) -> Client:
    return round_.town.client(round_.town.sten)


def test_a_comment_is_saved_as_one_types_and_the_browser_may_forget_it(round_: Round, karin: Client) -> None:
    sent = {"target": round_.survey, "version": "0", "text": "Ord", "proposal": ""}
    answer = karin.post(round_.write_url("save"), sent, headers=HTMX)

    assert answer.status_code == 200
    assert answer.headers["X-Kept"] == f"yttrande-{round_.bjorkhagen.pk}-{round_.survey}"
    assert f'id="version-{round_.survey}" value="1"' in answer.content.decode()


def test_without_script_the_button_saves_and_the_page_shows_it(round_: Round, karin: Client) -> None:
    sent = {"target": round_.survey, "version": "0", "text": "Ord", "proposal": "Ny lydelse"}
    answer = karin.post(round_.write_url("save"), sent, follow=True)
    page = answer.content.decode()

    assert "Synpunkten är sparad." in page
    assert "Ny lydelse" in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_clash_shows_both_and_offers_ones_own(
    round_: Round, karin: Client, headers: dict[str, str]
) -> None:
    round_.write(round_.town.nils, "Nils ord")
    sent = {"target": round_.survey, "version": "0", "text": "Karins ord", "proposal": ""}
    answer = karin.post(round_.write_url("save"), sent, headers=headers)
    page = answer.content.decode()

    assert answer.status_code == (200 if headers else 409)
    assert "Nils ord" in page
    assert 'name="version" value="1"' in page
    assert ("Karins ord" in page) is not bool(headers), "htmx leaves what is typed in place"
    assert "X-Kept" not in answer.headers


def test_typed_too_late_it_is_still_on_the_page(round_: Round, karin: Client) -> None:
    from rodtrad.referrals import service

    service.call_back(round_.sten, round_.referral, "Fel")
    sent = {"target": "hela", "version": "0", "text": "För sent skrivet", "proposal": ""}
    answer = karin.post(round_.write_url("save"), sent)

    assert answer.status_code == 409
    assert "För sent skrivet" in answer.content.decode()


def test_a_teacher_writes_but_is_told_who_hands_in(round_: Round) -> None:
    amir = round_.town.client(round_.town.amir)
    page = amir.get(round_.write_url()).content.decode()

    assert "Lämna synpunkt" in page
    assert "Den som leder enheten lämnar in." in page
    assert amir.post(round_.write_url("hand_in")).status_code == 403


def test_handing_in_nothing_asks_for_the_word(round_: Round, karin: Client) -> None:
    refused = karin.post(round_.write_url("hand_in"))
    assert refused.status_code == 422
    assert karin.post(round_.write_url("hand_in"), {"inga": "1"}).status_code == 302
    assert "har inga synpunkter" in karin.get(round_.write_url()).content.decode()


def test_the_answers_are_read_by_who_wrote_only_when_it_is_closed(round_: Round, karin: Client) -> None:
    round_.answer(round_.handed_in(), "not", "Därför att det styr kurserna.")
    assert "Därför att" not in karin.get(round_.write_url()).content.decode()
    round_.close()
    page = karin.get(round_.write_url()).content.decode()

    assert "Därför att det styr kurserna." in page
    assert "Varje höst är för ofta." in page


def test_an_answer_leads_to_the_next_comment_and_the_last_to_the_referral(
    round_: Round, sten: Client
) -> None:
    from rodtrad.referrals import service

    first = round_.write(round_.town.karin, "Först", target="hela").remark
    second = round_.handed_in("Sedan")
    answer = sten.post(round_.url("answer", remark_id=first.pk), {"verdict": "noted", "version": "0"})
    assert answer["Location"].endswith(f"/synpunkter/{second.pk}/")
    answer = sten.post(round_.url("answer", remark_id=second.pk), {"verdict": "accepted", "version": "0"})
    assert answer["Location"] == round_.url("referral")
    assert service.tally_of(service.said_in(round_.referral)).unanswered == 0


def test_two_who_answer_at_once_see_both_and_what_was_typed_stays(round_: Round, sten: Client) -> None:
    remark = round_.handed_in()
    round_.answer(remark, "accepted", "Den andres skäl")
    sent = {"verdict": "not", "reason": "Mitt skäl", "version": "0"}
    answer = sten.post(round_.url("answer", remark_id=remark.pk), sent)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Den andres skäl" in page
    assert "Mitt skäl" in page


def test_a_hostile_text_is_words_on_every_page(round_: Round, sten: Client, karin: Client) -> None:
    remark = round_.handed_in("<img src=x onerror=alert(1)>", "<b>fet</b>")
    round_.answer(remark, "not", "<script>alert(2)</script>")
    round_.close()
    for client, url in (
        (karin, round_.write_url()),
        (sten, round_.url("remarks")),
        (sten, round_.url("referral")),
        (sten, round_.url("compilation")),
    ):
        page = client.get(url).content.decode()
        assert "<img src=x" not in page
        assert "<script>alert(2)" not in page


def test_a_form_to_send_keeps_what_was_ticked_when_something_is_missing(town: Town) -> None:
    from tests.plans.conftest import Papers

    draft = Papers(town).draft()
    url = town.place(town.authority).url("referrals:send", slug=draft.slug)
    sent = {
        "last_day": "2020-01-01",
        "alla": str(town.north.pk),
        "message": "Hej",
        "questions": "",
        "key": "k",
    }
    answer = town.client(town.sten).post(url, sent)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert f'name="alla" value="{town.north.pk}" checked' in page
    sent["last_day"] = "2099-01-01"
    assert town.client(town.sten).post(url, sent).status_code == 302
    names = set(draft.referrals.get().recipients.values_list("name", flat=True))
    assert names == {"Björkhagens skola", "Ekbackens skola"}


@pytest.mark.parametrize("url_of", ["write", "remarks", "referral", "compilation"])
def test_no_page_asks_more_often_when_more_is_written(round_: Round, url_of: str) -> None:
    from rodtrad.referrals import service

    person = round_.town.karin if url_of == "write" else round_.town.sten
    url = round_.write_url() if url_of == "write" else round_.url(url_of)
    client = round_.town.client(person)

    def queries() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    round_.write(round_.town.karin, "Ett", target="hela")
    service.hand_in(round_.scope(round_.town.karin), round_.bjorkhagen, TODAY)
    few = queries()
    service.reopen(round_.scope(round_.town.karin), round_.bjorkhagen)
    for row in round_.document.items.all():
        round_.write(round_.town.karin, "Många", target=str(row.key))
    service.hand_in(round_.scope(round_.town.karin), round_.bjorkhagen, TODAY)

    assert queries() == few
    assert few <= {"write": 19, "remarks": 16, "referral": 18, "compilation": 15}[url_of]
