"""Words of a document's glossary, found where they occur in its text. Pure functions over words.

A term is found in the forms that Swedish gives it: 'likvärdighet' in 'likvärdigheten', 'digital kompetens' in
'digitala kompetenser'. Short words in capitals ('AI', 'IKT') are found as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rodtrad.plans.models import Item, ItemKind

__all__ = ["Glossary", "Piece", "Term", "glossary_of"]

# Endings of nouns and adjectives: definite, plural, genitive.
ENDINGS = (
    r"(?:a|e|n|t|en|et|an|na|er|ar|or|ens|ets|ans|erna|arna|orna|ernas|arnas|ornas|nas|ers|ars|ors|are)?s?"
)
CAPITALS = re.compile(r"[A-ZÅÄÖ0-9&/-]{2,5}")
VOWELS_LAST = re.compile(r"[ae]$")
LONG_ENOUGH = 5
MOST_TERMS = 400


@dataclass(frozen=True)
class Term:
    """A word and its meaning. `anchor` names it on a page and in the glossary."""

    word: str
    meaning: str
    anchor: str


@dataclass(frozen=True)
class Piece:
    """A part of a text: plain words, or a form of a term with the term."""

    text: str
    term: Term | None = None


@dataclass
class Glossary:
    """The terms of a document, and which of them a page has used.

    Each term is marked the first time it occurs after `anew`, and never in its own explanation.
    """

    terms: tuple[Term, ...]
    used: list[Term] = field(default_factory=list)
    _told: set[str] = field(default_factory=set)

    def anew(self) -> str:
        """A new part of the page begins: what was explained before may be explained again."""
        self._told.clear()
        return ""

    def pieces(self, text: str) -> list[Piece]:
        """The text in pieces, the terms that are to be explained here marked."""
        pattern = _pattern(self.terms)
        if pattern is None:
            return [Piece(text)]
        pieces, end = [], 0
        for found in pattern.finditer(text):
            term = self.terms[int((found.lastgroup or "t0")[1:])]
            if term.anchor in self._told:
                continue
            self._told.add(term.anchor)
            if term not in self.used:
                self.used.append(term)
            pieces += [Piece(text[end : found.start()]), Piece(found[0], term)]
            end = found.end()
        return [piece for piece in (*pieces, Piece(text[end:])) if piece.text]


def glossary_of(rows: Iterable[Item]) -> Glossary:
    """The terms among a document's items, those that have a meaning to tell."""
    terms: dict[str, Term] = {}
    for row in rows:
        if row.kind == ItemKind.TERM:
            word = row.heading or row.text
            meaning = row.definition or (row.text if row.heading else "")
            if meaning and word.strip() and word.casefold() not in terms:
                terms[word.casefold()] = Term(word, meaning, f"begrepp-{row.key.hex[-12:]}")
    return Glossary(tuple(terms.values())[:MOST_TERMS])


@lru_cache(maxsize=64)
def _pattern(terms: tuple[Term, ...]) -> re.Pattern[str] | None:
    """One pattern for all terms, the longest first, so that 'digital kompetens' goes before 'kompetens'."""
    if not terms:
        return None
    order = sorted(range(len(terms)), key=lambda number: -len(terms[number].word))
    return re.compile("|".join(f"(?P<t{n}>{_forms(terms[n].word)})" for n in order))


def _forms(word: str) -> str:
    if CAPITALS.fullmatch(word):
        return rf"\b{re.escape(word)}(?::?s)?\b"
    stems = (VOWELS_LAST.sub("", part) if len(part) >= LONG_ENOUGH else part for part in word.split())
    between = ENDINGS + r"\s+"
    return rf"(?i:\b{between.join(map(re.escape, stems))}{ENDINGS}\b)"
