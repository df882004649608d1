"""The door of activities: unit plans with goals, activities, follow-ups and the unit's yearly report.

Reads give None or leave out what lies outside the reader's scope; the caller answers 404. Verbs check
right and state, write in one transaction and leave one audit event.
"""

from rodtrad.activities.service.following import (
    FollowUpInput,
    follow_up,
    hand_in_report,
    report_draft,
)
from rodtrad.activities.service.initiatives import initiatives_at, plan_at, present_editions
from rodtrad.activities.service.planning import (
    ActivityInput,
    GoalInput,
    add_activity,
    add_goal,
    add_goal_with_activity,
    change_activity,
    change_goal,
    change_status,
    copy_from_last_year,
    remove,
    restore,
)
from rodtrad.activities.service.reading import (
    Candidate,
    Coverage,
    CoveredPlan,
    Total,
    UnitCount,
    activity_for,
    coverage,
    coverage_at,
    goal_for,
    goals_of,
    loose_activities,
    owners_for,
    report_of,
    serving,
    total_of,
    unit_counts,
    units_serving,
    visible_activities,
)
from rodtrad.activities.service.state import ActivityRow, GoalState, PlanState, plan_view, row_of
from rodtrad.activities.service.todo import todo_for

__all__ = [
    "ActivityInput",
    "ActivityRow",
    "Candidate",
    "Coverage",
    "CoveredPlan",
    "FollowUpInput",
    "GoalInput",
    "GoalState",
    "PlanState",
    "Total",
    "UnitCount",
    "activity_for",
    "add_activity",
    "add_goal",
    "add_goal_with_activity",
    "change_activity",
    "change_goal",
    "change_status",
    "copy_from_last_year",
    "coverage",
    "coverage_at",
    "follow_up",
    "goal_for",
    "goals_of",
    "hand_in_report",
    "initiatives_at",
    "loose_activities",
    "owners_for",
    "plan_at",
    "plan_view",
    "present_editions",
    "remove",
    "report_draft",
    "report_of",
    "restore",
    "row_of",
    "serving",
    "todo_for",
    "total_of",
    "unit_counts",
    "units_serving",
    "visible_activities",
]
