"""The answers of a round, read once and counted.

The database brings the answers of each unit together, so that what is read and looped over follows the number
of units; the counting itself is done on whole portions of answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import Aggregate, BinaryField, Count, Func, IntegerField, Max, Min
from django.utils.translation import gettext as _

from rodtrad.assessments.models import Response, Round
from rodtrad.assessments.tally import Tally

__all__ = ["Say", "count_answers", "silent"]

Counts = npt.NDArray[np.int32]
Say = Callable[[int, int, str], None]

PORTION = 20_000
UNITS_AT_ONCE = 500


def silent(done: int, total: int, message: str) -> None:
    """Nobody waits for news."""


def count_answers(
    counted: Round, group: str, index: Mapping[int, int], width: int, say: Say
) -> tuple[Counts, Counts]:
    """How the answers at each node itself fall, per indicator (`Tally.counts`), and how many answered.
    `index` gives the place of each unit.
    """
    tally = Tally(len(index), width, counted.instrument.levels)
    people = np.zeros(len(index), dtype=np.int32)
    given = Response.objects.filter(round=counted, group=group)
    total, done = given.count(), 0
    for places, values in _portions(given, index, width):
        tally.add(values, places)
        people += np.bincount(places, minlength=len(people)).astype(np.int32)
        done += len(values)
        # In hundredths: how many have answered may be what is going to be hidden.
        say(100 * done // total, 100, _("Räknar svaren"))
    return tally.counts, people


Portion = tuple[npt.NDArray[np.intp], npt.NDArray[np.uint8]]


def _portions(given: Any, index: Mapping[int, int], width: int) -> Iterator[Portion]:
    """Where answers were given, and the answers, so many at a time; a unit's always together."""
    together = given.order_by().values_list("unit_id").annotate(n=Count("pk"), all=_Together("values"))
    together = together.annotate(shortest=Min(_Bytes("values")), longest=Max(_Bytes("values")))
    waiting: list[tuple[int, bytes]] = []
    gathered = 0
    for unit_id, n, packed, shortest, longest in together.iterator(chunk_size=UNITS_AT_ONCE):
        if not shortest == longest == width:
            raise ValueError(f"a response holds other than {width} answers")
        waiting.append((index[unit_id], packed))
        gathered += n
        if gathered >= PORTION:
            yield _portion(waiting, width)
            waiting, gathered = [], 0
    if waiting:
        yield _portion(waiting, width)


def _portion(waiting: Sequence[tuple[int, bytes]], width: int) -> Portion:
    units = np.array([place for place, _packed in waiting], dtype=np.intp)
    answers = [len(packed) // width for _place, packed in waiting]
    values = np.frombuffer(b"".join(packed for _place, packed in waiting), dtype=np.uint8)
    return np.repeat(units, answers), values.reshape(-1, width)


class _Together(Aggregate):
    """The bytes of many rows as one value, in no order. SQLite can put only text together, so there they
    come as hexadecimal.
    """

    arity = 1
    template = "string_agg(%(expressions)s, ''::bytea)"
    output_field = BinaryField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="group_concat(hex(%(expressions)s), '')", **context)

    def convert_value(self, value: Any, expression: Any, connection: Any) -> bytes:
        return bytes.fromhex(value) if isinstance(value, str) else bytes(value)


class _Bytes(Func):
    """How long a value of bytes is."""

    function = "LENGTH"
    output_field = IntegerField()
