"""How likely items of one document hang in items of those above it, and why. Pure: texts and vectors in.

Four signs, weighed together. The words of the two (see `likeness`). The words of what they stand in: an
initiative of the area 'Kompetens' is likelier to realise something of 'Kunskap och kompetens'. Whether the
document above is the nearest one, since the thread goes step by step. And, where the installation has a
language model, how near they are in meaning: not the cosine itself, which is high between any two texts of
the genre (unrelated 0.91, true pairs 0.95), but by how much a pair stands out from what both have in common
with everything else in the same table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from rodtrad.plans.likeness import alike

__all__ = ["LEAST", "Likely", "Said", "Why", "likely", "standing_out"]

Matrix = NDArray[np.float32]

PLACE, NEAREST, MEANING = 0.2, 0.05, 0.06
# A pair may stand out by so many standard deviations and no more.
FURTHEST = 4.0
# Where a suggestion begins to be worth reading: below it every fifth or fewer are right.
LEAST = 0.18
# What a sign must add to be told as the reason.
REASON = 0.06


class Why(StrEnum):
    """What speaks for a suggestion."""

    WORDS = "words"
    PLACE = "place"
    MEANING = "meaning"


@dataclass(frozen=True)
class Said:
    """An item as it is compared: its words, those of what it stands in, and its vector where there is one."""

    words: str
    above: str = ""
    meaning: Matrix | None = None


@dataclass(frozen=True)
class Likely:
    """The table of pairs: how likely each is, and what each sign added. Shape (lowers, uppers)."""

    score: Matrix
    signs: dict[Why, Matrix]

    def best(self, lower: int, most: int) -> list[tuple[int, float, tuple[Why, ...]]]:
        """For a lower item: the likeliest upper ones as (place, score, reasons), the likeliest first."""
        order = np.argsort(-self.score[lower], kind="stable")[:most]
        return [
            (int(upper), float(self.score[lower, upper]), self.why(lower, int(upper)))
            for upper in order
            if self.score[lower, upper] >= LEAST
        ]

    def why(self, lower: int, upper: int) -> tuple[Why, ...]:
        """What speaks for a pair, the weightiest first: at least one."""
        added = sorted(((float(table[lower, upper]), why) for why, table in self.signs.items()), reverse=True)
        return tuple(why for value, why in added if value >= REASON) or (added[0][1],)


def likely(lowers: Sequence[Said], uppers: Sequence[Said], nearest: Sequence[bool]) -> Likely:
    """How likely each lower item hangs in each upper one; `nearest` says which uppers stand nearest above.

    Give all items of the lower document that may hang: what stands out is judged against the whole table.
    """
    words = alike([one.words for one in lowers], [other.words for other in uppers])
    signs = {
        Why.WORDS: words,
        Why.PLACE: PLACE * _places(lowers, uppers),
        Why.MEANING: MEANING * standing_out(lowers, uppers),
    }
    near = NEAREST * np.asarray(nearest, dtype=np.float32).reshape(1, len(uppers))
    score = sum(signs.values(), start=np.zeros_like(words)) + near
    return Likely(np.asarray(score, dtype=np.float32), signs)


def _places(lowers: Sequence[Said], uppers: Sequence[Said]) -> Matrix:
    """How alike what the lower stands in is to the upper, or to what that stands in."""
    # Many items stand in few areas, so each area is compared once.
    mine, rows = _each_once([one.above for one in lowers])
    theirs, columns = _each_once([other.above for other in uppers])
    table = np.maximum(alike(mine, [other.words for other in uppers]), alike(mine, theirs)[:, columns])
    return table[rows]


def _each_once(texts: Sequence[str]) -> tuple[list[str], NDArray[np.intp]]:
    """The different texts, and for each text which of them it is."""
    place = {text: n for n, text in enumerate(dict.fromkeys(texts))}
    return list(place), np.asarray([place[text] for text in texts], dtype=np.intp)


def standing_out(lowers: Sequence[Said], uppers: Sequence[Said]) -> Matrix:
    """By how many standard deviations a pair's cosine is more than its row and its column lead one to expect.

    0 where either has no vector, and everywhere in a table too small to tell.
    """
    table = np.zeros((len(lowers), len(uppers)), dtype=np.float32)
    rows, ones = _known(lowers)
    columns, others = _known(uppers)
    if len(rows) < 2 or len(columns) < 2:
        return table
    cosines = ones @ others.T
    own = cosines - cosines.mean(axis=0) - cosines.mean(axis=1, keepdims=True) + cosines.mean()
    spread = float(own.std())
    if spread > 1e-6:
        table[np.ix_(rows, columns)] = np.clip(own / spread, -FURTHEST, FURTHEST)
    return table


def _known(items: Sequence[Said]) -> tuple[list[int], Matrix]:
    """The places of the items that have a vector, and the vectors."""
    found = [(place, item.meaning) for place, item in enumerate(items) if item.meaning is not None]
    return [place for place, _vector in found], np.asarray([vector for _place, vector in found])
