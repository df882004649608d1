from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rodtrad.assessments.groups import WORKING, Group, statement_groups
from rodtrad.assessments.scale import Text, in_language
from rodtrad.organisation.models import Unit
from rodtrad.plans.models import Document, Item

EVERYONE = "all"
"""In texts kept per group: the words for every group that has none of its own."""


# Those who work at a unit: the leaders among them.
AT_WORK = (Group.LEADERS, *sorted(WORKING))


class InstrumentKind(models.TextChoices):
    YEARLY = "yearly", _("Årlig skattning")
    PULSE = "pulse", _("Puls")
    STRATEGIC = "strategic", _("Strategiska frågor")


class ScaleKind(models.TextChoices):
    STATUS6 = "status6", _("Sex steg, från inte planerat till uppnått")
    LEVELS4 = "levels4", _("Fyra beskrivna nivåer")
    AGREEMENT5 = "agreement5", _("Stämmer, ett till fem")
    OWN = "own", _("Egen skala")


class Instrument(models.Model):
    """What is rated: indicators with a scale of their own, from a plan or from nothing. Frozen at first use.

    `series` is the same in every version of one instrument; a new version is a copy with `replaces` set.
    """

    authority = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    # Where it is kept: those who hold rounds there may change it.
    owner = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    series = models.UUIDField(default=uuid.uuid4, db_index=True)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="replaced_by")
    kind = models.CharField(max_length=10, choices=InstrumentKind.choices, default=InstrumentKind.YEARLY)
    # {"sv": …, "en": …}
    titles = models.JSONField(default=dict)
    # What it is for, to the one who answers: per group, or EVERYONE.
    intro = models.JSONField(default=dict)
    scale_kind = models.CharField(max_length=12, choices=ScaleKind.choices, default=ScaleKind.STATUS6)
    # [{"sv": "Inte planerat", "en": "Not planned"}, …]: the names of the levels, lowest first.
    scale = models.JSONField(default=list)
    # The same for groups that need other words: {"pupils_younger": [{"sv": "Nej"}, …]}.
    group_scales = models.JSONField(default=dict)
    # What the answering pages say around the questions, in languages that are not the product's own, by the
    # keys of `phrases.py`: {"so": {"next": …}}.
    page_words = models.JSONField(default=dict)
    # {"sv": "Inte relevant för oss", …}
    not_relevant = models.JSONField(default=dict)
    # The languages in which every question is written; kept up to date by the verbs.
    languages = models.JSONField(default=list)
    frozen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["authority", "series", "version"], name="one_of_a_version"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the reader's language."""
        return in_language(self.titles, (get_language() or "sv")[:2])[0]

    @property
    def unit_path(self) -> str:
        return str(self.owner.path)

    @property
    def levels(self) -> int:
        """How many levels the scale has."""
        return len(self.scale)

    def names_for(self, group: str, language: str) -> list[str]:
        """The names of the levels as a group meets them, lowest first."""
        names: Sequence[Text] = self.group_scales.get(group) or self.scale
        return [in_language(name, language)[0] for name in names]


class Area(models.Model):
    """A part of an instrument with indicators of its own; of a plan, its priority area."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="areas")
    # Identity over versions.
    key = models.UUIDField(default=uuid.uuid4)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)

    class Meta:
        ordering = ("instrument_id", "position")
        constraints = (models.UniqueConstraint(fields=["instrument", "key"], name="one_area_per_key"),)

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the reader's language."""
        return in_language(self.titles, (get_language() or "sv")[:2])[0]


class IndicatorKind(models.TextChoices):
    SCALE = "scale", _("Påstående med nivåer")
    OPEN = "open", _("Öppen fråga")


class Indicator(models.Model):
    """One thing rated, or an open question. Asked of the groups that it has words for."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="indicators")
    # Identity over versions: the same question, perhaps in other words.
    key = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=5, choices=IndicatorKind.choices, default=IndicatorKind.SCALE)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="indicators")
    # From 0 in the order of the areas; the place of its byte in an answer.
    position = models.PositiveSmallIntegerField()
    # {"leaders": {"sv": …, "en": …}, "staff": {…}}; a group that is not here is not asked.
    statements = models.JSONField(default=dict)
    # {"all": {"sv": …, "en": …}, "pupils_younger": {…}}
    help = models.JSONField(default=dict)
    # One {"sv": …, "en": …} per level, lowest first; empty where the names of the levels say enough.
    levels = models.JSONField(default=list)
    # The same for groups that need other words.
    group_levels = models.JSONField(default=dict)
    # The next step forward from each level, lowest first.
    steps = models.JSONField(default=list)
    # Activities to start from, in a sensible order: [{"levels": [1, 2], "title": {"sv": …},
    # "expected_effect": {"sv": …}, "effect_sign": {"sv": …}}, …]. An activity without levels suits them all.
    suggestions = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    allows_not_relevant = models.BooleanField(default=True)
    # Grows with each change of the texts: two people editing are told of each other.
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("instrument_id", "position")
        constraints = (
            models.UniqueConstraint(fields=["instrument", "position"], name="one_indicator_per_position"),
            models.UniqueConstraint(fields=["instrument", "key"], name="one_indicator_per_key"),
        )

    def __str__(self) -> str:
        statement = next((self.statement(group) for group in Group.values if self.statement(group)), {})
        return in_language(statement, (get_language() or "sv")[:2])[0]

    @property
    def is_open(self) -> bool:
        """Whether it is an open question, answered in words."""
        return self.kind == IndicatorKind.OPEN

    def statement(self, group: str) -> Text:
        """What a group is asked, in each language; empty where it is not asked."""
        return next((found for each in statement_groups(group) if (found := self.statements.get(each))), {})

    def is_asked(self, group: str) -> bool:
        return bool(self.statement(group))

    def is_rated_by(self, group: str) -> bool:
        """Whether the group gives it a level."""
        return not self.is_open and self.is_asked(group)

    def help_for(self, group: str) -> Text:
        """A group's own help, else the one to all. Where those who work at the unit are asked too, the one to
        all is written to them, and is not put before pupils and guardians.
        """
        if group not in AT_WORK and any(self.statement(each) for each in AT_WORK):
            own: Text = self.help.get(group, {})
            return own
        return _for_group(self.help, group)

    def levels_for(self, group: str) -> list[Text]:
        """What each level means to a group; empty where their names say enough."""
        own: list[Text] | None = self.group_levels.get(group)
        return own if own is not None else list(self.levels)

    def suggestions_at(self, level: int) -> list[dict[str, Any]]:
        """The activities that suit where a unit stands, in a sensible order."""
        return [each for each in self.suggestions if not each.get("levels") or level in each["levels"]]


def _for_group(texts: Mapping[str, Text], group: str) -> Text:
    return texts.get(group) or texts.get(EVERYONE) or {}


class IndicatorLink(models.Model):
    """That an indicator asks what an older one did: the only way a comparison goes from one version to
    another.

    Kept by the machine, for groups whose words are the same in both, until someone decides (`is_decided`).
    `weight` is how much of the new one the old one answers, at most 1.
    """

    old = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="links_to_newer")
    new = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="links_to_older")
    weight = models.FloatField(default=1.0)
    # The groups for whom the two may be compared; empty for none of them.
    groups = models.JSONField(default=list)
    is_decided = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["old", "new"], name="one_link_per_pair"),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0, weight__lte=1), name="link_weight_is_a_share"
            ),
        )
