"""The gate: what closed rounds publish, and the one way to it.

Whatever is told of answers on a page, in a file or in a report is made of these rows. They are written once,
when a round closes, with nothing in them that the disclosure rule hides (`closing.tabulated`). Nothing but
that count reads answers to make a figure of them; a test of the architecture holds both.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from rodtrad.assessments.models import Result

__all__ = ["published"]


def published(*which: Q, **named: Any) -> QuerySet[Result]:
    """The frozen rows that are asked for, as `QuerySet.filter` takes it. Who may see which is the asker's to
    say (`access.results_inside`, `sums`).
    """
    return Result.objects.filter(*which, **named)
