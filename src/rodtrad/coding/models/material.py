from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Comment, Round
from rodtrad.coding.models.project import Project
from rodtrad.organisation.models import Unit


class SourceKind(models.TextChoices):
    ANSWERS = "answers", _("Öppna svar")
    INTERVIEW = "interview", _("Intervju")


class Consent(models.TextChoices):
    """What those who were interviewed have been told and agreed to."""

    CODE = "code", _("Att texten kodas")
    QUOTE = "quote", _("Att texten kodas och att korta citat får visas utan namn")


class Source(models.Model):
    """Where texts come from: what a group wrote at one unit in a round, or an interview.

    What was written in a round is never copied here: it is read each time through the rule that says who may
    read it.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=10, choices=SourceKind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    group = models.CharField(max_length=20, choices=Group.choices)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # Of an interview:
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    held_on = models.DateField(null=True, blank=True)
    consent = models.CharField(max_length=10, choices=Consent.choices, blank=True)
    consent_note = models.CharField(max_length=300, blank=True)
    delete_on = models.DateField(null=True, blank=True)
    # When the text was deleted, as had been decided; what was counted stays.
    deleted_on = models.DateField(null=True, blank=True)
    submission_key = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ("kind", "round_id", "unit__path", "group", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["project", "round", "unit", "group"],
                condition=models.Q(kind="answers"),
                name="answers_are_added_once",
            ),
        )
        indexes = (models.Index(fields=["delete_on"]),)

    def __str__(self) -> str:
        if self.is_interview:
            return self.title
        return f"{self.unit.name if self.unit else ''} · {self.get_group_display()}"

    @property
    def is_interview(self) -> bool:
        return self.kind == SourceKind.INTERVIEW

    def is_gone(self, day: date) -> bool:
        """Whether an interview's day has come: its words are shown no more, deleted or not."""
        return self.deleted_on is not None or (self.delete_on is not None and self.delete_on <= day)

    @property
    def may_be_quoted(self) -> bool:
        """Whether an interview may be quoted to others than those who code it."""
        return self.consent == Consent.QUOTE and self.deleted_on is None


class Excerpt(models.Model):
    """What is coded as one: a whole answer, or a marked part of an interview."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="excerpts")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="excerpts")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # Characters of the interview's text.
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    # From 1 in the order in which the two go through them; 0 until the coding begins.
    number = models.PositiveIntegerField(default=0)
    # Chosen to stand as a quote in the result.
    is_quote = models.BooleanField(default=False)

    class Meta:
        ordering = ("project_id", "number", "source_id", "start", "comment_id")
        constraints = (
            models.UniqueConstraint(fields=["project", "comment"], name="an_answer_is_coded_once"),
            models.UniqueConstraint(
                fields=["source", "start"],
                condition=models.Q(comment__isnull=True),
                name="a_part_is_marked_once",
            ),
        )
        indexes = (models.Index(fields=["project", "number"]),)
