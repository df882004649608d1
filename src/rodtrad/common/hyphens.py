"""Where a long word may be broken, for narrow boxes: browsers lack Swedish hyphenation on many systems."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import pyphen
from django.utils.translation import get_language

__all__ = ["hyphenated"]

SOFT_HYPHEN = "\u00ad"
# A shorter word fits in the narrowest box.
LONG_WORD = re.compile(r"[^\W\d_]{12,}")


def hyphenated(text: str) -> str:
    """`text` with soft hyphens in its long words, by the patterns that LibreOffice uses.

    For narrow boxes only: where there is room, searching and copying should meet the text as it was written.
    """
    return _hyphenated(text, get_language() or "sv")


@lru_cache(maxsize=4096)
def _hyphenated(text: str, language: str) -> str:
    patterns = _patterns(language)
    return LONG_WORD.sub(lambda word: patterns.inserted(word[0], hyphen=SOFT_HYPHEN), text)


@cache
def _patterns(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB" if language.startswith("en") else "sv_SE", left=4, right=4)
