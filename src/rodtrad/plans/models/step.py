from __future__ import annotations

from django.db import models

from rodtrad.plans.models.document import Document


class Step(models.Model):
    """One correction of a tree, so that it can be undone and done again (see `plans.steps`)."""

    splice = models.JSONField(default=dict)
    # The item that was corrected: undo goes back to it.
    item = models.CharField(max_length=60, blank=True)
    # Taken back, and may be done again until something else is.
    undone = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ("id",)


class DocumentStep(Step):
    """One correction of a draft document's items; forgotten when it is decided."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="steps")
    # The links of items that were dropped: they come back with them.
    links = models.JSONField(default=list)

    class Meta(Step.Meta):
        pass
