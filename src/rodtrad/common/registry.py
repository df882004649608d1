"""How news and navigation go up the floors without an import going up.

A lower package declares a `Hook` and fires it after commit; a higher one connects in its `apps.py`.
Places in the main navigation and 'what to do now' are registered the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from django.db import transaction

E = TypeVar("E")


class Hook(Generic[E]):
    """One kind of news, declared by the package in which it happens.

    Listeners get the event after the writing transaction has committed, so none of them can undo it
    or hear of something that never was. Django logs a listener that fails; the others still run.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._listeners: list[Callable[[E], None]] = []

    def connect(self, listener: Callable[[E], None]) -> Callable[[E], None]:
        """Add a listener; usable as a decorator. Adding the same one twice is one listener."""
        if listener not in self._listeners:
            self._listeners.append(listener)
        return listener

    def fire_after_commit(self, event: E) -> None:
        """Tell every listener once the current transaction has committed (at once outside one)."""
        for listener in self._listeners:
            transaction.on_commit(partial(listener, event), robust=True)


@dataclass(frozen=True)
class Place:
    """One of the places of the main navigation: where it stands, its words and the view it opens.

    `url_name` is reversed with the chosen unit's slug and school year, so each place keeps both.
    """

    order: int
    key: str
    label: Any
    url_name: str


_places: dict[str, Place] = {}


def register_place(place: Place) -> None:
    """Put a place in the main navigation; called from an app's `ready`."""
    _places[place.key] = place


def places() -> list[Place]:
    """The main navigation's places in order."""
    return sorted(_places.values(), key=lambda place: place.order)


Provider = Callable[..., Any]
_providers: dict[str, list[Provider]] = {}


def provide(slot: str, provider: Provider) -> None:
    """Offer something for a slot that a higher package shows, such as 'home.todo'."""
    listed = _providers.setdefault(slot, [])
    if provider not in listed:
        listed.append(provider)


def providers(slot: str) -> list[Provider]:
    """Everything offered for a slot, in the order of registration."""
    return list(_providers.get(slot, []))
