"""An instrument as plain values: what a plan, a file, an older version or a form is read into, before it is
written, and what it is written out from.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rodtrad.assessments import scale
from rodtrad.assessments.groups import Group
from rodtrad.assessments.scale import Text

__all__ = ["AreaDraft", "IndicatorDraft", "InstrumentDraft", "languages_of", "same_question"]

GroupTexts = Mapping[str, Text]


@dataclass(frozen=True)
class IndicatorDraft:
    """The words of one indicator. The fields are those of the model."""

    statements: GroupTexts = field(default_factory=dict)
    help: GroupTexts = field(default_factory=dict)
    levels: Sequence[Text] = ()
    group_levels: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    steps: Sequence[Text] = ()
    suggestions: Sequence[Mapping[str, Any]] = ()
    tags: Sequence[str] = ()
    kind: str = "scale"
    allows_not_relevant: bool = True
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    # The key of the plan item that it was made from.
    item: uuid.UUID | None = None

    def values(self) -> dict[str, Any]:
        """As the model keeps them, without identity."""
        return {
            "kind": self.kind,
            "statements": _texts(self.statements),
            "help": _texts(self.help),
            "levels": [dict(text) for text in self.levels],
            "group_levels": {group: [dict(t) for t in own] for group, own in self.group_levels.items()},
            "steps": [dict(text) for text in self.steps],
            "suggestions": [dict(each) for each in self.suggestions],
            "tags": list(self.tags),
            "allows_not_relevant": self.allows_not_relevant,
        }


@dataclass(frozen=True)
class AreaDraft:
    """An area with its indicators in order."""

    titles: Text
    indicators: Sequence[IndicatorDraft] = ()
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    item: uuid.UUID | None = None


@dataclass(frozen=True)
class InstrumentDraft:
    """A whole instrument. `plan` is the slug of the document that it was made from."""

    titles: Text
    areas: Sequence[AreaDraft] = ()
    kind: str = "yearly"
    intro: GroupTexts = field(default_factory=dict)
    scale_kind: str = "status6"
    scale: Sequence[Text] = scale.NAMES
    group_scales: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    not_relevant: Text = field(default_factory=dict)
    page_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    series: uuid.UUID | None = None
    version: int = 1
    plan: str = ""

    @property
    def names(self) -> list[Text]:
        """What the levels are called, by everyone and by each group that has names of its own."""
        return [*self.scale, *(name for names in self.group_scales.values() for name in names)]

    @property
    def indicators(self) -> list[IndicatorDraft]:
        return [indicator for area in self.areas for indicator in area.indicators]


def _texts(texts: GroupTexts) -> dict[str, Text]:
    """Without what is empty, the groups in their order and 'all' first."""
    order = ["all", *Group.values]
    return {group: dict(texts[group]) for group in sorted(texts, key=order.index) if texts[group]}


def languages_of(statements: Iterable[GroupTexts], names: Sequence[Text]) -> list[str]:
    """The languages in which everything that must be read is written: each statement and each level's name.
    Swedish first, then English, then the rest by their codes.
    """
    texts = [text for each in statements for text in each.values() if text]
    every = [{language for language, words in text.items() if words} for text in (*texts, *names)]
    found = set.intersection(*every) if every else set()
    return sorted(found | {"sv"}, key=lambda code: (code != "sv", code != "en", code))


def same_question(old: Any, new: Any, group: str) -> bool:
    """Whether two indicators ask a group the same, word for word in Swedish: the statement and each level.

    With other words it is another question, and only a decision makes the two comparable.
    """
    one, other = old.statement(group).get("sv"), new.statement(group).get("sv")
    return bool(one) and one == other and old.kind == new.kind and _levels(old, group) == _levels(new, group)


def _levels(indicator: Any, group: str) -> list[str | None]:
    return [text.get("sv") for text in indicator.levels_for(group)]
