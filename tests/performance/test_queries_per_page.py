"""The main pages ask the database as often in a large authority as in a small one, and no more than here.

Counts of queries are the measure of speed that no busy machine can disturb. Times are measured by
`python -m bench.pages`, never in a test.
"""

from __future__ import annotations

import pytest
from bench.pages import queries_of, targets, visitor
from django.db import transaction

from rodtrad.portal.demo import DemoOrder, build_demo

# Large enough for each page to have something of everything; more than a page of rows would show the same.
SMALL, LARGE = 24, 48

# Session, person, duties, unit, year, and the two lists of the shell are seven of them on every page. Where a
# result stands beside last year's from another version of the form, what answers to what is one more.
MOST = {
    "home": 24,
    "unit result": 18,
    "thread": 26,
    "heat map": 12,
    "equity": 12,
    "unit year": 15,
    "plan": 14,
    "strategist home": 23,
    "overview of units": 16,
    "coverage": 12,
    "loose items": 15,
    "links of an item": 19,
    "reach of documents": 13,
    "comparison": 14,
}


def queries_per_page(units: int) -> dict[str, int]:
    """Build a demo, ask for each page, and take the demo away again."""
    with transaction.atomic():
        build_demo(DemoOrder(units=units), lambda line: None)
        found = {name: queries_of(visitor(*target)) for name, target in targets().items()}
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_no_page_asks_more_often_when_the_authority_grows() -> None:
    small, large = queries_per_page(SMALL), queries_per_page(LARGE)

    assert {name: (small[name], asked) for name, asked in large.items() if asked > small[name]} == {}
    assert {name: asked for name, asked in large.items() if asked > MOST[name]} == {}
    assert set(large) == set(MOST), "a page that is measured has its number here"
