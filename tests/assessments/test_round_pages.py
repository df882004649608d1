"""The strategist's page of a round says what will happen before it does, and why something cannot."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from rodtrad.assessments import service
from rodtrad.assessments.models import Round, RoundState
from rodtrad.assessments.service import RoundPlan
from rodtrad.common.errors import UserError
from tests.assessments.conftest import TODAY, text_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.assessments.conftest import Rating


def page_of(rating: Rating, name: str, current: Round, **sent: object) -> HttpResponse:
    """What Sten sees when he presses a button of a round's page, or opens it."""
    address = rating.town.place(rating.town.authority).url(f"assessments:{name}", round_id=current.pk)
    sten = rating.town.client(rating.town.sten)
    return sten.get(address) if name == "round" else sten.post(address, sent)  # type: ignore[return-value]


def sent(rating: Rating, **changed: object) -> dict[str, object]:
    values = {
        "title": "Höstens skattning",
        "instrument": rating.instrument.pk,
        "opens_on": TODAY,
        "closes_on": TODAY + timedelta(days=9),
        "groups": ["leaders", "staff"],
        "seen_by": "staff",
        "comments_for": "leaders",
    }
    return {**values, **changed}


def prepared(rating: Rating, last: int = 9) -> Round:
    plan = RoundPlan("Vårens skattning", TODAY - timedelta(days=30), TODAY + timedelta(days=last))
    scope = rating.town.scope(rating.town.sten)
    return service.prepare_round(scope, rating.instrument, rating.town.authority, rating.town.year, plan)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (0, -1, "Sista dagen ligger före den första."),
        (-30, -1, "Sista dagen har redan passerat."),
        (700, 720, "Första dagen ligger efter läsårets slut."),
    ],
)
def test_days_on_which_nobody_could_answer_are_refused_and_what_was_written_stands(
    rating: Rating, first: int, last: int, sentence: str
) -> None:
    days = {"opens_on": TODAY + timedelta(days=first), "closes_on": TODAY + timedelta(days=last)}
    address = rating.town.place(rating.town.authority).url("assessments:new_round")

    page = rating.town.client(rating.town.sten).post(address, sent(rating, **days))

    assert page.status_code == 400
    assert sentence in text_of(page)
    assert 'value="Höstens skattning"' in page.content.decode()


def test_a_round_that_would_ask_units_twice_says_so_before_it_can_be_opened(rating: Rating) -> None:
    waiting = prepared(rating)

    page = page_of(rating, "round", waiting)

    assert "Någon av enheterna skattar redan i Självskattning." in text_of(page)
    assert "Öppna omgången" not in text_of(page)
    assert "Ta bort den förberedda omgången" in text_of(page)


def test_opening_that_is_refused_says_why_on_the_rounds_own_page(rating: Rating) -> None:
    """Someone else may have opened another round since the page was drawn."""
    waiting = prepared(rating)

    page = page_of(rating, "open_round", waiting)

    assert page.status_code == 409
    assert "Stäng den först, eller välj andra enheter." in text_of(page)
    assert "Vårens skattning" in text_of(page)


def test_a_round_whose_last_day_has_passed_is_not_opened(rating: Rating) -> None:
    waiting = prepared(rating, last=-2)

    with pytest.raises(UserError) as refused:
        service.open_round(rating.town.scope(rating.town.sten), waiting, TODAY)

    assert refused.value.code == "past"


def test_closing_early_takes_a_tick_because_it_cannot_be_undone(rating: Rating) -> None:
    refused = page_of(rating, "close_round", rating.round)

    assert refused.status_code == 400
    assert "Kryssa för att du vill stänga omgången i förtid." in text_of(refused)
    assert Round.objects.get(pk=rating.round.pk).state == RoundState.OPEN

    closed = page_of(rating, "close_round", rating.round, **{"i-fortid": "1"})

    assert closed.status_code == 302
    assert Round.objects.get(pk=rating.round.pk).state == RoundState.CLOSING


def test_after_the_last_day_closing_takes_no_tick(rating: Rating) -> None:
    Round.objects.filter(pk=rating.round.pk).update(closes_on=TODAY - timedelta(days=1))
    rating.round.refresh_from_db()

    assert "i förtid" not in text_of(page_of(rating, "round", rating.round))
    assert page_of(rating, "close_round", rating.round).status_code == 302


def test_a_button_pressed_on_an_old_page_says_how_the_round_stands(rating: Rating) -> None:
    page = page_of(rating, "open_round", rating.round)

    assert "Omgången är redan öppen. Inget har ändrats." in text_of(page)


def test_a_prepared_round_is_let_go_by_the_browser_so_that_the_next_begins_anew(rating: Rating) -> None:
    """What was kept of a form that has arrived came back in the next one."""
    place = rating.town.place(rating.town.authority)
    address = place.url("assessments:new_round")

    page = rating.town.client(rating.town.sten).post(address, sent(rating), follow=True)

    assert f'data-kept-ack="omgang-{place.unit.slug}-{place.year_slug}"' in page.content.decode()
    assert "Omgången är förberedd." in text_of(page)


def test_a_double_click_prepares_one_round(rating: Rating) -> None:
    address = rating.town.place(rating.town.authority).url("assessments:new_round")
    sten = rating.town.client(rating.town.sten)

    first, second = sten.post(address, sent(rating)), sten.post(address, sent(rating))
    other = sten.post(address, sent(rating, groups=["staff"]))

    assert first.headers["location"] == second.headers["location"] != other.headers["location"]
    assert Round.objects.filter(state=RoundState.DRAFT).count() == 2
