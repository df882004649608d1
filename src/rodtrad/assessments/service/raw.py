"""Every single answer to a closed round, for the one who keeps the authority's data.

Such answers are not published: they hold small groups, and someone who knows a colleague's answers may know
the row. So they are given to one role alone, for a purpose that is written down in the audit trail before
the first row leaves. The rows have a random order and nothing of who answered or when; what people wrote is
not among them, and leaves only by its own rule (`comments`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from rodtrad.assessments.access import keeps_data
from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Indicator, Response, Round, RoundState
from rodtrad.assessments.service.export import Row
from rodtrad.assessments.tally import NOT_RELEVANT_BYTE
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.organisation.access import Scope

__all__ = ["RAW_TEXTS", "SingleAnswers", "may_take_answers", "take_answers"]

RAW_TEXTS = ("group", "unit", "code")
LEAST_PURPOSE, MOST_PURPOSE = 10, 500
# A level is 1 or more; an empty cell was not answered, or not asked.
NOT_RELEVANT = 0


@dataclass(frozen=True)
class SingleAnswers:
    """The columns, and the rows as they are read."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def may_take_answers(scope: Scope, current: Round) -> bool:
    """Whether the reader keeps the data of the authority that held the round, and it has closed."""
    return current.state == RoundState.CLOSED and keeps_data(scope, current.authority.path)


def take_answers(scope: Scope, current: Round, purpose: str) -> SingleAnswers:
    """Every anonymous group's answers to a closed round, one row each. That they are taken, and what for, is
    in the audit trail before this returns.

    Raises NotAllowed for anyone but the data steward, Conflict (`state`) before the round has closed, and
    UserError (`purpose`) where no purpose is told.
    """
    if not keeps_data(scope, current.authority.path):
        raise NotAllowed(_("Bara huvudmannens dataförvaltare kan hämta enskilda svar."))
    if current.state != RoundState.CLOSED:
        raise Conflict(_("Omgången är inte stängd och har inget resultat än."), "state")
    told = " ".join(purpose.split())[:MOST_PURPOSE]
    if len(told) < LEAST_PURPOSE:
        raise UserError(_("Skriv vad svaren ska användas till."), "purpose")
    with transaction.atomic():
        why = {"purpose": ("", told)}
        record(scope, "round.answers_taken", current, unit_path=current.authority.path, changes=why)
    asked = list(Indicator.objects.filter(instrument_id=current.instrument_id).order_by("position"))
    rated = [each.position for each in asked if not each.is_open]
    columns = (*RAW_TEXTS, *(f"question_{position + 1}" for position in rated))
    return SingleAnswers(columns, _rows(current, columns, rated))


def _rows(current: Round, columns: tuple[str, ...], rated: list[int]) -> Iterator[Row]:
    """In the order of the keys, which are random. Memory does not grow with the number of answers."""
    given = Response.objects.filter(round=current).exclude(group=Group.LEADERS).order_by("pk")
    stored = given.values_list("group", "unit__name", "unit__code", "values")
    for group, unit, code, values in stored.iterator(chunk_size=2_000):
        answer = bytes(values)
        levels = [_level(answer[position]) for position in rated]
        yield dict(zip(columns, (group, unit, code, *levels), strict=True))


def _level(value: int) -> int | None:
    if value == NOT_RELEVANT_BYTE:
        return NOT_RELEVANT
    return value or None
