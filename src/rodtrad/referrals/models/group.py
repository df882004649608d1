from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from rodtrad.organisation.models import Person, Role, Unit
from rodtrad.organisation.models.unit import STEP

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope


class GroupQuerySet(models.QuerySet["ReferenceGroup"]):
    def of_member(self, scope: Scope) -> GroupQuerySet:
        """The groups that the person belongs to today, named or by a duty."""
        mine = Q(person_id=scope.person_id) if scope.person_id else Q(pk__in=[])
        for duty in scope.duties:
            above = [duty.unit_path[:end] for end in range(STEP, len(duty.unit_path) + 1, STEP)]
            mine |= Q(role=duty.role, unit__path__in=above)
        return self.filter(pk__in=GroupMember.objects.filter(mine).values("group"))


class ReferenceGroup(models.Model):
    """People who are asked for their views together: a named group (referensgrupp) of one owner unit."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    # A group that is not used any more stays where it once was asked.
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # The form it was made by: the same form sent twice is one group.
    submission_key = models.CharField(max_length=64, unique=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def unit_path(self) -> str:
        return str(self.owner.path)


class GroupMember(models.Model):
    """A member: one person, or whoever holds a role at a unit or below it, today."""

    group = models.ForeignKey(ReferenceGroup, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False, role="", unit__isnull=True)
                | Q(person__isnull=True, unit__isnull=False) & ~Q(role=""),
                name="a_person_or_a_duty",
            ),
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(person__isnull=False), name="one_person_in_a_group"
            ),
            models.UniqueConstraint(
                fields=["group", "role", "unit"], condition=Q(person__isnull=True), name="one_duty_in_a_group"
            ),
        )
