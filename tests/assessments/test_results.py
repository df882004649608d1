"""When a round closes, results are counted once, frozen, and hold nothing that must not be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rodtrad.assessments import service
from rodtrad.assessments.models import Group, Response, Result, RoundState
from rodtrad.assessments.service.ending import stop_answers
from tests.assessments.conftest import AREAS, close, open_round, text_of, write_plan

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating


@pytest.fixture
def closed(rating: Rating) -> Rating:
    """Björkhagen 12 answers, Ekbacken 10, Tallmon 8, Lilla Holmen 3 (too few), Strand 9; four leaders."""
    town = rating.town
    rating.staff_answer(town.bjorkhagen, 12, (2, 3, 4, 5, 5))
    rating.staff_answer(town.ekbacken, 10, (3, 3, 3, 3, 3))
    rating.staff_answer(town.tallmon, 8, (4, 4, 4, 4, 4))
    rating.staff_answer(town.lilla_holmen, 3, (1, 1, 1, 1, 1))
    rating.staff_answer(town.strandgymnasiet, 9, (5, 5, 5, 5, 5))
    rating.leaders_answer(town.bjorkhagen, (5, 5, 5, 5, 5))
    rating.leaders_answer(town.ekbacken)
    rating.leaders_answer(town.tallmon)
    rating.leaders_answer(town.strandgymnasiet)
    rating.round = rating.close()
    return rating


def row(rating: Rating, unit: object, group: str = Group.STAFF) -> Result:
    return Result.objects.get(round=rating.round, unit=unit, group=group)


def test_a_units_result_is_its_counts(closed: Rating) -> None:
    found = row(closed, closed.town.bjorkhagen)

    assert (found.is_shown, found.answered, found.invited) == (True, 12, 45)
    assert found.counts[0] == [0, 12, 0, 0, 0, 0, 0, 0]
    assert found.counts[4] == [0, 0, 0, 0, 12, 0, 0, 0]
    assert [area["mean"] for area in found.areas] == [3.0, 5.0]


def test_a_small_group_leaves_no_trace_in_what_is_stored(closed: Rating) -> None:
    found = row(closed, closed.town.lilla_holmen)

    assert (found.is_shown, found.reason, found.answered) == (False, "small", None)
    assert found.counts == ["small"] * 5
    assert found.areas == [{"reason": "small"}] * 2


def test_a_small_group_cannot_be_had_by_taking_its_neighbour_from_their_district(closed: Rating) -> None:
    """Södra området has Tallmon and tiny Lilla Holmen: one of the two larger figures must be held back."""
    town = closed.town
    district, neighbour = row(closed, town.south), row(closed, town.tallmon)

    assert not (district.is_shown and neighbour.is_shown)


def test_the_whole_is_shown_with_its_number_of_answers_and_units(closed: Rating) -> None:
    found = row(closed, closed.town.authority)

    assert (found.is_shown, found.answered, found.units) == (True, 42, 5)


def test_leaders_are_summed_only_where_no_unit_can_work_out_another(closed: Rating) -> None:
    """Three of the four stand in one administration: with its sum shown, the fourth would be the rest."""
    town = closed.town

    assert row(closed, town.authority, Group.LEADERS).is_shown
    assert not row(closed, town.compulsory, Group.LEADERS).is_shown
    assert not row(closed, town.north, Group.LEADERS).is_shown
    assert row(closed, town.bjorkhagen, Group.LEADERS).counts[0] == [0, 0, 0, 0, 1, 0, 0, 0]


def test_counting_again_after_a_crash_gives_the_same(rating: Rating, monkeypatch: pytest.MonkeyPatch) -> None:
    from rodtrad.assessments.service import closing

    rating.staff_answer(rating.town.bjorkhagen, 6)
    stop_answers(rating.round)

    with monkeypatch.context() as broken:
        broken.setattr(closing, "write_rows", killed)
        with pytest.raises(RuntimeError):
            service.freeze(rating.round.pk)
    rating.round.refresh_from_db()
    assert rating.round.state == RoundState.CLOSING
    assert not Result.objects.exists()

    service.freeze(rating.round.pk)
    first = list(Result.objects.order_by("unit_path", "group").values("counts", "areas", "answered"))
    service.freeze(rating.round.pk)
    second = list(Result.objects.order_by("unit_path", "group").values("counts", "areas", "answered"))

    rating.round.refresh_from_db()
    assert rating.round.state == RoundState.CLOSED
    assert first == second


def killed(*_args: object, **_kwargs: object) -> None:
    raise RuntimeError("killed in the middle")


def test_a_closed_round_does_not_change_with_its_answers(closed: Rating) -> None:
    before = row(closed, closed.town.bjorkhagen).counts

    Response.objects.all().delete()
    service.freeze(closed.round.pk)

    assert row(closed, closed.town.bjorkhagen).counts == before


def test_the_unit_sees_its_result_in_a_sentence_and_a_picture(closed: Rating) -> None:
    town = closed.town
    page = town.client(town.karin).get(town.place(town.bjorkhagen).url("assessments:result"))
    text = text_of(page)

    assert page.status_code == 200
    assert "Personalen skattar lägre än ledningen i ett av två områden" in text
    assert "12 av 45 i personalen svarade" in text
    assert "Ledningen skattar högre än personalen" in text
    assert "Kartlägg kunskaperna varje höst" in text


def test_a_unit_that_is_too_small_is_told_why(closed: Rating) -> None:
    town = closed.town
    page = town.client(town.lovisa).get(
        town.place(town.lilla_holmen).url("assessments:result") + "?grupp=staff"
    )

    assert "Resultatet kan inte visas" in text_of(page)
    assert "färre än 5 svar" in text_of(page)


@pytest.mark.parametrize("name", ["assessments:result", "assessments:heat_map", "assessments:leaders"])
def test_another_unit_is_not_there_for_a_principal(closed: Rating, name: str) -> None:
    town = closed.town
    karin = town.client(town.karin)

    assert karin.get(town.place(town.ekbacken).url(name)).status_code == 404
    assert karin.get(town.place(town.other_school, town.other_year).url(name)).status_code == 404


def test_a_principal_sees_the_sums_above_but_no_neighbour_in_them(closed: Rating) -> None:
    town = closed.town
    karin = town.client(town.karin)

    authority = karin.get(town.place(town.authority).url("assessments:figure", position=0))

    assert authority.status_code == 200
    assert "Björkhagens skola" in text_of(authority)
    assert "Ekbackens skola" not in text_of(authority)


def test_an_authoritys_figure_opens_into_the_units_it_was_made_from(closed: Rating) -> None:
    town = closed.town
    page = town.client(town.sten).get(town.place(town.authority).url("assessments:figure", position=0))

    for school in ("Björkhagens skola", "Ekbackens skola", "Strandgymnasiet"):
        assert school in text_of(page)
    assert "Visas inte: för få svar" in text_of(page)


def test_the_leaders_of_a_unit_are_not_shown_to_another_unit(closed: Rating) -> None:
    """A manager sees the units below; a principal only the own one, and no sum that gives away another."""
    town = closed.town

    assert service.unit_result(town.scope(town.nils), town.ekbacken, closed.round, Group.LEADERS)
    assert service.unit_result(town.scope(town.karin), town.ekbacken, closed.round, Group.LEADERS) is None


def test_the_door_gives_no_result_outside_the_readers_units(closed: Rating) -> None:
    town = closed.town
    outside = [(town.karin, town.ekbacken), (town.karin, town.south), (town.otto, town.bjorkhagen)]

    for person, unit in outside:
        assert service.unit_result(town.scope(person), unit, closed.round) is None
        assert service.area_standings(town.scope(person), unit, town.year.starts_on) is None
        assert service.weakest(town.scope(person), unit, closed.round) == []
    assert service.unit_result(town.scope(town.karin), town.north, closed.round) is not None


def test_the_map_follows_the_tree_and_hatches_what_is_hidden(closed: Rating) -> None:
    town = closed.town
    page = town.client(town.sten).get(town.place(town.authority).url("assessments:heat_map"))
    html = page.content.decode()
    schools = [
        "Björkhagens skola",
        "Ekbackens skola",
        "Tallmons skola",
        "Lilla Holmens skola",
        "Strandgymnasiet",
    ]

    places = [html.index(f">{name}</a>") for name in schools]
    assert places == sorted(places)
    assert 'data-kind="hidden"' in html


def test_the_map_can_be_limited_to_a_school_form(closed: Rating) -> None:
    town = closed.town
    address = town.place(town.authority).url("assessments:heat_map")
    page = text_of(town.client(town.sten).get(f"{address}?skolform=upper_secondary"))

    assert "Strandgymnasiet" in page
    assert "Ekbackens skola" not in page


@pytest.mark.parametrize("name", ["assessments:result", "assessments:heat_map", "assessments:overview"])
def test_no_page_asks_more_of_the_database_when_more_units_and_answers_come(
    closed: Rating, name: str, django_assert_max_num_queries: object
) -> None:
    town = closed.town
    sten = town.client(town.sten)
    address = town.place(town.authority).url(name)
    sten.get(address)

    with django_assert_max_num_queries(20) as seen:  # type: ignore[operator]
        sten.get(address)
    before = len(seen)
    add_school(closed)
    with django_assert_max_num_queries(before):  # type: ignore[operator]
        sten.get(address)


def add_school(closed: Rating) -> None:
    """One more school with a result of its own."""
    from rodtrad.organisation.service import add_unit

    copied = row(closed, closed.town.bjorkhagen)
    for number in range(3):
        school = add_unit(
            closed.town.south,
            kind="school",
            name=f"Ny skola {number}",
            school_form="compulsory",
            staff_count=9,
        )
        copied.pk, copied.unit, copied.unit_path = None, school, school.path
        copied._state.adding = True
        copied.save()


def test_this_year_is_compared_with_last_year_where_the_same_was_asked(rating: Rating) -> None:
    """The plan was revised: one initiative is new, one has new words. Both are left out, and it is said."""
    town = rating.town
    before = open_round_last_year(rating)
    rating.staff_answer(town.bjorkhagen, 12, (2, 2, 2, 2, 2))
    close(before)
    rating.round = open_round(town, rating.instrument)
    rating.staff_answer(town.bjorkhagen, 12, (4, 2, 2, 2, 2))
    rating.close()

    found = service.unit_result(town.scope(town.karin), town.bjorkhagen, rating.round)

    assert found is not None
    assert found.previous == before
    assert found.left_out == ()
    assert [i.change.name for i in found.indicators if i.change is not None] == [
        "HIGHER",
        *["NO_CLEAR_CHANGE"] * 4,
    ]


def open_round_last_year(rating: Rating) -> object:
    rating.round.year = rating.town.last_year
    rating.round.save()
    return rating.round


def test_what_was_not_asked_last_year_is_left_out_and_named(rating: Rating) -> None:
    from rodtrad.plans.models import Item

    town = rating.town
    open_round_last_year(rating)
    rating.staff_answer(town.bjorkhagen, 12)
    last = rating.close()
    revised = {**AREAS, "Likvärdig tillgång": ("Byt ut utrustning efter en plan", "Öva utan nät")}
    plan = write_plan(town, "Reviderad plan", revised)
    for item in Item.objects.filter(document=plan):
        same = Item.objects.filter(document=rating.document, text=item.text).first()
        if same:
            Item.objects.filter(pk=item.pk).update(key=same.key)
    instrument = service.make_instrument(town.scope(town.sten), plan)
    rating.round = open_round(town, instrument)
    rating.staff_answer(town.bjorkhagen, 12)
    rating.close()

    found = service.unit_result(town.scope(town.karin), town.bjorkhagen, rating.round)

    assert found is not None
    assert found.previous == last
    assert found.left_out == ("Öva utan nät",)
