"""Documents without lists or tables: what shall be stands in sentences under each area's heading.

Only sentences that say that something shall be count, and only in a document that calls itself a plan, a
policy or the like and shows its goals in no other way. What it says of itself and its follow-up is no goal.
"""

from __future__ import annotations

import re

from .areas import Areas
from .blocks import Block, Kind
from .drafts import Draft
from .sections import heading_meaning
from .vocabulary import Sense, bare, on_title_page

_SHALL = re.compile(r"\b(?:ska|skall)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")
_ABOUT_ITSELF = re.compile(
    r"\b(?:planen|strategin|policyn|programmet|dokumentet|riktlinjerna?|agendan|redovis\w*|följas upp"
    r"|revideras)\b",
    re.I,
)
_FEWEST_WORDS = 5


def read_norms(blocks: list[Block], areas: Areas) -> list[Draft]:
    """The goals that a document states in running text; each heading that has some is an area."""
    found: list[Draft] = []
    heading: Block | None = None
    on_title = True
    for block in blocks:
        on_title = on_title and block.kind is Kind.HEADING
        if block.kind is Kind.HEADING:
            plain = heading_meaning(block.text).sense in (Sense.PLAIN, Sense.TOPIC)
            heading = block if plain and not (on_title and on_title_page(block.text)) else None
        elif block.kind is Kind.PARAGRAPH and heading is not None:
            found += _goals(block, heading, areas)
    return found


def _goals(block: Block, heading: Block, areas: Areas) -> list[Draft]:
    sentences = [one for one in _SENTENCE.split(block.text) if _states(one)]
    if not sentences:
        return []
    area = areas.add(bare(heading.text))
    if area.start < 0:
        area.start, area.end, area.level = heading.start, heading.end, heading.level
    return [Draft("goal", sentence, block.start, block.end, area) for sentence in sentences]


def _states(sentence: str) -> bool:
    long = len(sentence.split()) >= _FEWEST_WORDS
    return long and bool(_SHALL.search(sentence)) and not _ABOUT_ITSELF.search(sentence)
