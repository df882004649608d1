"""Looking for words without regard to case, also for å, ä and ö, on both databases."""

from __future__ import annotations

import re

from django.db import connection
from django.db.models import Q

__all__ = ["contains"]


def contains(field: str, words: str) -> Q:
    """The field has every one of the words, in any order and any case.

    SQLite's LIKE folds only a to z, so its regular expressions, which are Python's, are used there.
    """
    found = Q()
    for word in words.split()[:8]:
        if connection.vendor == "sqlite":
            found &= Q(**{f"{field}__iregex": re.escape(word)})
        else:
            found &= Q(**{f"{field}__icontains": word})
    return found
