"""Which edition a reader is shown, and what addresses are made of. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.utils.text import slugify

from rodtrad.plans.models import Document
from rodtrad.plans.rules import is_in_force

__all__ = ["RESERVED", "code_of", "current_edition", "free_slug", "holds"]

# Words that are addresses of their own beside those of documents.
RESERVED = frozenset({"sok", "begrepp", "sprak", "fil", "sitemap"})
YEARS = re.compile(r"\b(?:19|20)\d\d\b")
SMALL_LAST = re.compile(r"(?:-(?:och|i|for|av|med|om|till|en|ett|den|det))+-?$")
CODE_LENGTH = 12
LONGEST = 60


def code_of(key: UUID) -> str:
    """An item's key as it stands in an address: its last twelve hexadecimal digits."""
    return key.hex[-CODE_LENGTH:]


def holds(document: Document, day: date) -> bool:
    """Whether a document is in force on a day."""
    return is_in_force(document.status, document.period_from, document.period_to, document.expired_on, day)


def current_edition(editions: Sequence[Document], day: date) -> Document:
    """The edition that readers meet at the document's address: the latest in force, else the latest.

    An edition that is published before its time waits: until then the one before it holds.
    """
    in_force = [edition for edition in editions if holds(edition, day)]
    return max(in_force or editions, key=lambda edition: (edition.edition, edition.correction))


def free_slug(title: str, taken: Iterable[str]) -> str:
    """The address of a document in all its editions: its title without years, unlike all that are taken."""
    used = set(taken) | RESERVED
    stem = slugify(YEARS.sub("", title))
    stem = stem[:LONGEST].rsplit("-", 1)[0] if len(stem) > LONGEST else stem
    stem = SMALL_LAST.sub("", re.sub(r"-{2,}", "-", stem)).strip("-") or "dokument"
    return next(
        name for n in range(1, len(used) + 2) if (name := stem if n == 1 else f"{stem}-{n}") not in used
    )
