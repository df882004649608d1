from __future__ import annotations

from django.db import models

from rodtrad.assessments.groups import Group
from rodtrad.assessments.models.round import Round
from rodtrad.common.stored import StoredJSONField
from rodtrad.organisation.models import Unit


class Result(models.Model):
    """What may be published of one round for one unit (or the sum below it) and one group. Frozen.

    Written once when the round closes, already past the disclosure rule: what must not be shown is
    not in the row. `areas` carries what a heat map needs, so that it never reads `counts`.
    """

    # No index of its own: both below begin with it. Nor does the database look the round up for each of a
    # nation's rows: they are all of one round, whose row is held while they are written.
    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    # Copied from the unit as it stood when the round closed.
    unit_path = models.CharField(max_length=255)
    unit_kind = models.CharField(max_length=20)
    school_form = models.CharField(max_length=20, blank=True)
    group = models.CharField(max_length=20, choices=Group.choices)
    is_shown = models.BooleanField()
    # Why nothing is shown: 'small', or for leaders 'few_units'.
    reason = models.CharField(max_length=20, blank=True)
    # Null where it must not be shown; `invited` also where a unit has not said how many they are.
    answered = models.PositiveIntegerField(null=True)
    invited = models.PositiveIntegerField(null=True)
    # How many units were asked: a number of the organisation's, which tells nothing of who answered.
    units = models.PositiveIntegerField(default=1)
    # Per indicator, in instrument order: [n1..nK, not relevant, unanswered], or the reason why not; 'open'
    # for an open question and 'not_asked' for one that the group was not asked.
    counts = StoredJSONField(default=list)
    # Per area, in instrument order: {"mean": 3.42, "n": 41, "sd": 1.1, "counts": [n1..nK], "used": 5,
    # "of": 6, "band": [p10, p90]} or {"reason": "small"}.
    areas = StoredJSONField(default=list)
    # For a sum, per indicator: [10th, 90th percentile] of the means of the units shown under it, or null.
    bands = StoredJSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "unit", "group"], name="one_result_per_group"),
        )
        indexes = (models.Index(fields=["round", "group", "unit_kind", "unit_path"]),)
