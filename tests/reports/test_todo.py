"""What to do now about reports: for the strategist and the board, in the year's last phases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.reports.conftest import Story

if TYPE_CHECKING:
    from rodtrad.organisation.models import Person

COMPILING = date(2027, 6, 10)


@pytest.fixture
def phased(story: Story) -> Story:
    from rodtrad.cycle.models import Phase

    for kind, starts, ends in (
        (Phase.Kind.COMPILE, date(2027, 6, 1), date(2027, 6, 20)),
        (Phase.Kind.DECIDE, date(2027, 6, 21), date(2027, 7, 10)),
    ):
        Phase.objects.create(year=story.town.year, kind=kind, starts_on=starts, ends_on=ends)
    return story


def titles(story: Story, person: Person, day: date = COMPILING) -> list[str]:
    from rodtrad.reports import service

    return [todo.title for todo in service.todo_for(story.town.scope(person), story.place, day)]


def test_the_strategist_compiles_then_publishes(phased: Story) -> None:
    from rodtrad.reports import service

    sten = phased.town.sten
    assert titles(phased, sten, date(2027, 5, 1)) == []
    assert titles(phased, sten) == ["Sammanställ läsåret 2026/27"]

    compilation = phased.compile()
    assert titles(phased, sten) == ["Läs igenom årssammanställningen och publicera den"]

    service.publish(phased.town.scope(sten), compilation)
    assert titles(phased, sten) == []


def test_the_board_reads_what_is_published(phased: Story) -> None:
    from rodtrad.reports import service

    compilation = phased.compile()
    assert titles(phased, phased.town.berit) == []

    service.publish(phased.town.scope(phased.town.sten), compilation)
    assert titles(phased, phased.town.berit) == ["Läs årssammanställningen för 2026/27"]
    assert titles(phased, phased.town.berit, date(2027, 8, 1)) == []


def test_others_have_nothing_to_do(phased: Story) -> None:
    assert titles(phased, phased.town.karin) == []
    assert titles(phased, phased.town.otto) == []
