from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rodtrad.common.models import Job
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.models import Unit
from rodtrad.organisation.models.unit import STEP

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope


class CompilationQuerySet(models.QuerySet["Compilation"]):
    def visible_to(self, scope: Scope) -> CompilationQuerySet:
        """Every version for those with a duty at the authority; the published one for all others in it."""
        if scope.is_system:
            return self
        whole = {duty.unit_path for duty in scope.duties if len(duty.unit_path) == STEP}
        mine = Q(authority__path__in=whole)
        published = Q(authority__path__in=scope.authority_paths, state=Compilation.State.PUBLISHED)
        return self.filter(mine | published)


class Compilation(models.Model):
    """The yearly compilation (årssammanställning): what was read is frozen in it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Utkast")
        PUBLISHED = "published", _("Publicerad")
        REPLACED = "replaced", _("Ersatt")

    authority = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    # Texts, tables and figures in both languages, with the sources of each figure: see reports/content.py.
    content = models.JSONField(default=dict)
    # What the strategist has written over the generated text:
    # {block id: {language: {"text": "…", "version": 1, "by": "…"}}}. A text of nothing leaves the block out.
    edits = models.JSONField(default=dict)
    # Grows with each edit, so that what was rendered before it can be told apart.
    edit_version = models.PositiveIntegerField(default=1)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    published_by = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CompilationQuerySet.as_manager()

    class Meta:
        ordering = ("-year__starts_on", "-version")
        constraints = (
            models.UniqueConstraint(fields=["authority", "year", "version"], name="one_version_per_year"),
            models.UniqueConstraint(
                fields=["authority", "year"], condition=Q(state="published"), name="one_published_per_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year.label} ({self.version})"

    @property
    def unit_path(self) -> str:
        return str(self.authority.path)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED
