"""Looking for words without regard to case or inflection, also for å, ä and ö, on both databases."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock

import snowballstemmer
from django.db import connection
from django.db.models import Q

__all__ = ["contains", "stem", "word_pattern"]

# A stem shorter than this is part of too many words ('lär' of 'lärare' is in 'lärplattform' and 'läromedel').
LEAST_STEM = 4
MOST_WORDS = 8

_stemmer = snowballstemmer.stemmer("swedish")
# A stemmer keeps the word it is at work with in itself; two threads would stem each other's letters.
_at_work = Lock()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a Swedish word in small letters (Snowball): 'rektor' of 'rektorerna' and 'rektors'."""
    with _at_work:
        return str(_stemmer.stemWord(word))


def _needle(word: str) -> str:
    """What a hit has in one of its words: the stem where it is long enough, else the word."""
    found = stem(word.lower())
    return found if len(found) >= LEAST_STEM else word


def contains(words: str, *fields: str) -> Q:
    """Each of the words stands in one of the fields, in any order, case or inflection.

    SQLite's LIKE folds only a to z, so its regular expressions, which are Python's, are used there.
    """
    found = Q()
    for _word, needle in _needles(words):
        found &= _in_any(needle, fields)
    return found


def _in_any(needle: str, fields: tuple[str, ...]) -> Q:
    asked = ("iregex", re.escape(needle)) if connection.vendor == "sqlite" else ("icontains", needle)
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__{asked[0]}": asked[1]})
    return found


def word_pattern(words: str) -> re.Pattern[str] | None:
    """What `contains` finds in a text, as a pattern with one group to mark it by; None for no words."""
    wanted = [re.escape(needle) + r"\w*" * (needle != word) for word, needle in _needles(words)]
    return re.compile(f"({'|'.join(wanted)})", re.IGNORECASE) if wanted else None


def _needles(words: str) -> list[tuple[str, str]]:
    return [(word, _needle(word)) for word in words.split()[:MOST_WORDS]]
