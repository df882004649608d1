from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rodtrad.assessments.models.instrument import Instrument
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.models import Unit
from rodtrad.organisation.models.unit import STEP

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope


class Group(models.TextChoices):
    LEADERS = "leaders", _("Ledning")
    STAFF = "staff", _("Personal")


class RoundState(models.TextChoices):
    DRAFT = "draft", _("Förbereds")
    OPEN = "open", _("Pågår")
    CLOSING = "closing", _("Räknas")
    CLOSED = "closed", _("Stängd")


PREPARING = frozenset({"strategist", "administrator"})


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, scope: Scope) -> RoundQuerySet:
        """Rounds of the reader's authorities; those still being prepared only for strategists."""
        if scope.is_system:
            return self
        mine = Q(pk__in=[])
        for path in scope.authority_paths:
            mine |= Q(authority__path=path)
        prepared = Q(pk__in=[])
        for duty in scope.duties:
            if duty.role in PREPARING:
                prepared |= Q(node__path__startswith=duty.unit_path)
        return self.filter(mine & (~Q(state=RoundState.DRAFT) | prepared))

    def covering(self, unit_path: str) -> RoundQuerySet:
        """Rounds held at a unit or above it."""
        above = [unit_path[:n] for n in range(STEP, len(unit_path) + 1, STEP)]
        return self.filter(node__path__in=above)


class Round(models.Model):
    """An instrument opened for units and a school year. A closed round never changes."""

    authority = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    # The round is held for units under this node, and rights to it are held here.
    node = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.DRAFT)
    opens_on = models.DateField()
    closes_on = models.DateField()
    # Group values that take part.
    groups = models.JSONField(default=list)
    # The units asked; empty for every school under the node.
    unit_ids = models.JSONField(default=list)
    # Decided before the first answer and shown to the respondent.
    staff_threshold = models.PositiveSmallIntegerField(default=5)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("-opens_on", "-id")

    def __str__(self) -> str:
        return self.title

    @property
    def unit_path(self) -> str:
        return str(self.node.path)


class RoundUnit(models.Model):
    """A unit's part in a round: who is invited and the open link with its cap."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    # Whether answers are taken. The one place where an answer and the closing of the round meet: each
    # updates this row, so no answer slips in after the count has begun.
    is_open = models.BooleanField(default=False)
    # The secret of the unit's staff link and QR code; every member of the staff uses the same.
    staff_code = models.CharField(max_length=32, unique=True)
    staff_invited = models.PositiveIntegerField(default=0)
    # False once one-time codes have been handed out instead.
    takes_shared_link = models.BooleanField(default=True)
    # Counted up with each answer: the cap holds without looking at the answers.
    staff_answered = models.PositiveIntegerField(default=0)
    leaders_answered = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "unit"], name="one_part_per_unit"),)
