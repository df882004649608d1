"""An area is called changed, and makes the headline, only when that is beyond what chance gives a page."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from rodtrad.assessments.comparison import judge_areas
from rodtrad.assessments.statistics import Verdict, change, least_difference

LEVELS = np.arange(1, 7)
AREA = np.repeat(np.arange(4), 10)
CUTS = stats.norm.ppf(np.cumsum([0.05, 0.15, 0.3, 0.25, 0.15]))
LEAST = least_difference(6)


def asked(rng: np.random.Generator, people: int, person: float, area: float) -> np.ndarray:
    """Forty questions answered by so many, whose answers go together as a person's and an area's."""
    own = np.sqrt(person) * rng.standard_normal((people, 1))
    of_area = np.sqrt(area) * rng.standard_normal((people, 4))[:, AREA]
    rest = np.sqrt(1 - person - area) * rng.standard_normal((people, 40))
    chosen = 1 + ((own + of_area + rest)[..., None] > CUTS).sum(axis=-1)
    return np.stack([(chosen == level).sum(axis=0) for level in LEVELS], axis=-1)


@pytest.mark.parametrize(("person", "area"), [(0.3, 0.1), (0.0, 0.9), (0.5, 0.2)])
def test_a_headline_of_areas_is_false_at_most_once_in_twenty(person: float, area: float) -> None:
    """Judged one by one, four areas of questions much alike had a false headline in one of eight."""
    rng = np.random.default_rng(2)
    told = 0
    for _page in range(400):
        found = change(asked(rng, 12, person, area), asked(rng, 12, person, area))
        judged = judge_areas(found.difference, found.error, found.freedom, AREA, LEAST)
        told += any(each is not None and each.verdict for each in judged)
    assert told / 400 <= 0.07


def test_an_area_of_one_question_is_judged_as_the_question_is() -> None:
    before, after = np.array([[3, 6, 4, 2, 0, 0]]), np.array([[0, 1, 4, 6, 3, 1]])
    found = change(before, after)
    (judged,) = judge_areas(found.difference, found.error, found.freedom, np.array([0]), LEAST)
    assert judged is not None
    assert (judged.verdict, judged.used) == (Verdict.HIGHER, 1)
    assert judged.difference == pytest.approx(found.difference[0])
    (doubted,) = judge_areas(
        found.difference, found.error, found.freedom, np.array([0]), LEAST, risk=float(found.p[0])
    )
    assert doubted is not None
    assert doubted.verdict == Verdict.NO_CLEAR_CHANGE


def test_an_area_with_nothing_to_compare_has_no_verdict_and_costs_the_others_nothing() -> None:
    size, error, freedom = np.array([1.0, np.nan]), np.array([0.4, np.nan]), np.array([20.0, np.nan])
    alone = judge_areas(size[:1], error[:1], freedom[:1], np.array([0]), LEAST)
    both = judge_areas(size, error, freedom, np.array([0, 1]), LEAST)
    assert both == [*alone, None]


def test_a_difference_too_small_to_matter_is_none_in_an_area_either() -> None:
    (found,) = judge_areas(np.array([0.19]), np.array([0.001]), np.array([900.0]), np.array([0]), LEAST)
    (enough,) = judge_areas(np.array([0.2]), np.array([0.001]), np.array([900.0]), np.array([0]), LEAST)
    assert found is not None
    assert enough is not None
    assert (found.verdict, enough.verdict) == (Verdict.NO_CLEAR_CHANGE, Verdict.HIGHER)
