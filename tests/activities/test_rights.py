"""Whose the plan is: those who lead change it, its owner follows an activity up, strangers see nothing."""

from __future__ import annotations

from datetime import date

import pytest

from rodtrad.activities import service
from rodtrad.common.errors import NotAllowed
from rodtrad.organisation.models import Duty, Person, Role, Unit
from tests.activities.conftest import Plan, text_of
from tests.people import Town

PLANNING = ["goal_new", "copy"]


@pytest.mark.parametrize("name", PLANNING)
def test_amir_reads_the_plan_but_is_told_who_changes_it(plan: Plan, name: str) -> None:
    assert plan.page(plan.town.amir, "year").status_code == 200

    page = plan.page(plan.town.amir, name)

    assert page.status_code == 403
    assert "Bara den som leder enheten kan ändra dess plan." in text_of(page)


def test_amir_may_not_change_even_the_activity_he_owns(plan: Plan) -> None:
    sent = plan.fields(title="Mina ord")

    assert plan.send(plan.town.amir, "activity_edit", sent, activity_id=plan.activity.pk).status_code == 403
    plan.activity.refresh_from_db()
    assert plan.activity.title == "Verktygskvart varje tisdag"


def test_amir_follows_up_what_he_owns_and_nothing_else(plan: Plan) -> None:
    other = plan.add_activity(plan.town.karin, plan.goal)

    assert plan.page(plan.town.amir, "follow_up", activity_id=plan.activity.pk).status_code == 200
    assert plan.page(plan.town.amir, "follow_up", activity_id=other.pk).status_code == 403


def test_an_owner_who_no_longer_works_there_may_not_follow_up(plan: Plan) -> None:
    Duty.objects.filter(person=plan.town.amir).update(unit=plan.town.ekbacken)

    assert plan.page(plan.town.amir, "follow_up", activity_id=plan.activity.pk).status_code == 404


def test_nils_who_leads_the_schools_may_plan_but_sten_may_not(plan: Plan) -> None:
    assert plan.page(plan.town.nils, "goal_new").status_code == 200
    assert plan.page(plan.town.sten, "goal_new").status_code == 403


def test_sten_and_petra_plan_above_the_schools_and_berit_only_reads(plan: Plan) -> None:
    town = plan.town
    assert plan.page(town.sten, "goal_new", town.authority).status_code == 200
    assert plan.page(town.petra, "goal_new", town.authority).status_code == 200
    assert plan.page(town.berit, "goal_new", town.authority).status_code == 403


@pytest.mark.parametrize("name", ["year", "goal_new", "report", "coverage", "copy"])
@pytest.mark.parametrize("stranger", ["lovisa", "rut", "otto"])
def test_for_strangers_the_plan_does_not_exist(plan: Plan, name: str, stranger: str) -> None:
    assert plan.page(plan.town.people[stranger], name).status_code == 404


def test_an_activity_is_not_found_at_another_unit_or_year(plan: Plan) -> None:
    town = plan.town
    elsewhere = town.place(town.ekbacken).url("activities:activity", activity_id=plan.activity.pk)
    earlier = town.place(town.bjorkhagen, town.last_year).url(
        "activities:activity", activity_id=plan.activity.pk
    )

    assert town.client(town.nils).get(elsewhere).status_code == 404
    assert town.client(town.karin).get(earlier).status_code == 404


def test_above_ones_own_unit_there_is_nothing_to_see_but_the_way_home(plan: Plan) -> None:
    town = plan.town

    assert plan.page(town.karin, "year", town.authority)["Location"] == plan.url("year")
    assert plan.page(town.karin, "coverage", town.authority).status_code == 404


@pytest.mark.parametrize(
    "verb",
    ["goal_remove", "goal_restore", "activity_remove", "activity_restore", "activity_status"],
)
def test_what_changes_a_plan_is_refused_to_staff_and_takes_no_get(plan: Plan, verb: str) -> None:
    other = plan.add_activity(plan.town.karin, plan.goal)
    kwargs = {"goal_id": plan.goal.pk} if verb.startswith("goal") else {"activity_id": other.pk}

    refused = plan.send(plan.town.amir, verb, {"status": "done", "version": "1"}, **kwargs)

    assert refused.status_code == 403
    assert plan.page(plan.town.karin, verb, **kwargs).status_code == 405


def test_only_those_who_lead_hand_in_the_report(plan: Plan) -> None:
    sent = {"summary": "Vi är klara.", "version": "0"}

    assert plan.send(plan.town.amir, "report", sent).status_code == 403
    assert plan.send(plan.town.sten, "report", sent).status_code == 403
    assert plan.send(plan.town.karin, "report", sent).status_code == 302


def test_the_verbs_themselves_refuse_and_not_only_the_pages(plan: Plan) -> None:
    amir, place = plan.town.scope(plan.town.amir), plan.town.place(plan.town.bjorkhagen)
    with pytest.raises(NotAllowed):
        service.add_goal(amir, place, service.GoalInput("Mitt"))
    with pytest.raises(NotAllowed):
        service.remove(amir, plan.activity)
    with pytest.raises(NotAllowed):
        service.hand_in_report(amir, place, 0, "Klart", "")


def hired(unit: Unit, name: str, **more: object) -> Person:
    person = Person.objects.create(username=name, first_name=name.title(), last_name="Ros", **more)
    Duty.objects.create(person=person, unit=unit, role=Role.STAFF)
    return person


def test_protected_people_are_never_offered_as_owners(town: Town, plan: Plan) -> None:
    hired(town.bjorkhagen, "vera", is_protected=True)
    hired(town.bjorkhagen, "ulla")

    text = text_of(plan.page(town.karin, "activity_new", goal_id=plan.goal.pk))

    assert "Ulla Ros" in text
    assert "Vera Ros" not in text


def test_a_protected_person_cannot_be_made_owner_by_a_forged_form(town: Town, plan: Plan) -> None:
    vera = hired(town.bjorkhagen, "vera", is_protected=True)

    page = plan.send(
        town.karin, "activity_edit", plan.fields(owner=str(vera.pk)), activity_id=plan.activity.pk
    )

    assert page.status_code == 200
    assert page.context["form"].errors["owner"]


def test_an_owner_whose_identity_becomes_protected_is_no_longer_named(town: Town, plan: Plan) -> None:
    Person.objects.filter(pk=town.amir.pk).update(is_protected=True)

    for page in (
        plan.page(town.karin, "year"),
        plan.page(town.karin, "activity_edit", activity_id=plan.activity.pk),
    ):
        assert "Amir Haddad" not in text_of(page)


def test_an_owner_who_has_left_stays_until_karin_chooses_another(town: Town, plan: Plan) -> None:
    Duty.objects.filter(person=town.amir).update(to_date=date(2026, 9, 30))

    assert "Amir Haddad" in text_of(plan.page(town.karin, "activity_edit", activity_id=plan.activity.pk))
    assert "Amir Haddad" not in text_of(plan.page(town.karin, "activity_new", goal_id=plan.goal.pk))
