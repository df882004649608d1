"""Entering with a password: accounts are the authority's, and guessing is slowed down."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.urls import NoReverseMatch, reverse

from tests.people import Town

LOGIN = "/konto/logga-in/"


def test_karin_enters_with_her_password_and_leaves(town: Town) -> None:
    town.karin.set_password("en lång och egen fras")
    town.karin.save()
    client = town.client()

    entered = client.post(LOGIN, {"login": "karin", "password": "en lång och egen fras"})
    assert entered.status_code == 302
    assert client.get("/", follow=True).status_code == 200
    client.post("/konto/logga-ut/")

    assert client.get(town.place(town.bjorkhagen).url("portal:home")).status_code == 302


def test_a_wrong_password_tells_nothing_of_whether_the_account_exists(town: Town) -> None:
    def answer(who: str) -> str:
        page = town.client().post(LOGIN, {"login": who, "password": "fel"}).content.decode()
        return re.sub(r"\b\w{64}\b", "", page).replace(who, "")

    assert answer("karin") == answer("nobody-of-that-name")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_whoever_guesses_is_told_to_wait_on_a_page_of_ours(town: Town, language: str) -> None:
    client = town.client(language=language)
    for _guess in range(31):
        answer = client.post(LOGIN, {"login": f"gissning{_guess}", "password": "fel"})

    assert answer.status_code == 429
    assert {"sv": "Vänta en stund", "en": "Wait a while"}[language] in answer.content.decode()


def test_all_web_processes_count_guesses_together(town: Town) -> None:
    def counted() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM rodtrad_cache")
            return int(cursor.fetchone()[0])

    assert counted() == 0
    town.client().post(LOGIN, {"login": "karin", "password": "fel"})
    assert counted() > 0


def test_a_guesser_is_told_apart_from_others_behind_the_same_proxy(town: Town, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = town.client()

    def guess(who: int, caller: str) -> int:
        # What a caller writes there itself stands first, and is not believed.
        forwarded = f"203.0.113.{who}, {caller}"
        sent = {"login": f"gissning{who}", "password": "fel"}
        return client.post(LOGIN, sent, headers={"x-forwarded-for": forwarded}).status_code

    assert [guess(number, "198.51.100.7") for number in range(31)][-1] == 429
    assert guess(99, "198.51.100.8") == 200


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_reset_password", "account_change_password"]
)
def test_pages_for_making_ones_own_account_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)
