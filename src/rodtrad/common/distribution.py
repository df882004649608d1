"""How answers are spread, as pure geometry: percentages along a bar and places along a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

__all__ = ["Dot", "Segment", "dots", "place", "segments", "tone"]

TONES = 6

# Marks nearer than this share of the line would hide each other.
NEAR = 5.0
NUDGE = 5
# Narrower than this share of the bar, a figure has no room in its segment.
ROOM_FOR_FIGURE = 7.0


@dataclass(frozen=True)
class Segment:
    """One level's part of a bar: start and width in per cent of its length, and which of the tones it has."""

    level: int
    tone: int
    label: str
    count: int
    start: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.start + self.width / 2, 2)

    @property
    def has_room(self) -> bool:
        return self.width >= ROOM_FOR_FIGURE


@dataclass(frozen=True)
class Dot:
    """A group's mean on the line: place in per cent, and pixels up or down when another is near."""

    group: str
    at: float
    dy: int
    last_year: float | None = None


def tone(level: int, levels: int) -> int:
    """Which of the six tones, light to dark, a level of a scale has. The lowest is the first and the highest
    the last, whatever the scale; beyond six levels neighbours share one, apart by a gap.
    """
    return TONES if levels < 2 else 1 + round((level - 1) * (TONES - 1) / (levels - 1))


def segments(counts: Sequence[int], labels: Sequence[str]) -> list[Segment]:
    """The parts of a bar from the lowest level to the highest; levels that nobody chose have none."""
    total = sum(counts)
    found, start = [], 0.0
    for level, (count, label) in enumerate(zip(counts, labels, strict=True), 1):
        if count:
            width = 100 * count / total
            found.append(
                Segment(level, tone(level, len(labels)), label, count, round(start, 2), round(width, 2))
            )
            start += width
    return found


def place(value: float, low: float = 1, high: float = 6) -> float:
    """Where a value stands on the line from `low` to `high`, in per cent, never outside it."""
    return round(100 * (min(max(value, low), high) - low) / (high - low), 2)


def dots(
    now: Mapping[str, float | None],
    before: Mapping[str, float | None],
    low: float = 1,
    high: float = 6,
) -> list[Dot]:
    """The groups' marks from left to right; two that are near each other are moved apart, up and down."""
    known = sorted((place(value, low, high), group) for group, value in now.items() if value is not None)
    found: list[Dot] = []
    for at, group in known:
        last = before.get(group)
        dy = 0
        if found and at - found[-1].at < NEAR:
            dy = -NUDGE if found[-1].dy > 0 else NUDGE
            found[-1] = replace(found[-1], dy=-dy)
        found.append(Dot(group, at, dy, None if last is None else place(last, low, high)))
    return found
