"""Tables to items, by the words in their header row."""

from __future__ import annotations

from dataclasses import dataclass, field

from .areas import Areas
from .drafts import Draft
from .model import Table


@dataclass(slots=True)
class Found:
    """Items of one table, and what could not be told."""

    drafts: list[Draft] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_table(table: Table, areas: Areas) -> Found:
    """The items of a table whose header says what its columns hold; nothing from another table."""
    return Found()
