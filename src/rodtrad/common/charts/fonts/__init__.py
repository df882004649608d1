"""The typefaces that charts and documents are set with, shipped so that no system font decides the look.

Inter for text; Noto Sans Arabic, Noto Sans Hebrew and Noto Emoji for what people type that Inter lacks. All
under the SIL Open Font License (OFL.txt). Made by `tools/fonts.py`.
"""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
FAMILIES = ("Inter", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Emoji")


@cache
def covered() -> frozenset[int]:
    """Code points that at least one of the typefaces can draw."""
    spans = (line.split("-") for line in (FOLDER / "coverage.txt").read_text(encoding="ascii").split())
    return frozenset(point for low, high in spans for point in range(int(low, 16), int(high, 16) + 1))
