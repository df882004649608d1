"""Follow-ups that many units write from the same words, told with each unit's own numbers.

Numbers within one text move together, so that what grew still grows and a part stays less than its whole.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

__all__ = ["effort", "evidence", "last_month", "varied"]

# The school year's months in order; a season counts as its last one.
MONTHS = (
    *("augusti", "september", "oktober", "november", "december"),
    *("januari", "februari", "mars", "april", "maj", "juni"),
)
SEASONS = {"vintern": "mars", "våren": "maj", "terminen": "december", "året": "maj", "läsåret": "maj"}
_MONTH = re.compile(rf"\b(?:{'|'.join((*MONTHS, *SEASONS))})\b")

WORDS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
SMALLEST, LARGEST = 2, len(WORDS) - 1
_NUMBER = re.compile(r"\b\d{1,3}\b")
_WORD = re.compile(r"\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv)\b", re.IGNORECASE)
# A share or a count that another sentence refers to is left as it stands.
_COUNT = "|".join(WORDS)
_FIXED = re.compile(rf"tredjedel|\b(?:de|alla|andra|av|båda) (?:{_COUNT})\b|\b(?:{_COUNT}) av\b")

_DONE = (
    "{some} av {staff} i personalen var med.",
    "Vi lade ungefär {many} timmar på det.",
    "Det blev {few} tillfällen.",
    "Sammanlagt deltog {some} personer.",
)
_SEEN = (
    "Vi bygger det på {many} samtal.",
    "Underlaget är svar från {some} av {staff} i personalen.",
    "Vi har gått igenom {many} exempel.",
    "Underlaget är {many} observationer vid {few} tillfällen.",
    "{some} av {staff} i personalen har lämnat synpunkter.",
)
_EARLY = (
    "Hittills har {some} av {staff} i personalen varit med.",
    "Vi har {many} observationer så långt och behöver fler.",
    "Nästa avstämning görs när {many} tillfällen till har genomförts.",
)


def varied(text: str, rng: random.Random) -> str:
    """The same sentence with other numbers, all moved by the same amount."""
    if _FIXED.search(text.lower()):
        return text
    factor, step = rng.uniform(0.75, 1.35), rng.choice((-1, 0, 0, 1, 1, 2))
    numbers = [WORDS.index(word.lower()) for word in _WORD.findall(text)]
    if numbers:
        step = max(SMALLEST - min(numbers), min(step, LARGEST - max(numbers)))
    text = _NUMBER.sub(lambda found: str(max(2, round(int(found[0]) * factor))), text)
    return _WORD.sub(lambda found: _moved(found[0], step), text)


def _moved(word: str, step: int) -> str:
    moved = WORDS[WORDS.index(word.lower()) + step]
    return moved.capitalize() if word[0].isupper() else moved


def effort(staff: int, rng: random.Random) -> str:
    """One sentence on how much was done. `staff` is how many work at the unit."""
    return _counted(_DONE, staff, rng)


def evidence(verdict: str, staff: int, rng: random.Random) -> str:
    """One sentence on what the verdict rests on."""
    return _counted(_EARLY if verdict == "too_early" else _SEEN, staff, rng)


def _counted(sentences: Sequence[str], staff: int, rng: random.Random) -> str:
    staff = max(staff, 4)
    return rng.choice(sentences).format(
        many=rng.randint(6, 48), few=rng.randint(2, 9), staff=staff, some=rng.randint(staff // 2, staff)
    )


def last_month(*texts: str) -> int:
    """How far into the school year the texts look back: 0 for August (or none named) to 10 for June."""
    named = (name for text in texts for name in _MONTH.findall(text.lower()))
    return max((MONTHS.index(SEASONS.get(name, name)) for name in named), default=0)
