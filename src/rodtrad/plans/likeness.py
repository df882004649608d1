"""How much two texts in Swedish speak of the same thing: rare word stems in common, and common spellings.

Cosine of stem weights (each stem weighted by how rare it is among the texts compared, Spärck Jones 1972),
with a little of the overlap of character trigrams for compounds that stemming does not part.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import snowballstemmer

__all__ = ["likeness"]

WORD = re.compile(r"[^\W\d_]{2,}")
STOP = frozenset(
    WORD.findall(
        "och att det som en ett på är av för med till den har de inte om vi kan ska skall sig så från"
        " men eller hur vara vid när där under över genom samt inom även alla allt detta dessa denna i varje"
        " andra olika bland annat mellan utifrån enligt blir bli ha sin sitt sina man"
    )
)
TRIGRAM_SHARE = 0.25

_stemmer = snowballstemmer.stemmer("swedish")


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_stemmer.stemWord(word))


def stems(text: str) -> Counter[str]:
    """The stems of a text's words and how often each is met, without the words that say nothing."""
    words = (word.lower() for word in WORD.findall(text))
    return Counter(_stem(word) for word in words if word not in STOP)


def trigrams(text: str) -> frozenset[str]:
    """Runs of three letters inside the words that say something."""
    found = set()
    for word in stems(text):
        found |= {word[i : i + 3] for i in range(len(word) - 2)}
    return frozenset(found)


def likeness(text: str, others: Sequence[str]) -> list[float]:
    """For each of the other texts, how alike it is: 0 nothing in common, 1 the same words."""
    bags = [stems(text), *map(stems, others)]
    met = Counter(stem for bag in bags for stem in bag)
    weight = {stem: math.log(1 + len(bags) / count) for stem, count in met.items()}
    vectors = [{stem: n * weight[stem] for stem, n in bag.items()} for bag in bags]
    grams = [trigrams(one) for one in (text, *others)]
    return [
        (1 - TRIGRAM_SHARE) * _cosine(vectors[0], vector) + TRIGRAM_SHARE * _overlap(grams[0], gram)
        for vector, gram in zip(vectors[1:], grams[1:], strict=True)
    ]


def _cosine(one: dict[str, float], two: dict[str, float]) -> float:
    product = sum(value * two.get(stem, 0.0) for stem, value in one.items())
    size = math.hypot(*one.values()) * math.hypot(*two.values())
    return product / size if size else 0.0


def _overlap(one: frozenset[str], two: frozenset[str]) -> float:
    return len(one & two) / len(one | two) if one | two else 0.0
