"""Areas that are counted up in a sentence and then lead their own paragraphs.

'Vi har valt tre områden: Undervisning, Trygghet på nätet och Utrustning.' and further on a paragraph that
begins 'Undervisning. Lärarna i …': the name is a heading, set on the line of its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .blocks import Block, Kind

_COUNTED = re.compile(
    r"\b(?:\w*områden|\w*inriktningar|riktningar|prioriteringar|perspektiv|teman|spår|delar)\b[^.:]{0,80}:\s*(?P<names>[^.:]{5,200})\.",
    re.I,
)
_BETWEEN = re.compile(r",\s+|\s+(?:och|samt)\s+(?=[A-ZÅÄÖ])")
_FEWEST, _MOST_WORDS = 2, 7


def split_run_ins(blocks: list[Block]) -> list[Block]:
    """The blocks, with the names of counted areas that lead a paragraph as headings of their own."""
    names = set(_names_counted(blocks))
    leading = [block for block in blocks if _name_of(block, names)]
    if len(leading) < _FEWEST:
        return blocks
    return [part for block in blocks for part in _split(block, _name_of(block, names))]


def _names_counted(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        may_count = block.kind is Kind.PARAGRAPH and ": " in block.text
        for match in _COUNTED.finditer(block.text) if may_count else ():
            names = [name.strip() for name in _BETWEEN.split(match.group("names"))]
            if len(names) >= _FEWEST and all(name[:1].isupper() for name in names):
                yield from (name for name in names if len(name.split()) <= _MOST_WORDS)


def _name_of(block: Block, names: set[str]) -> str | None:
    if block.kind is not Kind.PARAGRAPH:
        return None
    return next((name for name in names if re.match(re.escape(name) + r"\s*[.:–-]\s+\S", block.text)), None)


def _split(block: Block, name: str | None) -> Iterator[Block]:
    if name is None:
        yield block
        return
    rest = re.sub(r"^\s*[.:–-]\s+", "", block.text[len(name) :])
    yield replace(block, kind=Kind.HEADING, text=name, end=block.start + len(name))
    yield replace(block, text=rest, start=block.start + len(name))
