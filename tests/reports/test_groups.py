"""Leaders beside staff beside pupils beside guardians, with the gaps, in the year's report and the school's
own; and a unit that has not said how many it asked does not hide the response rate of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rodtrad.assessments import service as assessments
from rodtrad.assessments.models import Group, Response
from rodtrad.organisation.access import SYSTEM
from rodtrad.reports import gather
from rodtrad.reports.unit_content import unit_content
from tests.assessments.conftest import TODAY, Rating, write_plan
from tests.reports.conftest import ANSWERED, THIS_YEAR, Story, lead_both, rate

if TYPE_CHECKING:
    from rodtrad.reports.models import Compilation
    from tests.people import Town

PUPILS = {"bjorkhagen": 40, "ekbacken": 30, "tallmon": 20, "strandgymnasiet": 60}
GUARDIANS = {"bjorkhagen": 25, "ekbacken": 20, "tallmon": 15, "strandgymnasiet": 30}
GROUPS = (Group.LEADERS, Group.STAFF, Group.PUPILS_OLDER, Group.GUARDIANS)
# Below the leaders by two steps, and on the first area's last question not asked at all.
LOW = bytes([3, 3, 0, 2, 2])


@pytest.fixture
def voices(town: Town) -> Story:
    """Sundby's year with pupils and guardians asked too, the pupils at Björkhagen out of 80 and at Ekbacken
    out of 60; Tallmon has not said.
    """
    lead_both(town)
    scope = town.scope(town.sten)
    document = write_plan(town)
    instrument = assessments.make_instrument(scope, document)
    for place, each in enumerate(assessments.indicators_of(instrument)):
        if place != 2:
            more = {"pupils_older": {"sv": f"Vi märker {place}"}, "guardians": {"sv": f"Mitt barn {place}"}}
            each.statements |= more
            each.save()
    plan = assessments.RoundPlan("Självskattning", TODAY, TODAY, groups=GROUPS)
    prepared = assessments.prepare_round(scope, instrument, town.authority, town.year, plan)
    rating = Rating(town, document, instrument, assessments.open_round(scope, prepared))
    for unit, invited in ((town.bjorkhagen, 80), (town.ekbacken, 60)):
        rating.round.parts.filter(unit=unit, group="pupils_older").update(invited=invited)
    for group, answers in ((Group.PUPILS_OLDER, PUPILS), (Group.GUARDIANS, GUARDIANS)):
        Response.objects.bulk_create(
            Response(round=rating.round, unit=getattr(town, name), group=group, values=LOW)
            for name, number in answers.items()
            for _each in range(number)
        )
    rate(rating, THIS_YEAR)
    return Story(town, rating)


def leaders_in(story: Story) -> tuple[int | None, list[bool]]:
    """How many leaders' ratings the year's report counts, and whether it tells of them in each area."""
    facts = gather.read(story.place, "Sten", TODAY, 1).facts
    assert facts.round is not None
    turnout = facts.round.turnout(Group.LEADERS)
    assert turnout is not None
    return turnout.answered, [bool(area.leaders and area.leaders.is_shown) for area in facts.areas]


def test_what_all_read_tells_nobody_of_a_single_school_s_leaders(story: Story) -> None:
    """Who leads the four schools of an administration would take them from the five, and have the last one;
    the page does not tell Nils the sum, and the report that he reads too tells it to no one.
    """
    told = leaders_in(story)
    story.town.nils.duties.filter(unit=story.town.upper).delete()
    page = assessments.unit_result(
        story.town.scope(story.town.nils), story.town.authority, story.rating.round, Group.LEADERS
    )

    assert told == (5, [True, True])
    assert page is not None
    assert not page.is_shown
    assert leaders_in(story) == (None, [False, False])
    facts = gather.read(story.place, "Sten", TODAY, 1).facts
    assert all(area.staff and area.staff.is_shown for area in facts.areas)
    assert all(each.leaders is None or not each.leaders.is_shown for each in facts.initiatives)
    assert all(area.gap is None for area in facts.areas)


def blocks(compilation: Compilation, language: str = "sv") -> dict[str, dict[str, Any]]:
    return {block["id"]: block for block in compilation.content["blocks"][language]}


def said(block: dict[str, Any]) -> str:
    return str(block)


def test_the_years_report_has_every_group_beside_the_leaders(voices: Story) -> None:
    found = blocks(voices.compile())

    rows = found["groups-table"]["rows"]
    assert [row[1] for row in rows[:4]] == ["Ledning", "Personal", "Äldre elever", "Vårdnadshavare"]
    leaders, staff, pupils, guardians = rows[:4]
    assert leaders[2] == "4,7 (5)"
    assert leaders[5] == "–"
    assert "(ingen tydlig)" not in staff[5]
    assert pupils[2] == "3,0 (150)"
    assert pupils[5] == "+2,0 (högre)"
    assert guardians[2] == "3,0 (90)"
    assert "Äldre elever" in said(found["state-groups"])
    assert "Medelvärdet för de äldre eleverna är 3,0 på skalan 1–6 (150 svar" in said(
        found["area-1-pupils_older"]
    )
    assert "Ledningens medelvärde är tydligt högre (+2,0)." in said(found["area-1-guardians"])
    assert "Ledningen skattar högre än de äldre eleverna i" in said(found["points"])
    assert "minst 10 svar" in said(found["method"])


def test_it_says_it_in_english_too(voices: Story) -> None:
    found = blocks(voices.compile(), "en")

    assert [row[1] for row in found["groups-table"]["rows"][:4]] == [
        "Leaders", "Staff", "Older pupils", "Guardians",
    ]  # fmt: skip
    assert "The leaders' mean is clearly higher (+2.0)." in said(found["area-1-guardians"])


def test_each_groups_figure_opens_into_its_own_rows(voices: Story) -> None:
    from rodtrad.reports import service

    compilation = voices.compile()
    scope = voices.town.scope(voices.town.sten)

    found = service.figure_rows(scope, voices.place, compilation, "area-1-pupils_older", "sv")

    assert found is not None
    told = {row[0].text: (row[1].text, row[2].text) for row in found.rows}
    assert told["Björkhagens skola"] == ("3,0", "40")
    assert told["Sundby kommun"] == ("3,0", "150")


def test_one_unknown_number_does_not_hide_the_response_rate_of_the_others(voices: Story) -> None:
    """The gymnasium's number is known from the register: 130 of 680 at three of five units."""
    town = voices.town
    result = assessments.unit_result(SYSTEM, town.authority, voices.rating.round, "pupils_older")

    assert result is not None
    assert result.invited is None
    assert result.coverage is not None
    assert (result.coverage.units, result.coverage.of) == (3, 5)
    assert (result.coverage.answered, result.coverage.invited) == (130, 80 + 60 + 540)
    found = blocks(voices.compile())
    assert "150 äldre elever svarade. På de 3 av 5 enheter som har angett hur många de frågade" in said(
        found["state-turnout"]
    )
    page = town.client(town.sten).get(f"{voices.place.url('assessments:result')}?grupp=pupils_older")
    assert "på de 3 av 5 enheter som har angett hur många de frågade" in page.content.decode()


