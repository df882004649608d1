"""Rights follow the duty, down the tree; nothing leaks between authorities (domain: Unit, Person, duty)."""

from __future__ import annotations

from datetime import date

from rodtrad.organisation.access import ANONYMOUS, has_role_at, scope_of
from rodtrad.organisation.models import Duty, Person, Role, Unit
from tests.people import TODAY, Town


def names(scope_units: object) -> set[str]:
    return {unit.name for unit in scope_units}  # type: ignore[attr-defined]


def test_a_principal_sees_her_own_school_and_the_way_up_to_the_authority(town: Town) -> None:
    seen = names(Unit.objects.visible_to(town.scope(town.karin)))
    assert seen == {"Björkhagens skola", "Område Norr", "Grundskoleförvaltningen", "Sundby kommun"}


def test_a_manager_sees_everything_below_the_administration_and_no_sideways(town: Town) -> None:
    seen = names(Unit.objects.visible_to(town.scope(town.nils)))
    assert "Lilla Holmens skola" in seen
    assert "Strandgymnasiet" not in seen


def test_a_strategist_of_one_authority_sees_nothing_of_another(town: Town) -> None:
    assert names(Unit.objects.visible_to(town.scope(town.otto))) == {"Västersjö kommun", "Hamnskolan"}


def test_one_who_is_not_signed_in_sees_no_unit(town: Town) -> None:
    assert not Unit.objects.visible_to(ANONYMOUS).exists()


def test_a_duty_that_has_ended_gives_no_right(town: Town) -> None:
    Duty.objects.filter(person=town.karin).update(to_date=date(2026, 10, 21))
    assert scope_of(town.karin, TODAY).duties == ()


def test_a_duty_that_has_not_begun_gives_no_right(town: Town) -> None:
    Duty.objects.filter(person=town.karin).update(from_date=date(2026, 10, 23))
    assert scope_of(town.karin, TODAY).duties == ()


def test_a_role_reaches_down_but_not_up(town: Town) -> None:
    leads = has_role_at(Role.MANAGER)
    assert leads(town.scope(town.nils), town.bjorkhagen)
    assert not leads(town.scope(town.nils), town.authority)
    assert not leads(town.scope(town.karin), town.bjorkhagen)


def test_the_whole_scope_is_read_with_one_query(town: Town, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        scope = scope_of(town.nils, TODAY)
        assert scope.paths
        assert scope.ancestor_paths
        assert scope.authority_paths


def test_protected_people_are_in_no_list(town: Town) -> None:
    Person.objects.filter(pk=town.amir.pk).update(is_protected=True)
    assert town.amir not in Person.objects.visible_to(town.scope(town.sten))
    assert town.karin in Person.objects.visible_to(town.scope(town.sten))
