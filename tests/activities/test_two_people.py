"""Two people at one plan, and one person pressing twice: nothing typed is lost, nothing is made twice."""

from __future__ import annotations

import pytest

from rodtrad.activities import service
from rodtrad.activities.models import Activity, FollowUp, Goal, UnitReport
from rodtrad.common.audit import events_of
from rodtrad.common.errors import Conflict
from tests.activities.conftest import Plan, text_of
from tests.people import Town

GOAL = {"title": "Alla klarar sina verktyg utan hjälp", "description": "", "item": ""}


def test_nils_saves_after_karin_and_sees_both_texts(plan: Plan) -> None:
    plan.send(plan.town.karin, "activity_edit", plan.fields(title="Karins ord"), activity_id=plan.activity.pk)

    page = plan.send(
        plan.town.nils, "activity_edit", plan.fields(title="Nils ord"), activity_id=plan.activity.pk
    )

    assert page.status_code == 409
    text = text_of(page)
    assert "Nils ord" in text, "what Nils typed is kept in the form"
    assert "Så här är det sparat nu" in text
    assert "Karins ord" in text, "what Karin saved stands beside it"
    plan.activity.refresh_from_db()
    assert plan.activity.title == "Karins ord"


def test_nils_may_then_save_knowing_what_karin_wrote(plan: Plan) -> None:
    plan.send(plan.town.karin, "activity_edit", plan.fields(title="Karins ord"), activity_id=plan.activity.pk)
    page = plan.send(
        plan.town.nils, "activity_edit", plan.fields(title="Nils ord"), activity_id=plan.activity.pk
    )
    again = plan.fields(title="Nils ord", version=str(page.context["version"]))

    assert plan.send(plan.town.nils, "activity_edit", again, activity_id=plan.activity.pk).status_code == 302

    plan.activity.refresh_from_db()
    assert plan.activity.title == "Nils ord"


def test_a_goal_changed_by_two_is_kept_in_both_words(plan: Plan) -> None:
    first, second = GOAL | {"version": "1"}, GOAL | {"title": "Nils mål", "version": "1"}
    plan.send(plan.town.karin, "goal", first, goal_id=plan.goal.pk)

    page = plan.send(plan.town.nils, "goal", second, goal_id=plan.goal.pk)

    assert page.status_code == 409
    assert "Nils mål" in text_of(page)
    assert "Alla klarar sina verktyg utan hjälp" in text_of(page)


def test_a_version_that_is_no_number_fits_nothing(plan: Plan) -> None:
    sent = plan.fields(title="Nytt", version="²")

    assert plan.send(plan.town.karin, "activity_edit", sent, activity_id=plan.activity.pk).status_code == 409


def test_a_change_sent_twice_is_one_change(plan: Plan) -> None:
    sent = plan.fields(title="Två gånger")
    for _press in range(2):
        page = plan.send(plan.town.karin, "activity_edit", sent, activity_id=plan.activity.pk)
        assert page.status_code == 302, "the second press is no conflict with the first"

    assert events_of(plan.activity).filter(verb="activity.changed").count() == 1


def test_a_goal_sent_twice_is_one_goal(plan: Plan) -> None:
    before = Goal.objects.count()
    for _press in range(2):
        plan.send(plan.town.karin, "goal_new", GOAL | {"key": "samma-formular"})

    assert Goal.objects.count() == before + 1


def test_an_activity_sent_twice_is_one_activity(plan: Plan) -> None:
    before = Activity.objects.count()
    for _press in range(2):
        plan.send(plan.town.karin, "activity_new", plan.fields(title="Ny", key="samma"), goal_id=plan.goal.pk)

    assert Activity.objects.count() == before + 1


def test_going_back_and_sending_the_same_words_in_a_new_form_is_one_goal_and_one_activity(plan: Plan) -> None:
    """The browser shows what was typed again, in a form with a key of its own."""
    goals, activities = Goal.objects.count(), Activity.objects.count()
    for key in ("ett-formular", "ett-till"):
        plan.send(plan.town.karin, "goal_new", GOAL | {"key": key})
        plan.send(plan.town.karin, "activity_new", plan.fields(title="Ny", key=key), goal_id=plan.goal.pk)

    assert (Goal.objects.count(), Activity.objects.count()) == (goals + 1, activities + 1)


def test_a_follow_up_sent_twice_is_one_follow_up(plan: Plan) -> None:
    sent = {"status": "ongoing", "verdict": "too_early", "done": "Vi började.", "key": "samma"}
    for _press in range(2):
        plan.send(plan.town.amir, "follow_up", sent, activity_id=plan.activity.pk)

    assert FollowUp.objects.count() == 1


def test_a_key_from_another_units_form_gives_nothing_away(plan: Plan) -> None:
    town = plan.town
    own = plan.add_goal(town.lovisa, town.lilla_holmen)
    key = Goal.objects.get(pk=plan.goal.pk).submission_key

    with pytest.raises(Conflict):
        service.add_goal(
            town.scope(town.lovisa), town.place(town.lilla_holmen), service.GoalInput("Mitt"), key
        )
    with pytest.raises(Conflict):
        service.add_activity(
            town.scope(town.lovisa), own, service.ActivityInput("Min"), plan.activity.submission_key
        )


def test_two_who_hand_in_the_report_see_each_others_words(plan: Plan) -> None:
    plan.send(plan.town.karin, "report", {"summary": "Karins text", "version": "0"})

    page = plan.send(plan.town.nils, "report", {"summary": "Nils text", "version": "0"})

    assert page.status_code == 409
    assert "Karins text" in text_of(page)
    assert "Nils text" in text_of(page)
    assert UnitReport.objects.get().summary == "Karins text"


def test_the_browser_is_told_to_forget_only_a_form_that_got_through(plan: Plan) -> None:
    client = plan.town.client(plan.town.karin)
    address = plan.url("activity_edit", activity_id=plan.activity.pk)

    assert b"data-kept-ack" not in client.post(address, plan.fields(title="")).content
    page = client.post(address, plan.fields(title="Nytt"), follow=True)

    assert f'data-kept-ack="aktivitet-{plan.activity.pk}-1"' in page.content.decode()


def test_what_was_typed_stands_in_the_form_that_comes_back(town: Town, plan: Plan) -> None:
    page = plan.send(town.karin, "goal_new", {"title": "x" * 10_000, "description": "Det här skrev jag"})

    assert page.status_code == 200
    assert "Det här skrev jag" in text_of(page)
    assert page.context["form"].errors["title"]
