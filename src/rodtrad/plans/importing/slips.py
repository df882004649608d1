"""Slips that a scanner makes in the words that carry a document: 'Atgärder', 'lnledning', 'Fokusornråde'.

Only those words are mended, and only to see what a heading means: an item keeps the document's own letters.
"""

from __future__ import annotations

import re

_CARRIERS = frozenset(
    word
    for line in (
        "mål delmål effektmål målbild vision åtgärd åtgärder insats insatser aktivitet aktiviteter nuläge",
        "önskat läge indikator indikatorer ansvar ansvarig ansvariga inledning bakgrund syfte sammanfattning",
        "uppföljning utvärdering ordlista begrepp definitioner bilaga bilagor innehåll fokusområde",
        "fokusområden målområde målområden område områden utvecklingsområde utvecklingsområden insatsområde",
        "insatsområden prioriterat prioriterade strategiskt strategiska utmaningar budget ekonomi tidplan",
        "status strategi strategier",
    )
    for word in line.split()
)
_TAKEN_FOR_ONE = (("l", "i1|"), ("a", "åäáà"), ("o", "öó0"), ("e", "é"))
_LOOK_ALIKE = str.maketrans({sign: one for one, signs in _TAKEN_FOR_ONE for sign in signs})
_WORD = re.compile(r"[\w|]+")


def _shape(word: str) -> str:
    """A word as a tired eye sees it: letters that are taken for one another are one."""
    return word.casefold().replace("rn", "m").translate(_LOOK_ALIKE)


_BY_SHAPE = {_shape(word): word for word in _CARRIERS}


def unslipped(text: str) -> str:
    """A heading with its carrying words as they should have been read."""
    return _WORD.sub(lambda match: _mended(match.group()), text)


def _mended(word: str) -> str:
    meant = _BY_SHAPE.get(_shape(word))
    if meant is None or meant == word.casefold():
        return word
    return meant.capitalize() if not word[:1].islower() or word[:1] == "l" else meant
