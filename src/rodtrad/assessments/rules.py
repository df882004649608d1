"""What a round, an answer and a link may be: pure functions, no database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from rodtrad.assessments.tally import LEVELS, NOT_RELEVANT_BYTE

__all__ = [
    "COMMENT_LIMIT",
    "LEVEL_CHOICES",
    "TRANSITIONS",
    "LinkState",
    "answer_cap",
    "comment_threshold",
    "may",
    "packed",
    "valid_level",
]

COMMENT_LIMIT = 1000
"""Characters of one comment."""

LEVEL_CHOICES = (*range(1, LEVELS + 1), NOT_RELEVANT_BYTE)
"""What can be chosen for an indicator; leaving it unanswered is no choice."""

# state -> verb -> next state. What is not here is refused.
TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    "draft": {"open": "open", "change": "draft", "remove": ""},
    "open": {"extend": "open", "close": "closing"},
    # A count that was interrupted is started again; it gives the same.
    "closing": {"close": "closing", "freeze": "closed"},
    "closed": {},
}


def may(state: str, verb: str) -> bool:
    """Whether a round in this state takes the verb."""
    return verb in TRANSITIONS[state]


class LinkState(StrEnum):
    """What a respondent meets behind a link."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    EXPIRED = "expired"
    SPENT = "spent"
    FULL = "full"


def link_state(state: str, opens_on: date, closes_on: date, today: date) -> LinkState:
    """Whether a round takes answers on a day; the last day is included."""
    if state == "draft" or (state == "open" and today < opens_on):
        return LinkState.NOT_YET
    if state != "open":
        return LinkState.CLOSED
    return LinkState.EXPIRED if today > closes_on else LinkState.OPEN


def answer_cap(invited: int, threshold: int) -> int:
    """How many answers a shared link takes: the invited and one in five more, at least three, and on to the
    next step of the threshold.

    Room for substitutes and for someone who was not counted; not for a class of pupils who found the link.
    Whole steps, since a link that is full would else tell how many have answered, to whoever changes the
    number of invited until it is.
    """
    most = invited + max(3, -(-invited // 5))
    return -(-most // threshold) * threshold


def comment_threshold(threshold: int) -> int:
    """How many must have answered before free text is shown: twice as many as for figures.

    A turn of phrase gives a person away sooner than a figure does.
    """
    return 2 * threshold


def valid_level(level: int) -> bool:
    """Whether a number is a level or 'not relevant'."""
    return level in LEVEL_CHOICES


def packed(levels: Mapping[int, int], indicators: int) -> bytes:
    """An answer as it is stored: one byte per indicator, 0 where there is none.

    Raises ValueError for a position outside the instrument or a value that is no level.
    """
    values = bytearray(indicators)
    for position, level in levels.items():
        if not 0 <= position < indicators or not valid_level(level):
            raise ValueError(f"{level} at {position} is no answer")
        values[position] = level
    return bytes(values)
