"""What a correction did to a tree, kept small: for undoing it and doing it again. Pure.

Between two trees that differ by a correction all items but a run in the middle are the same. A Splice is that
run as it was and as it became; laid on either tree it gives the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.translation import gettext as _

from rodtrad.common.errors import Conflict
from rodtrad.plans.importing import PlanItem, PlanTree

__all__ = ["Splice", "between", "from_json", "redone", "to_json", "undone"]

_FIELDS = tuple(field.name for field in fields(PlanItem))


@dataclass(frozen=True)
class Splice:
    """From `start` on stood `was`, and `became` stands there now; the same for the warnings."""

    start: int
    was: tuple[PlanItem, ...]
    became: tuple[PlanItem, ...]
    warnings_was: tuple[str, ...] = ()
    warnings_became: tuple[str, ...] = ()


def between(before: PlanTree, after: PlanTree) -> Splice:
    """What changed from one tree to the next. Linear."""
    old, new = before.items, after.items
    shortest = min(len(old), len(new))
    start = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    room = shortest - start
    tail = next((i for i in range(room) if old[-1 - i] != new[-1 - i]), room)
    return Splice(
        start, old[start : len(old) - tail], new[start : len(new) - tail], before.warnings, after.warnings
    )


def undone(tree: PlanTree, splice: Splice) -> PlanTree:
    """The tree before the correction. Raises Conflict where the tree is not the one that came of it."""
    return _laid(tree, splice.start, splice.became, splice.was, splice.warnings_was)


def redone(tree: PlanTree, splice: Splice) -> PlanTree:
    """The tree after the correction, from the one before it. Raises Conflict as `undone`."""
    return _laid(tree, splice.start, splice.was, splice.became, splice.warnings_became)


def _laid(
    tree: PlanTree,
    start: int,
    off: tuple[PlanItem, ...],
    on: tuple[PlanItem, ...],
    warnings: tuple[str, ...],
) -> PlanTree:
    end = start + len(off)
    if tree.items[start:end] != off:
        raise Conflict(_("Innehållet har ändrats på annat sätt sedan dess. Ändra för hand."), "tree.moved_on")
    return replace(tree, items=(*tree.items[:start], *on, *tree.items[end:]), warnings=warnings)


def to_json(splice: Splice) -> dict[str, Any]:
    """For the database; only what holds something is written."""
    return {
        "start": splice.start,
        "was": [_row(item) for item in splice.was],
        "became": [_row(item) for item in splice.became],
        "warnings": [list(splice.warnings_was), list(splice.warnings_became)],
    }


def from_json(row: Mapping[str, Any]) -> Splice:
    """What `to_json` wrote."""
    return Splice(
        row["start"],
        tuple(_item(one) for one in row["was"]),
        tuple(_item(one) for one in row["became"]),
        *(tuple(warnings) for warnings in row["warnings"]),
    )


def _row(item: PlanItem) -> dict[str, Any]:
    return {name: value for name in _FIELDS if (value := getattr(item, name)) is not None}


def _item(row: Mapping[str, Any]) -> PlanItem:
    return PlanItem(**{**row, "source": tuple(row["source"]) if row.get("source") else None})
