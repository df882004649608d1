"""Home answers two questions: what should I do now, and where do we stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rodtrad.portal.demo import Demo
from rodtrad.portal.home import greeting, home_for
from tests.portal.stories.conftest import NOVEMBER

Enter = Callable[..., Client]
NOON = datetime(2026, 11, 12, 12, 0, tzinfo=ZoneInfo("Europe/Stockholm"))


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the story, wherever the code asks for it."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a, **k: NOVEMBER)
    monkeypatch.setattr("django.utils.timezone.localtime", lambda *a, **k: NOON)


def seen(client: Client, path: str = "/") -> str:
    return client.get(path, follow=True).content.decode()


def test_a_principal_sees_first_what_is_to_be_done_with_its_date(enter: Enter) -> None:
    page = seen(enter("karin"))
    assert "Hej, Karin" in page
    assert "Gör nu" in page
    assert "Torsdag 12 november (v. 46)" in page


def test_a_principal_sees_the_four_areas_with_the_change_in_words(enter: Enter) -> None:
    page = seen(enter("karin"))
    assert page.count("i fjol") + page.count("Ingen tydlig förändring") >= 4
    assert "Personalen 2025/26: " in page


def test_where_too_few_answered_nothing_is_shown_but_the_reason(enter: Enter) -> None:
    page = seen(enter("nils"))
    assert "För få svar för att visas" in page
    assert "Personalen 2025/26: färre svar än gränsen" in page


def test_staff_read_their_own_responsibilities_and_how_to_answer(enter: Enter) -> None:
    page = seen(enter("jonas"))
    assert "Ditt ansvar enligt planen" in page
    assert "Du svarar utan konto" in page


def test_a_principal_is_not_told_how_staff_answer(enter: Enter) -> None:
    assert "Du svarar utan konto" not in seen(enter("karin"))


@pytest.mark.parametrize("who", ["karin", "samira", "jonas", "petra", "elif", "nils"])
def test_home_speaks_english_to_those_who_want_it(enter: Enter, who: str) -> None:
    page = seen(enter(who, "en"))
    assert "Where we stand" in page
    assert "Var vi står" not in page


def test_the_wheel_has_its_list(enter: Enter) -> None:
    assert "Visa året som lista" in seen(enter("karin"))


def test_greetings_follow_the_day() -> None:
    assert [greeting(hour) for hour in (7, 12, 20)] == ["God morgon", "Hej", "God kväll"]


def test_what_presses_most_comes_first(demo: Demo) -> None:
    from rodtrad.cycle.service import place_of
    from rodtrad.organisation.access import scope_of
    from rodtrad.organisation.models import Person

    karin = Person.objects.get(username="karin")
    place = place_of(demo.units.by_key["bjorkhagens-skola"], demo.years[-1])
    home = home_for(scope_of(karin, NOVEMBER), place, NOON)
    todos = [home.first, *home.others]
    assert [-todo.weight for todo in todos if todo] == sorted(-todo.weight for todo in todos if todo)


def test_home_asks_as_little_of_the_database_whatever_the_size(
    enter: Enter, django_assert_max_num_queries: Any
) -> None:
    client = enter("karin")
    path = client.get("/", follow=True).redirect_chain[-1][0]
    with django_assert_max_num_queries(34) as found:
        client.get(path)
    assert isinstance(found, CaptureQueriesContext)
