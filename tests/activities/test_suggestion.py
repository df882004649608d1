"""From a low result, one step to a goal and an activity; what may not be shown is not told on the way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rodtrad.activities import rules
from rodtrad.activities.models import Goal
from rodtrad.activities.suggestion import lowest_at, middle_level, suggestion_from
from tests.activities.conftest import text_of
from tests.assessments.conftest import Rating, rating
from tests.people import Town

__all__ = ["rating"]

LOW = (2, 5, 4, 4, 4)


@pytest.fixture
def closed(rating: Rating) -> Rating:
    """Björkhagen's staff place the first question lowest; tiny Lilla Holmen is too small to be shown."""
    town = rating.town
    rating.staff_answer(town.bjorkhagen, 20, LOW)
    for unit in (town.ekbacken, town.tallmon, town.strandgymnasiet):
        rating.staff_answer(unit, 12, LOW)
    rating.staff_answer(town.lilla_holmen, 2, LOW)
    rating.close()
    return rating


def address(closed: Rating, position: int = 0, unit: Any = None) -> str:
    place = closed.town.place(unit or closed.town.bjorkhagen)
    return place.url("activities:goal_from_result", round_id=closed.round.pk, position=position)


def test_the_forms_are_filled_in_from_the_indicator(closed: Rating) -> None:
    town = closed.town
    found = suggestion_from(town.scope(town.karin), town.place(town.bjorkhagen), closed.round.pk, 0)

    assert found is not None
    assert found.standing is not None
    item = closed.document.items.get(text="Kartlägg kunskaperna varje höst")
    assert (found.standing.level, found.standing.label, found.standing.answers) == (2, "Planerat", 20)
    assert found.goal["item"] == item.pk
    assert found.activity["items"] == [item.pk]
    assert found.goal["title"], "what the next level looks like is a goal to begin with"


def test_karin_goes_from_the_result_to_goal_and_activity_in_one_step(closed: Rating) -> None:
    client = closed.town.client(closed.town.karin)
    form = client.get(address(closed)).context
    sent = {
        "key": form["key"],
        "goal-title": form["goal_form"].initial["title"],
        "goal-description": form["goal_form"].initial["description"],
        "goal-item": form["goal_form"].initial["item"],
        "activity-title": "Fråga alla i september",
        "activity-expected_effect": "Vi vet var behoven finns.",
        "activity-effect_sign": "Alla har svarat.",
        "activity-items": form["activity_form"].initial["items"],
    }
    for _press in range(2):
        assert client.post(address(closed), sent).status_code == 302

    page = client.get(closed.town.place(closed.town.bjorkhagen).url("activities:year"))
    assert "Kom ur skattningen 2026/27" in text_of(page), "and the way back to the result stands at the goal"
    origin = page.context["plan"].goals[0].origin
    assert client.get(origin.url).status_code == 200
    goal = Goal.objects.get()
    assert goal.origin == {"round": closed.round.pk, "position": 0}
    assert [activity.title for activity in goal.activities.all()] == ["Fråga alla i september"]


def suggest(closed: Rating, position: int, *activities: dict[str, Any]) -> None:
    """Give a question activities of its own, as its instrument's author does."""
    closed.instrument.indicators.filter(position=position).update(suggestions=list(activities))


def test_only_activities_for_where_the_unit_stands_are_suggested_in_their_order(closed: Rating) -> None:
    suggest(
        closed,
        0,
        {"levels": [5], "title": {"sv": "Sprid det ni kan"}},
        {"levels": [1, 2], "title": {"sv": "Fråga alla"}, "expected_effect": {"sv": "Vi vet."}},
        {"title": {"sv": "Läs tillsammans"}},
    )
    town = closed.town
    here = (town.scope(town.karin), town.place(town.bjorkhagen), closed.round.pk, 0)

    first, second, beyond = (suggestion_from(*here, chosen) for chosen in (0, 1, 9))

    assert first is not None
    assert second is not None
    assert beyond is not None
    assert first.titles == ("Fråga alla", "Läs tillsammans")
    assert (first.activity["title"], first.activity["expected_effect"]) == ("Fråga alla", "Vi vet.")
    assert (second.chosen, second.activity["title"]) == (1, "Läs tillsammans")
    assert beyond.chosen == 0
    page = text_of(town.client(town.karin).get(address(closed), {"forslag": "2"}))
    assert "Fråga alla" in page
    assert "Sprid det ni kan" not in page


