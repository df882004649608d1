from __future__ import annotations

from django.db import models

from rodtrad.common.models import Job
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.models import Unit


class Compilation(models.Model):
    """The yearly compilation (årssammanställning): what was read is frozen in it."""

    authority = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    # Figures and texts with the sources of each; the shape is described in reports/content.py.
    content = models.JSONField(default=dict)
    # What the strategist has written over the generated text: {block id: text}.
    edits = models.JSONField(default=dict)
    edit_version = models.PositiveIntegerField(default=1)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-year__starts_on", "-version")
        constraints = (
            models.UniqueConstraint(fields=["authority", "year", "version"], name="one_version_per_year"),
        )

    @property
    def unit_path(self) -> str:
        return str(self.authority.path)
