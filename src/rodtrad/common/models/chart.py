from __future__ import annotations

from django.db import models


class RenderedChart(models.Model):
    """A chart that was drawn once from frozen figures and is kept, since drawing costs much."""

    key = models.CharField(max_length=64, primary_key=True)
    svg = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
