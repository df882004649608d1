"""What is drawn once for everyone who answers a round, and kept by each process.

All blank forms of a group in a round are alike but for the unit's name, the code and the form's own number.
So one is drawn, with holes where those stand, and the holes are filled for each who opens it. It is drawn
without an account, and kept under the reading of the round that it shows (`Link.reading`): after a
change the round is read anew, and nothing is drawn of it yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils.html import escape

from rodtrad.assessments.models import RoundPart
from rodtrad.assessments.service import Link
from rodtrad.common.kept import Kept
from rodtrad.organisation.models import Unit

__all__ = ["HOLES", "filled", "hollow", "kept", "theme_of", "with_holes"]

Thing = TypeVar("Thing")
THEMES = frozenset({"auto", "light", "dark"})
# Characters of private use, which nobody types and no template changes.
OPENS, CLOSES = "\ue000", "\ue001"
HOLES = {name: f"{OPENS}{name}{CLOSES}" for name in ("unit", "code", "token", "receipt")}
HOLE = re.compile(f"{OPENS}({'|'.join(HOLES)}){CLOSES}")


# A page of forty questions is some 130 kB.
_drawn = Kept[Any](120)


def kept(link: Link, name: Hashable, draw: Callable[[], Thing]) -> Thing:
    """What is kept of a link's round under a name, drawn where it is not."""
    if link.reading is None:
        return draw()
    found: Thing | None = _drawn.get((link.reading, name))
    if found is None:
        found = draw()
        _drawn.keep((link.reading, name), found)
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


def with_holes(page: str) -> Sequence[bytes | str]:
    """A drawn page as pieces, as they are sent; every second one is the name of a hole."""
    return [piece if place % 2 else piece.encode() for place, piece in enumerate(HOLE.split(page))]


def filled(pieces: Sequence[bytes | str], own: Mapping[str, str]) -> bytes:
    """The page with what is one's own in it."""
    told = {name: escape(text).encode() for name, text in own.items()}
    return b"".join(told[piece] if isinstance(piece, str) else piece for piece in pieces)
