"""What a closed round publishes, attacked as it stands in the database and on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from rodtrad.assessments.models import Group, Response, Result
from rodtrad.assessments.rules import packed
from tests.assessments.attacker import Attacker, regions
from tests.assessments.conftest import QUESTIONS, text_of
from tests.assessments.trees import Asked

if TYPE_CHECKING:
    from rodtrad.organisation.models import Unit
    from tests.assessments.conftest import Rating


def answers(rating: Rating, unit: Unit, rows: list[tuple[int, ...]]) -> None:
    sheet = rating.sheet("staff")
    Response.objects.bulk_create(
        Response(
            round=rating.round,
            unit=unit,
            group=Group.STAFF,
            values=packed({p: level for p, level in enumerate(row) if level}, sheet),
        )
        for row in rows
    )


def drawn(rng: np.random.Generator, number: int) -> list[tuple[int, ...]]:
    """Answers with skipped questions, so that indicators differ in how many answered."""
    levels = rng.integers(1, 7, (number, QUESTIONS))
    levels[rng.random((number, QUESTIONS)) < 0.2] = 0
    return [tuple(int(level) for level in row) for row in levels]


def published(rating: Rating, indicator: int) -> tuple[Asked, np.ndarray, np.ndarray]:
    """The truth, which nodes' counts of the indicator stand in the results, and which numbers of answers."""
    rows = list(Result.objects.filter(round=rating.round, group=Group.STAFF).order_by("unit_path"))
    paths = [row.unit_path for row in rows]
    own, people = np.zeros((len(rows), 1), dtype=int), np.zeros(len(rows), dtype=int)
    for response in Response.objects.filter(round=rating.round, group=Group.STAFF).select_related("unit"):
        place = paths.index(response.unit.path)
        people[place] += 1
        own[place, 0] += bytes(response.values)[indicator] not in (0, 255)
    shown = np.array([isinstance(row.counts[indicator], list) for row in rows])
    known = np.array([row.answered is not None for row in rows])
    return Asked(paths, people, own), shown, known


@pytest.mark.parametrize("seed", range(4))
def test_no_small_group_can_be_worked_out_from_what_a_closed_round_publishes(
    rating: Rating, seed: int
) -> None:
    """Units of every size around the threshold; the attacker has all counts and a linear program."""
    town, rng = rating.town, np.random.default_rng(seed)
    schools = [town.bjorkhagen, town.ekbacken, town.tallmon, town.lilla_holmen, town.strandgymnasiet]
    for school, number in zip(schools, rng.choice([0, 1, 3, 4, 5, 6, 9, 14], 5), strict=True):
        answers(rating, school, drawn(rng, int(number)))
    rating.close()

    for indicator in range(QUESTIONS):
        case, shown, known = published(rating, indicator)
        for piece in regions(case, shown):
            assert case.own_answers[piece, 0].sum() in (0, *range(5, 100))
        attacker = Attacker(case, 0, shown, known)
        for node in np.flatnonzero(~shown):
            true = case.own_answers[case.under(node), 0].sum()
            if 0 < true < 5:
                assert attacker.bound(case.under(node))[1] >= 5 - 1e-6


def test_what_is_shown_adds_up_to_what_was_answered(rating: Rating) -> None:
    town, rng = rating.town, np.random.default_rng(3)
    answers(rating, town.bjorkhagen, drawn(rng, 20))
    answers(rating, town.ekbacken, drawn(rng, 15))
    rating.close()

    north = Result.objects.get(unit=town.north, group=Group.STAFF)
    parts = [Result.objects.get(unit=u, group=Group.STAFF) for u in (town.bjorkhagen, town.ekbacken)]

    assert north.answered == 35
    assert north.counts == [
        [a + b for a, b in zip(*pair, strict=True)] for pair in zip(*(p.counts for p in parts), strict=True)
    ]
    for row in (north, *parts):
        assert all(sum(cell) == row.answered for cell in row.counts)


def test_no_page_tells_what_the_result_does_not_hold(rating: Rating) -> None:
    """Three people at Lilla Holmen all chose the highest level; it is found on no page of anyone."""
    town = rating.town
    answers(rating, town.lilla_holmen, [(6, 6, 6, 6, 6)] * 3)
    answers(rating, town.tallmon, [(2, 2, 2, 2, 2)] * 9)
    answers(rating, town.bjorkhagen, [(2, 2, 2, 2, 2)] * 9)
    rating.close()

    for person, unit in ((town.sten, town.lilla_holmen), (town.lovisa, town.lilla_holmen)):
        client, place = town.client(person), town.place(unit)
        page = text_of(client.get(place.url("assessments:result") + "?grupp=staff"))
        figure = text_of(client.get(place.url("assessments:figure", position=0)))
        assert "Resultatet kan inte visas" in page
        assert "Visas inte" in figure
        for text in (page, figure):
            assert "3 av 4" not in text
            assert "6,0" not in text
        assert client.get(place.url("assessments:comments")).status_code == 404


def test_comments_are_shown_to_those_who_lead_and_only_where_twice_as_many_answered(rating: Rating) -> None:
    from rodtrad.assessments.models import Comment

    town = rating.town
    for school, number in ((town.bjorkhagen, 10), (town.ekbacken, 9)):
        answers(rating, school, [(3, 3, 3, 3, 3)] * number)
        Comment.objects.create(
            round=rating.round, unit=school, group=Group.STAFF, position=1, text=f"Sagt på {school.name}"
        )
    rating.close()
    comments = town.place(town.bjorkhagen).url("assessments:comments")

    assert "Sagt på Björkhagens skola" in text_of(town.client(town.karin).get(comments))
    assert town.client(town.amir).get(comments).status_code == 404
    few = town.client(town.sten).get(town.place(town.ekbacken).url("assessments:comments"))
    assert few.status_code == 404
