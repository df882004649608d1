from __future__ import annotations

from typing import Any

from django.db import models

from rodtrad.coding.models.material import Excerpt
from rodtrad.coding.models.project import Project
from rodtrad.organisation.models import Person
from rodtrad.organisation.protection import unnamed


class Coder(models.Model):
    """One of the two who code, each without the other until both have handed in."""

    FIRST, SECOND = 1, 2

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="coders")
    slot = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("project_id", "slot")
        constraints = (
            models.UniqueConstraint(fields=["project", "slot"], name="one_coder_of_a_slot"),
            models.UniqueConstraint(fields=["project", "person"], name="a_coder_is_one_of_the_two"),
            models.CheckConstraint(condition=models.Q(slot__in=[1, 2]), name="two_coders"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """As others read it: a protected name is written nowhere."""
        return unnamed() if self.person is None or self.person.is_protected else self.person.name


class Coding(models.Model):
    """What one coder gave one excerpt. No row is not coded; no themes is that none fits."""

    coder = models.ForeignKey(Coder, on_delete=models.CASCADE, related_name="codings")
    excerpt = models.ForeignKey(Excerpt, on_delete=models.CASCADE, related_name="codings")
    # The ids of the themes, in order.
    themes: Any = models.JSONField(default=list)
    note = models.TextField(blank=True)
    # Whether the themes are decided; a note may come first.
    is_coded = models.BooleanField(default=False)
    # The code book it was coded by.
    book_version = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["coder", "excerpt"], name="one_coding_of_an_excerpt"),)


class Decision(models.Model):
    """What the two, where they differed, decided on together."""

    excerpt = models.OneToOneField(Excerpt, on_delete=models.CASCADE, related_name="decision")
    themes: Any = models.JSONField(default=list)
    note = models.TextField(blank=True)
    decided_by = models.CharField(max_length=201)
    decided_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
