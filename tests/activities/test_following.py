"""Progress is not quality: the work's status and the verdict on its effect never touch (rule 3). Nothing
that was followed up is rewritten.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from rodtrad.activities import service
from rodtrad.activities.models import FollowUp, UnitReport
from rodtrad.common.audit import events_of
from rodtrad.common.errors import Conflict
from rodtrad.organisation.models import Duty
from tests.activities.conftest import Plan, text_of

SAID = service.FollowUpInput("ongoing", "partly", "Vi har haft fyra tillfällen.", "Frågorna är färre.")


def follow(plan: Plan, given: service.FollowUpInput = SAID, key: str = "en") -> FollowUp:
    plan.activity.refresh_from_db()
    return service.follow_up(plan.town.scope(plan.town.amir), plan.activity, given, key)


def test_a_new_status_says_nothing_of_the_effect(plan: Plan) -> None:
    plan.send(
        plan.town.karin, "activity_status", {"status": "done", "version": "1"}, activity_id=plan.activity.pk
    )

    plan.activity.refresh_from_db()
    assert (plan.activity.status, plan.activity.verdict) == ("done", "")
    text = text_of(plan.page(plan.town.karin, "activity", activity_id=plan.activity.pk))
    assert "Effekten Inte uppföljd än" in text


def test_done_without_effect_and_ongoing_with_effect_are_both_possible(plan: Plan) -> None:
    follow(plan, service.FollowUpInput("ongoing", "clear", "Vi börjar."), "en")
    plan.activity.refresh_from_db()
    assert (plan.activity.status, plan.activity.verdict) == ("ongoing", "clear")

    follow(plan, service.FollowUpInput("done", "none", "Klart."), "två")
    plan.activity.refresh_from_db()
    assert (plan.activity.status, plan.activity.verdict) == ("done", "none")


def test_status_and_verdict_are_drawn_differently(plan: Plan) -> None:
    follow(plan)

    body = plan.page(plan.town.karin, "activity", activity_id=plan.activity.pk).content.decode()

    assert 'class="rt-work" data-status="started"' in body
    assert 'class="rt-verdict" data-verdict="some"' in body


def test_a_follow_up_is_written_once(plan: Plan) -> None:
    written = follow(plan)
    written.done = "Något annat"

    with pytest.raises(TypeError):
        written.save()


def test_a_later_follow_up_stands_above_the_earlier(plan: Plan) -> None:
    follow(plan, key="en")
    follow(plan, replace(SAID, done="Nu har vi haft tolv."), "två")

    text = text_of(plan.page(plan.town.amir, "activity", activity_id=plan.activity.pk))

    assert text.index("Nu har vi haft tolv.") < text.index("Vi har haft fyra tillfällen.")


def test_a_follow_up_belongs_to_one_activity(plan: Plan) -> None:
    follow(plan, key="samma")
    other = plan.add_activity(plan.town.karin, plan.goal)

    with pytest.raises(Conflict):
        service.follow_up(plan.town.scope(plan.town.karin), other, SAID, "samma")


def test_a_cancelled_activity_is_opened_before_it_can_be_done(plan: Plan) -> None:
    scope = plan.town.scope(plan.town.karin)
    cancelled = service.change_status(scope, plan.activity, 1, "cancelled")

    with pytest.raises(Conflict, match="avbruten kan inte bli genomförd"):
        service.change_status(scope, cancelled, 2, "done")
    page = plan.send(
        plan.town.karin, "activity_status", {"status": "done", "version": "2"}, activity_id=cancelled.pk
    )
    assert page.status_code == 409


def test_what_the_follow_up_changed_is_told_in_the_trail(plan: Plan) -> None:
    follow(plan)

    event = events_of(plan.activity)[0]
    assert event.verb == "activity.followed_up"
    assert event.changes == {"status": ["planned", "ongoing"], "verdict": ["", "partly"]}


def test_the_page_leads_with_the_question_of_work_and_asks_effect_apart(plan: Plan) -> None:
    text = text_of(plan.page(plan.town.amir, "follow_up", activity_id=plan.activity.pk))

    assert text.index("Hur långt har arbetet kommit?") < text.index("Vilken effekt har ni sett?")
    assert "Väntad effekt Färre behöver hjälp med samma sak." in text


def test_a_follow_up_without_what_was_done_comes_back_with_the_rest_kept(plan: Plan) -> None:
    sent = {"status": "done", "verdict": "clear", "done": " ", "outcome": "Det syns tydligt."}

    page = plan.send(plan.town.amir, "follow_up", sent, activity_id=plan.activity.pk)

    assert page.context["form"].errors["done"]
    assert "Det syns tydligt." in text_of(page)
    assert not FollowUp.objects.exists()


def test_the_report_is_prepared_from_what_was_written(plan: Plan) -> None:
    follow(plan)

    draft = service.report_draft(plan.town.scope(plan.town.karin), plan.town.place(plan.town.bjorkhagen))

    assert draft.splitlines() == [
        "Alla klarar sina verktyg",
        "– Verktygskvart varje tisdag (pågår)",
        "  Frågorna är färre.",
    ]


def test_a_report_handed_in_again_replaces_the_text_and_the_trail_has_both(plan: Plan) -> None:
    plan.send(plan.town.karin, "report", {"summary": "Först", "version": "0"})
    plan.send(plan.town.karin, "report", {"summary": "Sedan", "next_year": "Färre mål", "version": "1"})

    report = UnitReport.objects.get()
    assert (report.summary, report.next_year, report.version) == ("Sedan", "Färre mål", 2)
    assert events_of(report)[0].changes["summary"] == ["Först", "Sedan"]


def test_the_same_report_sent_twice_is_handed_in_once(plan: Plan) -> None:
    for _press in range(2):
        page = plan.send(plan.town.karin, "report", {"summary": "Klart", "next_year": "", "version": "0"})
        assert page.status_code == 302

    assert UnitReport.objects.get().version == 1


def test_amir_reads_the_report_but_sees_no_form(plan: Plan) -> None:
    assert "Enheten har inte lämnat in sin uppföljning än." in text_of(plan.page(plan.town.amir, "report"))
    plan.send(plan.town.karin, "report", {"summary": "Så gick det", "version": "0"})

    page = plan.page(plan.town.amir, "report")

    assert "Så gick det" in text_of(page)
    assert "Lämna in uppföljningen" not in text_of(page)


def test_whoever_leads_writes_even_what_another_owns(plan: Plan) -> None:
    Duty.objects.filter(person=plan.town.amir).delete()

    sent = {"status": "done", "verdict": "clear", "done": "Klart."}
    plan.send(plan.town.karin, "follow_up", sent, activity_id=plan.activity.pk)

    assert FollowUp.objects.get().written_by == "Karin Ek"
