from rodtrad.activities.models.plan import (
    Activity,
    ActivityItem,
    ActivityStatus,
    EffectVerdict,
    FollowUp,
    Goal,
    UnitPlan,
    UnitReport,
)

__all__ = [
    "Activity",
    "ActivityItem",
    "ActivityStatus",
    "EffectVerdict",
    "FollowUp",
    "Goal",
    "UnitPlan",
    "UnitReport",
]
