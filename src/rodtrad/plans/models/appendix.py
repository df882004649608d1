from __future__ import annotations

from django.db import models

from rodtrad.plans.models.document import Document


class Appendix(models.Model):
    """A bilaga: a file that is kept with the document, or a link to where it stands."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="appendices")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    filename = models.CharField(max_length=120, blank=True)
    # By its content when it was taken in, not by what the sender called it.
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    content = models.BinaryField(null=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def ending(self) -> str:
        """'PDF', 'DOCX': what kind of file it is, as people say it."""
        return self.filename.rpartition(".")[2].upper()
