from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rodtrad.organisation.models import Person
from rodtrad.referrals.models.referral import Recipient


class Verdict(models.TextChoices):
    """How a comment was answered. Nothing is measured by it."""

    ACCEPTED = "accepted", _("Tillgodoses")
    PARTLY = "partly", _("Tillgodoses delvis")
    NOT = "not", _("Tillgodoses inte")
    NOTED = "noted", _("Noteras")


class View(models.Model):
    """What one recipient has to say (yttrande): a unit's one, or that of one member of a group."""

    UNIT = "unit"

    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="views")
    # 'unit', or 'p17' for a member of a group: one view each, also when the account is gone.
    key = models.CharField(max_length=20)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    # Handed in after the last day: it counts, and it is said.
    is_late = models.BooleanField(default=False)
    # Has read the draft and has nothing to add.
    has_no_remarks = models.BooleanField(default=False)
    # Who handed in, for those at the unit; told to others only where the person asked for it.
    handed_in_by = models.CharField(max_length=201, blank=True)
    is_named = models.BooleanField(default=False)

    class Meta:
        ordering = ("recipient__position", "pk")
        constraints = (models.UniqueConstraint(fields=["recipient", "key"], name="one_view_each"),)

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_at is not None

    @property
    def signature(self) -> str:
        """How others read who said it: the unit or the group, with a name only where one was chosen."""
        shown = self.is_named and self.handed_in_by
        return f"{self.recipient.name} ({self.handed_in_by})" if shown else self.recipient.name


class Remark(models.Model):
    """A comment: at an item, on the document as a whole, or the answer to one of the questions."""

    WHOLE = "hela"

    view = models.ForeignKey(View, on_delete=models.CASCADE, related_name="remarks")
    # The item's key as text, 'hela', or 'fraga-1'. No foreign key: the item may be gone from a later draft.
    target = models.CharField(max_length=40)
    # The item as it read when it was on referral, so that the record goes on saying what was commented.
    position = models.PositiveIntegerField(default=0)
    number = models.CharField(max_length=20, blank=True)
    heading = models.CharField(max_length=300, blank=True)
    words = models.TextField(blank=True)
    area = models.TextField(blank=True)
    text = models.TextField(blank=True)
    # Another wording of the item, where one is proposed.
    proposal = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    # For those who write together; never shown outside the unit.
    updated_by = models.CharField(max_length=201, blank=True)

    class Meta:
        ordering = ("position", "view__recipient__position", "pk")
        constraints = (models.UniqueConstraint(fields=["view", "target"], name="one_remark_per_place"),)

    @property
    def is_question(self) -> bool:
        return self.target.startswith("fraga-")

    @property
    def is_item(self) -> bool:
        return self.target != self.WHOLE and not self.is_question


class Answer(models.Model):
    """What the strategist answers to one comment, and whether its wording has been put into the draft."""

    remark = models.OneToOneField(Remark, on_delete=models.CASCADE, related_name="answer")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    # The wording that was agreed on, where it is not the proposed one word for word.
    wording = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    answered_by = models.CharField(max_length=201)
    answered_at = models.DateTimeField(auto_now=True)
    applied_at = models.DateTimeField(null=True, blank=True)
