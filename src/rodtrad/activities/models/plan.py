from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.models import Person, Unit
from rodtrad.plans.models import Item


def new_key() -> str:
    """A submission key for rows that no form made."""
    return secrets.token_hex(16)


class ActivityStatus(models.TextChoices):
    """How far the work has come. Says nothing of its effect."""

    PLANNED = "planned", _("Planerad")
    ONGOING = "ongoing", _("Pågår")
    DONE = "done", _("Genomförd")
    PAUSED = "paused", _("Pausad")
    CANCELLED = "cancelled", _("Avbruten")


class EffectVerdict(models.TextChoices):
    """What came of it. Says nothing of how far the work has come."""

    TOO_EARLY = "too_early", _("Kan inte sägas än")
    NONE = "none", _("Ingen effekt sedd")
    PARTLY = "partly", _("Effekt sedd till en del")
    CLEAR = "clear", _("Tydlig effekt")


class UnitPlan(models.Model):
    """A unit's plan for a school year (verksamhetsplan, its part on digitalisation)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # What stands in the plan, counted again by each verb that changes it: pages of many units read these.
    goal_count = models.PositiveIntegerField(default=0)
    activity_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    followed_up_count = models.PositiveIntegerField(default=0)
    # Activities that serve no item of a plan.
    loose_count = models.PositiveIntegerField(default=0)
    is_reported = models.BooleanField(default=False)

    COUNTS = (
        "goal_count",
        "activity_count",
        "done_count",
        "followed_up_count",
        "loose_count",
        "is_reported",
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "year"], name="one_plan_per_year"),)

    @property
    def unit_path(self) -> str:
        return str(self.unit.path)


class Goal(models.Model):
    """What the unit wants to reach, and the plan item it serves."""

    plan = models.ForeignKey(UnitPlan, on_delete=models.CASCADE, related_name="goals")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="unit_goals")
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    # The result it came from: {"round": id, "position": n}. Empty when it came from elsewhere.
    origin = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    # Set when someone takes it away; it can be brought back until the year is compiled.
    removed_at = models.DateTimeField(null=True, blank=True)
    # A form sent twice is one goal.
    submission_key = models.CharField(max_length=64, unique=True, default=new_key)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def unit_path(self) -> str:
        return self.plan.unit_path


class Activity(models.Model):
    """What the unit does to reach a goal."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="activities")
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    owner_text = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=ActivityStatus.choices, default=ActivityStatus.PLANNED)
    # Swedish kronor, whole.
    cost = models.PositiveIntegerField(null=True, blank=True)
    expected_effect = models.TextField(blank=True)
    effect_sign = models.TextField(blank=True)
    # The verdict of the latest follow-up, copied so that lists need not look for it.
    verdict = models.CharField(max_length=10, choices=EffectVerdict.choices, blank=True)
    items = models.ManyToManyField(Item, through="ActivityItem", related_name="unit_activities")
    # Two people editing are told of each other.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    submission_key = models.CharField(max_length=64, unique=True, default=new_key)

    class Meta:
        ordering = ("starts_on", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def unit_path(self) -> str:
        return self.goal.unit_path

    @property
    def owner_name(self) -> str:
        """Who answers for it. Someone whose identity has become protected is no longer named."""
        named = self.owner is not None and not self.owner.is_protected
        return self.owner.name if self.owner and named else self.owner_text


class ActivityItem(models.Model):
    """Which initiative an activity serves.

    Unit and year are copied from the activity's plan: how many units work with an initiative is then
    read from one index, however large the authority is.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="served")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["activity", "item"], name="serves_an_item_once"),)
        indexes = (models.Index(fields=["item", "year", "unit"]),)


class ItemCount(models.Model):
    """How one unit's plan works with one item: its activities, and what came of them.

    One row per plan and item, counted again by each verb that changes the plan.
    """

    plan = models.ForeignKey(UnitPlan, on_delete=models.CASCADE, related_name="item_counts")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.CASCADE, related_name="+")
    activities = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    # Activities by the verdict of their latest follow-up.
    clear = models.PositiveIntegerField()
    partly = models.PositiveIntegerField()
    none = models.PositiveIntegerField()
    too_early = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "item"], name="one_count_per_item"),)
        indexes = (models.Index(fields=["item", "year", "unit"]),)


class FollowUp(models.Model):
    """What was done, what came of it and what we conclude, written once and never changed."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="follow_ups")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=ActivityStatus.choices)
    verdict = models.CharField(max_length=10, choices=EffectVerdict.choices)
    done = models.TextField()
    outcome = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    # A form sent twice is one follow-up.
    submission_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-written_at", "-id")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a follow-up is written once; write a new one")
        super().save(*args, **kwargs)


class UnitReport(models.Model):
    """The unit's follow-up report of the year: the principal's words over its goals and activities."""

    plan = models.OneToOneField(UnitPlan, on_delete=models.CASCADE, related_name="report")
    summary = models.TextField()
    next_year = models.TextField(blank=True)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.plan.unit} {self.plan.year}"
