"""What a person should do now: the shape that every package fills and the home page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Todo"]


@dataclass(frozen=True)
class Todo:
    """One thing to do, in the reader's language.

    `minutes` is how long it takes; `done` and `total` how far it has come, where that can be told.
    `weight` decides between two that are due the same day: the higher comes first.
    """

    title: str
    text: str
    url: str
    action: str
    due_on: date | None = None
    minutes: int | None = None
    done: int = 0
    total: int = 0
    second_url: str = ""
    second_action: str = ""
    weight: int = 0
