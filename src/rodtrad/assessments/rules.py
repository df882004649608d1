"""What a round, an answer and a link may be: pure functions, no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rodtrad.assessments.tally import MOST_LEVELS, NOT_RELEVANT_BYTE

__all__ = [
    "COMMENT_LIMIT",
    "COMPARED_FROM",
    "TRANSITIONS",
    "Link",
    "LinkState",
    "Sheet",
    "answer_cap",
    "bridged",
    "comment_threshold",
    "comparable",
    "may",
    "packed",
    "valid_scale",
]

COMMENT_LIMIT = 1000
"""Characters of one comment."""

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
    next step of two thresholds.

    Room for substitutes and for someone who was not counted; not for a class of pupils who found the link.
    Whole steps (`disclosure.stepwise`), since a link that is full would else tell more of how many have
    answered than the steps do, to whoever changes the number of invited until it is.
    """
    most, step = invited + max(3, -(-invited // 5)), 2 * threshold
    return -(-most // step) * step


def comment_threshold(threshold: int) -> int:
    """How many must have answered before free text is shown: twice as many as for figures.

    A turn of phrase gives a person away sooner than a figure does.
    """
    return 2 * threshold


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one group can answer of an instrument: how long its answers are, how many levels there are, and
    which questions take a level, take 'not relevant', or take words only.
    """

    width: int
    levels: int
    rated: frozenset[int]
    skippable: frozenset[int]
    open: frozenset[int] = frozenset()

    @property
    def asked(self) -> tuple[int, ...]:
        """The positions of the questions, in order."""
        return tuple(sorted(self.rated | self.open))

    def takes(self, position: int, level: int) -> bool:
        """Whether a level, or 'not relevant', can be chosen for a question."""
        if level == NOT_RELEVANT_BYTE:
            return position in self.skippable
        return position in self.rated and 1 <= level <= self.levels


def packed(levels: Mapping[int, int], sheet: Sheet) -> bytes:
    """An answer as it is stored: one byte per indicator, 0 where there is none.

    Raises ValueError for a question that is not asked or a value that it does not take.
    """
    values = bytearray(sheet.width)
    for position, level in levels.items():
        if not sheet.takes(position, level):
            raise ValueError(f"{level} at {position} is no answer")
        values[position] = level
    return bytes(values)


def valid_scale(levels: int) -> bool:
    """Whether a scale may have so many levels."""
    return 2 <= levels <= MOST_LEVELS


Link = tuple[int, int, float]
"""A correspondence: an old indicator, a new one, and how much of the new one the old one answers."""


def bridged(links: Iterable[Link], old: Collection[int], new: Collection[int]) -> dict[int, dict[int, float]]:
    """Per new indicator, the old ones that it may be compared with and their weights.

    Correspondences go from each version to the next, and are followed through versions in between; along a
    way the weights are multiplied, and ways to the same old indicator are added, to 1 at most.
    """
    back: dict[int, list[tuple[int, float]]] = {}
    for older, newer, weight in links:
        back.setdefault(newer, []).append((older, weight))
    wanted = frozenset(old)
    return {each: found for each in new if (found := _followed(each, back, wanted))}


def _followed(
    start: int, back: Mapping[int, Sequence[tuple[int, float]]], wanted: frozenset[int]
) -> dict[int, float]:
    found: dict[int, float] = {}
    seen, here = {start}, {start: 1.0}
    while here:
        further: dict[int, float] = {}
        for indicator, share in here.items():
            for older, weight in back.get(indicator, ()):
                into = found if older in wanted else further
                if older not in seen:
                    into[older] = min(into.get(older, 0.0) + share * weight, 1.0)
        seen |= further.keys()
        here = further
    return found


COMPARED_FROM = 0.5
"""How much of a question must have been asked before for a comparison to be of it."""


def comparable(olds: Mapping[int, float]) -> bool:
    """Whether enough of a question was asked before."""
    return sum(olds.values()) >= COMPARED_FROM
