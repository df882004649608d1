"""Headings that speak as people do: 'Därför ska vi', 'Vart vill vi?', 'Så vet vi att vi är på väg'.

What such a heading means is in its verb and in the word that it asks with, not in any of its nouns.
"""

from __future__ import annotations

import re

from .vocabulary import Sense

_WE = r"(?:vi|kommunen|förvaltningen|skolan|verksamheten|man)"


def _we(verbs: str) -> str:
    """We and one of these verbs, whichever comes first."""
    return rf"\b(?:(?:{verbs}) {_WE}|{_WE} (?:{verbs}))\b"


# Tried in this order. A heading of many words tells something, it does not ask.
_ASKED: tuple[tuple[Sense, str], ...] = (
    (Sense.FRONT, r"^varför\b|^vad (?:är|menar|menas|betyder|innebär|avses|säger)\b"),
    (Sense.FRONT, r"^(?:vem|vilka) (?:gäller|omfattas)"),
    (Sense.FRONT, r"^(?:så|hur) (?:här )?(?:läser|använder|har) "),
    (Sense.ROLE, r"^(?:vem|vilka)\b.*\b(?:gör|ansvar\w*|svarar|bär)\b|^vem gör vad"),
    (Sense.FOLLOWED, _we("följer|mäter|vet|märker|utvärderar|stämmer av|kontrollerar|får veta|lär oss")),
    (Sense.FOLLOWED, r"^hur (?:går det|gick det|blir det|följs)|^så följs|^hur ser vi\b"),
    (Sense.CURRENT_STATE, r"^(?:hur|så)(?: här)? (?:ser det ut|är det)|^(?:var|här) (?:är|står|befinner)"),
    (Sense.GOAL, r"\bkan (?:barnet|barnen|eleven|eleverna)$|\bska (?:\w+ )?kunna$"),
    (Sense.GOAL, r"^(?:var(?:t|thän)|hit|dit)\b"),
    (Sense.DESIRED, _we("vill|önskar|strävar|siktar|drömmer")),
    (Sense.MEASURE, _we("ska|skall|måste|behöver|kommer|gör|når|kan nå|arbetar|tar|går|satsar")),
    (Sense.MEASURE, _we("lyckas|genomför|prioriterar")),
    (Sense.MEASURE, r"^(?:så|hur)\b.*\b(?:göras?|nås|når|genomföras?)\b"),
)  # fmt: skip
_COMPILED = tuple((sense, re.compile(pattern)) for sense, pattern in _ASKED)
_MOST_WORDS = 9


def sense_asked(heading: str) -> Sense | None:
    """The sense of a heading in small letters that asks or answers; None for one that names something."""
    if len(heading.split()) > _MOST_WORDS:
        return None
    return next((sense for sense, pattern in _COMPILED if pattern.search(heading)), None)
