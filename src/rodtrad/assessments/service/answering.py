"""Answers given without an account: one form, one transaction, one acknowledgement.

What is kept of an answer holds nothing of who gave it or when. That a form was taken is kept as a keyed
hash of the form's own random number (the receipt); that a one-time code was used as another receipt, made
from the code itself. The row of the code that was given out is never touched again. None of them holds
anything of the answer, nor the answer anything of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from rodtrad.assessments.access import may_lead
from rodtrad.assessments.models import Comment, Indicator, Invitation, Receipt, RoundPart
from rodtrad.assessments.models.response import random_key
from rodtrad.assessments.phrases import spoken
from rodtrad.assessments.rules import COMMENT_LIMIT, LinkState, Sheet, packed
from rodtrad.assessments.service.codes import Link, find_link, hash_of
from rodtrad.assessments.service.instruments import sheet_for
from rodtrad.assessments.service.rounds import new_code
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.planned import planned_cursor, sent_again_if_lost
from rodtrad.common.turns import turn_to_write
from rodtrad.organisation.access import Scope

_SALT = "rodtrad.assessments.answer"


@dataclass(frozen=True)
class Answer:
    """One whole answer: level by position, and comments and answers to open questions by position."""

    levels: Mapping[int, int]
    comments: Mapping[int, str]


def questions_of(link: Link) -> list[Indicator]:
    """The whole instrument behind a link, in order, with each question's area; the group is asked those that
    it has words for. One query.
    """
    instrument = link.round.instrument
    found = list(Indicator.objects.filter(instrument=instrument).select_related("area").order_by("position"))
    for indicator in found:
        indicator.instrument = instrument
    return found


def sheet_of(link: Link) -> Sheet:
    """What can be answered behind a link. One query."""
    return sheet_for(link.round.instrument, questions_of(link), link.group)


def new_token(link: Link) -> str:
    """A form's own number, signed for its link: no form of ours, no answer; one number, one answer."""
    return Signer(salt=_SALT).sign(f"{link.part.pk}.{secrets.token_urlsafe(16)}")


def token_is_ours(link: Link, token: str) -> bool:
    """Whether the form came from us and belongs to the link."""
    try:
        told = Signer(salt=_SALT).unsign(token)
    except BadSignature:
        return False
    return told.startswith(f"{link.part.pk}.")


def receipt_of(token: str) -> str:
    """What an acknowledged form can be recognised by; tells nothing of the answer."""
    return salted_hmac(_SALT, token, algorithm="sha256").hexdigest()


def is_taken(link: Link, receipt: str) -> bool:
    """Whether an answer with this receipt stands in the round. One query."""
    return Receipt.objects.filter(key_hash=receipt, round_id=link.part.round_id).exists()


def submit(link: Link, token: str, answer: Answer, sheet: Sheet, today: date) -> str:
    """Take one whole answer and return its receipt. The same form sent again gives the same receipt.
    `sheet` is what `sheet_of` says that can be answered. What the link said when it was found is asked again
    by the statement that takes the answer.

    Raises UserError (`empty`, `token`) for what can be mended in the form, Conflict (`closed`,
    `expired`, `not_yet`, `spent`, `full`) where the link takes no answer; nothing is then kept.
    """
    if not token_is_ours(link, token):
        raise UserError(spoken("error.token"), "token")
    receipt = receipt_of(token)
    if link.state != LinkState.OPEN:
        return _known_or_refuse(link, receipt, link.state)
    if not answer.levels and not any(answer.comments.get(place, "").strip() for place in sheet.open):
        raise UserError(spoken("error.empty"), "empty")
    try:
        _take(link, receipt, answer, sheet, today)
    except IntegrityError:
        # The same form was being taken at the same time, or had been; or another form with the same code.
        return _known_or_refuse(link, receipt, LinkState.SPENT if link.spent_hash else LinkState.CLOSED)
    except _RefusedError:
        now = find_link(link.code, today)
        state = now.state if now is not None else LinkState.CLOSED
        return _known_or_refuse(link, receipt, LinkState.CLOSED if state == LinkState.OPEN else state)
    return receipt


def refusal(state: LinkState, group: str) -> str:
    """What a person of a group is told behind a link that takes no answer."""
    return spoken(f"refused.{state}", group)


class _RefusedError(Exception):
    """The part takes no answer, or not by this link."""


