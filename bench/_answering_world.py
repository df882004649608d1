"""What the benchmarks of answering ask of an installation's database, in a process of its own."""

from __future__ import annotations

import json
import sys
from typing import Any


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


def main() -> None:
    import django

    django.setup()
    name, *arguments = sys.argv[1:]
    print(json.dumps({"build": build, "stored": stored}[name](*arguments)))


if __name__ == "__main__":
    main()
