"""Which items of a tree a page shows: all of a small tree, of a large one a page at a time. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rodtrad.plans.importing import PlanTree

__all__ = ["PAGE", "Window", "window"]

PAGE = 200
"""Items on a page at most."""


@dataclass(frozen=True)
class Window:
    """The ids to show, in reading order, and how many stand folded under which.

    A large tree has its outermost items in sight, and of them one open; `pages` are counted from one.
    """

    shown: tuple[str, ...]
    folded: dict[str, int]
    page: int
    pages: int


def window(tree: PlanTree, focus: str, page: int | None = None) -> Window:
    """What to show around `focus` (an id, or ''), or on a page of its own. Linear."""
    if len(tree.items) <= PAGE:
        return Window(tuple(item.id for item in tree.items), {}, 1, 1)
    top = _tops(tree)
    opened = top.get(focus) or (tree.items[0].id if tree.items else "")
    seen = [item.id for item in tree.items if item.parent is None or top[item.id] == opened]
    sizes = Counter(top.values())
    pages = -(-len(seen) // PAGE)
    if page is None:
        page = seen.index(focus) // PAGE + 1 if focus in top else 1
    page = max(1, min(page, pages))
    shown = tuple(seen[(page - 1) * PAGE : page * PAGE])
    folded = {name: sizes[name] - 1 for name in shown if top[name] == name != opened and sizes[name] > 1}
    return Window(shown, folded, page, pages)


def _tops(tree: PlanTree) -> dict[str, str]:
    """The outermost item that each stands under."""
    top: dict[str, str] = {}
    for item in tree.items:
        top[item.id] = top[item.parent] if item.parent else item.id
    return top
