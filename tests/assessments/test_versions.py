"""Versions of an instrument: frozen at first use, and compared only where the correspondence says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rodtrad.assessments import service, statistics
from rodtrad.assessments.models import Indicator, IndicatorLink, Instrument
from rodtrad.assessments.rules import bridged, comparable
from rodtrad.assessments.service.instruments import draft_of_indicator
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from tests.assessments.conftest import close, open_round, text_of

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating

LOW, HIGH = (2, 2, 2, 2, 2), (5, 5, 5, 5, 5)


def last_year(rating: Rating, levels: tuple[int, ...] = LOW) -> None:
    """A closed round last year with the fixture's instrument."""
    rating.round.year = rating.town.last_year
    rating.round.save()
    rating.staff_answer(rating.town.bjorkhagen, 12, levels)
    close(rating.round)


def this_year(rating: Rating, instrument: Instrument, levels: tuple[int, ...] = HIGH) -> service.UnitResult:
    rating.round = open_round(rating.town, instrument)
    rating.staff_answer(rating.town.bjorkhagen, 12, levels)
    rating.close()
    found = service.unit_result(rating.town.scope(rating.town.karin), rating.town.bjorkhagen, rating.round)
    assert found is not None
    return found


def reworded(rating: Rating, instrument: Instrument, position: int, group: str, text: str) -> Indicator:
    indicator = service.indicators_of(instrument)[position]
    now = draft_of_indicator(indicator)
    words = replace(now, statements={**now.statements, group: {"sv": text}})
    scope = rating.town.scope(rating.town.sten)
    return service.change_indicator(scope, indicator, indicator.revision, words)


def test_a_new_version_is_a_copy_and_leaves_the_old_one_as_it_was(rating: Rating) -> None:
    scope = rating.town.scope(rating.town.sten)
    before = [str(each) for each in service.indicators_of(rating.instrument)]

    newer = service.new_version(scope, rating.instrument)
    reworded(rating, newer, 0, "staff", "Andra ord")

    assert (newer.series, newer.version, newer.replaces) == (rating.instrument.series, 2, rating.instrument)
    assert newer.frozen_at is None
    assert [each.key for each in service.indicators_of(newer)] == [
        each.key for each in service.indicators_of(rating.instrument)
    ]
    assert [str(each) for each in service.indicators_of(rating.instrument)] == before


def test_there_is_one_unfinished_version_at_a_time(rating: Rating) -> None:
    scope = rating.town.scope(rating.town.sten)
    service.new_version(scope, rating.instrument)

    with pytest.raises(Conflict) as refused:
        service.new_version(scope, rating.instrument)

    assert refused.value.code == "unfinished"


def test_the_same_words_are_compared_across_versions_and_other_words_are_left_out_and_named(
    rating: Rating,
) -> None:
    last_year(rating)
    newer = service.new_version(rating.town.scope(rating.town.sten), rating.instrument)
    reworded(rating, newer, 1, "staff", "Ingen vet vad som gällde förut")

    found = this_year(rating, newer)

    assert found.left_out == ("Ingen vet vad som gällde förut",)
    assert [i.change.name if i.change is not None else None for i in found.indicators] == [
        "HIGHER",
        None,
        "HIGHER",
        "HIGHER",
        "HIGHER",
    ]
    assert found.indicators[0].before_mean == 2.0
    assert found.indicators[1].before is None


def test_words_changed_for_one_group_still_compare_the_other(rating: Rating) -> None:
    last_year(rating)
    newer = service.new_version(rating.town.scope(rating.town.sten), rating.instrument)
    reworded(rating, newer, 0, "leaders", "Ledningen har fått nya ord")

    assert this_year(rating, newer).left_out == ()
    link = IndicatorLink.objects.get(new__instrument=newer, new__position=0)
    assert "staff" in link.groups
    assert "leaders" not in link.groups


def test_a_decision_makes_other_words_comparable_until_they_are_changed_again(rating: Rating) -> None:
    scope = rating.town.scope(rating.town.sten)
    last_year(rating)
    newer = service.new_version(scope, rating.instrument)
    changed = reworded(rating, newer, 1, "staff", "Klarare ord om samma sak")
    service.decide(scope, changed, {1: 1.0}, ["staff"])
    reworded(rating, newer, 2, "staff", "Andra ord om samma sak")
    decided = reworded(rating, newer, 3, "staff", "Ord som ändras igen")
    service.decide(scope, decided, {3: 1.0}, ["staff"])
    reworded(rating, newer, 3, "staff", "Ord som har ändrats igen")

    found = this_year(rating, newer)

    assert found.left_out == ("Andra ord om samma sak", "Ord som har ändrats igen")
    assert found.indicators[1].before_mean == 2.0


def test_a_decision_can_say_that_the_same_words_are_another_question(rating: Rating) -> None:
    scope = rating.town.scope(rating.town.sten)
    last_year(rating)
    newer = service.new_version(scope, rating.instrument)
    service.decide(scope, service.indicators_of(newer)[0], {}, [])

    found = this_year(rating, newer)

    assert len(found.left_out) == 1
    assert found.indicators[0].before is None


