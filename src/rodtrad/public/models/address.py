from __future__ import annotations

from django.db import models

from rodtrad.organisation.models import Unit


class SeriesAddress(models.Model):
    """The permanent address of a document in all its editions: given once, never changed."""

    authority = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    series = models.UUIDField(unique=True)
    slug = models.SlugField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["authority", "slug"], name="one_series_per_address"),)
