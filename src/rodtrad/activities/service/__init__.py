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
    Coverage,
    UnitCount,
    activity_for,
    coverage,
    goal_for,
    goals_of,
    loose_activities,
    owners_for,
    report_of,
    serving,
    unit_counts,
    units_serving,
)
from rodtrad.activities.service.todo import todo_for

__all__ = [
    "ActivityInput",
    "Coverage",
    "FollowUpInput",
    "GoalInput",
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
    "follow_up",
    "goal_for",
    "goals_of",
    "hand_in_report",
    "loose_activities",
    "owners_for",
    "remove",
    "report_draft",
    "report_of",
    "restore",
    "serving",
    "todo_for",
    "unit_counts",
    "units_serving",
]
