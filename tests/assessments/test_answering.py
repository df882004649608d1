"""Staff answer on a phone without an account; what is sent is never lost and never joined to anyone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from rodtrad.assessments.models import Comment, Receipt, Response, Round, RoundPart
from rodtrad.assessments.rules import answer_cap
from rodtrad.common.dates import long_date
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.models import Unit
from tests.assessments.conftest import TODAY, fill, text_of, token_in

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating


def test_one_form_becomes_one_answer_and_one_acknowledgement(rating: Rating) -> None:
    phone = Client(enforce_csrf_checks=True)
    link = rating.link(rating.town.bjorkhagen)

    thanks = phone.post(link, fill(phone, link, (3, 4, 255, 0, 6), k1="Vi behöver tid"), follow=True)

    assert "Tack! Ditt svar är sparat" in text_of(thanks)
    response = Response.objects.get()
    assert bytes(response.values) == bytes([3, 4, 255, 0, 6])
    assert response.unit == rating.town.bjorkhagen
    assert list(Comment.objects.values_list("position", "text")) == [(1, "Vi behöver tid")]
    assert rating.part(rating.town.bjorkhagen).answered == 1


def test_a_respondent_is_given_no_cookie(rating: Rating) -> None:
    phone = Client()
    link = rating.link(rating.town.bjorkhagen)

    phone.post(link, fill(phone, link), follow=True)

    assert not phone.cookies


def test_the_page_says_what_is_shown_and_to_whom_before_the_first_question(rating: Rating) -> None:
    page = text_of(Client().get(rating.link(rating.town.bjorkhagen)))

    promise = page.index("Du är anonym.")
    assert "om minst 5 har svarat" in page
    assert "om minst 10 har svarat" in page
    assert promise < page.index("Kartlägg kunskaperna varje höst")


def test_a_double_click_is_one_answer(rating: Rating) -> None:
    phone = Client()
    link = rating.link(rating.town.bjorkhagen)
    sent = fill(phone, link)

    first = phone.post(link, sent)
    second = phone.post(link, sent)

    assert first.headers["location"] == second.headers["location"]
    assert Response.objects.count() == 1
    assert rating.part(rating.town.bjorkhagen).answered == 1


def test_sent_again_after_the_round_has_closed_gives_the_same_acknowledgement(rating: Rating) -> None:
    phone = Client()
    link = rating.link(rating.town.bjorkhagen)
    sent = fill(phone, link)
    phone.post(link, sent)
    rating.close()

    again = phone.post(link, sent, follow=True)

    assert "Tack! Ditt svar är sparat" in text_of(again)
    assert Response.objects.count() == 1


def test_sent_after_the_round_has_closed_is_refused_and_shown_back(rating: Rating) -> None:
    phone = Client()
    link = rating.link(rating.town.bjorkhagen)
    sent = fill(phone, link, k0="Det här ville jag säga")
    rating.close()

    refused = phone.post(link, sent)

    assert refused.status_code == 410
    assert "Omgången är stängd och tar inte längre emot svar." in text_of(refused)
    assert "Det här ville jag säga" in text_of(refused)
    assert "Påbörjat" in text_of(refused)
    assert not Response.objects.exists()
    assert not Receipt.objects.exists()


def test_no_answer_slips_in_between_the_check_and_the_count(rating: Rating) -> None:
    """The link was read as open, and the round closed before the answer was written."""
    from rodtrad.assessments import service
    from rodtrad.common.errors import Conflict

    link = service.find_link(rating.part(rating.town.bjorkhagen).code, TODAY)
    assert link is not None
    rating.close()

    with pytest.raises(Conflict) as refused:
        service.submit(
            link, service.new_token(link), service.Answer({0: 3}, {}), rating.sheet("staff"), TODAY
        )

    assert refused.value.code == "closed"
    assert not Response.objects.exists()


def test_the_last_day_is_the_last_even_when_no_one_has_closed_the_round(rating: Rating) -> None:
    phone = Client()
    link = rating.link(rating.town.bjorkhagen)
    sent = fill(phone, link)
    rating.round.closes_on = TODAY - timedelta(days=1)
    rating.round.save()

    assert phone.get(link).status_code == 410
    refused = phone.post(link, sent)

    assert "Sista dagen att svara har passerat." in text_of(refused)
    assert not Response.objects.exists()


def test_a_round_that_opens_later_says_when(rating: Rating) -> None:
    rating.round.opens_on = TODAY + timedelta(days=3)
    rating.round.save()

    page = Client().get(rating.link(rating.town.bjorkhagen))

    assert page.status_code == 403
    assert "Omgången har inte öppnat än." in text_of(page)


def test_a_link_that_was_never_given_out_gets_a_clear_page(rating: Rating) -> None:
    page = Client().get("/svara/finnsinte123/")

    assert page.status_code == 404
    assert "Vi känner inte igen länken" in text_of(page)


def test_a_shared_link_takes_no_more_answers_than_there_are_staff_and_some(rating: Rating) -> None:
    school = rating.town.lilla_holmen
    RoundPart.objects.filter(unit=school, group="staff").update(answered=answer_cap(4, 5))
    phone = Client()

    page = phone.get(rating.link(school))

    assert page.status_code == 409
    assert "Så många svar som länken tar emot" in text_of(page)


def test_the_cap_holds_for_forms_that_were_open_before_it_was_reached(rating: Rating) -> None:
    school = rating.town.lilla_holmen
    phone = Client()
    sent = fill(phone, rating.link(school))
    RoundPart.objects.filter(unit=school, group="staff").update(answered=answer_cap(4, 5))

    refused = phone.post(rating.link(school), sent)

    assert refused.status_code == 409
    assert "Nästan där" in text_of(refused)
    assert not Response.objects.exists()
    assert not Receipt.objects.exists()


def test_an_empty_form_is_told_so_and_not_taken(rating: Rating) -> None:
    phone = Client()
    link = rating.link(rating.town.bjorkhagen)

    page = phone.post(link, fill(phone, link, (0, 0, 0, 0, 0), k2="Bara en kommentar"))

    assert page.status_code == 400
    assert "Du har inte svarat på någon fråga än." in text_of(page)
    assert "Bara en kommentar" in page.content.decode()


@pytest.mark.parametrize("value", ["7", "-1", "abc", "254", "³", "9" * 50])
def test_a_level_that_does_not_exist_is_refused_and_the_rest_kept(rating: Rating, value: str) -> None:
    phone = Client()
    link = rating.link(rating.town.bjorkhagen)

    page = phone.post(link, fill(phone, link, (2, 3, 4, 5, 0), f4=value))

    assert page.status_code == 400
    assert "Välj en av nivåerna." in text_of(page)
    assert page.content.decode().count(" checked") == 4
    assert not Response.objects.exists()


def test_a_comment_that_is_too_long_is_told_its_length(rating: Rating) -> None:
    phone = Client()
    link = rating.link(rating.town.bjorkhagen)

    page = phone.post(link, fill(phone, link, k0="a" * 1001))

    assert "högst 1000 tecken och har 1001" in text_of(page)
    assert not Response.objects.exists()


def test_a_form_that_is_not_ours_is_not_taken(rating: Rating) -> None:
    phone = Client()
    bjorkhagen, ekbacken = rating.link(rating.town.bjorkhagen), rating.link(rating.town.ekbacken)
    others = fill(phone, ekbacken)

    for number in (others["nummer"], "påhittat", ""):
        page = phone.post(bjorkhagen, {**others, "nummer": number})
        assert page.status_code == 400
        assert "Formuläret hör inte till den här länken." in text_of(page)
        assert token_in(page) != number

    assert not Response.objects.exists()


def test_english_is_chosen_without_a_cookie_and_keeps_what_was_filled_in(rating: Rating) -> None:
    phone = Client()
    link = rating.link(rating.town.bjorkhagen)

    page = phone.post(link, {**fill(phone, link, (2, 3, 4, 5, 1)), "byt": "en"})

    assert "Well under way" in text_of(page)
    assert '<html lang="en"' in page.content.decode()
    assert page.content.decode().count(" checked") == 5
    assert not phone.cookies
    assert not Response.objects.exists()


def test_the_thanks_are_not_shown_for_what_was_never_sent(rating: Rating) -> None:
    link = rating.link(rating.town.bjorkhagen)

    page = Client().get(f"{link}tack/{'a' * 64}/", follow=True)

    assert "Tack!" not in text_of(page)
    assert page.redirect_chain


def test_a_one_time_code_is_spent_by_one_answer(rating: Rating) -> None:
    from rodtrad.assessments import service

    town = rating.town
    part = rating.part(town.bjorkhagen)
    codes = service.make_codes(town.scope(town.karin), part, 2)
    phone = Client()
    link = f"/svara/{codes[0]}/"
    phone.post(link, fill(phone, link))

    spent = phone.get(link)
    other = phone.get(f"/svara/{codes[1]}/")
    shared = phone.get(rating.link(town.bjorkhagen))

    assert spent.status_code == 410
    assert "Koden är redan använd." in text_of(spent)
    assert other.status_code == 200
    assert shared.status_code == 410
    assert Response.objects.count() == 1


def test_a_spent_code_sent_again_with_the_same_form_is_acknowledged_again(rating: Rating) -> None:
    from rodtrad.assessments import service

    town = rating.town
    code = service.make_codes(town.scope(town.karin), rating.part(town.bjorkhagen), 1)[0]
    phone = Client()
    sent = fill(phone, f"/svara/{code}/")

    for _time in range(2):
        page = phone.post(f"/svara/{code}/", sent, follow=True)
        assert "Tack! Ditt svar är sparat" in text_of(page)
    new_form = {**sent, "nummer": sent["nummer"][:-1]}
    assert phone.post(f"/svara/{code}/", new_form).status_code in (400, 410)
    assert Response.objects.count() == 1


def test_nothing_stored_tells_who_answered_or_when(rating: Rating) -> None:
    """No column for a time, a person, an address or a shared key; and keys that do not tell the order."""
    allowed = {"id", "round", "unit", "group", "values", "position", "text", "key_hash"}
    for model in (Response, Comment, Receipt):
        assert {field.name for field in model._meta.get_fields()} <= allowed

    rating.staff_answer(rating.town.bjorkhagen, 12)
    keys = list(Response.objects.order_by("pk").values_list("pk", flat=True))
    assert len({key % 1000 for key in keys}) > 6


@pytest.mark.parametrize("page", ["form", "thanks"])
def test_a_respondents_page_asks_the_database_little(
    rating: Rating, page: str, django_assert_max_num_queries: object
) -> None:
    phone = Client()
    link = rating.link(rating.town.bjorkhagen)
    where = link
    if page == "thanks":
        where = phone.post(link, fill(phone, link)).headers["location"]

    if page == "form":
        phone.get(where)  # drawn for all who come after
    with django_assert_max_num_queries(1 if page == "form" else 2):  # type: ignore[operator]
        assert phone.get(where).status_code == 200


def test_an_answer_is_taken_with_few_queries(rating: Rating, django_assert_max_num_queries: object) -> None:
    phone = Client()
    link = rating.link(rating.town.bjorkhagen)
    sent = fill(phone, link, k0="Bra", k1="Mer tid")

    # The code, receipt, answer, comments and count, and the transaction's two.
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        assert phone.post(link, sent).status_code == 303


def test_whoever_is_signed_in_answers_as_anyone(rating: Rating) -> None:
    """The page does not look at the account: it neither greets nor reads the session."""
    browser = rating.town.client(rating.town.amir)
    link = rating.link(rating.town.bjorkhagen)

    page = browser.get(link)

    assert "Amir" not in page.content.decode()


def test_a_kept_form_holds_nothing_of_another_unit(rating: Rating) -> None:
    """One form is drawn for all in a round; each unit's own name, code and number are put into it."""
    one, other = rating.town.bjorkhagen, rating.town.ekbacken
    Unit.objects.filter(pk=other.pk).update(name="Ek & <Backen>")

    pages = [Client().get(rating.link(unit)).content.decode() for unit in (one, other, one)]

    assert [page.count(one.name) > 0 for page in pages] == [True, False, True]
    assert "Ek &amp; &lt;Backen&gt;" in pages[1]
    assert "Ek & <Backen>" not in pages[1]
    assert [rating.part(one).code in page for page in pages] == [True, False, True]
    numbers = [re.search(r'name="nummer" value="([^"]+)"', page)[1] for page in pages]  # type: ignore[index]
    assert len(set(numbers)) == 3
    assert not re.search("[\ue000-\uf8ff]", "".join(pages)), "a hole was left open"


