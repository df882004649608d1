"""Six groups, each with its own words, link, threshold and result; and scales of other lengths than six."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from django.test import Client

from rodtrad.assessments import service
from rodtrad.assessments.groups import Group, group_invited, is_asked_at
from rodtrad.assessments.models import Comment, Response, Result, RoundPart
from rodtrad.assessments.rules import Sheet, packed
from rodtrad.assessments.tally import Tally
from rodtrad.common.errors import UserError
from tests.assessments.conftest import TODAY, close, fill, text_of
from tests.assessments.conftest import Rating as Opened

if TYPE_CHECKING:
    from rodtrad.assessments.models import Instrument
    from tests.people import Town

EVERYONE = ("leaders", "staff", "teachers", "pupils_older", "pupils_younger", "guardians")


def opened(town: Town, instrument: Instrument, **chosen: object) -> Opened:
    values = {"groups": EVERYONE, **chosen}
    plan = service.RoundPlan("Omgång", TODAY - timedelta(days=7), TODAY + timedelta(days=14), **values)  # type: ignore[arg-type]
    scope = town.scope(town.sten)
    prepared = service.prepare_round(scope, instrument, town.authority, town.year, plan)
    made = service.open_round(scope, prepared)
    return Opened(town, None, instrument, made)  # type: ignore[arg-type]


@pytest.fixture
def full(town: Town) -> Instrument:
    return service.take_instrument(town.scope(town.sten), town.authority, service.shipped_draft("full"))


@pytest.fixture
def pulse(town: Town) -> Instrument:
    return service.take_instrument(town.scope(town.sten), town.authority, service.shipped_draft("pulse"))


def answered(rating: Opened, group: str, number: int, level: int) -> None:
    """So many of a group at Björkhagen choose one level for everything they are asked."""
    sheet, width = rating.sheet(group), 0
    width = sheet.width
    levels = [level if place in sheet.rated else 0 for place in range(width)]
    RoundPart.objects.filter(unit=rating.town.bjorkhagen, group=group).update(cap=500)
    rating.answer(rating.town.bjorkhagen, group, number, levels)


def test_each_group_of_a_unit_has_a_link_of_its_own_where_there_is_such_a_group(
    town: Town, full: Instrument
) -> None:
    rating = opened(town, full)

    at_school = {part.group for part in rating.round.parts.filter(unit=town.bjorkhagen)}
    at_upper = {part.group for part in rating.round.parts.filter(unit=town.strandgymnasiet)}
    codes = [part.code for part in rating.round.parts.exclude(group="leaders")]

    assert at_school == set(EVERYONE)
    assert at_upper == set(EVERYONE) - {"pupils_younger"}
    assert len(set(codes)) == len(codes)
    assert not is_asked_at(Group.PUPILS_OLDER, "preschool")
    assert is_asked_at(Group.GUARDIANS, "preschool")


def test_each_group_meets_its_own_words_and_only_its_own_questions(town: Town, full: Instrument) -> None:
    rating, phone = opened(town, full), Client()
    pages = {
        group: text_of(phone.get(rating.link(town.bjorkhagen, group)))
        for group in ("staff", "teachers", "pupils_younger", "guardians")
    }

    assert "Jag vet vad ett bra lösenord är" in pages["pupils_younger"]
    assert "Ganska mycket" in pages["pupils_younger"]
    assert "Lösenord delas och datorer lämnas öppna" not in pages["pupils_younger"]
    assert "Jag kan undervisa med digitala verktyg" in pages["teachers"]
    assert "Jag kan undervisa med digitala verktyg" not in pages["staff"]
    assert "Vi i personalen behärskar" in pages["teachers"]
    assert "Vi i personalen behärskar" not in pages["guardians"]


def test_staff_and_teachers_are_told_that_each_answers_in_one_group(town: Town, full: Instrument) -> None:
    rating, phone = opened(town, full), Client()

    assert "för dig som undervisar" in text_of(phone.get(rating.link(town.bjorkhagen, "teachers")))
    assert "för dig som inte undervisar" in text_of(phone.get(rating.link(town.bjorkhagen, "staff")))
    alone = opened_again(rating, ("staff",))
    assert "undervisar" not in text_of(phone.get(alone.link(town.bjorkhagen)))[:1500]


def opened_again(rating: Opened, groups: tuple[str, ...]) -> Opened:
    close(rating.round)
    return opened(rating.town, rating.instrument, groups=groups)


def test_how_many_are_invited_is_said_by_the_register_or_by_no_one(town: Town) -> None:
    school = town.bjorkhagen

    assert group_invited("staff", school, ["staff"]) == school.staff_count
    assert group_invited("staff", school, ["staff", "teachers"]) == 0
    assert group_invited("pupils_older", school, ["pupils_older"]) == 0
    assert group_invited("pupils_older", town.strandgymnasiet, ["pupils_older"]) == (
        town.strandgymnasiet.pupil_count
    )


def test_without_a_number_of_invited_no_response_rate_is_shown(town: Town, full: Instrument) -> None:
    rating = opened(town, full)
    answered(rating, "teachers", 9, 3)
    rating.close()

    found = service.unit_result(town.scope(town.karin), town.bjorkhagen, rating.round, "teachers")
    page = text_of(
        town.client(town.karin).get(town.place(town.bjorkhagen).url("assessments:result") + "?grupp=teachers")
    )

    assert found is not None
    assert (found.answered, found.invited, found.rate) == (9, None, None)
    assert "9 svar, antalet tillfrågade är inte angivet" in page


def test_a_group_is_asked_only_where_the_instrument_has_words_for_it(town: Town, pulse: Instrument) -> None:
    with pytest.raises(UserError) as refused:
        opened(town, pulse, groups=("staff", "guardians"))

    assert refused.value.code == "no_statements"
    assert "Vårdnadshavare" in str(refused.value)


def test_pupils_have_the_higher_threshold_and_staff_the_lower(town: Town, full: Instrument) -> None:
    rating = opened(town, full)
    answered(rating, "pupils_older", 9, 2)
    answered(rating, "staff", 9, 3)
    rating.close()
    shown = dict(
        Result.objects.filter(round=rating.round, unit=town.bjorkhagen).values_list("group", "is_shown")
    )

    assert (shown["staff"], shown["pupils_older"]) == (True, False)
    page = text_of(Client().get(rating.link(town.bjorkhagen, "pupils_older")))
    assert "Omgången är stängd" in page


def test_results_show_every_group_beside_the_others_and_only_what_it_was_asked(
    town: Town, full: Instrument
) -> None:
    rating = opened(town, full)
    answered(rating, "pupils_older", 14, 1)
    answered(rating, "staff", 14, 4)
    rating.leaders_answer(town.bjorkhagen, [4] * 40)
    rating.close()
    scope = town.scope(town.karin)
    found = service.unit_result(scope, town.bjorkhagen, rating.round, "pupils_older")

    assert found is not None
    asked = [i for i in service.indicators_of(full) if i.is_rated_by("pupils_older")]
    assert [i.position for i in found.indicators] == [i.position for i in asked]
    assert {area.gap.verdict.name for area in found.areas if area.gap} == {"HIGHER"}
    first = found.indicators[0]
    assert (first.figure.mean, first.figures["leaders"].mean) == (1.0, 4.0)
    address = town.place(town.bjorkhagen).url("assessments:result")
    page = text_of(town.client(town.karin).get(f"{address}?grupp=pupils_older"))
    assert "De äldre eleverna skattar lägre än ledningen" in page
    assert "Stämmer inte" in page


def test_a_question_that_a_group_was_not_asked_counts_against_no_area(town: Town, full: Instrument) -> None:
    rating = opened(town, full)
    answered(rating, "guardians", 20, 3)
    rating.close()
    row = Result.objects.get(round=rating.round, unit=town.bjorkhagen, group="guardians")
    asked = {each.position for each in service.indicators_of(full) if each.is_rated_by("guardians")}

    for place, cell in enumerate(row.counts):
        assert (cell == "not_asked") == (place not in asked)
    assert all(area["used"] == area["of"] for area in row.areas if "used" in area)
    assert {"reason": "not_asked"} in row.areas or len(asked) > 0


def test_a_scale_of_five_is_counted_shown_and_exported_as_five(town: Town, pulse: Instrument) -> None:
    rating = opened(town, pulse, groups=("staff",))
    answered(rating, "staff", 8, 5)
    rating.close()
    row = Result.objects.get(round=rating.round, unit=town.bjorkhagen)
    shown = [cell for cell in row.counts if isinstance(cell, list)]

    assert {len(cell) for cell in shown} == {7}
    assert shown[0] == [0, 0, 0, 0, 8, 0, 0]
    assert "level_5" in service.export_columns(rating.round)
    assert "level_6" not in service.export_columns(rating.round)
    place, karin = town.place(town.bjorkhagen), town.client(town.karin)
    assert "Medel 5,0 av 5" in text_of(karin.get(place.url("assessments:result")))
    assert "Stämmer helt" in text_of(karin.get(place.url("assessments:figure", position=0)))
    assert karin.get(place.url("assessments:heat_map")).status_code == 200


def test_a_level_above_the_scale_is_refused(town: Town, pulse: Instrument) -> None:
    rating, phone = opened(town, pulse, groups=("staff",)), Client()
    link = rating.link(town.bjorkhagen)

    page = phone.post(link, fill(phone, link, (6,)))

    assert page.status_code == 400
    assert "Välj en av nivåerna." in text_of(page)
    with pytest.raises(ValueError, match="no answer"):
        packed({0: 6}, Sheet(1, 5, frozenset({0}), frozenset()))
    with pytest.raises(ValueError, match="no answer"):
        Tally(1, 1, 5).add(np.array([[6]], dtype=np.uint8), np.array([0]))


def test_a_question_that_the_group_is_not_asked_is_not_taken(town: Town, pulse: Instrument) -> None:
    rating, phone = opened(town, pulse, groups=("staff",)), Client()
    only_teachers = next(i for i in service.indicators_of(pulse) if not i.is_asked("staff"))
    link = rating.link(town.bjorkhagen)

    phone.post(link, fill(phone, link, (4,), **{f"f{only_teachers.position}": "5"}))

    assert bytes(Response.objects.get().values)[only_teachers.position] == 0


def test_an_open_question_is_answered_in_words_and_never_counted(town: Town) -> None:
    scope = town.scope(town.sten)
    drafted = service.blank_draft("Tre frågor", "pulse", "agreement5")
    made = service.make_empty(scope, town.authority, drafted)
    area = made.areas.get()
    service.add_indicator(scope, area, service.IndicatorDraft({"staff": {"sv": "Det går bra"}}))
    service.add_indicator(scope, area, service.IndicatorDraft({"staff": {"sv": "Vad saknas?"}}, kind="open"))
    rating, phone = opened(town, made, groups=("staff",)), Client()
    link = rating.link(town.bjorkhagen)

    assert phone.post(link, fill(phone, link, (0,), k1="Mer tid")).status_code == 303
    for _each in range(9):
        phone.post(link, fill(phone, link, (4,), k1="Lugn och ro"))
    rating.close()

    row = Result.objects.get(round=rating.round, unit=town.bjorkhagen)
    assert row.counts[1] == "open"
    assert Comment.objects.filter(position=1).count() == 10
    assert row.areas[0]["of"] == 1
    page = text_of(town.client(town.karin).get(town.place(town.bjorkhagen).url("assessments:comments")))
    assert "Vad saknas?" in page
    assert "Lugn och ro" in page


@pytest.mark.parametrize(
    ("seen_by", "amir", "lovisa"),
    [("leaders", False, False), ("staff", True, False), ("authority", True, True)],
)
def test_who_sees_a_units_result_is_decided_before_the_round_opens(
    town: Town, pulse: Instrument, seen_by: str, amir: bool, lovisa: bool
) -> None:
    rating = opened(town, pulse, groups=("leaders", "staff"), seen_by=seen_by)
    page = text_of(Client().get(rating.link(town.bjorkhagen)))
    answered(rating, "staff", 9, 4)
    rating.leaders_answer(town.bjorkhagen, [4] * 12)
    rating.close()

    def sees(person: object, group: str) -> bool:
        scope = town.scope(person)  # type: ignore[arg-type]
        return service.unit_result(scope, town.bjorkhagen, rating.round, group) is not None

    assert (sees(town.amir, "staff"), sees(town.lovisa, "staff")) == (amir, lovisa)
    assert sees(town.karin, "staff")
    assert sees(town.nils, "staff")
    assert not sees(town.lovisa, "leaders")
    assert not sees(town.otto, "staff")
    assert {"leaders": "ledningen för", "staff": "de som arbetar på", "authority": "alla som arbetar hos"}[
        seen_by
    ] in page


def test_comments_reach_the_staff_only_where_that_was_decided(town: Town, pulse: Instrument) -> None:
    for comments_for, status in (("leaders", 404), ("staff", 200)):
        rating = opened(town, pulse, groups=("staff",), comments_for=comments_for)
        answered(rating, "staff", 11, 3)
        close(rating.round)
        place = town.place(town.bjorkhagen)
        address = f"{place.url('assessments:comments')}?omgang={rating.round.pk}"
        assert town.client(town.amir).get(address).status_code == status


def test_a_pulse_and_a_yearly_round_go_on_side_by_side_and_are_never_mixed_up(
    rating: Opened, pulse: Instrument
) -> None:
    town = rating.town
    beside = opened(town, pulse, groups=("staff",))
    place, scope = town.place(town.bjorkhagen), town.scope(town.karin)

    assert service.round_at(scope, town.bjorkhagen.path, place.year_id) == rating.round
    page = text_of(town.client(town.karin).get(place.url("assessments:overview")))
    assert "Andra omgångar i år" in page
    answered(beside, "staff", 9, 4)
    beside.close()
    assert service.closed_round_at(town.bjorkhagen.path, place.starts_on) is None
    other = town.client(town.karin).get(place.url("assessments:result") + f"?omgang={beside.round.pk}")
    assert "Medel 4,0 av 5" in text_of(other)


def test_another_authoritys_round_cannot_be_asked_for(rating: Opened) -> None:
    town = rating.town
    theirs = town.place(town.other_school, town.other_year)

    page = town.client(town.otto).get(theirs.url("assessments:result") + f"?omgang={rating.round.pk}")

    assert page.status_code == 404


def test_one_groups_code_opens_no_other_groups_form(rating: Opened) -> None:
    """The leaders' part has no code, so an empty one leads nowhere."""
    parts = RoundPart.objects.filter(round=rating.round, group="leaders")

    assert {part.code for part in parts} == {""}
    assert service.find_link("", TODAY) is None