# An answer is a few small rows; putting the statements together by the ORM takes longer than writing them.
# Counting the answer up is what takes it: only while nothing that the link depends on has changed.
COUNT = """
UPDATE assessments_roundpart SET answered = answered + 1
 WHERE id = %s AND code = %s AND is_open = %s
   AND EXISTS (SELECT 1 FROM assessments_round r WHERE r.id = round_id AND r.state = 'open'
               AND r.opens_on <= %s AND r.closes_on >= %s AND r.instrument_id = %s)
"""
BY_SHARED_LINK = " AND takes_shared_link = %s AND answered < cap"
RECEIPT = "INSERT INTO assessments_receipt (key_hash, round_id) VALUES (%s, %s)"
RESPONSE = """
INSERT INTO assessments_response (id, round_id, unit_id, "group", "values") VALUES (%s, %s, %s, %s, %s)
"""
# PostgreSQL takes all of it as one statement, in one round trip and with the part held for no longer.
AT_ONCE = f"""
WITH counted AS ({COUNT}{BY_SHARED_LINK} RETURNING round_id, unit_id, "group"),
     told AS (INSERT INTO assessments_receipt (key_hash, round_id) SELECT %s, round_id FROM counted)
INSERT INTO assessments_response (id, round_id, unit_id, "group", "values")
SELECT %s, round_id, unit_id, "group", %s FROM counted
"""  # noqa: S608 - own words


def _take(link: Link, receipt: str, answer: Answer, sheet: Sheet, today: date) -> None:
    """Write an answer. Raises IntegrityError for a receipt that stands already, and _RefusedError where the
    part takes no answer by the link; nothing is then written.
    """
    values, comments = packed(answer.levels, sheet), _comments_of(link.part, answer, sheet)
    if connection.vendor == "postgresql" and not (comments or link.spent_hash or connection.in_atomic_block):
        # One statement is a transaction of its own: on the disk when it is answered. Should it come twice, as
        # the connection was lost before we heard, the receipt tells.
        sent_again_if_lost(lambda: _write(link, receipt, values, today))
        return
    with turn_to_write(), transaction.atomic():
        Comment.objects.bulk_create(comments)
        _write(link, receipt, values, today)


def _condition(link: Link, today: date) -> list[Any]:
    part, day = link.part, today.isoformat()
    given = [part.pk, part.code, True, day, day, part.round.instrument_id]
    return given if link.spent_hash else [*given, True]


def _write(link: Link, receipt: str, values: bytes, today: date) -> None:
    """The rows of an answer. It is counted up last, or in the same statement: whoever answers at the same
    unit waits for this row, and for as short as can be.
    """
    part, condition = link.part, _condition(link, today)
    with planned_cursor() as cursor:
        if connection.vendor == "postgresql" and not link.spent_hash:
            cursor.execute(AT_ONCE, [*condition, receipt, random_key(), values])
        else:
            cursor.execute(RECEIPT, [receipt, part.round_id])
            cursor.execute(RESPONSE, [random_key(), part.round_id, part.unit_id, part.group, values])
            if link.spent_hash:
                # Uses up the one-time code: a second receipt of it is refused by its key.
                cursor.execute(RECEIPT, [link.spent_hash, part.round_id])
            cursor.execute(COUNT + ("" if link.spent_hash else BY_SHARED_LINK), condition)
        if not cursor.rowcount:
            raise _RefusedError


def _comments_of(part: RoundPart, answer: Answer, sheet: Sheet) -> list[Comment]:
    asked = sheet.rated | sheet.open
    group = {"round_id": part.round_id, "unit_id": part.unit_id, "group": part.group}
    texts = [(place, text.strip()[:COMMENT_LIMIT]) for place, text in answer.comments.items()]
    return [Comment(position=place, text=text, **group) for place, text in texts if text and place in asked]


def _known_or_refuse(link: Link, receipt: str, state: LinkState) -> str:
    if is_taken(link, receipt):
        return receipt
    raise Conflict(refusal(state, link.group), state.value)


def make_codes(scope: Scope, part: RoundPart, number: int) -> list[str]:
    """One-time codes for a group of a unit, given back this once: only a keyed hash of each is kept. From
    then on the shared link takes no answers, so that nobody can answer by both ways.
    """
    if not may_lead(scope, part.unit.path):
        raise NotAllowed(_("Bara enhetens ledning kan ta fram engångskoder."))
    codes = [new_code() for _each in range(number)]
    with transaction.atomic():
        if not RoundPart.objects.filter(pk=part.pk, is_open=True).update(takes_shared_link=False):
            raise Conflict(_("Omgången tar inte längre emot svar."), "closed")
        # In the order of the hashes: the place in the table must not tell the place on the printed sheet.
        hashes = sorted(hash_of(code) for code in codes)
        Invitation.objects.bulk_create(Invitation(code_hash=each, part=part) for each in hashes)
        record(scope, "round.codes", part.round, unit_path=part.unit.path)
    return codes
