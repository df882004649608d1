from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from rodtrad.organisation.models import Unit
from rodtrad.plans.models.document import Document


class ImportDraft(models.Model):
    """An imported file under review: its text and the trees found, before anything is a plan."""

    class State(models.TextChoices):
        READING = "reading", _("Läses")
        REVIEW = "review", _("Att granska")
        REFUSED = "refused", _("Gick inte att läsa")
        SAVED = "saved", _("Sparad som plan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    created_by_id = models.BigIntegerField(null=True)
    filename = models.CharField(max_length=200)
    # The uploaded bytes until they have been read; then the text alone is kept.
    upload = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    refusal = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    # The trees in the shape of plan-tree JSON, as corrected so far.
    trees = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.filename

    @property
    def unit_path(self) -> str:
        return str(self.owner.path)
