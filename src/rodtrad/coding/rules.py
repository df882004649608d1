"""What a text, an excerpt and a told figure may be: pure functions, no database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = [
    "LONGEST_NOTE",
    "LONGEST_TEXT",
    "MOST_EXCERPTS",
    "MOST_THEMES",
    "Cell",
    "Finding",
    "Piece",
    "Text",
    "differ",
    "may",
    "overlaps",
    "paragraphs",
    "people",
    "personal_data",
    "pieces",
    "spans_of",
    "told",
]

LONGEST_TEXT = 200_000
"""Characters of an interview: some four hours of talk."""
LONGEST_NOTE = 2_000
MOST_THEMES = 40
MOST_EXCERPTS = 3_000
"""In a project. Two people code some 60 an hour."""

# state -> what may be done in it.
STATES: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"material", "book", "coders", "begin", "change", "remove"}),
    "coding": frozenset({"code", "book", "coders", "hand_in", "reopen", "withdraw", "change"}),
    "comparing": frozenset({"settle", "finish", "withdraw", "quote", "change"}),
    "done": frozenset({"quote", "publish", "withdraw", "resume", "change"}),
}


def may(state: str, verb: str) -> bool:
    """Whether a project in this state takes the verb."""
    return verb in STATES[state]


# ---- texts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a text, by its characters, and the number of its paragraph from 0."""

    start: int
    end: int
    paragraph: int


# Each of these looks at a character a few times at most: a text of one sign over and over takes no longer.
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![^\S\n]*\n)[^\n]+)*")
# After an end of sentence, where a capital, a digit, a quote or a dash begins the next.
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"”’(–—-]?\s?[A-ZÅÄÖÉÜ0-9])|\n+")
_SHORT = re.compile(
    r"(?:\b(?:t\.ex|bl\.a|m\.fl|dvs|d\.v\.s|osv|etc|ca|kl|nr|s\.k|p\.g\.a|i\.e|e\.g|Mr|Ms|Dr)\.)$"
)


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The paragraphs of a text, by their characters: what stands between blank lines."""
    return [span for match in _PARAGRAPH.finditer(text) if (span := _trimmed(text, *match.span()))]


def pieces(text: str) -> list[Piece]:
    """The sentences of a text, paragraph by paragraph: the least that can be marked."""
    return [
        Piece(start, end, number)
        for number, (first, last) in enumerate(paragraphs(text))
        for start, end in _sentences(text, first, last)
    ]


def _sentences(text: str, first: int, last: int) -> Iterable[tuple[int, int]]:
    begun = first
    for match in _SENTENCE_END.finditer(text, first, last):
        if "\n" not in match.group() and _SHORT.search(text, begun, match.start()):
            continue
        if span := _trimmed(text, begun, match.start()):
            yield span
        begun = match.end()
    if span := _trimmed(text, begun, last):
        yield span


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def spans_of(found: Sequence[Piece], chosen: Collection[int]) -> list[tuple[int, int]]:
    """The spans that chosen pieces make: neighbours are one span."""
    spans: list[tuple[int, int]] = []
    before = -2
    for number in sorted(set(chosen)):
        if not 0 <= number < len(found):
            continue
        if number == before + 1:
            spans[-1] = (spans[-1][0], found[number].end)
        else:
            spans.append((found[number].start, found[number].end))
        before = number
    return spans


def overlaps(spans: Iterable[tuple[int, int]]) -> bool:
    """Whether any two spans have a character in common."""
    ordered = sorted(spans)
    return any(one[1] > other[0] for one, other in pairwise(ordered))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a text that may point out a person: what kind, and the words."""

    kind: str
    words: str


_PERSONAL = {
    "number": re.compile(
        r"(?<!\d)(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])[-+ ]?\d{4}(?!\d)"
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,200}\w"),
    "phone": re.compile(r"(?<![\d/])(?:\+46|0)[ \d()-]{7,14}\d(?!\d)"),
}


def personal_data(text: str, most: int = 10) -> list[Finding]:
    """What looks like a personal number, an address of e-mail or a telephone number, in order of kind.

    It is a help to look through a text, no proof that it names no one.
    """
    found: dict[str, Finding] = {}
    for kind, pattern in _PERSONAL.items():
        for match in pattern.finditer(text):
            words = match.group().strip()
            found.setdefault(words, Finding(kind, words))
    return list(found.values())[:most]


# ---- codings and figures --------------------------------------------------------------------------------


def differ(first: Collection[int], second: Collection[int]) -> bool:
    """Whether two codings of one excerpt are not the same set of themes."""
    return set(first) != set(second)


@dataclass(frozen=True, slots=True)
class Text:
    """What counts as one text: an answer, by the unit and the question (with its round) that it was written
    at, or a whole interview.
    """

    key: tuple[str, int]
    unit: int | None = None
    asked: tuple[int | None, int] | None = None


def people(texts: Iterable[Text]) -> int:
    """The fewest people who can have written some texts. Nobody knows who wrote what, but each writes one
    answer to a question: at a unit they are as many as the answers to the question with the most.
    """
    answers = Counter((each.unit, each.asked) for each in texts if each.asked is not None)
    most: dict[int | None, int] = {}
    for (unit, _asked), number in answers.items():
        most[unit] = max(most.get(unit, 0), number)
    return sum(most.values()) + sum(each.asked is None for each in texts)


@dataclass(frozen=True, slots=True)
class Cell:
    """How often a theme occurs in a group's texts, as it may be told. `count` is None where it must not be:
    `reason` is then 'small' (too few texts), 'few_units' or 'few' (the theme in too few of them).
    """

    texts: int
    count: int | None = None
    reason: str = ""


def told(
    having: Collection[Text],
    texts: Collection[Text],
    units: int,
    least_texts: int,
    least: int,
    *,
    one_unit: bool = False,
) -> Cell:
    """How many of a group's texts have a theme, as it may be told to those who do not read them themselves.

    Nothing of a group where fewer than `least_texts` have written, or from fewer than two units (unless the
    whole is about one), and no theme that fewer than `least` have written about.
    """
    if people(texts) < least_texts:
        return Cell(len(texts), None, "small")
    if units < 2 and not one_unit:
        return Cell(len(texts), None, "few_units")
    if people(having) < least:
        return Cell(len(texts), None, "few")
    return Cell(len(texts), len(having))
