"""What is suggested that an item may hang in, and why: words, place, and meaning where it is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tools.links import demo, measured, own, own_links

from rodtrad.plans import meaning
from rodtrad.plans.suggesting import LEAST, Said, Why, likely, standing_out

SURVEY, SOURCES = "kartlägga personalens kunskaper", "granska källor på nätet"
needs_model = pytest.mark.skipif(not meaning.model_name(), reason="the extra 'similarity' is not installed")


def near(*directions: float) -> NDArray[np.float32]:
    """A vector of length 1 that points mostly where all texts point, as those of the model do."""
    vector = np.asarray([5.0, *directions], dtype=np.float32)
    return vector / np.linalg.norm(vector)


def test_what_shares_words_is_suggested_for_its_words() -> None:
    table = likely([Said(SURVEY)], [Said(SOURCES), Said("personalens kunskaper utvecklas")], [True, True])

    ((place, score, why),) = table.best(0, 3)
    assert (place, why) == (1, (Why.WORDS,))
    assert score >= LEAST


def test_what_stands_in_a_like_area_comes_before_what_does_not() -> None:
    lower = Said("att laga datorer", "Teknik och drift")
    uppers = [Said("Allt fungerar.", "Demokrati"), Said("Allt fungerar.", "Teknik")]

    table = likely([lower], uppers, [True, True])

    assert table.score[0, 1] > table.score[0, 0]
    assert table.signs[Why.PLACE][0, 0] == 0


def test_of_two_as_likely_the_one_in_the_nearest_document_comes_first() -> None:
    table = likely([Said(SURVEY)], [Said(SURVEY), Said(SURVEY)], [False, True])

    assert [place for place, _score, _why in table.best(0, 2)] == [1, 0]


def test_other_words_of_the_same_meaning_are_suggested_for_their_meaning() -> None:
    lowers = [Said("elever", "", near(1, 0)), Said("datorer", "", near(0, 1)), Said("tid", "", near(-1, -1))]
    uppers = [Said("skola", "", near(1, 0)), Said("teknik", "", near(0, 1)), Said("lön", "", near(-1, -1))]

    table = likely(lowers, uppers, [False] * 3)

    assert [int(row.argmax()) for row in table.score] == [0, 1, 2]
    assert table.signs[Why.MEANING][0].argmax() == 0
    assert not table.signs[Why.WORDS].any()


def test_cosines_that_are_high_everywhere_say_nothing() -> None:
    same = [Said(word, "", near(1, 1)) for word in ("ett", "två", "tre")]

    assert not standing_out(same, same).any()


def test_items_without_a_vector_are_judged_by_the_rest() -> None:
    lowers = [Said(SURVEY, "", near(1, 0)), Said(SOURCES, "", near(0, 1)), Said("annat")]
    uppers = [Said(SURVEY, "", near(1, 0)), Said(SOURCES), Said("annat", "", near(0, 1))]

    table = standing_out(lowers, uppers)

    assert not table[2].any()
    assert not table[:, 1].any()
    assert table[0, 0] > 0 > table[0, 2]


VECTORS = st.lists(st.floats(-1, 1), min_size=3, max_size=3).map(lambda v: near(*v))
SAID = st.builds(
    Said, st.sampled_from([SURVEY, SOURCES, "", "och"]), st.sampled_from(["", "Teknik"]), st.none() | VECTORS
)


@given(st.lists(SAID, max_size=5), st.lists(SAID, max_size=5), st.randoms())
@settings(max_examples=60, deadline=None)
def test_it_does_not_matter_in_which_order_items_are_given(
    lowers: list[Said], uppers: list[Said], random: object
) -> None:
    turned = list(reversed(range(len(uppers))))

    table = likely(lowers, uppers, [True] * len(uppers)).score
    again = likely(lowers, [uppers[place] for place in turned], [True] * len(uppers)).score

    assert np.isfinite(table).all()
    np.testing.assert_allclose(table[:, turned], again, atol=1e-4)


# How good it is: see docs/reference/benchmarks.md. By words alone 45 of 90 had a right one among three.


def test_links_are_suggested_well_without_a_model() -> None:
    found = measured([*demo(), *map(own, own_links())])

    assert found.linked == 90
    assert found.among_three >= 52
    assert found.rank >= 0.52


@needs_model
def test_links_are_suggested_better_with_the_model() -> None:
    """On documents of ours that the weights were not chosen on."""
    links = [own(name) for name in own_links()]

    without, found = measured(links), measured(links, meaning.vectors)

    assert found.among_three >= 18 > without.among_three
    assert found.rank >= without.rank + 0.1
    assert found.right > 2 * without.right
