"""Following up: what was done, what came of it, what we conclude; and the unit's report of the year."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.activities import rules
from rodtrad.activities.access import may_follow_up, may_hand_in
from rodtrad.activities.models import Activity, FollowUp, UnitPlan, UnitReport
from rodtrad.activities.service.counting import recount
from rodtrad.activities.service.reading import goals_of
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place

__all__ = ["FollowUpInput", "follow_up", "hand_in_report", "report_draft"]


@dataclass(frozen=True)
class FollowUpInput:
    """What a person writes when following up. `status` is the work, `verdict` the effect: never mixed."""

    status: str
    verdict: str
    done: str
    outcome: str = ""
    conclusion: str = ""


@transaction.atomic
def follow_up(scope: Scope, activity: Activity, given: FollowUpInput, key: str) -> FollowUp:
    """Write a follow-up; a later one stands above it, none is changed. The same key again writes nothing."""
    if not may_follow_up(scope, activity):
        raise NotAllowed(
            _("Bara den som leder enheten eller ansvarar för aktiviteten kan följa upp den."), "not_yours"
        )
    activity = (
        Activity.objects.select_for_update(of=("self",))
        .select_related("goal__plan__unit")
        .get(pk=activity.pk)
    )
    if activity.removed_at or activity.goal.removed_at:
        raise Conflict(_("Aktiviteten är borttagen ur planen. Ta tillbaka den först."), "removed")
    written, made = FollowUp.objects.get_or_create(
        submission_key=key,
        defaults={**vars(given), "activity": activity, "written_by": scope.actor_name},
    )
    if not made:
        return _same_activity(written, activity)
    if not rules.may_become(activity.status, given.status):
        raise Conflict(
            _("Aktivitetens status har ändrats. Ladda om sidan och välj status igen."), "wrong_state"
        )
    Activity.objects.filter(pk=activity.pk).update(
        status=given.status, verdict=given.verdict, version=F("version") + 1
    )
    recount([activity.goal.plan_id])
    record(
        scope,
        "activity.followed_up",
        activity,
        unit_path=activity.unit_path,
        changes={"status": (activity.status, given.status), "verdict": (activity.verdict, given.verdict)},
    )
    return written


def _same_activity(written: FollowUp, activity: Activity) -> FollowUp:
    if written.activity_id != activity.pk:
        raise Conflict(_("Formuläret hör till en annan aktivitet. Börja om därifrån."), "wrong_activity")
    return written


def report_draft(scope: Scope, place: Place) -> str:
    """A first text for the unit's report, from its goals and what the follow-ups say; to be edited."""
    lines: list[str] = []
    for goal in goals_of(scope, place):
        lines.append(goal.title)
        for activity in goal.activities.all():
            latest = next(iter(activity.follow_ups.all()), None)
            lines.append(f"– {activity.title} ({activity.get_status_display().lower()})")
            if latest:
                lines += [f"  {text}" for text in (latest.outcome or latest.done, latest.conclusion) if text]
        lines.append("")
    return "\n".join(lines).strip()


@transaction.atomic
def hand_in_report(scope: Scope, place: Place, version: int, summary: str, next_year: str) -> UnitReport:
    """Hand in the unit's follow-up report; handing in again replaces the text and leaves an event with both.

    `version` is 0 for the first. Conflict when someone else has handed in since it was read; the same text
    again is already handed in.
    """
    if not may_hand_in(scope, place):
        raise NotAllowed(_("Bara den som leder enheten kan lämna in uppföljningen."), "not_yours")
    plan, _made = UnitPlan.objects.get_or_create(unit=place.unit, year_id=place.year_id)
    # Two first reports at once would both find none: the plan's row is what they wait for.
    UnitPlan.objects.select_for_update().get(pk=plan.pk)
    held = UnitReport.objects.filter(plan=plan).first()
    if held and (held.summary, held.next_year) == (summary, next_year):
        return held
    if (held.version if held else 0) != version:
        raise Conflict(
            _("Någon annan har lämnat in under tiden. Din text finns kvar här; jämför och lämna in igen."),
            "changed_meanwhile",
        )
    report = held or UnitReport(plan=plan, version=0)
    changes = {"summary": (report.summary, summary), "next_year": (report.next_year, next_year)}
    report.summary, report.next_year = summary, next_year
    report.handed_in_at, report.handed_in_by = timezone.now(), scope.actor_name
    report.version += 1
    report.save()
    recount([plan.pk])
    record(scope, "report.handed_in", report, unit_path=place.unit.path, changes=changes)
    return report
