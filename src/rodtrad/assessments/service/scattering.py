"""Answers written anew in random order, once their round is closed.

While a round is open its answers lie in the table in the order in which they came, and on PostgreSQL each
carries the number of its transaction, which is that of its comments and its receipt as well. That tells when
among the others someone answered, and which comments came with which answer. When nothing more can come, all
of them are written again in one transaction, with new keys and in an order drawn by lot.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Model

from rodtrad.assessments.models import Comment, Receipt, Response, Round, RoundState
from rodtrad.assessments.models.response import random_key
from rodtrad.common.bulk import write_many

__all__ = ["scatter"]

_WRITTEN: tuple[type[Model], ...] = (Response, Comment, Receipt)
# So many rows are held at a time: a nation has millions of answers.
PORTION = 5_000
_dice = secrets.SystemRandom()


def scatter(round_id: int) -> None:
    """Take from a closed round's answers what their place in the database tells. Once: later, other things
    may point at what people wrote.
    """
    with transaction.atomic():
        held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)
        if held.state != RoundState.CLOSED or held.is_scattered:
            return
        for model in _WRITTEN:
            _rewrite(model, round_id)
        held.is_scattered = True
        held.save(update_fields=["is_scattered"])
    _forget_old_rows()


def _rewrite(model: type[Model], round_id: int) -> None:
    """The whole round is drawn by lot at once, as keys; the rows themselves pass a portion at a time."""
    manager = model._default_manager
    keys = list(manager.filter(round_id=round_id).values_list("pk", flat=True))
    _dice.shuffle(keys)
    for start in range(0, len(keys), PORTION):
        drawn = manager.filter(pk__in=keys[start : start + PORTION])
        rows: Sequence[Model] = list(drawn)
        for row in rows:
            if model is not Receipt:
                row.pk = random_key()
            row._state.adding = True
        _dice.shuffle(rows)  # type: ignore[arg-type]
        drawn.delete()
        write_many(model, rows)


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