@pytest.mark.parametrize(("position", "status"), [(0, "planned"), (1, "ongoing")])
def test_the_answers_say_how_far_a_suggested_activity_has_come(
    closed: Rating, position: int, status: str
) -> None:
    """'Planerat' is not begun; 'nästan där' is under way."""
    client = closed.town.client(closed.town.karin)
    form = client.get(address(closed, position)).context
    assert form["start_form"].initial == {"status": status}

    sent = {
        "key": form["key"],
        "goal-title": "Ett mål",
        "activity-title": "Fråga alla",
        "activity-expected_effect": "Vi vet.",
        "activity-effect_sign": "Alla har svarat.",
        "start-status": form["start_form"].initial["status"],
    }
    assert client.post(address(closed, position), sent).status_code == 302

    assert Goal.objects.get().activities.get().status == status


@given(st.integers(2, 7).flatmap(lambda levels: st.tuples(st.integers(1, levels), st.just(levels))))
def test_no_one_has_begun_at_the_lowest_level_and_everyone_at_the_highest(scale: tuple[int, int]) -> None:
    _level, levels = scale
    order = [rules.starting_status(each, levels) for each in range(1, levels + 1)]

    assert (order[0], order[-1]) == ("planned", "ongoing")
    assert order == sorted(order, reverse=True), "once begun, begun at every higher level"


def test_how_many_answered_stands_beside_the_level(closed: Rating) -> None:
    text = text_of(closed.town.client(closed.town.karin).get(address(closed)))

    assert "Hälften av svaren ligger på nivå 2 (Planerat) eller lägre." in text
    assert "20 svar av 45 möjliga." in text


def test_a_result_that_is_hidden_is_not_told_here_either(closed: Rating) -> None:
    town = closed.town

    page = town.client(town.lovisa).get(address(closed, unit=town.lilla_holmen))

    assert "Resultatet visas inte" in text_of(page)
    assert page.context["suggested"].standing is None


def test_the_lowest_come_first_and_hidden_ones_not_at_all(closed: Rating) -> None:
    town = closed.town
    lowest = lowest_at(town.scope(town.karin), town.place(town.bjorkhagen))

    assert lowest is not None
    assert lowest.indicators[0].position == 0
    assert lowest_at(town.scope(town.lovisa), town.place(town.lilla_holmen)) is None


@pytest.mark.parametrize("position", [5, 99])
def test_a_question_that_was_not_asked_is_not_found(closed: Rating, position: int) -> None:
    assert closed.town.client(closed.town.karin).get(address(closed, position)).status_code == 404


def test_an_open_round_and_another_authority_give_nothing(rating: Rating) -> None:
    town = rating.town

    assert town.client(town.karin).get(address(rating)).status_code == 404
    there = town.place(town.other_school, town.other_year).url(
        "activities:goal_from_result", round_id=rating.round.pk, position=0
    )
    assert town.client(town.rut).get(there).status_code == 404


def test_amir_is_told_who_sets_goals(closed: Rating) -> None:
    assert closed.town.client(closed.town.amir).get(address(closed)).status_code == 403


def test_without_a_result_a_plan_begins_all_the_same(town: Town) -> None:
    assert lowest_at(town.scope(town.karin), town.place(town.bjorkhagen)) is None


@given(st.lists(st.integers(0, 40), min_size=6, max_size=6).filter(any))
def test_at_least_half_lie_at_or_below_the_middle_level_and_fewer_below_it(counts: list[int]) -> None:
    level = middle_level(counts)

    assert 2 * sum(counts[:level]) >= sum(counts)
    assert 2 * sum(counts[: level - 1]) < sum(counts)
