"""A protected identity is written nowhere, and forgotten where it stood (rule 7)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from rodtrad.common.models import AuditEvent
from rodtrad.organisation.models import Person
from rodtrad.organisation.service import give_duty
from tests.permissions.stage import Stage, set_stage

if TYPE_CHECKING:
    from tests.people import Town


@pytest.fixture
def stage(town: Town) -> Stage:
    return set_stage(town)


def holding(name: str) -> list[str]:
    """The columns of ours in which a name stands, whichever rows."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("rodtrad.") or model is Person:
            continue
        for row in model._default_manager.values():
            texts = {key: value for key, value in row.items() if isinstance(value, str | dict | list)}
            found += [
                f"{model.__name__}.{key}"
                for key, value in texts.items()
                if name in (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
            ]
    return sorted(set(found))


def work(town: Town, person: Any, scope: Any) -> None:
    """Follows up, hands in, rates: what leaves a name."""
    from rodtrad.activities import service
    from rodtrad.activities.models import Activity

    given = service.FollowUpInput("ongoing", "too_early", "Vi har börjat")
    service.follow_up(scope, Activity.objects.get(), given, f"uppfoljning-{person.username}")
    service.hand_in_report(scope, town.place(town.bjorkhagen), 0, "Så gick det", "")


def test_nothing_is_written_under_a_protected_name(stage: Stage) -> None:
    town = stage.town
    vera = Person.objects.create(username="vera", first_name="Vera", last_name="Ros", is_protected=True)
    give_duty(vera, town.bjorkhagen, "principal")
    scope = town.scope(vera)

    work(town, vera, scope)

    assert holding("Vera Ros") == []
    assert AuditEvent.objects.filter(actor_id=vera.pk, actor_name="En medarbetare").count() == 2


@pytest.mark.parametrize("name", ["karin", "sten"])
def test_a_name_that_becomes_protected_is_forgotten_everywhere(stage: Stage, name: str) -> None:
    town = stage.town
    stage.address("reports:read", "town-then", "report")  # compiles last year, as Sten
    work(town, town.karin, town.scope(town.karin))
    person = Person.objects.get(pk=town.people[name].pk)
    assert len(holding(person.name)) >= 3

    person.is_protected = True
    person.save(update_fields=["is_protected"])

    assert holding(person.name) == []


def test_a_namesake_of_another_authority_keeps_the_name(stage: Stage) -> None:
    town = stage.town
    work(town, town.karin, town.scope(town.karin))
    other = Person.objects.create(username="karin2", first_name="Karin", last_name="Ek")
    give_duty(other, town.other_school, "principal")
    other = Person.objects.get(pk=other.pk)

    other.is_protected = True
    other.save()

    assert "FollowUp.written_by" in holding("Karin Ek")
