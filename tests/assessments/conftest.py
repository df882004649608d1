"""What the stories about rating share: a decided plan, an open round in Sundby, and answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from rodtrad.assessments.models import Instrument, Round, RoundPart
    from rodtrad.assessments.rules import Sheet
    from rodtrad.cycle.models import SchoolYear
    from rodtrad.organisation.models import Unit
    from rodtrad.plans.models import Document
    from tests.people import Town

TODAY = timezone.localdate()

AREAS = {
    "Digital kompetens": (
        "Kartlägg kunskaperna varje höst",
        "Ge nya kollegor en introduktion",
        "Lär av varandra",
    ),
    "Likvärdig tillgång": ("Byt ut utrustning efter en plan", "Säkra nätet i alla lokaler"),
}
QUESTIONS = 5


@dataclass
class Rating:
    """An open round in Sundby, and the handles the stories need."""

    town: Town
    document: Document
    instrument: Instrument
    round: Round

    def part(self, unit: Unit, group: str = "staff") -> RoundPart:
        return self.round.parts.select_related("round__instrument", "unit").get(unit=unit, group=group)

    def link(self, unit: Unit, group: str = "staff") -> str:
        return f"/svara/{self.part(unit, group).code}/"

    def sheet(self, group: str) -> Sheet:
        from rodtrad.assessments import service

        instrument = self.round.instrument
        return service.sheet_for(instrument, service.indicators_of(instrument), group)

    def staff_answer(self, unit: Unit, number: int, levels: Sequence[int] = (3, 3, 3, 3, 3)) -> None:
        """So many of the staff answer alike."""
        self.answer(unit, "staff", number, levels)

    def answer(self, unit: Unit, group: str, number: int, levels: Sequence[int]) -> None:
        """So many of a group answer alike, by the same verb as the form uses."""
        from rodtrad.assessments import service

        sheet = self.sheet(group)
        for _each in range(number):
            link = service.find_link(self.part(unit, group).code or "", TODAY)
            assert link is not None
            chosen = {position: level for position, level in enumerate(levels) if level}
            answer = service.Answer(chosen, {})
            service.submit(link, service.new_token(link), answer, sheet, TODAY)

    def leaders_answer(self, unit: Unit, levels: Sequence[int] = (4, 4, 4, 4, 4)) -> None:
        from rodtrad.assessments import service
        from rodtrad.organisation.access import SYSTEM

        part, sheet = self.part(unit, "leaders"), self.sheet("leaders")
        sent = [service.LeaderAnswer(position, level) for position, level in enumerate(levels)]
        service.save_answers(SYSTEM, part, sent, sheet, TODAY)
        service.hand_in(SYSTEM, part, sheet, TODAY)

    def close(self) -> Round:
        return close(self.round)


def close(current: Round) -> Round:
    """Close a round and count it at once, as the worker would."""
    from django.db import transaction

    from rodtrad.assessments import service
    from rodtrad.assessments.service.ending import stop_answers

    with transaction.atomic():
        stop_answers(current)
    service.freeze(current.pk)
    current.refresh_from_db()
    return current


def write_plan(town: Town, title: str = "Digitaliseringsplan", areas: Any = None) -> Document:
    """A decided plan with areas and their initiatives."""
    from rodtrad.plans.models import Document, Item

    document = Document.objects.create(
        authority=town.authority,
        owner=town.authority,
        slug=title.lower().replace(" ", "-"),
        kind="plan",
        title=title,
        status="decided",
        decided_on=date(2025, 1, 15),
    )
    position = 0
    for number, (name, initiatives) in enumerate((areas or AREAS).items(), 1):
        area = Item.objects.create(
            document=document, kind="area", text=name, heading=name, position=position, number=str(number)
        )
        position += 1
        for text in initiatives:
            Item.objects.create(
                document=document, kind="initiative", text=text, parent=area, depth=1, position=position
            )
            position += 1
    return document


def open_round(
    town: Town, instrument: Instrument, year: SchoolYear | None = None, title: str = "Självskattning"
) -> Round:
    """A round for every school of Sundby, open today."""
    from rodtrad.assessments import service

    scope = town.scope(town.sten)
    plan = service.RoundPlan(title, TODAY - timedelta(days=7), TODAY + timedelta(days=14))
    prepared = service.prepare_round(scope, instrument, town.authority, year or town.year, plan)
    return service.open_round(scope, prepared)


@pytest.fixture
def rating(town: Town) -> Rating:
    """A plan with five initiatives in two areas, its instrument, and an open round."""
    from rodtrad.assessments import service

    document = write_plan(town)
    instrument = service.make_instrument(town.scope(town.sten), document)
    return Rating(town, document, instrument, open_round(town, instrument))


def token_in(page: HttpResponse) -> str:
    """The form's own number, as the browser would send it back."""
    found = re.search(r'name="nummer" value="([^"]+)"', page.content.decode())
    assert found is not None, "the page holds no form"
    return found[1]


def fill(client: Client, link: str, levels: Sequence[int] = (3, 4, 2, 5, 3), **more: str) -> dict[str, str]:
    """What the browser sends when the form behind a link has been filled in."""
    token = token_in(client.get(link))
    return {"nummer": token, **{f"f{p}": str(level) for p, level in enumerate(levels) if level}, **more}


def text_of(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
