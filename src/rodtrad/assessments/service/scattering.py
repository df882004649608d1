"""Answers written anew in random order, once their round is closed.

While a round is open its answers lie in the table in the order in which they came, and on PostgreSQL each
carries the number of its transaction, which is that of its comments and its receipt as well. That tells when
among the others someone answered, and which comments came with which answer. When nothing more can come, all
of them are written again, with new keys and in an order drawn by lot.

The whole round is drawn at once and then written a portion at a time, each in a short transaction of its own:
nobody waits long for a lock, and a portion is a random choice, so that what its transaction tells is nothing.
Until the last has been written nothing may point at what people wrote (`is_scattered`), so a scattering that
was interrupted begins again from nothing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from rodtrad.assessments.models import Comment, Receipt, Response, Round, RoundState
from rodtrad.assessments.models.response import random_key
from rodtrad.assessments.service.counting import Say, silent
from rodtrad.common.bulk import write_rows

__all__ = ["scatter"]

_WRITTEN: tuple[type[Model], ...] = (Response, Comment, Receipt)
# So many rows are held, and written in one transaction, at a time: a nation has millions of answers.
PORTION = 5_000
_dice = secrets.SystemRandom()


def scatter(round_id: int, say: Say = silent) -> None:
    """Take from a closed round's answers what their place in the database tells. Once: later, other things
    may point at what people wrote. Call it outside of any transaction; two at once do no harm.
    """
    if not _waits(Round.objects.get(pk=round_id)):
        return
    drawn = [(model, portion) for model in _WRITTEN for portion in _draw(model, round_id)]
    total, done = sum(len(portion) for _model, portion in drawn), 0
    for model, portion in drawn:
        if not _rewrite(round_id, model, portion):
            return
        done += len(portion)
        say(done, total, _("Blandar svaren"))
    _forget_old_rows()
    Round.objects.filter(pk=round_id, state=RoundState.CLOSED).update(is_scattered=True)


def _waits(current: Round) -> bool:
    return current.state == RoundState.CLOSED and not current.is_scattered


def _draw(model: type[Model], round_id: int) -> list[list[Any]]:
    """The keys of the whole round in an order drawn by lot, a portion at a time."""
    keys = list(model._default_manager.filter(round_id=round_id).values_list("pk", flat=True))
    _dice.shuffle(keys)
    return [keys[start : start + PORTION] for start in range(0, len(keys), PORTION)]


@transaction.atomic
def _rewrite(round_id: int, model: type[Model], keys: Sequence[Any]) -> bool:
    """Write a portion anew; False where another has been through the whole round meanwhile.

    The round's row is held, so that two at once never have the same answer in hand: what the other has
    written has other keys, and is not found.
    """
    if not _waits(Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)):
        return False
    # The key stands first.
    columns = [str(field.column) for field in model._meta.concrete_fields]
    rows = _take_out(model, columns, keys)
    if model is not Receipt:
        for row in rows:
            row[0] = random_key()
    _dice.shuffle(rows)
    write_rows(model, columns, rows)
    return True


def _take_out(model: type[Model], columns: Sequence[str], keys: Sequence[Any]) -> list[list[Any]]:
    """Delete rows, and what they held. As the database has them and not by way of objects: should something
    point at one after all, it is refused, and not removed with it.
    """
    quote = connection.ops.quote_name
    given = "ANY(%s)" if connection.vendor == "postgresql" else "(SELECT value FROM json_each(%s))"
    equals = "=" if connection.vendor == "postgresql" else "IN"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {quote(model._meta.db_table)} WHERE {quote(columns[0])} {equals} {given}"  # noqa: S608 - own names
            f" RETURNING {', '.join(map(quote, columns))}",
            [list(keys) if connection.vendor == "postgresql" else json.dumps(list(keys))],
        )
        return [list(row) for row in cursor.fetchall()]


def _forget_old_rows() -> None:
    """What the rows were before, out of the tables and of SQLite's journal."""
    if connection.in_atomic_block:  # a test's own transaction
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for model in _WRITTEN:
            cursor.execute(f"VACUUM {connection.ops.quote_name(model._meta.db_table)}")
