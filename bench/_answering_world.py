"""What the benchmarks of answering ask of an installation's database, in a process of its own."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

PATIENCE = 300.0


def build(units: str, before: str = "0") -> Any:
    """An open round; its links' codes. `before` it, so many smaller rounds that wait to be counted."""
    from bench import _world as world
    from rodtrad.assessments.models import RoundPart
    from rodtrad.assessments.service import close_round
    from rodtrad.organisation.access import SYSTEM

    current = world.open_world(int(units), ("staff",), title="1")
    for turn in range(int(before)):
        unit, values = world.draw_answers(int(units), 2_000, turn)
        world.store_answers(current, "staff", unit, values, turn)
        close_round(SYSTEM, current)
        current = world.another_round(current, str(turn + 2))
    parts = RoundPart.objects.filter(round=current)
    # A bench sends more than a school would; the caps have tests of their own.
    parts.update(cap=2_000_000_000)
    return list(parts.values_list("code", flat=True))


def stored() -> Any:
    """How many answers, receipts and counted forms there are."""
    from django.db.models import Sum

    from rodtrad.assessments.models import Receipt, Response, RoundPart

    counted = RoundPart.objects.aggregate(sum=Sum("answered"))["sum"]
    return {"responses": Response.objects.count(), "receipts": Receipt.objects.count(), "counted": counted}


def close_all() -> Any:
    """Close the round that people answered, as its strategist does, and wait until the worker has counted
    every round; how many. 'Close' is pressed again where the counting was given up, as too many workers died.
    """
    from django_tasks_db.models import DBTaskResult

    from rodtrad.assessments.models import Round, RoundState
    from rodtrad.assessments.service import close_round
    from rodtrad.organisation.access import SYSTEM

    close_round(SYSTEM, Round.objects.get(state=RoundState.OPEN))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and (left := list(Round.objects.filter(state=RoundState.CLOSING))):
        if not DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).exists():
            for current in left:
                close_round(SYSTEM, current)
        time.sleep(0.2)
    return Round.objects.filter(state=RoundState.CLOSED).count()


def found(submissions: str) -> Any:
    """Which of the answers that were sent are there and how many times, and what else was kept of them."""
    from collections import Counter

    from django.db.models import Sum

    from bench._answering import levels_of
    from rodtrad.assessments.models import Comment, Receipt, Response, Result, Round, RoundPart

    answered = Round.objects.latest("pk")
    which = {bytes(levels_of(number)): number for number in range(int(submissions))}
    values = Response.objects.filter(round=answered).values_list("values", flat=True)
    there = Counter(which[bytes(value)] for value in values)
    texts = Counter(Comment.objects.filter(round=answered).values_list("text", flat=True))
    expected = Counter(f"Nummer {number}." for number in there if number % 5 == 0)
    whole = Result.objects.filter(round=answered, unit=answered.node).first()
    return {
        "answers": there,
        "responses": sum(there.values()),
        "receipts": Receipt.objects.filter(round=answered).count(),
        "counted": RoundPart.objects.filter(round=answered).aggregate(sum=Sum("answered"))["sum"],
        "in_results": whole and whole.answered,
        "comments_wrong": sum(((texts - expected) + (expected - texts)).values()),
    }


VERBS = {one.__name__: one for one in (build, stored, close_all, found)}


def main() -> None:
    import django

    django.setup()
    name, *arguments = sys.argv[1:]
    print(json.dumps(VERBS[name](*arguments)))


if __name__ == "__main__":
    main()
