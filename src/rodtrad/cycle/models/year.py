from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rodtrad.organisation.models import Role, Unit


class SchoolYear(models.Model):
    """A school year (läsår) of one authority, August to June, dates set by the authority."""

    authority = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    # '2026/27' as people write it; the address has '2026-27'.
    label = models.CharField(max_length=9)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ("starts_on",)
        constraints = (models.UniqueConstraint(fields=["authority", "label"], name="one_year_per_label"),)

    def __str__(self) -> str:
        return self.label

    @property
    def slug(self) -> str:
        return self.label.replace("/", "-")


class Phase(models.Model):
    """A stretch of the year wheel."""

    class Kind(models.TextChoices):
        ANALYSE = "analyse", _("Nuläge")
        ASSESS = "assess", _("Skatta")
        DIALOGUE = "dialogue", _("Samtal")
        PLAN = "plan", _("Planera")
        CARRY_OUT = "carry_out", _("Genomföra")
        FOLLOW_UP = "follow_up", _("Följa upp")
        COMPILE = "compile", _("Sammanställa")
        DECIDE = "decide", _("Besluta")

    year = models.ForeignKey(SchoolYear, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ("starts_on",)


class YearTask(models.Model):
    """A dated task of a role in the year wheel."""

    year = models.ForeignKey(SchoolYear, on_delete=models.CASCADE, related_name="tasks")
    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="tasks")
    key = models.SlugField(max_length=60)
    role = models.CharField(max_length=20, choices=Role.choices)
    title_sv = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    why_sv = models.CharField(max_length=300, blank=True)
    why_en = models.CharField(max_length=300, blank=True)
    due_on = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=30)

    class Meta:
        ordering = ("due_on",)
        constraints = (models.UniqueConstraint(fields=["year", "role", "key"], name="one_task_per_role"),)
