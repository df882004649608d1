"""How often a public page asks the database: drawn, a fixed number of times; kept, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rodtrad.public import service
from tests.public.conftest import PLAN, Web, code

if TYPE_CHECKING:
    from rodtrad.plans.models import Document

# Page, by the parts of its address, and the queries that drawing it may take.
MOST = {
    (): 4,
    ("begrepp",): 5,
    ("digitaliseringsplan",): 6,
    ("digitaliseringsplan", "hela"): 5,
    ("digitaliseringsplan", "ansvar"): 5,
    ("digitaliseringsplan", code("karta")): 13,
}


def asked(web: Web, parts: tuple[str, ...]) -> int:
    with CaptureQueriesContext(connection) as found:
        web.page(*parts)
    return len(found)


def fill(web: Web, plan: Document, times: int) -> None:
    """A plan with more of everything."""
    rows = [*PLAN]
    for number in range(times):
        rows += [
            (f"a{number}", "area", f"Område {number}", None, {}),
            (f"i{number}", "initiative", f"Insats {number} i digitaliseringsrådet", f"a{number}", {}),
            (f"r{number}", "responsibility", f"Ansvar {number}", f"a{number}", {"role": f"Roll {number}"}),
        ]
    more = web.publish(title="Större", rows=tuple(rows), replaces=plan, period_from=2025, period_to=2027)
    service.save_material(web.sten, web.item(more, "karta"), 0, service.Change("Stöd [a](a.txt)"))


@pytest.mark.parametrize("parts", MOST)
def test_a_page_asks_no_more_often_when_the_plan_grows(web: Web, parts: tuple[str, ...]) -> None:
    plan = web.publish()
    small = asked(web, parts)
    fill(web, plan, 20)
    large = asked(web, parts)

    assert small <= MOST[parts]
    # A plan with support material asks for its files as well.
    assert large <= MOST[parts] + 1


@pytest.mark.parametrize("parts", MOST)
def test_a_kept_page_asks_once(web: Web, parts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rodtrad.public.keeping.time.time", lambda: 0.0)
    web.publish()
    web.page(*parts)

    assert asked(web, parts) == 1


def test_what_one_process_keeps_does_not_outlive_what_another_changes(web: Web) -> None:
    """Two workers share nothing but the database: what is kept here must yield to what was written there."""
    plan = web.publish()
    before = web.page("digitaliseringsplan", code("karta"))
    kept = dict(caches["public"]._cache)  # type: ignore[attr-defined]
    service.save_material(web.sten, web.item(plan, "karta"), 0, service.Change("Nytt stöd"))
    caches["public"]._cache.update(kept)  # type: ignore[attr-defined]  # as the other process has it

    after = web.page("digitaliseringsplan", code("karta"))

    assert "Nytt stöd" not in before
    assert "Nytt stöd" in after