def test_the_rate_of_the_others_counts_no_unit_whose_answers_are_hidden(voices: Story) -> None:
    """Made from published rows only: nobody can take it from the sum and be left with a hidden one."""
    from rodtrad.assessments.models import Result

    rows = Result.objects.filter(round=voices.rating.round, group="pupils_older", unit_kind="school")
    rows.filter(unit=voices.town.ekbacken).update(is_shown=False, reason="small", answered=None)

    result = assessments.unit_result(SYSTEM, voices.town.authority, voices.rating.round, "pupils_older")

    assert result is not None
    assert result.coverage is not None
    assert (result.coverage.units, result.coverage.answered) == (2, 100)


def test_the_schools_own_report_has_the_groups_and_the_gap_to_talk_about(voices: Story) -> None:
    town = voices.town
    told = unit_content(town.scope(town.karin), town.place(town.bjorkhagen))
    found = {block["id"]: block for block in told.blocks}

    assert [row[1] for row in found["groups-table"]["rows"][:4]] == [
        "Ledning", "Personal", "Äldre elever", "Vårdnadshavare",
    ]  # fmt: skip
    assert "40 av 80 äldre elever svarade (50\xa0%)." in found["result-turnout"]["text"]
    assert "Ledningen och de äldre eleverna ser olika på" in said(found["talk"])


def test_a_report_of_leaders_and_staff_only_has_no_table_of_groups(story: Story) -> None:
    found = blocks(story.compile())

    assert "groups-table" not in found
    assert "Ledning och personal på samma linje" in said(found["state-groups"])
    assert sum(ANSWERED.values()) == 48
