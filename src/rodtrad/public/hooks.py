"""What higher floors show at an item on the open web."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from rodtrad.plans.models import Item

__all__ = ["PublicItem"]


@dataclass(frozen=True)
class PublicItem:
    """An item as the public meets it. `rows` are its ids in every published edition.

    Offer something with `registry.provide("public.item", give)`; `give(found)` returns a `plans.hooks.Card`
    or None. Anyone may read what it shows: no personal data, no fact about fewer than two units. It costs a
    fixed number of queries, and the page is kept for up to a minute.
    """

    item: Item
    rows: Collection[int]
    authority_path: str
    day: date
