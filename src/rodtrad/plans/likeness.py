"""How much texts in Swedish speak of the same thing: word stems and spellings, the rare ones counting most.

Two cosines of TF-IDF weights (Spärck Jones 1972), one over word stems and one over runs of three to five
letters inside words, which finds compounds that stemming does not part. Added is containment: how much of one
text stands in the other, for an item that was lengthened, merged or split. Words that every governing
document is full of ('utveckla', 'digital') count for less however rare they happen to be here.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rodtrad.common.matching import stem

__all__ = ["alike", "contained", "likeness", "says_something"]

Matrix = NDArray[np.float32]

WORD = re.compile(r"[^\W\d_]{2,}")
STOP = frozenset(
    WORD.findall(
        "och att det som en ett på är av för med till den har de inte om vi kan ska skall sig så från"
        " men eller hur vara vid när där under över genom samt inom även alla allt detta dessa denna i varje"
        " andra olika bland annat mellan utifrån enligt blir bli ha sin sitt sina man"
    )
)
# What plans in general are written with: what is done, for whom, and that it should be good.
GENRE = (
    "öka ökad förbättra förbättrad utveckla utveckling stärka stärkt säkerställa främja skapa förutsättning"
    " förutsättningar möjlighet möjligheter möjliggöra underlätta stödja stöd stötta arbeta arbete verka"
    " bidra ge få ta erbjuda använda användning behov digital digitalt digitalisering digitaliseringen"
    " verksamhet verksamheten gemensam god goda hög ny nya hjälp arbetssätt insats mål syfte fortsätta"
    " genomföra kring gällande relevant ändamålsenlig effektiv tydlig tydligare bättre bästa del barn elever"
    " studerande personal skola skolor förskola utbildning kommun kommunen förvaltning enhet enheter"
)
GENRE_WEIGHT = 0.5
STEM_SHARE = 0.4
CONTAINED_SHARE = 0.25
SHORTEST, LONGEST = 3, 5
# Tables of at most so many pairs are kept for the next who asks: twenty-four of them are 6 MB.
MOST_KEPT = 60_000

_genre = frozenset(stem(word) for word in GENRE.split())


def _words(text: str) -> list[str]:
    """The words that say something, small letters."""
    return [word for found in WORD.findall(text) if (word := found.lower()) not in STOP]


def _worth(word: str) -> float:
    return GENRE_WEIGHT if stem(word) in _genre else 1.0


def says_something(text: str) -> bool:
    """Whether a text has a word to be recognised by, more than binds and lead-ins."""
    return bool(_words(text))


def _stems(text: str) -> Counter[str]:
    """A text's stems and how much each counts."""
    found: Counter[str] = Counter()
    for word in _words(text):
        found[stem(word)] += _worth(word)  # type: ignore[assignment]
    return found


def _spellings(text: str) -> Counter[str]:
    """The runs of letters in a text's words, their ends marked, and how much each counts."""
    found: Counter[str] = Counter()
    for word in _words(text):
        marked, worth = f" {word} ", _worth(word)
        for size in range(SHORTEST, LONGEST + 1):
            for start in range(len(marked) - size + 1):
                found[marked[start : start + size]] += worth  # type: ignore[assignment]
    return found


def alike(ones: Sequence[str], others: Sequence[str], among: Iterable[str] = ()) -> Matrix:
    """How alike each text is to each of the others: shape (ones, others), 0 nothing in common to 1 the same.

    `among` are further texts from the same documents, by which it is judged which words are rare.
    """
    small = len(ones) * len(others) <= MOST_KEPT
    made = (_kept_alike if small else _alike)(tuple(ones), tuple(others), tuple(among))
    return made.copy()


def _alike(ones: tuple[str, ...], others: tuple[str, ...], rest: tuple[str, ...]) -> Matrix:
    if not ones or not others:
        return np.zeros((len(ones), len(others)), dtype=np.float32)
    stems = _vectors(_stems, ones, others, rest)
    spellings = _vectors(_spellings, ones, others, rest)
    cosine = STEM_SHARE * _cosine(*stems) + (1 - STEM_SHARE) * _cosine(*spellings)
    either = np.maximum(_held(*spellings), _held(spellings[1], spellings[0]).T)
    return np.asarray((1 - CONTAINED_SHARE) * cosine + CONTAINED_SHARE * either, dtype=np.float32)


# A person who goes through two editions asks for the same table at each step.
_kept_alike = lru_cache(maxsize=24)(_alike)


def contained(ones: Sequence[str], others: Sequence[str], among: Iterable[str] = ()) -> Matrix:
    """How much of each text stands in each of the others, by spelling: shape (ones, others), 0 to 1."""
    if not ones or not others:
        return np.zeros((len(ones), len(others)), dtype=np.float32)
    return _held(*_vectors(_spellings, ones, others, list(among)))


def likeness(text: str, others: Sequence[str]) -> list[float]:
    """For each of the other texts, how alike it is: 0 nothing in common, 1 the same words."""
    return [float(value) for value in alike([text], others)[0]] if others else []


def _vectors(
    bag: Callable[[str], Counter[str]], ones: Sequence[str], others: Sequence[str], rest: Sequence[str]
) -> tuple[Matrix, Matrix]:
    """The texts as unit vectors over the features that stand on both sides.

    What stands on one side only takes no column, but its weight is in the vector's length.
    """
    bags = {text: bag(text) for text in {*ones, *others, *rest}}
    met = Counter(feature for text in (*ones, *others, *rest) for feature in bags[text])
    count = len(ones) + len(others) + len(rest)
    rarity = {feature: math.log(1 + (1 + count) / (1 + n)) for feature, n in met.items()}
    common = {f for text in ones for f in bags[text]} & {f for text in others for f in bags[text]}
    column = {feature: place for place, feature in enumerate(sorted(common))}
    return _rows(ones, bags, rarity, column), _rows(others, bags, rarity, column)


def _rows(
    texts: Sequence[str], bags: dict[str, Counter[str]], rarity: dict[str, float], column: dict[str, int]
) -> Matrix:
    rows = np.zeros((len(texts), len(column)), dtype=np.float32)
    for place, text in enumerate(texts):
        weights = {feature: rarity[feature] * n**0.7 for feature, n in bags[text].items()}
        length = math.hypot(*weights.values()) or 1.0
        for feature, weight in weights.items():
            if feature in column:
                rows[place, column[feature]] = weight / length
    return rows


def _cosine(one: Matrix, two: Matrix) -> Matrix:
    product: Matrix = one @ two.T
    return product


def _held(one: Matrix, two: Matrix) -> Matrix:
    """The share of each first vector (squared weights) on features that the second has too."""
    share: Matrix = (one**2) @ (two > 0).astype(np.float32).T
    return share
