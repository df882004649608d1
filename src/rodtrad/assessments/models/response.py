"""Answers. Nothing here may be joined to the one who gave it: no time, no common id, and no change with them
on a row that leads to a person or to a given code.

Primary keys of what respondents write are random. The databases number rows themselves besides (SQLite by
`rowid`, PostgreSQL by place and transaction), which tells the order of arrival until the round has closed and
`service.scattering` has written them anew.
"""

from __future__ import annotations

import secrets

from django.db import models

from rodtrad.assessments.groups import Group
from rodtrad.assessments.models.round import Round, RoundPart
from rodtrad.organisation.models import Unit


def random_key() -> int:
    """A random positive 63-bit integer."""
    return secrets.randbelow(2**63 - 1) + 1


class Response(models.Model):
    """One whole answer, written once. `values` has one byte per indicator, in instrument order.

    0 not answered or not asked, 1-K the level, 255 not relevant.
    """

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=20, choices=Group.choices)
    values = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["round", "unit", "group"]),)


class Comment(models.Model):
    """A free-text comment, kept apart from the answer it came with."""

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=20, choices=Group.choices)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()


class Receipt(models.Model):
    """That a form with this idempotency key was taken: a double click is one response. And that a one-time
    code has been used: the same kind of row, which nothing ties to the code's `Invitation`.

    Holds a keyed hash only, and nothing of the answer.
    """

    key_hash = models.CharField(max_length=64, primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")


class Invitation(models.Model):
    """A one-time code that was given out. The row never changes: on PostgreSQL a change carries the number of
    its transaction, as does the answer written in it, and a journal has the two side by side. Whether the
    code is used is asked of its `Receipt`, for which one needs the code itself.
    """

    code_hash = models.CharField(max_length=64, primary_key=True)
    part = models.ForeignKey(RoundPart, on_delete=models.CASCADE, related_name="invitations")


class LeaderRating(models.Model):
    """The leaders' rating of a unit: one, made by several people, kept on the server until handed in."""

    part = models.OneToOneField(RoundPart, on_delete=models.CASCADE, related_name="leader_rating")
    # {"<position>": {"level": 4 or null, "note": "…", "version": 2, "by": "…"}}; level 255 is 'not relevant'.
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    updated_by = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.part.unit)
