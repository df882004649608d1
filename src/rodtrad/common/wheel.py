"""The year wheel as pure geometry: dates in, positions in a 400 by 400 drawing out.

The year runs clockwise from the top. Phases are arcs in one ring, or in up to three when they overlap;
tasks are marks inside the ring, today is a hand. What does not fit in the drawing is in its list twin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin
from typing import Literal

__all__ = ["Arc", "DrawnWheel", "Hand", "Label", "Mark", "Month", "Phase", "Task", "Wheel", "draw"]

State = Literal["past", "current", "coming"]
MarkState = Literal["done", "late", "coming"]

CENTRE = 200.0
RING_OUTER = 158.0
RING_WIDTH = 44.0
MONTH_RADIUS = 184.0
MARK_RADIUS = 99.0
MARK_STEP = 13.0
HAND_FROM, HAND_TO = 58.0, 166.0
GAP_DEGREES = 0.9
LETTER_WIDTH = 6.7
BASELINE_SHIFT = 4.4
MAX_LANES = 3
# Marks nearer than this on the same radius would lie on each other.
MARK_DEGREES = 6.0


@dataclass(frozen=True)
class Phase:
    """A part of the year, `start` and `end` included. `short` is used where `label` has no room."""

    label: str
    start: date
    end: date
    short: str = ""
    url: str = ""


@dataclass(frozen=True)
class Task:
    """Something dated to do. `url` leads to where it is done; `who` says whose it is."""

    label: str
    day: date
    done: bool = False
    url: str = ""
    who: str = ""


@dataclass(frozen=True)
class Wheel:
    """A school year with its phases and tasks, seen on the day `today`."""

    label: str
    start: date
    end: date
    today: date
    phases: Sequence[Phase]
    tasks: Sequence[Task] = ()


@dataclass(frozen=True)
class Label:
    """Text along a path; the path runs so that the text is never upside down."""

    text: str
    path: str


@dataclass(frozen=True)
class Arc:
    phase: Phase
    state: State
    path: str
    label: Label | None


@dataclass(frozen=True)
class Mark:
    task: Task
    state: MarkState
    x: float
    y: float


@dataclass(frozen=True)
class Month:
    """The first day of a month: where its tick stands and where its name is written."""

    first: date
    x: float
    y: float
    tick: str


@dataclass(frozen=True)
class Hand:
    """Today: from near the centre to the ring, and on the rim, so that no word in the ring is crossed out."""

    x1: float
    y1: float
    x2: float
    y2: float
    rim_x: float
    rim_y: float


@dataclass(frozen=True)
class DrawnWheel:
    wheel: Wheel
    arcs: list[Arc]
    marks: list[Mark]
    months: list[Month]
    hand: Hand | None
    current: Phase | None


def draw(wheel: Wheel) -> DrawnWheel:
    """Where everything of the wheel stands. Phases and tasks outside the year are left out."""
    phases = [phase for phase in wheel.phases if phase.start <= wheel.end and phase.end >= wheel.start]
    lanes = lanes_of(phases)
    width = RING_WIDTH / (max(lanes, default=0) + 1)
    arcs = [_arc(wheel, phase, lane, width) for phase, lane in zip(phases, lanes, strict=True)]
    current = next((arc.phase for arc in arcs if arc.state == "current"), None)
    return DrawnWheel(wheel, arcs, _marks(wheel), _months(wheel), _hand(wheel), current)


def angle(wheel: Wheel, day: date) -> float:
    """Degrees clockwise from the top at which a day begins; the year is the whole turn."""
    return 360.0 * (day - wheel.start).days / ((wheel.end - wheel.start).days + 1)


def lanes_of(phases: Sequence[Phase]) -> list[int]:
    """The ring of each phase: the outermost in which it meets no other, at most the third."""
    last_day: list[date] = []
    lanes: dict[int, int] = {}
    for index in sorted(range(len(phases)), key=lambda i: (phases[i].start, phases[i].end)):
        free = [lane for lane, until in enumerate(last_day) if until < phases[index].start]
        lane = free[0] if free else min(len(last_day), MAX_LANES - 1)
        last_day[lane : lane + 1] = [phases[index].end]
        lanes[index] = lane
    return [lanes[index] for index in range(len(phases))]


def state_of(phase: Phase, today: date) -> State:
    """Past, current or coming on a day; the last day of a phase still belongs to it."""
    if phase.end < today:
        return "past"
    return "coming" if phase.start > today else "current"


def point(degrees: float, radius: float) -> tuple[float, float]:
    """Where a radius at an angle ends, rounded to a tenth."""
    radians = degrees * pi / 180
    return round(CENTRE + radius * sin(radians), 1), round(CENTRE - radius * cos(radians), 1)


def _arc(wheel: Wheel, phase: Phase, lane: int, width: float) -> Arc:
    begin = max(0.0, angle(wheel, phase.start))
    finish = min(360.0, angle(wheel, phase.end) + _day(wheel))
    begin, finish = begin + GAP_DEGREES / 2, max(begin + GAP_DEGREES, finish - GAP_DEGREES / 2)
    outer = RING_OUTER - lane * width
    inner = outer - width + (2.0 if width < RING_WIDTH else 0.0)
    label = _label(phase, begin, finish, (outer + inner) / 2) if width >= RING_WIDTH / 2 else None
    return Arc(phase, state_of(phase, wheel.today), _sector(begin, finish, outer, inner), label)


def _day(wheel: Wheel) -> float:
    return 360.0 / ((wheel.end - wheel.start).days + 1)


def _sector(begin: float, finish: float, outer: float, inner: float) -> str:
    large = 1 if finish - begin > 180 else 0
    (ax, ay), (bx, by) = point(begin, outer), point(finish, outer)
    (cx, cy), (dx, dy) = point(finish, inner), point(begin, inner)
    return (
        f"M{ax} {ay}A{outer:g} {outer:g} 0 {large} 1 {bx} {by}"
        f"L{cx} {cy}A{inner:g} {inner:g} 0 {large} 0 {dx} {dy}Z"
    )


def _label(phase: Phase, begin: float, finish: float, radius: float) -> Label | None:
    room = (finish - begin) * pi / 180 * radius - 8
    fitting = (text for text in (phase.label, phase.short) if text and len(text) * LETTER_WIDTH <= room)
    text = next(fitting, None)
    return Label(text, _text_path(begin, finish, radius)) if text else None


def _text_path(begin: float, finish: float, radius: float) -> str:
    """Along the arc; against the clock in the lower half, where text would else stand on its head."""
    middle = (begin + finish) / 2 % 360
    large = 1 if finish - begin > 180 else 0
    if 90 < middle < 270:
        r = radius + BASELINE_SHIFT
        (ax, ay), (bx, by), sweep = point(finish, r), point(begin, r), 0
    else:
        r = radius - BASELINE_SHIFT
        (ax, ay), (bx, by), sweep = point(begin, r), point(finish, r), 1
    return f"M{ax} {ay}A{r:g} {r:g} 0 {large} {sweep} {bx} {by}"


def _marks(wheel: Wheel) -> list[Mark]:
    marks: list[Mark] = []
    taken: list[tuple[float, int]] = []
    for task in sorted(wheel.tasks, key=lambda task: task.day):
        if not wheel.start <= task.day <= wheel.end:
            continue
        at = angle(wheel, task.day) + _day(wheel) / 2
        near = {depth for other, depth in taken if abs(at - other) < MARK_DEGREES}
        depth = next(depth for depth in range(len(near) + 1) if depth not in near) % MAX_LANES
        taken.append((at, depth))
        x, y = point(at, MARK_RADIUS - depth * MARK_STEP)
        marks.append(Mark(task, _mark_state(task, wheel.today), x, y))
    return marks


def _mark_state(task: Task, today: date) -> MarkState:
    if task.done:
        return "done"
    return "late" if task.day < today else "coming"


def _months(wheel: Wheel) -> list[Month]:
    months = []
    year, month = wheel.start.year, wheel.start.month
    while (first := date(year, month, 1)) <= wheel.end:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        begin = angle(wheel, max(first, wheel.start))
        middle = (begin + min(360.0, angle(wheel, date(year, month, 1)))) / 2
        x, y = point(middle, MONTH_RADIUS)
        (ax, ay), (bx, by) = point(begin, RING_OUTER + 3), point(begin, RING_OUTER + 8)
        months.append(Month(first, x, y, f"M{ax} {ay}L{bx} {by}"))
    return months


def _hand(wheel: Wheel) -> Hand | None:
    if not wheel.start <= wheel.today <= wheel.end:
        return None
    at = angle(wheel, wheel.today) + _day(wheel) / 2
    return Hand(*point(at, HAND_FROM), *point(at, RING_OUTER - RING_WIDTH - 2), *point(at, HAND_TO))
