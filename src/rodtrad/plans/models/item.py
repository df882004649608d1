from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from rodtrad.plans.models.document import Document


class ItemKind(models.TextChoices):
    AREA = "area", _("Prioriterat område")
    SECTION = "section", _("Avsnitt")
    GOAL = "goal", _("Mål")
    TARGET_PICTURE = "target_picture", _("Målbild")
    CHALLENGE = "challenge", _("Utmaning")
    DESIRED_STATE = "desired_state", _("Önskat läge")
    INITIATIVE = "initiative", _("Insats")
    MEASURE = "measure", _("Åtgärd")
    ACTIVITY = "activity", _("Aktivitet")
    RESPONSIBILITY = "responsibility", _("Ansvar")
    INDICATOR = "indicator", _("Indikator")
    EFFECT = "effect", _("Planerad effekt")
    CURRENT_STATE = "current_state", _("Nuläge")
    TERM = "term", _("Begrepp")


class Item(models.Model):
    """A node of a document's tree."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="items")
    # Identity that outlives an edition: the same initiative in the next edition keeps it.
    key = models.UUIDField(default=uuid.uuid4, db_index=True)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    # Preorder within the document: one ORDER BY gives the tree.
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    # The label that people use for it: '1.3'.
    number = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    role = models.CharField(max_length=120, blank=True)
    sub_role = models.CharField(max_length=120, blank=True)
    responsible_unit = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=120, blank=True)
    due = models.CharField(max_length=120, blank=True)
    effect = models.TextField(blank=True)
    definition = models.TextField(blank=True)
    # Character span in the text that the item was imported from.
    source_start = models.PositiveIntegerField(null=True, blank=True)
    source_end = models.PositiveIntegerField(null=True, blank=True)
    source_page = models.PositiveIntegerField(null=True, blank=True)

    # The priority area it stands under; set by the reads of the door that say so.
    area: Item | None = None
    # How it is tied to a thread, in words; set where a thread is told.
    tie: str = ""
    # The links upwards (service.Linked), where a page shows them.
    linked_up: Sequence[Any] = ()

    class Meta:
        ordering = ("document_id", "position")
        constraints = (models.UniqueConstraint(fields=["document", "key"], name="one_item_per_key"),)
        indexes = (models.Index(fields=["document", "kind", "position"]),)

    def __str__(self) -> str:
        return self.short

    @property
    def short(self) -> str:
        """The heading where it says something ('Delmål 1.3' does not), else the beginning of the text."""
        words = self.heading or self.text
        if self.heading and any(sign.isdigit() for sign in self.heading):
            words = f"{self.heading}: {self.text}"
        return words if len(words) <= 120 else words[:117].rsplit(" ", 1)[0] + " …"
