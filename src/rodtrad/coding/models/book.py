from __future__ import annotations

from typing import Any

from django.db import models

from rodtrad.coding.models.project import Project
from rodtrad.plans.models import Item


class Theme(models.Model):
    """A theme of a project's code book, with what belongs to it and what does not."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="themes")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    # What such a text may say, and what looks alike but does not belong here.
    examples = models.TextField(blank=True)
    # Where it hangs together with a plan; the identity outlives the edition.
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    item_key = models.UUIDField(null=True, blank=True, db_index=True)
    # The version of the code book in which its words last changed.
    changed_in = models.PositiveSmallIntegerField(default=0)
    # Grows with each change: two people editing are told of each other.
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("project_id", "position", "pk")
        constraints = (models.UniqueConstraint(fields=["project", "name"], name="one_theme_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class BookVersion(models.Model):
    """The code book as it read from one moment to the next change of it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    # [{"id", "name", "description", "examples"}] in order.
    themes: Any = models.JSONField(default=list)
    # What was changed, in the words of who changed it.
    note = models.TextField(blank=True)
    saved_by = models.CharField(max_length=201)
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["project", "number"], name="one_book_of_a_version"),)
