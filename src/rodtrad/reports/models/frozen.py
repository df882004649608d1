"""The rows that the figures of a compilation were made from, as they stood when it was made.

Counts are taken from these rows and not from the living ones, so a figure and what it opens into agree for
as long as the report exists, whatever is changed afterwards. Results of a rating are frozen where they lie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from rodtrad.organisation.models import Unit
from rodtrad.reports.models.compilation import Compilation

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope


def _inside(scope: Scope) -> Q:
    """Rows of units that the reader sees into."""
    inside = Q(pk__in=[])
    for path in scope.paths:
        inside |= Q(unit__path__startswith=path)
    return inside


class FrozenActivityQuerySet(models.QuerySet["FrozenActivity"]):
    def visible_to(self, scope: Scope) -> FrozenActivityQuerySet:
        """The activities of units that the reader sees into."""
        return self.filter(_inside(scope))


class FrozenReportQuerySet(models.QuerySet["FrozenReport"]):
    def visible_to(self, scope: Scope) -> FrozenReportQuerySet:
        """The reports of units that the reader sees into."""
        return self.filter(_inside(scope))


class FrozenActivity(models.Model):
    """An activity with its latest follow-up. `verdict` is '' where nobody has followed it up."""

    compilation = models.ForeignKey(Compilation, on_delete=models.CASCADE, related_name="activities")
    activity_id = models.BigIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    # Where the unit stood in the tree: the order of the lists, and the administration it is counted under.
    unit_path = models.CharField(max_length=255)
    title = models.CharField(max_length=300)
    status = models.CharField(max_length=10)
    verdict = models.CharField(max_length=10, blank=True)
    serves_nothing = models.BooleanField(default=False)
    done = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    followed_up_on = models.DateField(null=True)

    objects = FrozenActivityQuerySet.as_manager()

    class Meta:
        ordering = ("unit_path", "activity_id")
        indexes = (models.Index(fields=["compilation", "unit_path", "activity_id"]),)


class FrozenLink(models.Model):
    """That a frozen activity serves an item, and which of the report's areas the item stands in."""

    activity = models.ForeignKey(FrozenActivity, on_delete=models.CASCADE, related_name="links")
    item_id = models.BigIntegerField()
    # None for an item of another document than the one reported on.
    area = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["activity", "item_id"], name="frozen_once_per_item"),)


class FrozenReport(models.Model):
    """One school unit and its own report of the year; `handed_in_on` is None where there is none."""

    compilation = models.ForeignKey(Compilation, on_delete=models.CASCADE, related_name="reports")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    unit_path = models.CharField(max_length=255)
    handed_in_on = models.DateField(null=True)
    summary = models.TextField(blank=True)
    next_year = models.TextField(blank=True)

    objects = FrozenReportQuerySet.as_manager()

    class Meta:
        ordering = ("unit_path",)
        indexes = (models.Index(fields=["compilation", "unit_path"]),)
