"""Words that return in what units write: counted, not interpreted. Pure functions.

Words are brought together by their stem (Porter's Swedish stemmer, snowballstem.org), since 'elever' and
'eleverna' are one word to a reader. A word counts once for each unit, however often the unit uses it. Nothing
is read out of the words: what they mean is for the people who wrote and read them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rodtrad.reports.facts import Word

__all__ = ["LEAST_UNITS", "Words"]

LEAST_UNITS = 3
_WORD = re.compile(r"[^\W\d_]{4,}")

# Words that bind others together, or that stand in every conclusion whatever it is about.
_BINDING = """
aktivitet aktiviteten aktiviteter alla allt alltid also andra annan annars annat arbeta arbetar arbetat
arbetet att bara because been behov behålla behåller behöva behövde behöver behövs bland blev bli blir
blivit borde bort båda både börja början delar dels den denna deras dess dessa det detta dit dock därför
efter eftersom egen egna eller enhet enheten enheter ens ett fanns finns fler flera flesta fortsatt
fortsätta fortsätter fram framför från får följa följer följt första ganska genom ger gett gick gjorde
gjort gång gånger gör göra hade han har hela helst helt hjälp hjälpte hos hur här hålla håller hålls hög
höll höst hösten ibland igen ihop inför inga ingen inget innan inom insats insatsen inte istället just
kanske klara klarar kommer kommit kring kunde kunna kunnat kvar lade lagt lika lite lägga lägger längre
läsår läsåret lät låta låter medan mellan mera mest mindre minst more most much mycket mål månad många
måste need needs nog nya nytt när nära nästa något några också ofta oftare olika osv passa passar prova
provat redan resten resultat samma samt samtidigt sedan senare ska skall skolan skolans skriva skriver
skrivit skrivs skulle slut snart som some spela spelar starta startade stor stora ställa ställer större
sätt så sådan såg tack tagit tar terminen than that their them then there these they this those tidigare
tills tillsammans tog trots tycker tyder tänka tänker under ungefär upp utan ute utifrån vad var vara
varit varje vecka veckor vilka vilket vill ville visade visar visat vore väldigt vår våra våren vårt
were what when which while will with work worked working would year your även åren året återstår över
"""


@lru_cache(maxsize=1)
def _stemmer() -> object:
    import snowballstemmer

    return snowballstemmer.stemmer("swedish")


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def _stop() -> frozenset[str]:
    words = _BINDING.split()
    return frozenset({*words, *(_stem(word) for word in words)})


@dataclass
class _Seen:
    units: set[int] = field(default_factory=set)
    activities: list[int] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)


class Words:
    """Counts words text by text, so that no more than the words themselves is held in memory."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = defaultdict(_Seen)

    def add(self, text: str, unit_id: int, activity_id: int) -> None:
        """One conclusion, of one unit's activity."""
        for stem, forms in _stems(text).items():
            seen = self._seen[stem]
            seen.units.add(unit_id)
            seen.activities.append(activity_id)
            seen.forms.update(forms)

    def returning(self, limit: int = 8, least: int = LEAST_UNITS) -> tuple[Word, ...]:
        """The words of most units, at least `least`; equals in the order of the alphabet."""
        found = [
            Word(_usual(seen.forms), len(seen.units), tuple(sorted(seen.activities)))
            for seen in self._seen.values()
            if len(seen.units) >= least
        ]
        return tuple(sorted(found, key=lambda word: (-word.units, word.word))[:limit])


def _stems(text: str) -> dict[str, Collection[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for word in _words(text):
        stem = _stem(word)
        if word not in _stop() and stem not in _stop():
            found[stem].add(word)
    return dict(found)


def _words(text: str) -> Iterable[str]:
    return (match[0].lower() for match in _WORD.finditer(text))


def _usual(forms: Counter[str]) -> str:
    """The form that is used most; of equals the first in the alphabet."""
    return min(forms, key=lambda form: (-forms[form], form))
