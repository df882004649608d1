"""One file, one or more documents."""

from __future__ import annotations

from .model import Extracted


def split_documents(extracted: Extracted) -> list[tuple[int, int]]:
    """The spans of the documents in a file, in order; they cover all of it."""
    return [(0, len(extracted.text))]
