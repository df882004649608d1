from __future__ import annotations

import uuid

from django.db import models

from rodtrad.organisation.models import Unit


class SupportMaterial(models.Model):
    """What helps with an item: text and files, the same in every edition that has the item.

    Kept by series and item key. The key alone would do, were it not that an imported file may carry any key:
    whoever may write a document of one series has no right to what is kept for another.
    """

    authority = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField()
    item_key = models.UUIDField()
    # Markdown, as it was written.
    body = models.TextField(blank=True)
    # What the item is called: for the audit trail.
    label = models.CharField(max_length=300)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["series", "item_key"], name="one_support_material_per_item"),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def is_empty(self) -> bool:
        """Nothing written and nothing attached."""
        return not self.body.strip() and not self.files.exists()


class SupportFile(models.Model):
    """A picture or a file that goes with support material, checked and kept whole in the database.

    In the database and not on a disk: any web process can serve it, and a backup has it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    material = models.ForeignKey(SupportMaterial, on_delete=models.CASCADE, related_name="files")
    # Lower-case letters, digits and hyphens, and an ending that says what the content is.
    name = models.CharField(max_length=100)
    content_type = models.CharField(max_length=100)
    data = models.BinaryField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    # Pictures only; what the picture shows, for those who do not see it.
    width = models.PositiveSmallIntegerField(null=True, blank=True)
    height = models.PositiveSmallIntegerField(null=True, blank=True)
    alt = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["material", "name"], name="one_file_per_name"),)

    @property
    def is_picture(self) -> bool:
        return self.width is not None
