"""A round is prepared, opened, extended and closed by the strategist; what is closed stays closed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from rodtrad.assessments import service
from rodtrad.assessments.models import Group, Indicator, Instrument, Round, RoundPart, RoundState
from rodtrad.assessments.service import IndicatorDraft, RoundPlan
from rodtrad.common.audit import events_of
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from tests.assessments.conftest import TODAY, open_round, text_of, write_plan

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating
    from tests.people import Town


@pytest.fixture
def instrument(town: Town) -> Instrument:
    return service.make_instrument(town.scope(town.sten), write_plan(town))


def plan(**changed: object) -> RoundPlan:
    values = {"title": "Höstens skattning", "opens_on": TODAY, "closes_on": TODAY + timedelta(days=10)}
    return RoundPlan(**{**values, **changed})  # type: ignore[arg-type]


def test_an_instrument_has_one_question_per_initiative_in_the_plans_order(instrument: Instrument) -> None:
    asked = service.indicators_of(instrument)

    assert [str(i) for i in asked][:2] == [
        "Kartlägg kunskaperna varje höst",
        "Ge nya kollegor en introduktion",
    ]
    assert {i.area.title for i in asked} == {"Digital kompetens", "Likvärdig tillgång"}
    assert all(len(i.levels) == len(i.steps) == len(instrument.scale) == 6 for i in asked)


def test_a_plan_without_initiatives_makes_no_instrument(town: Town) -> None:
    with pytest.raises(UserError) as refused:
        service.make_instrument(town.scope(town.sten), write_plan(town, areas={"Bara ett område": ()}))

    assert refused.value.code == "no_initiatives"


def test_words_can_be_changed_until_a_round_has_used_them(town: Town, instrument: Instrument) -> None:
    scope = town.scope(town.sten)
    first = service.indicators_of(instrument)[0]
    texts = IndicatorDraft(
        {"leaders": {"sv": "Vi kartlägger"}, "staff": {"sv": "Jag kartläggs"}}, levels=({"sv": "A"},) * 6
    )

    changed = service.change_indicator(scope, first, first.revision, texts)
    open_round(town, instrument)

    assert changed.statements["staff"] == {"sv": "Jag kartläggs"}
    with pytest.raises(Conflict) as refused:
        service.change_indicator(scope, changed, changed.revision, texts)
    assert refused.value.code == "frozen"


def test_two_who_change_the_same_question_are_told_and_keep_their_words(
    town: Town, instrument: Instrument
) -> None:
    place = town.place(town.authority)
    address = place.url("assessments:edit_indicator", instrument_id=instrument.pk, position=0)
    sten = town.client(town.sten)
    sent = {f"level{n}_sv": f"Nivå {n}" for n in range(1, 7)}
    sent |= {f"step{n}_sv": f"Steg {n}" for n in range(1, 7)}
    sent |= {"revision": "0", "kind": "scale", "leaders_sv": "Mina ord", "staff_sv": "Mina ord"}
    Indicator.objects.filter(position=0).update(
        revision=1, statements={"leaders": {"sv": "Hennes ord"}, "staff": {"sv": "Hennes ord"}}
    )

    page = sten.post(address, sent)

    assert page.status_code == 409
    assert "Någon annan har ändrat samma fråga medan du skrev." in text_of(page)
    assert "Hennes ord" in text_of(page)
    assert "Mina ord</textarea>" in page.content.decode()
    assert sten.post(address, {**sent, "revision": "1"}).status_code == 302
    assert Indicator.objects.get(position=0).statements["staff"] == {"sv": "Mina ord"}


def test_opening_gives_every_school_a_link_of_its_own_and_freezes_the_instrument(
    town: Town, instrument: Instrument
) -> None:
    opened = open_round(town, instrument)

    parts = RoundPart.objects.filter(round=opened, group=Group.STAFF)
    assert {part.unit.name for part in parts} == {
        "Björkhagens skola",
        "Ekbackens skola",
        "Tallmons skola",
        "Lilla Holmens skola",
        "Strandgymnasiet",
    }
    assert len({part.code for part in parts}) == 5
    instrument.refresh_from_db()
    assert instrument.frozen_at is not None
    assert [event.verb for event in events_of(opened)] == ["round.opened", "round.prepared"]


def test_only_the_chosen_units_take_part(town: Town, instrument: Instrument) -> None:
    scope = town.scope(town.sten)
    chosen = plan(unit_ids=(town.bjorkhagen.pk, town.other_school.pk))

    opened = service.open_round(
        scope, service.prepare_round(scope, instrument, town.authority, town.year, chosen)
    )

    assert {part.unit for part in opened.parts.all()} == {town.bjorkhagen}


def test_a_unit_rates_in_one_round_at_a_time(rating: Rating) -> None:
    town, scope = rating.town, rating.town.scope(rating.town.sten)
    second = service.prepare_round(scope, rating.instrument, town.compulsory, town.year, plan())

    with pytest.raises(Conflict) as refused:
        service.open_round(scope, second)

    assert refused.value.code == "overlap"


def test_dates_in_the_wrong_order_are_refused(town: Town, instrument: Instrument) -> None:
    with pytest.raises(UserError) as refused:
        service.prepare_round(
            town.scope(town.sten),
            instrument,
            town.authority,
            town.year,
            plan(closes_on=TODAY - timedelta(days=1)),
        )

    assert refused.value.code == "dates"


def test_the_last_day_can_be_moved_but_not_into_the_past(rating: Rating) -> None:
    scope = rating.town.scope(rating.town.sten)
    later = TODAY + timedelta(days=30)

    assert service.extend_round(scope, rating.round, later, TODAY).closes_on == later
    with pytest.raises(UserError):
        service.extend_round(scope, rating.round, TODAY - timedelta(days=1), TODAY)


@pytest.mark.parametrize("verb", ["open", "extend", "close", "remove"])
def test_a_closed_round_takes_no_verb(rating: Rating, verb: str) -> None:
    scope = rating.town.scope(rating.town.sten)
    closed = rating.close()
    calls = {
        "open": lambda: service.open_round(scope, closed),
        "extend": lambda: service.extend_round(scope, closed, TODAY, TODAY),
        "close": lambda: service.close_round(scope, closed),
        "remove": lambda: service.remove_round(scope, closed),
    }

    with pytest.raises(Conflict):
        calls[verb]()

    closed.refresh_from_db()
    assert closed.state == RoundState.CLOSED


@pytest.mark.parametrize("who", ["karin", "amir", "nils", "berit", "petra", "otto"])
def test_only_the_authoritys_strategist_opens_and_closes(rating: Rating, who: str) -> None:
    town = rating.town
    scope = town.scope(town.people[who])

    with pytest.raises(NotAllowed):
        service.close_round(scope, rating.round)
    with pytest.raises(NotAllowed):
        service.prepare_round(scope, rating.instrument, town.authority, town.year, plan())
    with pytest.raises(NotAllowed):
        service.make_instrument(scope, rating.document)


def test_closing_is_done_by_the_worker_and_its_progress_can_be_followed(
    rating: Rating, django_capture_on_commit_callbacks: object
) -> None:
    from rodtrad.assessments.hooks import round_closed
    from rodtrad.assessments.service.ending import count_round
    from rodtrad.common.models import Job

    heard = []
    round_closed.connect(heard.append)
    town = rating.town
    rating.staff_answer(town.bjorkhagen, 6)
    address = town.place(town.authority).url("assessments:close_round", round_id=rating.round.pk)
    page = town.client(town.sten).post(address, {"i-fortid": "1"})
    job = Job.objects.get(kind="round")

    assert page.headers["location"] == f"/arbete/{job.pk}/"
    assert Round.objects.get().state == RoundState.CLOSING

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        count_round.func(rating.round.pk, str(job.pk), "/resultat/")

    job.refresh_from_db()
    assert (job.state, job.result_url) == ("done", "/resultat/")
    assert Round.objects.get().state == RoundState.CLOSED
    assert [event.round_id for event in heard] == [rating.round.pk]
    round_closed._listeners.remove(heard.append)


def test_participation_is_told_in_steps_while_the_round_is_open(rating: Rating) -> None:
    town = rating.town
    rating.staff_answer(town.bjorkhagen, 12)
    rating.staff_answer(town.ekbacken, 9)

    told = service.participation(rating.round)
    page = text_of(town.client(town.karin).get(town.place(town.bjorkhagen).url("assessments:overview")))

    assert [(each.group, each.at_least, each.invited) for each in told.groups] == [("staff", 10, 164)]
    assert "minst 10" in page
    assert "12 av" not in page


def test_the_strategist_prepares_and_opens_a_round_in_the_browser(town: Town, instrument: Instrument) -> None:
    sten = town.client(town.sten)
    place = town.place(town.authority)
    sent = {
        "title": "Höstens skattning",
        "instrument": str(instrument.pk),
        "opens_on": TODAY.isoformat(),
        "closes_on": (TODAY + timedelta(days=14)).isoformat(),
        "groups": ["leaders", "staff"],
        "seen_by": "staff",
        "comments_for": "leaders",
    }

    wrong = sten.post(place.url("assessments:new_round"), {**sent, "closes_on": "2020-01-01"})
    assert wrong.status_code == 400
    assert "Höstens skattning" in wrong.content.decode()

    page = sten.post(place.url("assessments:new_round"), sent, follow=True)
    assert "5 skolenheter får var sin länk" in text_of(page)
    prepared = Round.objects.get()
    assert prepared.state == RoundState.DRAFT

    opened = sten.post(place.url("assessments:open_round", round_id=prepared.pk), follow=True)
    assert "Omgången är öppen." in text_of(opened)
    assert "Sten Ågren öppnade omgången Höstens skattning" in text_of(opened)


def test_a_prepared_round_is_seen_by_no_one_else(town: Town, instrument: Instrument) -> None:
    service.prepare_round(town.scope(town.sten), instrument, town.authority, town.year, plan())

    page = town.client(town.karin).get(town.place(town.bjorkhagen).url("assessments:overview"))

    assert "Höstens skattning" not in text_of(page)


def test_the_principal_finds_link_code_and_sheet_and_staff_do_not(rating: Rating) -> None:
    town = rating.town
    place = town.place(town.bjorkhagen)
    karin, amir = town.client(town.karin), town.client(town.amir)

    page = karin.get(place.url("assessments:code"))
    picture = karin.get(place.url("assessments:qr"))

    assert rating.link(town.bjorkhagen) in page.content.decode()
    assert picture.headers["content-type"] == "image/svg+xml"
    assert rating.link(town.bjorkhagen) in karin.get(place.url("assessments:sheet")).content.decode()
    assert amir.get(place.url("assessments:code")).status_code == 404


def test_the_number_of_staff_can_be_put_right_while_the_round_is_open(rating: Rating) -> None:
    town = rating.town
    karin = town.client(town.karin)
    address = town.place(town.bjorkhagen).url("assessments:change_invited")
    rating.staff_answer(town.bjorkhagen, 11)

    assert karin.post(address, {"invited": "52"}).status_code == 302
    too_few = karin.post(address, {"invited": "3"})

    assert too_few.status_code == 400
    assert "Fler än så har redan svarat." in text_of(too_few)
    assert rating.part(town.bjorkhagen).invited == 52


def test_what_to_do_now_follows_the_round(rating: Rating) -> None:
    town = rating.town
    place, scope = town.place(town.bjorkhagen), town.scope(town.karin)

    (todo,) = service.todo_for(scope, place, TODAY)
    assert (todo.title, todo.done, todo.total) == ("Skatta enheten tillsammans", 0, 5)
    assert "Färre än 10 i personalen har svarat." in todo.text

    rating.staff_answer(town.bjorkhagen, 11)
    (todo,) = service.todo_for(scope, place, TODAY)
    assert "Minst 10 av 45 i personalen har svarat." in todo.text

    rating.leaders_answer(town.bjorkhagen)
    assert service.todo_for(scope, place, TODAY) == []
    assert service.todo_for(town.scope(town.amir), place, TODAY) == []
    assert "ingen kan se" in service.staff_sentence(town.scope(town.amir), place, TODAY)


def test_the_strategist_is_reminded_to_close_what_has_run_out(rating: Rating) -> None:
    town = rating.town
    scope, place = town.scope(town.sten), town.place(town.authority)

    assert [todo.title for todo in service.todo_for(scope, place, TODAY)] == ["Skattningen pågår"]
    (todo,) = service.todo_for(scope, place, rating.round.closes_on + timedelta(days=2))

    assert todo.title == "Stäng skattningen"
    assert "för 2 dagar sedan" in todo.text


def test_a_round_for_staff_alone_asks_nothing_of_leaders(town: Town, instrument: Instrument) -> None:
    scope = town.scope(town.sten)
    prepared = service.prepare_round(
        scope, instrument, town.authority, town.year, plan(groups=(Group.STAFF,))
    )
    service.open_round(scope, prepared)

    assert service.todo_for(town.scope(town.karin), town.place(town.bjorkhagen), TODAY) == []


def test_another_authoritys_strategist_finds_nothing_here(rating: Rating) -> None:
    town = rating.town
    otto = town.client(town.otto)
    theirs = town.place(town.other, town.other_year)

    assert otto.get(theirs.url("assessments:round", round_id=rating.round.pk)).status_code == 404
    assert (
        otto.get(theirs.url("assessments:instrument", instrument_id=rating.instrument.pk)).status_code == 404
    )
    assert rating.instrument.title not in text_of(otto.get(theirs.url("assessments:instruments")))


def test_trying_one_number_of_staff_after_the_other_does_not_tell_how_many_have_answered(
    rating: Rating,
) -> None:
    """Twelve have answered: the page says 'at least 10', and neither a refusal nor a full link says more."""
    town = rating.town
    rating.staff_answer(town.bjorkhagen, 12)
    karin, phone = town.client(town.karin), Client()
    address = town.place(town.bjorkhagen).url("assessments:change_invited")

    told = {}
    for number in range(1, 20):
        taken = karin.post(address, {"invited": str(number)}).status_code
        told[number] = (taken, phone.get(rating.link(town.bjorkhagen)).status_code if taken == 302 else 0)

    assert [number for number, (taken, _open) in told.items() if taken == 400] == list(range(1, 10))
    assert {link for taken, link in told.values() if taken == 302} == {200}


def test_the_cap_of_a_link_is_a_whole_step() -> None:
    from rodtrad.assessments.rules import answer_cap

    for threshold in (2, 5, 7):
        for invited in range(1, 80):
            cap = answer_cap(invited, threshold)
            assert cap % (2 * threshold) == 0
            assert invited + 3 <= cap < invited + max(3, invited / 5 + 1) + 2 * threshold
