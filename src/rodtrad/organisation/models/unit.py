from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope

STEP = 4
"""Characters of the path per level of the tree (treebeard's default)."""


class UnitKind(models.TextChoices):
    AUTHORITY = "authority", _("Huvudman")
    ADMINISTRATION = "administration", _("Förvaltning")
    DISTRICT = "district", _("Område")
    SCHOOL = "school", _("Skolenhet")
    DEPARTMENT = "department", _("Avdelning")


class SchoolForm(models.TextChoices):
    PRESCHOOL = "preschool", _("Förskola")
    COMPULSORY = "compulsory", _("Grundskola")
    UPPER_SECONDARY = "upper_secondary", _("Gymnasieskola")
    ADULT = "adult", _("Vuxenutbildning")


class UnitQuerySet(MP_NodeQuerySet):  # type: ignore[misc]
    def visible_to(self, scope: Scope) -> UnitQuerySet:
        """The units a person may see: the subtrees of the duties and the way up from each."""
        below = Q(pk__in=[])
        for path in scope.paths:
            below |= Q(path__startswith=path)
        found: UnitQuerySet = self.filter(below | Q(path__in=scope.ancestor_paths))
        return found

    def under(self, path: str) -> UnitQuerySet:
        """A unit and everything below it: an index range of the path."""
        found: UnitQuerySet = self.filter(path__startswith=path)
        return found

    def schools(self) -> UnitQuerySet:
        found: UnitQuerySet = self.filter(kind=UnitKind.SCHOOL)
        return found


class UnitManager(MP_NodeManager.from_queryset(UnitQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> UnitQuerySet:
        """Units in tree order, as treebeard's own manager gives them."""
        found: UnitQuerySet = UnitQuerySet(self.model, using=self._db).order_by("path")
        return found


class Unit(MP_Node):  # type: ignore[misc]
    """A node of the one tree: authority, administration, district, school unit, department."""

    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    # Kommunkod or skolenhetskod: text, since '0180' is no number.
    code = models.CharField(max_length=20, blank=True)
    school_form = models.CharField(max_length=20, choices=SchoolForm.choices, blank=True)
    staff_count = models.PositiveIntegerField(default=0)
    pupil_count = models.PositiveIntegerField(default=0)

    node_order_by: list[str] = []
    objects: Any = UnitManager()

    def __str__(self) -> str:
        return self.name

    @property
    def authority_path(self) -> str:
        """The path of the authority at the top of this unit's tree."""
        return str(self.path)[:STEP]

    @property
    def is_school(self) -> bool:
        return self.kind == UnitKind.SCHOOL


class AuthoritySettings(models.Model):
    """What one authority decides for itself: thresholds of disclosure, and whether it is a demo."""

    authority = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="settings")
    staff_threshold = models.PositiveSmallIntegerField(default=5)
    pupil_threshold = models.PositiveSmallIntegerField(default=10)
    is_demo = models.BooleanField(default=False)
