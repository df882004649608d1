"""Who answered: one mark for each group, the same on pages, in charts and in documents.

Form tells the groups apart, with colour as a help: leaders are a filled circle, staff a filled diamond, those
who teach a hexagon, younger pupils an open triangle, older pupils one that stands on its point, guardians a
square. The pages' own style sheet (result.css) gives the same fills from the same levels.
"""

from collections.abc import Mapping
from typing import Literal

from .theme import Theme

Shape = Literal["circle", "diamond", "hexagon", "triangle", "wedge", "square", "ring"]
"""A ring is in no group's hands any more, but stands in charts that were frozen before it was given up."""

SHAPES: Mapping[str, Shape] = {
    "leaders": "circle",
    "staff": "diamond",
    "teachers": "hexagon",
    "pupils_older": "wedge",
    "pupils_younger": "triangle",
    "guardians": "square",
}

OUTLINES: Mapping[Shape, str] = {
    "circle": "M0-5.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11z",
    "diamond": "M0-7 7 0 0 7-7 0z",
    "hexagon": "M-3-6H3L6.5 0 3 6H-3L-6.5 0z",
    "triangle": "M0-6.5 7 5.5H-7z",
    "wedge": "M0 6.5 7-5.5H-7z",
    "square": "M-5-5H5V5H-5z",
    "ring": "M0-5.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11z",
}
"""Around the origin, in pixels."""


def colours(shape: Shape, theme: Theme) -> tuple[str, str]:
    """Fill and edge of a mark. The open and the pale have an edge of ink, or they would be lost on paper."""
    return {
        "circle": (theme.ink, theme.paper),
        "diamond": (theme.levels[4], theme.paper),
        "hexagon": (theme.levels[3], theme.ink),
        "triangle": (theme.paper, theme.ink),
        "wedge": (theme.paper, theme.ink),
        "square": (theme.levels[2], theme.ink),
        "ring": (theme.paper, theme.ink),
    }[shape]
