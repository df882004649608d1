"""What a governing document may become, which document stands above which, and when one is in force.

Pure functions of their arguments: no database, no request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _

from rodtrad.plans.models import DocumentKind, DocumentStatus

__all__ = [
    "RESERVED_SLUGS",
    "TRANSITIONS",
    "VERBS",
    "Transition",
    "free_slug",
    "is_above",
    "is_in_force",
    "may",
    "may_follow",
    "reason_not",
]


@dataclass(frozen=True)
class Transition:
    """From which states a verb leads, and to which."""

    sources: frozenset[str]
    target: str


DRAFT, REFERRED = DocumentStatus.DRAFT, DocumentStatus.CONSULTATION
DECIDED, EXPIRED = DocumentStatus.DECIDED, DocumentStatus.EXPIRED

# The whole life of a document. What is not here cannot happen: nothing leads back from a decision.
TRANSITIONS: Mapping[str, Transition] = {
    "change": Transition(frozenset({DRAFT}), DRAFT),
    "drop": Transition(frozenset({DRAFT}), DRAFT),
    "refer": Transition(frozenset({DRAFT}), REFERRED),
    "take_back": Transition(frozenset({REFERRED}), DRAFT),
    "decide": Transition(frozenset({DRAFT, REFERRED}), DECIDED),
    "publish": Transition(frozenset({DECIDED}), DECIDED),
    "expire": Transition(frozenset({DECIDED}), EXPIRED),
    "review": Transition(frozenset({DECIDED}), DECIDED),
}


# What begins another document from one in these states, and leaves it as it is.
BEGINNINGS: Mapping[str, frozenset[str]] = {
    "renew": frozenset({DECIDED, EXPIRED}),
    "correct": frozenset({DECIDED}),
}
VERBS = frozenset({*TRANSITIONS, *BEGINNINGS})


def may(status: str, verb: str) -> bool:
    """Whether the state of a document allows a verb."""
    return status in (BEGINNINGS[verb] if verb in BEGINNINGS else TRANSITIONS[verb].sources)


def reason_not(status: str) -> str:
    """Why a document in this state refuses, in one sentence that says what to do."""
    if status == DECIDED:
        return _("Dokumentet är beslutat och ändras inte. Gör ändringen i en ny utgåva.")
    if status == EXPIRED:
        return _("Dokumentet har upphört och ändras inte.")
    if status == REFERRED:
        return _("Dokumentet är på remiss. Ta tillbaka det innan du ändrar.")
    return _("Dokumentet är ett utkast. Besluta det först.")


# The red thread from the nation down to what is done: a document may realise one of a lower number.
_RANK: Mapping[str, int] = {
    DocumentKind.NATIONAL_STRATEGY: 0,
    DocumentKind.POLICY: 1,
    DocumentKind.PROGRAMME: 2,
    DocumentKind.STRATEGY: 3,
    DocumentKind.DIRECTION: 3,
    DocumentKind.PLAN: 4,
    DocumentKind.GUIDELINE: 5,
    DocumentKind.ACTION_PLAN: 5,
    DocumentKind.DECISION: 6,
}


def rank(kind: str) -> int:
    """How far down the thread a kind of document stands: 0 is the nation's."""
    return _RANK[kind]


def is_above(upper_kind: str, lower_kind: str) -> bool:
    """Whether a document of one kind stands above one of another."""
    return _RANK[upper_kind] < _RANK[lower_kind]


def may_follow(old_kind: str, new_kind: str) -> bool:
    """Whether a document of one kind can go on in one of another: only where they stand equally far down."""
    return _RANK[old_kind] == _RANK[new_kind]


def is_in_force(
    status: str, first_year: int | None, last_year: int | None, expired_on: date | None, day: date
) -> bool:
    """Whether a decided document holds on a day: its period covers it, and it had not been ended by then.

    A period without a beginning or an end is open on that side. An expired plan was in force in its time.
    """
    if status not in {DECIDED, EXPIRED} or (expired_on is not None and expired_on <= day):
        return False
    return (first_year or 0) <= day.year <= (last_year or 9999)


# Words that are addresses of their own beside those of documents.
RESERVED_SLUGS = frozenset({"las-in", "mina-ansvar", "hanger-ihop", "nytt"})


def free_slug(title: str, taken: Iterable[str]) -> str:
    """An address for a document, unlike all that are taken."""
    used = set(taken) | RESERVED_SLUGS
    stem = slugify(title)[:100].strip("-") or "dokument"
    if stem not in used:
        return stem
    return next(f"{stem}-{n}" for n in range(2, len(used) + 3) if f"{stem}-{n}" not in used)
