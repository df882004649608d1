from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rodtrad.assessments.groups import Group
from rodtrad.assessments.models.instrument import Instrument, InstrumentKind
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.models import Person, Unit
from rodtrad.organisation.models.unit import STEP

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope


class RoundState(models.TextChoices):
    DRAFT = "draft", _("Förbereds")
    OPEN = "open", _("Pågår")
    CLOSING = "closing", _("Räknas")
    CLOSED = "closed", _("Stängd")


class Seer(models.TextChoices):
    """Who sees what a unit's groups answered, beside those who lead it from above."""

    LEADERS = "leaders", _("Enhetens ledning")
    STAFF = "staff", _("Enhetens ledning och personal")
    AUTHORITY = "authority", _("Alla som arbetar hos huvudmannen")


class CommentReader(models.TextChoices):
    """Who reads what was written at a unit."""

    LEADERS = "leaders", _("Enhetens ledning")
    STAFF = "staff", _("Enhetens ledning och personal")


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
    kind = models.CharField(max_length=10, choices=InstrumentKind.choices, default=InstrumentKind.YEARLY)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.DRAFT)
    opens_on = models.DateField()
    closes_on = models.DateField()
    # Group values that take part.
    groups = models.JSONField(default=list)
    # The units asked; empty for every school under the node.
    unit_ids = models.JSONField(default=list)
    # Decided before the first answer and shown to the respondent: {"staff": 5, …}, and who sees what.
    thresholds = models.JSONField(default=dict)
    seen_by = models.CharField(max_length=10, choices=Seer.choices, default=Seer.STAFF)
    comments_for = models.CharField(
        max_length=10, choices=CommentReader.choices, default=CommentReader.LEADERS
    )
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Whether the answers have been written anew in random order (`service.scattering`), which is done once.
    is_scattered = models.BooleanField(default=False)
    # Whether what is reckoned of the frozen results has been kept (`service.reckoning`).
    is_reckoned = models.BooleanField(default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("-opens_on", "-id")

    def __str__(self) -> str:
        return self.title

    @property
    def unit_path(self) -> str:
        return str(self.node.path)

    def threshold(self, group: str) -> int:
        """The fewest answers of a group that may be shown; 1 for leaders, who answer for the unit."""
        return 1 if group == Group.LEADERS else int(self.thresholds[group])


class RoundPart(models.Model):
    """One group of one unit in a round: how many are invited, and the link that they answer through."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="parts")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=20, choices=Group.choices)
    # Whether answers are taken. The one place where an answer and the closing of the round meet: each
    # updates this row, so no answer slips in after the count has begun.
    is_open = models.BooleanField(default=False)
    # The secret of the group's link and QR code; everyone in the group uses the same. Leaders have none.
    code = models.CharField(max_length=32, blank=True, db_index=True)
    # 0 where nobody has said how many they are.
    invited = models.PositiveIntegerField(default=0)
    # How many answers the shared link takes.
    cap = models.PositiveIntegerField(default=0)
    # Counted up with each answer: the cap holds without looking at the answers.
    answered = models.PositiveIntegerField(default=0)
    # False once one-time codes have been handed out instead.
    takes_shared_link = models.BooleanField(default=True)
    # When everyone in the group was last reminded.
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "unit", "group"], name="one_part_per_group"),)


class SentReminder(models.Model):
    """That a person has been sent a reminder of a day, so that one whose sending was cut off in the middle is
    not sent twice. It goes to everyone and tells nothing of who has answered; gone when the round stops.
    """

    part = models.ForeignKey(RoundPart, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["part", "person", "day"], name="one_reminder_of_a_day"),
        )
