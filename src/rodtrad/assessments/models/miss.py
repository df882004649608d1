from __future__ import annotations

from django.db import models


class CodeMiss(models.Model):
    """How often a meeting's code was guessed wrong in a stretch of time: from one of a few thousand buckets
    that all networks are spread over, so that no row tells whose it was; or, in the bucket `ALL`, by anyone.
    """

    ALL = -1

    bucket = models.SmallIntegerField()
    # The number of the stretch, counted from the epoch.
    window = models.BigIntegerField()
    misses = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["bucket", "window"], name="one_count_a_window"),)
