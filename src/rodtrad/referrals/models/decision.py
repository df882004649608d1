from __future__ import annotations

from typing import Any

from django.db import models

from rodtrad.plans.models import Document


class DecisionPaper(models.Model):
    """The paper on which a document is decided (tjänsteutlåtande)."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="decision_paper")
    # What has been written over the generated text: {section: {"text", "version", "by"}}.
    sections = models.JSONField(default=dict)
    # Further appendices, one on each line; the plan and the compilation of views come by themselves.
    appendices = models.TextField(blank=True)
    appendices_version = models.PositiveIntegerField(default=0)
    # Everything as it read when the document was decided; from then on nothing changes.
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen: Any = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return self.document.title

    @property
    def unit_path(self) -> str:
        return str(self.document.owner.path)


class Motion(models.Model):
    """A motion or a citizen's proposal that the document answers."""

    paper = models.ForeignKey(DecisionPaper, on_delete=models.CASCADE, related_name="motions")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300)
    # The party or the proposer, as the motion itself says.
    by = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    submission_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title