@pytest.mark.parametrize("change", ["unit", "authority", "round", "year"])
def test_what_changes_is_on_the_form_at_once_though_it_is_kept(rating: Rating, change: str) -> None:
    """Each process keeps rounds and forms, and a process cannot be told of what another one changes."""
    town = rating.town
    before = text_of(Client().get(rating.link(town.bjorkhagen)))
    day = rating.round.closes_on + timedelta(days=3)
    changed = {
        "unit": (Unit.objects.filter(pk=town.bjorkhagen.pk), {"name": "Nya namnet"}, "Nya namnet"),
        "authority": (Unit.objects.filter(pk=town.authority.pk), {"name": "Nya staden"}, "Nya staden"),
        "round": (Round.objects.filter(pk=rating.round.pk), {"closes_on": day}, f"senast {long_date(day)}"),
        "year": (SchoolYear.objects.filter(pk=rating.round.year_id), {"label": "2031/32"}, "2031/32"),
    }
    rows, values, told = changed[change]
    assert told not in before

    rows.update(**values)

    assert told in text_of(Client().get(rating.link(town.bjorkhagen)))


def test_a_round_that_stops_is_shut_at_once_though_it_is_kept(rating: Rating) -> None:
    phone, link = Client(), rating.link(rating.town.bjorkhagen)
    sent = fill(phone, link)
    Round.objects.filter(pk=rating.round.pk).update(closes_on=TODAY - timedelta(days=1))

    assert phone.get(link).status_code == 410
    assert phone.post(link, sent).status_code == 410
    assert not Response.objects.exists()


def test_a_form_is_kept_in_no_more_looks_than_there_are(rating: Rating) -> None:
    """What a browser says of itself is put into the page only where it is one of the choices."""
    phone, link = Client(), rating.link(rating.town.bjorkhagen)
    phone.cookies["tema"] = "dark"
    assert 'data-color-scheme="dark"' in phone.get(link).content.decode()

    phone.cookies["tema"] = "x1"

    assert 'data-color-scheme="auto"' in phone.get(link).content.decode()