def test_two_merged_questions_are_weighed_together(rating: Rating) -> None:
    scope = rating.town.scope(rating.town.sten)
    last_year(rating, (2, 4, 3, 3, 3))
    newer = service.new_version(scope, rating.instrument)
    service.decide(scope, service.indicators_of(newer)[0], {0: 0.5, 1: 0.5}, ["staff"])

    found = this_year(rating, newer, (5, 5, 3, 3, 3))

    assert found.indicators[0].before_mean == 3.0
    assert found.indicators[0].change is not None
    assert found.indicators[0].change.name == "HIGHER"


def test_less_than_half_a_question_is_no_comparison(rating: Rating) -> None:
    scope = rating.town.scope(rating.town.sten)
    last_year(rating)
    newer = service.new_version(scope, rating.instrument)
    service.decide(scope, service.indicators_of(newer)[0], {0: 0.4}, ["staff"])

    assert len(this_year(rating, newer).left_out) == 1


def test_scales_of_different_length_are_never_compared(rating: Rating) -> None:
    scope = rating.town.scope(rating.town.sten)
    last_year(rating)
    shipped = service.take_instrument(scope, rating.town.authority, service.shipped_draft("full"))
    first = service.indicators_of(shipped)[0]

    with pytest.raises(UserError) as refused:
        service.decide(scope, first, {0: 1.0}, ["staff"])

    assert refused.value.code == "levels"


def test_only_those_who_hold_rounds_decide_what_is_compared(rating: Rating) -> None:
    newer = service.new_version(rating.town.scope(rating.town.sten), rating.instrument)

    for who in (rating.town.karin, rating.town.amir, rating.town.otto):
        with pytest.raises(NotAllowed):
            service.decide(rating.town.scope(who), service.indicators_of(newer)[0], {0: 1.0}, ["staff"])


def test_the_strategist_decides_in_the_browser(rating: Rating) -> None:
    town = rating.town
    newer = service.new_version(town.scope(town.sten), rating.instrument)
    reworded(rating, newer, 1, "staff", "Klarare ord")
    sten, place = town.client(town.sten), town.place(town.authority)
    page = sten.get(place.url("assessments:correspondences", instrument_id=newer.pk))

    assert text_of(page).index("En fråga väntar på ditt beslut") < text_of(page).index("De andra frågorna")
    sent = {"q1-old1": "1", "q1-weight1": "0.8", "q1-old2": "", "q1-weight2": "1", "q1-groups": ["staff"]}
    done = sten.post(place.url("assessments:decide", instrument_id=newer.pk, position=1), sent, follow=True)

    assert "Beslutet är sparat." in text_of(done)
    link = IndicatorLink.objects.get(new__instrument=newer, new__position=1)
    assert (link.weight, link.groups, link.is_decided) == (0.8, ["staff"], True)


def test_a_weight_that_is_none_is_said_beside_the_question_and_the_choices_stand(rating: Rating) -> None:
    town = rating.town
    newer = service.new_version(town.scope(town.sten), rating.instrument)
    sten, place = town.client(town.sten), town.place(town.authority)
    sent = {"q1-old1": "2", "q1-weight1": "7", "q1-groups": ["staff"]}

    page = sten.post(place.url("assessments:decide", instrument_id=newer.pk, position=1), sent)

    assert page.status_code == 400
    assert "Det får vara högst 1." in text_of(page)
    assert 'value="7"' in page.content.decode()
    assert '<option value="2" selected>' in page.content.decode()


def test_links_are_followed_through_versions_between_and_weights_multiplied() -> None:
    links = [(1, 11, 1.0), (11, 21, 0.5), (2, 11, 0.5), (3, 12, 1.0), (12, 22, 1.0)]

    found = bridged(links, [1, 2, 3], [21, 22, 23])

    assert found == {21: {1: 0.5, 2: 0.25}, 22: {3: 1.0}}
    assert comparable(found[21])
    assert not comparable({1: 0.49})


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0.1, 1.0)), max_size=30))
def test_whatever_the_links_a_way_ends_and_no_weight_exceeds_the_whole(
    links: list[tuple[int, int, float]],
) -> None:
    for olds in bridged(links, range(4), range(4, 10)).values():
        assert set(olds) <= set(range(4))
        assert all(0 < weight <= 1 for weight in olds.values())


def test_a_mixture_has_the_number_of_one_question_and_the_spread_of_all() -> None:
    low, high = np.array([10, 0, 0, 0]), np.array([0, 0, 0, 10])

    found = statistics.summary(statistics.mixture([low, high], [1, 1]))  # type: ignore[arg-type]

    assert (float(found.n), float(found.mean)) == (10.0, 2.5)
    assert float(found.sd) > float(statistics.summary(low).sd)
