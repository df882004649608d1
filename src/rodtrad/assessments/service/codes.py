"""What a code leads to: asked each time someone opens a form or sends one.

Putting the question together by the ORM takes far longer than the database needs to answer it, and most of
the answer (the round, its instrument, its year) is the same for everyone who answers. So the question stands
here in SQL, and each process keeps the rounds that it has read. A kept round is used only while everything
about it that may change is as it was when it was read, which the same question tells: no process answers from
before a change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac

from rodtrad.assessments.models import Round, RoundPart
from rodtrad.assessments.rules import LinkState, link_state
from rodtrad.organisation.models import Unit

__all__ = ["Link", "find_link", "hash_of"]

_SALT = "rodtrad.assessments.answer"


@dataclass(frozen=True)
class Link:
    """What stands behind a code: a group of a unit in a round, and whether it can be answered now."""

    code: str
    part: RoundPart
    state: LinkState
    # Set for a one-time code: what its use is recognised by.
    spent_hash: str = ""

    @property
    def round(self) -> Round:
        return self.part.round

    @property
    def group(self) -> str:
        return self.part.group


def find_link(code: str, today: date) -> Link | None:
    """What a code leads to, or None for one that was never given out. One query, two for a one-time code."""
    if not code:
        return None  # as the leaders' part has none
    found = _asked(BY_LINK, code)
    if found is not None:
        part, _spent = found
        return Link(code, part, _state(part, today))
    spent_hash = spent_hash_of(code)
    found = _asked(BY_INVITATION, spent_hash, hash_of(code))
    if found is None:
        return None
    part, is_spent = found
    current = _current(part.round, today)
    return Link(
        code, part, LinkState.SPENT if is_spent and current == LinkState.OPEN else current, spent_hash
    )


def hash_of(code: str) -> str:
    """How a one-time code that was given out is kept."""
    return salted_hmac(_SALT + ".code", code, algorithm="sha256").hexdigest()


def spent_hash_of(code: str) -> str:
    """How the use of a one-time code is kept. Who has neither the code nor the installation's key cannot tell
    which given code it belongs to, and who has the key still needs the code, which is kept nowhere.
    """
    return salted_hmac(_SALT + ".spent", code, algorithm="sha256").hexdigest()


def _current(of: Round, today: date) -> LinkState:
    return link_state(of.state, of.opens_on, of.closes_on, today)


def _state(part: RoundPart, today: date) -> LinkState:
    current = _current(part.round, today)
    if current != LinkState.OPEN:
        return current
    if not part.takes_shared_link:
        return LinkState.CLOSED
    return LinkState.FULL if part.answered >= part.cap else LinkState.OPEN


# Columns of the part and of its unit; then what may change of a round and of what is shown with it: its state
# and days, what a draft may still become, the names of authority and year, and which instrument, frozen when.
# A model's fields stand in its own order, as Django wants them. What one key leads to is asked for by itself:
# with six tables to join, PostgreSQL takes longer to choose a way than to go it.
COLUMNS = """
p.id, p.round_id, p.unit_id, p."group", p.is_open, p.code, p.invited, p.cap, p.answered, p.takes_shared_link,
u.id, u.path, u.kind, u.name, u.school_form,
r.state, r.opens_on, r.closes_on, r.title, r."groups", r.thresholds, r.seen_by, r.comments_for,
r.instrument_id,
(SELECT a.name FROM organisation_unit a WHERE a.id = r.authority_id),
(SELECT y.label FROM cycle_schoolyear y WHERE y.id = r.year_id),
(SELECT i.frozen_at FROM assessments_instrument i WHERE i.id = r.instrument_id)
"""
PART = (
    *("id", "round_id", "unit_id", "group", "is_open", "code"),
    *("invited", "cap", "answered", "takes_shared_link"),
)
UNIT = ("id", "path", "kind", "name", "school_form")
SWITCHES = {PART.index("is_open"), PART.index("takes_shared_link")}
AROUND = """
JOIN assessments_round r ON r.id = p.round_id
JOIN organisation_unit u ON u.id = p.unit_id
"""
BY_LINK = f"SELECT {COLUMNS}, 0 FROM assessments_roundpart p {AROUND} WHERE p.code = %s"  # noqa: S608 - own words
BY_INVITATION = f"""
SELECT {COLUMNS}, EXISTS (SELECT 1 FROM assessments_receipt s WHERE s.key_hash = %s)
  FROM assessments_invitation v JOIN assessments_roundpart p ON p.id = v.part_id {AROUND}
 WHERE v.code_hash = %s
"""  # noqa: S608 - own words


def _asked(question: str, *secrets: str) -> tuple[RoundPart, bool] | None:
    """The part that a question finds with its unit and round, and whether a one-time code is used up."""
    with connection.cursor() as cursor:
        cursor.execute(question, secrets)
        row = cursor.fetchone()
    if row is None:
        return None
    part_ends, unit_ends = len(PART), len(PART) + len(UNIT)
    # SQLite knows no truth values.
    values = [bool(value) if place in SWITCHES else value for place, value in enumerate(row[:part_ends])]
    part = RoundPart.from_db(connection.alias, PART, values)
    part.unit = Unit.from_db(connection.alias, UNIT, row[part_ends:unit_ends])
    part.round = _rounds.get(part.round_id, row[unit_ends:-1])
    return part, bool(row[-1])


class _Rounds:
    """The rounds that have been read, each under what its row said then."""

    MOST = 50

    def __init__(self) -> None:
        self._kept: dict[int, tuple[tuple[Any, ...], Round]] = {}
        self._lock = Lock()

    def get(self, round_id: int, facts: tuple[Any, ...]) -> Round:
        """The round as these facts tell of it, with authority, year and instrument."""
        kept = self._kept.get(round_id)
        if kept is not None and kept[0] == facts:
            return kept[1]
        found = Round.objects.select_related("instrument", "authority", "year").get(pk=round_id)
        # An instrument that is not frozen may change without these facts.
        if found.instrument.frozen_at is not None:
            with self._lock:
                while len(self._kept) >= self.MOST:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[round_id] = facts, found
        return found


_rounds = _Rounds()
