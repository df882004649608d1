from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.models import Unit

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope

KEEPING = frozenset({"strategist", "administrator"})


class ProjectState(models.TextChoices):
    DRAFT = "draft", _("Förbereds")
    CODING = "coding", _("Kodas")
    COMPARING = "comparing", _("Jämförs")
    DONE = "done", _("Klart")


class ProjectQuerySet(models.QuerySet["Project"]):
    def worked_on_by(self, scope: Scope) -> ProjectQuerySet:
        """Those that the person keeps or codes in: with texts and all."""
        if scope.is_system:
            return self
        mine = Q(pk__in=[])
        for duty in scope.duties:
            if duty.role in KEEPING:
                mine |= Q(unit__path__startswith=duty.unit_path)
        coded = Q(coders__person_id=scope.person_id) if scope.person_id else Q(pk__in=[])
        for path in scope.authority_paths:
            mine |= coded & Q(authority__path=path)
        return self.filter(pk__in=self.filter(mine).values("pk"))

    def visible_to(self, scope: Scope) -> ProjectQuerySet:
        """Those that the person works on, and published ones at the units that the person sees."""
        if scope.is_system:
            return self
        told = Q(unit__path__in=scope.ancestor_paths)
        for path in scope.paths:
            told |= Q(unit__path__startswith=path)
        own = Q(pk__in=self.worked_on_by(scope).values("pk"))
        return self.filter(own | Q(published_at__isnull=False) & told)


class Project(models.Model):
    """Texts of a school year that two people code to the same themes, apart and then together."""

    authority = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    # Rights to it are held here, and its material is of this unit and below it.
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    # What the coding is to answer.
    question = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ProjectState.choices, default=ProjectState.DRAFT)
    # The version of the code book that holds; 0 until the coding begins.
    book_version = models.PositiveSmallIntegerField(default=0)
    made_by = models.CharField(max_length=201)
    began_at = models.DateTimeField(null=True, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # The form it was made by: the same form sent twice is one project.
    submission_key = models.CharField(max_length=64, unique=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title

    @property
    def unit_path(self) -> str:
        return str(self.unit.path)

    @property
    def is_draft(self) -> bool:
        return self.state == ProjectState.DRAFT

    @property
    def is_coding(self) -> bool:
        return self.state == ProjectState.CODING

    @property
    def is_compared(self) -> bool:
        """Whether both have handed in, so that the two codings may be seen side by side."""
        return self.state in (ProjectState.COMPARING, ProjectState.DONE)

    @property
    def is_done(self) -> bool:
        return self.state == ProjectState.DONE
