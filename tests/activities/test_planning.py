"""What a plan takes and what it refuses; what is taken away can be brought back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rodtrad.activities import rules, service
from rodtrad.activities.models import ActivityStatus
from rodtrad.common.audit import describe, events_of
from rodtrad.common.errors import Conflict, UserError
from tests.activities.conftest import Plan, text_of

HOSTILE = '<script>alert("x")</script><img src=x onerror=y>{{ 7|add:7 }}'


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        ("2027-05-01", "2026-09-01", "Slutdatumet ligger före startdatumet."),
        ("2026-07-31", "2026-09-01", "Datumen ska ligga inom läsåret 2026/27."),
        ("2026-09-01", "2027-08-01", "Datumen ska ligga inom läsåret 2026/27."),
    ],
)
def test_dates_that_cannot_be_are_told_at_the_field(
    plan: Plan, starts: str, ends: str, sentence: str
) -> None:
    sent = plan.fields(starts_on=starts, ends_on=ends)

    page = plan.send(plan.town.karin, "activity_edit", sent, activity_id=plan.activity.pk)

    assert page.context["form"].errors["ends_on"] == [sentence]


def test_the_verb_holds_the_dates_too(plan: Plan) -> None:
    with pytest.raises(UserError, match="2026/27"):
        plan.add_activity(plan.town.karin, plan.goal, ends_on=date(2028, 1, 1))


def test_the_first_and_the_last_day_belong_to_the_year() -> None:
    first, last = date(2026, 8, 1), date(2027, 7, 31)

    assert rules.dates_problem(first, last, first, last) is None
    assert rules.dates_problem(last, first, first, last) == "order"
    assert rules.dates_problem(None, date(2027, 8, 1), first, last) == "outside"


def test_late_is_the_day_after_and_never_for_what_is_over() -> None:
    due = date(2026, 10, 12)

    assert not rules.is_late(ActivityStatus.ONGOING, due, due)
    assert rules.is_late(ActivityStatus.ONGOING, due, date(2026, 10, 13))
    assert not rules.is_late(ActivityStatus.DONE, due, date(2027, 1, 1))
    assert not rules.is_late(ActivityStatus.PAUSED, due, date(2027, 1, 1))


def test_hostile_text_is_text_on_every_page(plan: Plan) -> None:
    sent = plan.fields(title=HOSTILE, expected_effect=HOSTILE, effect_sign=HOSTILE, description=HOSTILE)
    plan.send(plan.town.karin, "activity_edit", sent, activity_id=plan.activity.pk)
    said: dict[str, Any] = {"status": "ongoing", "verdict": "clear", "done": HOSTILE, "outcome": HOSTILE}
    plan.send(plan.town.karin, "follow_up", said, activity_id=plan.activity.pk)

    for name in ("activity", "activity_edit", "follow_up"):
        body = plan.page(plan.town.karin, name, activity_id=plan.activity.pk).content.decode()
        assert "<script>alert" not in body
        assert "onerror=y>" not in body
        assert "&lt;script&gt;alert" in body
    for name in ("year", "report", "coverage"):
        body = plan.page(plan.town.karin, name).content.decode()
        assert "<script>alert" not in body
        assert "onerror=y>" not in body


@pytest.mark.parametrize("field", ["title", "expected_effect", "effect_sign", "description"])
def test_ten_thousand_characters_are_refused_and_kept(plan: Plan, field: str) -> None:
    long = "Ä" * 10_000

    page = plan.send(
        plan.town.karin, "activity_edit", plan.fields(**{field: long}), activity_id=plan.activity.pk
    )

    assert page.status_code == 200
    assert page.context["form"].errors[field]
    assert long in text_of(page)


def test_a_cost_that_no_school_has_is_refused(plan: Plan) -> None:
    for cost in ("-1", "9999999999999999999999", "mycket"):
        page = plan.send(
            plan.town.karin, "activity_edit", plan.fields(cost=cost), activity_id=plan.activity.pk
        )
        assert page.context["form"].errors["cost"]


def test_a_removed_goal_is_gone_until_it_is_taken_back(plan: Plan) -> None:
    client = plan.town.client(plan.town.karin)
    page = client.post(plan.url("goal_remove", goal_id=plan.goal.pk), follow=True)
    undo = plan.url("goal_restore", goal_id=plan.goal.pk)

    assert "Verktygskvart" not in text_of(page)
    assert f'action="{undo}"' in page.content.decode(), "the way back stands beside the message"

    assert "Verktygskvart varje tisdag" in text_of(client.post(undo, follow=True))


def test_a_removed_activity_can_be_read_and_taken_back_but_not_changed(plan: Plan) -> None:
    town = plan.town
    service.remove(town.scope(town.karin), plan.activity)

    page = plan.page(town.karin, "activity", activity_id=plan.activity.pk)
    assert "Aktiviteten är borttagen ur planen" in text_of(page)
    assert "Ta tillbaka aktiviteten" in text_of(page)
    refused = plan.send(town.karin, "activity_edit", plan.fields(title="Ny"), activity_id=plan.activity.pk)
    assert refused.status_code == 409
    with pytest.raises(Conflict):
        service.change_status(town.scope(town.karin), plan.activity, 1, "done")


def test_removing_twice_is_removing_once(plan: Plan) -> None:
    for _press in range(2):
        plan.send(plan.town.karin, "activity_remove", {}, activity_id=plan.activity.pk)

    assert events_of(plan.activity).filter(verb="activity.removed").count() == 1


def test_every_verb_leaves_one_event_that_can_be_read(plan: Plan) -> None:
    scope = plan.town.scope(plan.town.karin)
    service.change_goal(scope, plan.goal, 1, service.GoalInput("Alla kan"))
    service.remove(scope, plan.goal)
    service.restore(scope, plan.goal)

    said = [describe(event) for event in reversed(events_of(plan.goal))]

    assert said == [
        "Karin Ek satte målet ”Alla klarar sina verktyg”",
        "Karin Ek ändrade målet ”Alla kan”",
        "Karin Ek tog bort målet ”Alla kan”",
        "Karin Ek tog tillbaka målet ”Alla kan”",
    ]


def test_an_initiative_of_an_older_plan_is_not_lost_when_the_goal_is_saved(plan: Plan) -> None:
    """Another plan comes into force: what the goal already serves can still be kept."""
    from tests.assessments.conftest import write_plan

    newer = write_plan(plan.town, "Ny plan", {"Område": ("Insats i den nya",)})
    newer.decided_on = date(2026, 9, 1)
    newer.save()
    sent = {"title": "Nytt ord", "description": "", "item": str(plan.items[0].pk), "version": "1"}

    assert plan.send(plan.town.karin, "goal", sent, goal_id=plan.goal.pk).status_code == 302

    plan.goal.refresh_from_db()
    assert plan.goal.item_id == plan.items[0].pk
