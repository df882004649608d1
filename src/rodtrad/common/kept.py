"""What a process keeps for the next request."""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Kept"]

Thing = TypeVar("Thing")


class Kept(Generic[Thing]):
    """The last so many things that threads have read or made, by the key of each. Whoever keeps a thing sees
    to it that its key, or what stands in it, tells whether it is still true. Things are shared, not copied:
    nobody changes them.
    """

    def __init__(self, most: int) -> None:
        self._most, self._things, self._lock = most, dict[Hashable, Thing](), Lock()

    def get(self, key: Hashable) -> Thing | None:
        return self._things.get(key)

    def keep(self, key: Hashable, thing: Thing) -> None:
        """Keep a thing, and let the one go that has been kept for longest where there are too many."""
        with self._lock:
            while key not in self._things and len(self._things) >= self._most:
                self._things.pop(next(iter(self._things)))
            self._things[key] = thing
