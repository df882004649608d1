from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rodtrad.organisation.models import Unit
from rodtrad.plans.models.document import EDITORS
from rodtrad.plans.models.step import Step

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope


class ImportDraftQuerySet(models.QuerySet["ImportDraft"]):
    def visible_to(self, scope: Scope) -> ImportDraftQuerySet:
        """Files under review are the editors' own matter: nobody else sees that they exist."""
        if scope.is_system:
            return self
        mine = Q(pk__in=[])
        for duty in scope.duties:
            if duty.role in EDITORS:
                mine |= Q(owner__path__startswith=duty.unit_path)
        return self.filter(mine)


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
    # Why it was not read: one sentence in the language of the person who sent it.
    refusal = models.CharField(max_length=500, blank=True)
    job_id = models.UUIDField(null=True)
    text = models.TextField(blank=True)
    # The trees in the shape of plan-tree JSON, as corrected so far.
    trees = models.JSONField(default=list)
    # Grows with each correction: two people reviewing one file are told of each other.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ImportDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.filename

    @property
    def unit_path(self) -> str:
        return str(self.owner.path)


class ImportStep(Step):
    """One correction of a tree under review.

    A table of its own: the review page reads the present tree, never the past ones.
    """

    draft = models.ForeignKey(ImportDraft, on_delete=models.CASCADE, related_name="steps")
    tree_index = models.PositiveSmallIntegerField()

    class Meta(Step.Meta):
        pass
