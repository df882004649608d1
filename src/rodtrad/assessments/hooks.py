"""News of this package, for the floors above."""

from __future__ import annotations

from dataclasses import dataclass

from rodtrad.common.registry import Hook

__all__ = ["RoundEvent", "round_closed", "round_opened"]


@dataclass(frozen=True)
class RoundEvent:
    """A round was opened or closed: where in the tree, and for which school year."""

    round_id: int
    node_path: str
    authority_path: str
    year_id: int
    title: str


round_opened: Hook[RoundEvent] = Hook("round_opened")
# Fired once the results are written and frozen.
round_closed: Hook[RoundEvent] = Hook("round_closed")
