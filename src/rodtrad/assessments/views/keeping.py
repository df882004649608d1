"""What is drawn once for everyone who answers a round, and kept by each process.

All blank forms of a group in a round are alike but for the unit's name, the code and the form's own number.
So one is drawn, with holes where those stand, and the holes are filled for each who opens it. It is drawn
without an account, and kept under everything about the round that it shows: a change gives another name to
look for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.html import escape

from rodtrad.assessments.models import RoundPart
from rodtrad.assessments.service import Link
from rodtrad.organisation.models import Unit

__all__ = ["HOLES", "filled", "hollow", "kept", "theme_of", "with_holes"]

Thing = TypeVar("Thing")
KEPT_SECONDS = 60 * 60
THEMES = frozenset({"auto", "light", "dark"})
# Characters of private use, which nobody types and no template changes.
OPENS, CLOSES = "\ue000", "\ue001"
HOLES = {name: f"{OPENS}{name}{CLOSES}" for name in ("unit", "code", "token", "receipt")}
HOLE = re.compile(f"{OPENS}({'|'.join(HOLES)}){CLOSES}")


def kept(name: tuple[Any, ...], draw: Callable[[], Thing]) -> Thing:
    """What is kept under a name, drawn where it is not."""
    cache = caches["memory"]
    key = "answer:" + hashlib.sha256(repr(name).encode()).hexdigest()
    found: Thing | None = cache.get(key)
    if found is None:
        found = draw()
        cache.set(key, found, KEPT_SECONDS)
    return found


def theme_of(request: HttpRequest) -> str:
    """Light, dark, or as the device says."""
    asked = request.COOKIES.get("tema", "")
    return asked if asked in THEMES else "auto"


def hollow(link: Link) -> Link:
    """The same round and group at no unit: holes stand for what is a unit's own."""
    part = RoundPart(pk=link.part.pk, group=link.group, code=HOLES["code"])
    part.round, part.unit = link.round, Unit(name=HOLES["unit"])
    return replace(link, code=HOLES["code"], part=part)


def with_holes(page: str) -> Sequence[str]:
    """A drawn page as pieces, every second one the name of a hole."""
    return HOLE.split(page)


def filled(pieces: Sequence[str], own: Mapping[str, str]) -> str:
    """The page with what is one's own in it."""
    told = {name: escape(text) for name, text in own.items()}
    return "".join(told[piece] if place % 2 else piece for place, piece in enumerate(pieces))
