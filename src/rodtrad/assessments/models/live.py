from __future__ import annotations

from django.db import models
from django.utils import timezone

from rodtrad.assessments.models.response import random_key
from rodtrad.assessments.models.round import RoundPart


class LiveSession(models.Model):
    """A meeting in which a unit's leaders' rating is made, a question at a time, on everyone's own phone."""

    part = models.OneToOneField(RoundPart, on_delete=models.CASCADE, related_name="live")
    code = models.CharField(max_length=12, unique=True)
    # The question that is being rated; none before the first.
    position = models.PositiveSmallIntegerField(null=True)
    # Grows with each vote. What was sent for an older one is not counted, so a double click or a slow phone
    # never votes on the next question.
    step = models.PositiveIntegerField(default=0)
    # The spread is on the wall, and the vote is over.
    is_shown = models.BooleanField(default=False)
    began_at = models.DateTimeField(default=timezone.now)


class LiveSeat(models.Model):
    """A phone in the meeting. Not whose; the level is gone when the group has settled on one."""

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="seats")
    secret = models.CharField(max_length=32, unique=True)
    # The vote that `level` was given in.
    step = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(null=True)
    seen_at = models.DateTimeField(default=timezone.now)
