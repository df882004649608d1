"""The described scale that a new instrument starts from; its texts can be changed until the first round.

Six steps of how far a unit has come with something it has been given to do. What each step means is
written out, since a bare name is read differently by everyone.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = [
    "LANGUAGE_CODE",
    "LANGUAGE_NAMES",
    "NAMES",
    "NEXT_STEPS",
    "NOT_RELEVANT_TEXT",
    "PRESETS",
    "Text",
    "Told",
    "described",
    "in_language",
]

Text = dict[str, str]
"""The same text per language: {"sv": …, "en": …}."""

NAMES: Final[tuple[Text, ...]] = (
    {"sv": "Inte planerat", "en": "Not planned"},
    {"sv": "Planerat", "en": "Planned"},
    {"sv": "Påbörjat", "en": "Started"},
    {"sv": "På god väg", "en": "Well under way"},
    {"sv": "Nästan där", "en": "Almost there"},
    {"sv": "Uppnått", "en": "Achieved"},
)

_MEANINGS: Final[tuple[Text, ...]] = (
    {"sv": "Vi har inte bestämt något om det här.", "en": "We have not decided anything about this."},
    {
        "sv": "Vi har bestämt vad vi ska göra, vem som gör det och när.",
        "en": "We have decided what to do, who does it and when.",
    },
    {
        "sv": "Några av oss har börjat. Det märks på några håll.",
        "en": "Some of us have started. It shows in a few places.",
    },
    {
        "sv": "Ungefär hälften av oss arbetar så, och vi ser de första resultaten.",
        "en": "About half of us work this way, and we see the first results.",
    },
    {
        "sv": "De flesta av oss arbetar så i vardagen. Något återstår, och vi vet vad.",
        "en": "Most of us work this way day to day. Something remains, and we know what.",
    },
    {
        "sv": "Det är en självklar del av hur alla arbetar. Vi följer upp det och förbättrar det.",
        "en": "It is a natural part of how everyone works. We follow it up and improve it.",
    },
)

NEXT_STEPS: Final[tuple[Text, ...]] = (
    {
        "sv": "Ta upp frågan på nästa arbetsplatsträff och bestäm vad ni vill uppnå.",
        "en": "Raise the question at the next staff meeting and decide what you want to achieve.",
    },
    {
        "sv": "Låt en liten grupp börja, och bestäm när ni ser efter hur det gick.",
        "en": "Let a small group begin, and decide when to look at how it went.",
    },
    {
        "sv": "Sprid det som fungerar: låt dem som har börjat visa en kollega var.",
        "en": "Spread what works: let those who have started each show a colleague.",
    },
    {
        "sv": "Ta reda på vad som hindrar resten, och ta bort ett hinder i taget.",
        "en": "Find out what stops the rest, and remove one obstacle at a time.",
    },
    {
        "sv": "Skriv ner arbetssättet och gör det till en del av introduktionen.",
        "en": "Write the way of working down and make it part of the introduction of new colleagues.",
    },
    {
        "sv": "Håll i det: följ upp varje läsår och visa andra enheter hur ni gör.",
        "en": "Keep it up: follow it up every school year and show other units how you do it.",
    },
)

PRESETS: Final[dict[str, tuple[Text, ...]]] = {
    "status6": NAMES,
    "levels4": (
        {"sv": "Knappt alls", "en": "Hardly at all"},
        {"sv": "På några håll", "en": "In some places"},
        {"sv": "På de flesta håll", "en": "In most places"},
        {"sv": "Överallt", "en": "Everywhere"},
    ),
    "agreement5": (
        {"sv": "Stämmer inte alls", "en": "Not true at all"},
        {"sv": "Stämmer ganska dåligt", "en": "Not very true"},
        {"sv": "Stämmer delvis", "en": "Partly true"},
        {"sv": "Stämmer ganska bra", "en": "Fairly true"},
        {"sv": "Stämmer helt", "en": "Completely true"},
    ),
}
"""The names that a scale of each kind starts from."""

LANGUAGE_CODE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
"""What a language is written as, in lower case: 'sv', 'fi', 'zh-hant'."""

LANGUAGE_NAMES: Final[dict[str, str]] = {
    "ar": "العربية",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "ku": "Kurdî",
    "pl": "Polski",
    "prs": "دری",
    "ru": "Русский",
    "se": "Davvisámegiella",
    "so": "Soomaali",
    "sv": "Svenska",
    "ti": "ትግርኛ",
    "tr": "Türkçe",
    "uk": "Українська",
}
"""What speakers call the languages most used in Swedish schools; another is called by its code."""

RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "fa", "he", "prs", "ps", "ur", "yi"})

NOT_RELEVANT_TEXT: Final[Text] = {"sv": "Inte relevant för oss", "en": "Not relevant to us"}


def described() -> list[Text]:
    """The meaning of each level, lowest first."""
    return [dict(meaning) for meaning in _MEANINGS]


def direction_of(language: str) -> str:
    """Which way a language is written, as HTML says it."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


class Told(NamedTuple):
    """A text and the language that it is in."""

    text: str
    language: str


def in_language(text: Text, language: str) -> Told:
    """The text and the language it is in: the reader's where it exists, else Swedish."""
    chosen = language if text.get(language) else "sv"
    return Told(text.get(chosen, ""), chosen)
