"""What a code leads to: asked each time someone opens a form or sends one.

Putting the question together by the ORM takes far longer than the database needs to answer it, and most of
the answer (the round, its instrument, its year) is the same for everyone who answers. So the question stands
here in SQL, and each process keeps the rounds and parts that it has read. They are used only while everything
about them that may change is as it was when they were read, which the same question tells: no process answers
from before a change. Only who sends a form is met with what was read before (`known_link`), since the
statement that takes the answer asks all of it again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac

from rodtrad.assessments.models import Round, RoundPart
from rodtrad.assessments.rules import LinkState, link_state
from rodtrad.common.kept import Kept
from rodtrad.common.planned import planned_cursor, sent_again_if_lost
from rodtrad.organisation.models import Unit

__all__ = ["Link", "find_link", "hash_of", "known_link"]

_SALT = "rodtrad.assessments.answer"


@dataclass(frozen=True)
class Link:
    """What stands behind a code: a group of a unit in a round, and whether it can be answered now."""

    code: str
    part: RoundPart
    state: LinkState
    # Set for a one-time code: what its use is recognised by.
    spent_hash: str = ""
    # Which reading of the round this is: what is drawn of it holds for as long as it is the same object. None
    # where what is shown may change without being read anew.
    reading: object = field(default=None, compare=False, repr=False)

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
        link = Link(code, found.part, _state(found, today), reading=found.reading)
        if link.reading is not None:
            _known.keep(code, link)
        return link
    spent_hash = spent_hash_of(code)
    found = _asked(BY_INVITATION, spent_hash, hash_of(code))
    if found is None:
        return None
    current = _current(found.part.round, today)
    if found.is_spent and current == LinkState.OPEN:
        current = LinkState.SPENT
    return Link(code, found.part, current, spent_hash, found.reading)


def known_link(code: str, today: date) -> Link | None:
    """A shared link as this process saw it last, if it could then be answered; None asks for `find_link`. It
    is to send an answer by (`submit` asks again whether it may be) and not to show anything by. No query.
    """
    link = _known.get(code)
    if link is None or link.state != LinkState.OPEN or _current(link.round, today) != LinkState.OPEN:
        return None
    return link


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


def _state(found: _Found, today: date) -> LinkState:
    current = _current(found.part.round, today)
    if current != LinkState.OPEN:
        return current
    if not found.part.takes_shared_link:
        return LinkState.CLOSED
    return LinkState.FULL if found.is_full else LinkState.OPEN


# Columns of the part and of its unit; then what may change of a round and of what is shown with it: its state
# and days, what a draft may still become, the names of authority and year, and which instrument, frozen when.
# A model's fields stand in its own order, as Django wants them. What one key leads to is asked for by itself:
# with six tables to join, PostgreSQL takes longer to choose a way than to go it.
COLUMNS = """
p.id, p.round_id, p.unit_id, p."group", p.is_open, p.code, p.invited, p.cap, p.takes_shared_link,
u.id, u.path, u.kind, u.name, u.school_form,
r.state, r.opens_on, r.closes_on, r.title, r."groups", r.thresholds, r.seen_by, r.comments_for,
r.instrument_id,
(SELECT a.name FROM organisation_unit a WHERE a.id = r.authority_id),
(SELECT y.label FROM cycle_schoolyear y WHERE y.id = r.year_id),
(SELECT i.frozen_at FROM assessments_instrument i WHERE i.id = r.instrument_id),
p.answered >= p.cap
"""
PART = ("id", "round_id", "unit_id", "group", "is_open", "code", "invited", "cap", "takes_shared_link")
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


@dataclass(frozen=True)
class _Found:
    """What a question finds: a part with its unit and round, and what no process keeps."""

    part: RoundPart
    reading: object
    is_full: bool
    is_spent: bool


def _asked(question: str, *secrets: str) -> _Found | None:
    row = sent_again_if_lost(lambda: _row(question, secrets))
    if row is None:
        return None
    told, is_full, is_spent = row[:-2], bool(row[-2]), bool(row[-1])
    kept = _parts.get(row[0])
    if kept is not None and kept[0] == told:
        return _Found(*kept[1:], is_full, is_spent)
    part, reading = _read(told)
    if reading is not None:
        _parts.keep(row[0], (told, part, reading))
    return _Found(part, reading, is_full, is_spent)


def _row(question: str, secrets: tuple[str, ...]) -> tuple[Any, ...] | None:
    with planned_cursor() as cursor:
        cursor.execute(question, secrets)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _read(told: tuple[Any, ...]) -> tuple[RoundPart, object]:
    part_ends, unit_ends = len(PART), len(PART) + len(UNIT)
    # SQLite knows no truth values.
    values = [bool(value) if place in SWITCHES else value for place, value in enumerate(told[:part_ends])]
    part = RoundPart.from_db(connection.alias, PART, values)
    part.unit = Unit.from_db(connection.alias, UNIT, told[part_ends:unit_ends])
    part.round, reading = _round_of(part.round_id, told[unit_ends:])
    return part, reading


def _round_of(round_id: int, facts: tuple[Any, ...]) -> tuple[Round, object]:
    """The round as these facts tell of it, with authority, year and instrument."""
    kept = _rounds.get(round_id)
    if kept is not None and kept[0] == facts:
        return kept[1:]
    found = Round.objects.select_related("instrument", "authority", "year").get(pk=round_id)
    # An instrument that is not frozen may change without these facts.
    if found.instrument.frozen_at is None:
        return found, None
    reading = object()
    _rounds.keep(round_id, (facts, found, reading))
    return found, reading


# Some kilobytes for each.
_rounds = Kept[tuple[tuple[Any, ...], Round, object]](300)
_parts = Kept[tuple[tuple[Any, ...], RoundPart, object]](2_000)
_known = Kept[Link](2_000)
