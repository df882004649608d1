from rodtrad.activities.models.plan import (
    Activity,
    ActivityItem,
    ActivityStatus,
    EffectVerdict,
    FollowUp,
    Goal,
    ItemCount,
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
    "ItemCount",
    "UnitPlan",
    "UnitReport",
]
