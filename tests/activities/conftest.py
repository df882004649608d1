"""What the stories about plans share: Karin's plan at Björkhagen, on an October day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import TODAY

if TYPE_CHECKING:
    from django.http import HttpResponse

    from rodtrad.activities.models import Activity, Goal
    from rodtrad.organisation.models import Person, Unit
    from rodtrad.plans.models import Item
    from tests.people import Town


@pytest.fixture
def october(monkeypatch: pytest.MonkeyPatch) -> date:
    """Today is 22 October 2026, whenever the tests run."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: TODAY)
    return TODAY


@dataclass
class Plan:
    """A decided plan with five initiatives, and Karin's goal with Amir's activity for the first of them."""

    town: Town
    items: list[Item]
    goal: Goal
    activity: Activity

    def url(self, name: str, unit: Unit | None = None, **kwargs: Any) -> str:
        return self.town.place(unit or self.town.bjorkhagen).url(f"activities:{name}", **kwargs)

    def page(self, person: Person, name: str, unit: Unit | None = None, **kwargs: Any) -> HttpResponse:
        return self.town.client(person).get(self.url(name, unit, **kwargs))

    def send(self, person: Person, name: str, data: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return self.town.client(person).post(self.url(name, **kwargs), data)

    def add_goal(self, person: Person, unit: Unit, title: str = "Ett mål", item: Item | None = None) -> Goal:
        from rodtrad.activities import service

        given = service.GoalInput(title, item=item)
        return service.add_goal(self.town.scope(person), self.town.place(unit), given)

    def add_activity(self, person: Person, goal: Goal, title: str = "En sak", **more: Any) -> Activity:
        from rodtrad.activities import service

        given = service.ActivityInput(title, **more)
        return service.add_activity(self.town.scope(person), goal, given)

    def fields(self, **changed: Any) -> dict[str, Any]:
        """The activity's form as a browser would send it back."""
        sent = {
            "title": self.activity.title,
            "description": "",
            "owner": str(self.town.amir.pk),
            "starts_on": "2026-09-01",
            "ends_on": "2027-05-03",
            "expected_effect": self.activity.expected_effect,
            "effect_sign": self.activity.effect_sign,
            "items": [str(self.items[0].pk)],
            "version": str(self.activity.version),
        }
        return sent | changed


@pytest.fixture
def plan(town: Town, october: date) -> Plan:
    from rodtrad.activities import service
    from tests.assessments.conftest import write_plan

    items = list(write_plan(town).items.filter(kind="initiative"))
    scope, place = town.scope(town.karin), town.place(town.bjorkhagen)
    goal = service.add_goal(scope, place, service.GoalInput("Alla klarar sina verktyg", item=items[0]))
    given = service.ActivityInput(
        "Verktygskvart varje tisdag",
        owner=town.amir,
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 5, 3),
        expected_effect="Färre behöver hjälp med samma sak.",
        effect_sign="Vi räknar frågor i oktober och april.",
        items=[items[0]],
    )
    return Plan(town, items, goal, service.add_activity(scope, goal, given))


def text_of(response: HttpResponse) -> str:
    """What a reader sees: no markup, one space between words."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
