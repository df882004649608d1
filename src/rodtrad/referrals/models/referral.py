from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rodtrad.organisation.models import Unit
from rodtrad.plans.models import Document, DocumentStatus
from rodtrad.referrals.models.group import ReferenceGroup

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope

EDITORS = frozenset({"strategist", "administrator"})
DECIDED = (DocumentStatus.DECIDED, DocumentStatus.EXPIRED)


class ReferralState(models.TextChoices):
    OPEN = "open", _("Pågår")
    CLOSED = "closed", _("Avslutad")
    CALLED_BACK = "called_back", _("Återkallad")


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, scope: Scope) -> ReferralQuerySet:
        """Those that the reader keeps or is asked in, and once the document is decided those behind it."""
        if scope.is_system:
            return self
        kept, closed, asked = Q(pk__in=[]), Q(pk__in=[]), Q(pk__in=[])
        for duty in scope.duties:
            if duty.role in EDITORS:
                kept |= Q(document__owner__path__startswith=duty.unit_path)
        for path in scope.authority_paths:
            closed |= Q(
                state=ReferralState.CLOSED, document__authority__path=path, document__status__in=DECIDED
            )
        for path in scope.paths:
            asked |= Q(unit__path__startswith=path)
        asked |= Q(group__in=ReferenceGroup.objects.of_member(scope).values("pk"))
        return self.filter(kept | closed | Q(pk__in=Recipient.objects.filter(asked).values("referral")))


class Referral(models.Model):
    """A draft sent out for views (remiss): to whom, until when, with which questions."""

    # The record of a referral outlives everything but its document, which it holds.
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="referrals")
    state = models.CharField(max_length=12, choices=ReferralState.choices, default=ReferralState.OPEN)
    message = models.TextField(blank=True)
    # Up to a few questions that go with the draft, answered beside the comments.
    questions = models.JSONField(default=list)
    last_day = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.CharField(max_length=201)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=201, blank=True)
    # Why it was called back, told to those who were asked.
    ended_why = models.TextField(blank=True)
    submission_key = models.CharField(max_length=64, unique=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["document"], condition=Q(state="open"), name="one_open_referral_per_document"
            ),
        )

    def __str__(self) -> str:
        return self.document.title

    @property
    def unit_path(self) -> str:
        """Where rights to the referral are held: at the document's owner."""
        return str(self.document.owner.path)

    @property
    def is_open(self) -> bool:
        return self.state == ReferralState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == ReferralState.CLOSED

    def is_late(self, day: date) -> bool:
        """Whether the last day for views has passed."""
        return day > self.last_day


class Recipient(models.Model):
    """Who is asked: a unit, which answers as one, or a reference group, whose members answer each."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="recipients")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(
        ReferenceGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # As it was called when it was asked.
    name = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(unit__isnull=False, group__isnull=True)
                | Q(unit__isnull=True, group__isnull=False),
                name="a_unit_or_a_group",
            ),
            models.UniqueConstraint(
                fields=["referral", "unit"], condition=Q(unit__isnull=False), name="a_unit_is_asked_once"
            ),
            models.UniqueConstraint(
                fields=["referral", "group"], condition=Q(group__isnull=False), name="a_group_is_asked_once"
            ),
        )

    def __str__(self) -> str:
        return self.name
