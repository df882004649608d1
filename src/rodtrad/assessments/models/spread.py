from __future__ import annotations

from django.db import models

from rodtrad.assessments.groups import Group
from rodtrad.assessments.models.round import Round
from rodtrad.common.stored import StoredJSONField
from rodtrad.organisation.models import Unit


class Spread(models.Model):
    """How alike the units of one sum are in a closed round, for one group. Frozen: made of the shown figures
    of `Result` once these are (`service.reckoning`), so that no page reckons over a nation's units.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=20, choices=Group.choices)
    # Per area, in instrument order, null where the group does not rate it: {"units": how many are shown,
    # "levels": [how many lie nearest each level], "gap": …, "share": …}. The last two are null where too few
    # are shown, else [value, low, high, low, high]: its interval by itself, and as one of two comparisons.
    areas = StoredJSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "unit", "group"], name="one_spread_per_group"),
        )
