"""What is late comes to whoever can do something about it; the report when its time has come."""

from __future__ import annotations

from datetime import date

from rodtrad.activities import service
from rodtrad.cycle.models import Phase
from rodtrad.organisation.models import Person, Unit
from tests.activities.conftest import Plan

LATER = date(2027, 5, 20)


def todos(plan: Plan, person: Person, unit: Unit, today: date = LATER) -> list[str]:
    return [todo.title for todo in service.todo_for(plan.town.scope(person), plan.town.place(unit), today)]


def test_karin_and_amir_are_asked_to_follow_up_what_is_late(plan: Plan) -> None:
    assert todos(plan, plan.town.karin, plan.town.bjorkhagen) == ["Följ upp en aktivitet"]
    assert todos(plan, plan.town.amir, plan.town.bjorkhagen) == ["Följ upp en aktivitet"]
    assert todos(plan, plan.town.berit, plan.town.authority) == []


def test_nothing_is_asked_on_the_last_day_itself(plan: Plan) -> None:
    assert todos(plan, plan.town.karin, plan.town.bjorkhagen, date(2027, 5, 3)) == []


def test_the_link_leads_to_the_unit_where_the_activity_is(plan: Plan) -> None:
    """Amir looks at the whole authority: his activity is still found."""
    from rodtrad.organisation.models import Role
    from rodtrad.organisation.service import give_duty

    give_duty(plan.town.amir, plan.town.authority, Role.BOARD)
    scope = plan.town.scope(plan.town.amir)
    todo = service.todo_for(scope, plan.town.place(plan.town.authority), LATER)[0]

    assert plan.town.client(plan.town.amir).get(todo.url).status_code == 200


def test_all_late_activities_are_counted(plan: Plan) -> None:
    for number in range(24):
        plan.add_activity(plan.town.karin, plan.goal, f"Sak {number}", ends_on=date(2026, 9, 1))

    assert todos(plan, plan.town.karin, plan.town.bjorkhagen) == ["Följ upp 25 aktiviteter"]


def test_the_report_is_asked_for_from_the_phase_of_follow_up_until_it_is_in(plan: Plan) -> None:
    Phase.objects.create(
        year=plan.town.year,
        kind=Phase.Kind.FOLLOW_UP,
        starts_on=date(2027, 4, 1),
        ends_on=date(2027, 6, 10),
    )
    place = plan.town.place(plan.town.bjorkhagen)

    assert todos(plan, plan.town.karin, plan.town.bjorkhagen, date(2027, 3, 31)) == []
    assert "Lämna in årets uppföljning" in todos(plan, plan.town.karin, plan.town.bjorkhagen)
    service.hand_in_report(plan.town.scope(plan.town.karin), place, 0, "Klart", "")
    assert "Lämna in årets uppföljning" not in todos(plan, plan.town.karin, plan.town.bjorkhagen)


def test_a_unit_without_goals_is_asked_to_set_them_when_planning_begins(plan: Plan) -> None:
    Phase.objects.create(
        year=plan.town.year, kind=Phase.Kind.PLAN, starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 29)
    )
    holmen = plan.town.lilla_holmen

    assert todos(plan, plan.town.lovisa, holmen, date(2027, 1, 3)) == []
    assert todos(plan, plan.town.lovisa, holmen, date(2027, 1, 4)) == ["Sätt mål för läsåret"]
    plan.add_goal(plan.town.lovisa, holmen)
    assert todos(plan, plan.town.lovisa, holmen, date(2027, 1, 4)) == []
