"""The voice of the pages for answering: their words in one language, and what is said where it has none.

A phrase is looked for among what the instrument's own file gives in the language, then in the product's file
of the language (`languages/`), and else it is said in the language's fallback: Swedish, or English where the
file says so. What is said in the fallback is marked as being in it, so that it is read aloud right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override

from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Instrument
from rodtrad.assessments.phrases import ONE, OPTIONAL, PHRASES, Phrase, key_for
from rodtrad.assessments.scale import direction_of
from rodtrad.common.dates import long_date

__all__ = ["OWN", "SHIPPED_LANGUAGES", "Voice", "missing_in", "shipped_words", "voice_of"]

OWN: Final = ("sv", "en")
"""The product's own languages, whole in everything."""
FALLBACK = "fallback"
"""The key under which a language says what it falls back on."""

_FOLDER = Path(__file__).with_name("languages")
SHIPPED_LANGUAGES: Final = tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))
"""The other languages that the answering pages can speak as they come."""

Words = Mapping[str, str]


class Found(NamedTuple):
    """A phrase with its fields still in it, and the language that it is in."""

    text: str
    language: str


@dataclass(frozen=True)
class Voice:
    """The words to one group in one language. `own` holds what there is in it; nothing for Swedish and
    English, which have everything.
    """

    language: str
    group: str = ""
    own: Words = field(default_factory=dict)

    @property
    def direction(self) -> str:
        """Which way the language is written, as HTML says it."""
        return direction_of(self.language)

    @property
    def fallback(self) -> str:
        """What is spoken where a word is missing: Swedish or English."""
        if self.language in OWN:
            return self.language
        return self.own.get(FALLBACK, OWN[0])

    def find(self, key: str, **values: Any) -> Found:
        """A phrase in the group's own words where it has some. One minute may have a key of its own."""
        wanted = key_for(key, self.group)
        keys = [wanted + ONE] if values.get("minutes") == 1 and wanted + ONE in PHRASES else []
        told = next((self.own[each] for each in (*keys, wanted) if self.own.get(each)), "")
        if told:
            return Found(told, self.language)
        with override(self.fallback):
            return Found(gettext(PHRASES[[*keys, wanted][0]]), self.fallback)

    def plain(self, key: str, **values: Any) -> str:
        """A phrase as plain text, for an attribute or a printed page."""
        text, language = self.find(key, **values)
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", self._told(value, language))
        return text

    def say(self, phrase: Phrase) -> SafeString:
        """As `html`, of a phrase that was put together elsewhere."""
        return self.html(phrase.key, **phrase.values)

    def _part(self, value: Any, language: str) -> SafeString:
        """What is put into a phrase, in the phrase's language. A name in another script is kept from turning
        the words around it.
        """
        if isinstance(value, Phrase):
            return (self if language == self.language else Voice(language, self.group)).say(value)
        told = self._told(value, language)
        if direction_of(language) == "ltr" or not isinstance(value, str):
            return escape(told)
        return format_html("<bdi>{}</bdi>", told)

    def _told(self, value: Any, language: str) -> str:
        """A value as a language says it: a day with its name, what is text as it stands. A child is not told
        the number of the week.
        """
        if isinstance(value, date):
            return day_in(language, value, week=self.group != Group.PUPILS_YOUNGER)
        return str(value)

    def html(self, key: str, **values: Any) -> SafeString:
        """A phrase for a page: marked with its language where that is not the page's own."""
        text, language = self.find(key, **values)
        told = {name: self._part(value, language) for name, value in values.items()}
        said = format_html(escape(text), **told) if told else escape(text)
        if language == self.language:
            return said
        return format_html('<span lang="{}" dir="{}">{}</span>', language, direction_of(language), said)


def day_in(language: str, day: date, week: bool = True) -> str:
    """'torsdag 26 november (v. 48)', 'torstai 26. marraskuuta 2026'; '2026-11-26' in one whose days nobody
    has told us the names of.
    """
    if language in OWN:
        with override(language):
            return long_date(day, week=week)
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return day.isoformat()
    return format_date(day, "full", locale=locale)


def voice_of(language: str, group: str = "", instrument: Instrument | None = None) -> Voice:
    """The voice that speaks a language to a group, with what an instrument gives in it."""
    if language in OWN:
        return Voice(language, group)
    given = instrument.page_words.get(language, {}) if instrument is not None else {}
    return Voice(language, group, {**shipped_words(language), **given})


@cache
def shipped_words(language: str) -> Words:
    """What the product says in a language; nothing in one that it has no file for. A language of a region
    ('ar-sy') says what the language does.
    """
    for code in (language, language.split("-")[0]):
        if code in SHIPPED_LANGUAGES:
            told = yaml.safe_load((_FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))
            return {FALLBACK: told.get(FALLBACK, OWN[0]), **told["words"]}
    return {}


def missing_in(words: Words) -> list[str]:
    """The keys that a language lacks to be whole, in the order of the pages."""
    return [key for key in PHRASES if key not in OPTIONAL and not words.get(key)]
