from __future__ import annotations

from django.db import models

from rodtrad.organisation.models import Unit
from rodtrad.plans.models import Document, Item


class Instrument(models.Model):
    """What is rated: indicators made from a plan's items, each with described levels. Frozen at first use."""

    authority = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField(default=1)
    # [{"sv": "Inte planerat", "en": "Not planned"}, …]: the names of the levels, lowest first.
    scale = models.JSONField(default=list)
    frozen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title

    @property
    def unit_path(self) -> str:
        return str(self.authority.path)


class Indicator(models.Model):
    """One thing rated, with the plan item it was made from and a described level for each step."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="indicators")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    # {"leaders": {"sv": …, "en": …}, "staff": {…}}
    statements = models.JSONField(default=dict)
    # {"sv": …, "en": …}
    help = models.JSONField(default=dict)
    # One {"sv": …, "en": …} per level, lowest first.
    levels = models.JSONField(default=list)
    # The next step forward from each level, lowest first.
    steps = models.JSONField(default=list)
    # {"title": …, "expected_effect": …, "effect_sign": …}: an activity to start from.
    suggestion = models.JSONField(default=dict)
    # Grows with each change of the texts: two people editing are told of each other.
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("instrument_id", "position")
        constraints = (
            models.UniqueConstraint(fields=["instrument", "position"], name="one_indicator_per_position"),
        )
