"""A question as someone meets it: statement, help and choices in one group's words and one language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rodtrad.assessments.models import Indicator, Instrument
from rodtrad.assessments.scale import NOT_RELEVANT_TEXT, Text, Told, direction_of, in_language
from rodtrad.assessments.tally import NOT_RELEVANT_BYTE
from rodtrad.assessments.voices import voice_of
from rodtrad.common.distribution import tone

__all__ = ["Choice", "Worded", "choices_for", "not_relevant_for", "worded"]


@dataclass(frozen=True)
class Choice:
    """One level to choose, in one of the six tones. `description` is empty where the name says enough."""

    value: int
    label: str
    description: str
    tone: int
    label_language: str = "sv"
    description_language: str = "sv"


@dataclass(frozen=True)
class Worded:
    """One indicator in a group's words. `language` is the one that the statement was found in."""

    position: int
    number: int
    text: str
    language: str
    help: str
    choices: tuple[Choice, ...]
    is_open: bool = False
    allows_not_relevant: bool = True
    help_language: str = "sv"

    @property
    def direction(self) -> str:
        """Which way the statement is written."""
        return direction_of(self.language)

    @property
    def name(self) -> str:
        """Of the form's field."""
        return f"f{self.position}"

    def name_of(self, level: int | None) -> str:
        """The name of a level, empty for none."""
        if level == NOT_RELEVANT_BYTE:
            return _("Inte relevant")
        return next((choice.label for choice in self.choices if choice.value == level), "")


def worded(instrument: Instrument, indicator: Indicator, group: str, number: int, language: str) -> Worded:
    """The question with its levels; without levels where it is open."""
    text, written_in = in_language(indicator.statement(group), language)
    help_text, help_in = in_language(indicator.help_for(group), language)
    return Worded(
        position=indicator.position,
        number=number,
        text=text,
        language=written_in,
        help=help_text,
        help_language=help_in,
        choices=() if indicator.is_open else choices_for(instrument, indicator, group, language),
        is_open=indicator.is_open,
        allows_not_relevant=indicator.allows_not_relevant,
    )


def choices_for(
    instrument: Instrument, indicator: Indicator, group: str, language: str
) -> tuple[Choice, ...]:
    """The levels, lowest first. Descriptions written for others are not put beside a group's own names."""
    names = [in_language(name, language) for name in instrument.group_scales.get(group) or instrument.scale]
    own = group in instrument.group_scales and group not in indicator.group_levels
    described: list[Text] = [] if own else indicator.levels_for(group)
    texts = [in_language(text, language) for text in described] or [Told("", language)] * len(names)
    return tuple(
        Choice(step, name.text, text.text, tone(step, len(names)), name.language, text.language)
        for step, (name, text) in enumerate(zip(names, texts, strict=True), 1)
    )


def not_relevant_for(instrument: Instrument, language: str, group: str = "") -> Told:
    """What the way out is called: in the instrument's own words where someone has written them, else in the
    product's, which has others for the younger pupils.
    """
    text = instrument.not_relevant or NOT_RELEVANT_TEXT
    if text != NOT_RELEVANT_TEXT:
        return in_language(text, language)
    return Told(*voice_of(language, group, instrument).find("not_relevant"))
