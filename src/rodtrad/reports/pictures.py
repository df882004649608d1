"""The charts of a report, from facts; and back from the JSON in which they are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rodtrad.assessments.groups import label_of
from rodtrad.common import numbers
from rodtrad.common.charts import (
    SHAPES,
    AnyChart,
    Bar,
    Coverage,
    Dot,
    DotRow,
    DotWords,
    Group,
    GroupDots,
    LevelBars,
    LevelRow,
)
from rodtrad.reports import sentences
from rodtrad.reports.facts import AreaFacts, Told

__all__ = ["bars", "coverage", "dots", "from_json", "level_row"]


BARS_A_PAGE = 24
"""Bars with labels of three lines that fit a page."""


def level_row(label: str, told: Told) -> LevelRow:
    """One stacked bar, with the number of answers beside it; hatched with its reason when not shown."""
    if not told.is_shown:
        return LevelRow(label, hidden=sentences.hidden(told.reason))
    return LevelRow(label, told.counts, numbers.thousands(told.n))


def bars(title: str, sentence: str, levels: Sequence[str], rows: Sequence[LevelRow]) -> LevelBars:
    """How the answers spread over the levels."""
    return LevelBars(title, sentence, _("Fråga"), _("Antal svar"), tuple(levels), tuple(rows))


def coverage(title: str, sentence: str, counts: Sequence[tuple[str, int]]) -> list[Coverage]:
    """How many units work with each initiative; none is drawn as none. One scale, a page's worth in each."""
    most = max((count for _label, count in counts), default=0)
    pieces = max(1, ceil(len(counts) / BARS_A_PAGE))
    size = max(1, ceil(len(counts) / pieces))
    return [
        Coverage(
            title if pieces == 1 else f"{title} ({start // size + 1}/{pieces})",
            sentence,
            _("Insats"),
            _("Antal enheter"),
            tuple(Bar(label, count) for label, count in counts[start : start + size]),
            most,
        )
        for start in range(0, len(counts), size)
    ]


def dots(title: str, sentence: str, areas: Sequence[AreaFacts], ends: tuple[str, str]) -> GroupDots:
    """Every group on one line per area, with the band that holds eight units of ten."""
    words = DotWords(
        row=pgettext("plan", "Område"),
        value=_("medelvärde"),
        answers=_("antal svar"),
        spread=_("en standardavvikelse åt var sida"),
        before=_("i fjol"),
        band=_("åtta av tio enheter"),
    )
    asked = [group for group in SHAPES if any(_told_of(area, group) for area in areas)]
    groups = tuple(Group(label_of(group), SHAPES[group]) for group in asked)
    rows = tuple(_dot_row(area, asked) for area in areas)
    return GroupDots(title, sentence, words, groups, rows, ends, high=max(map(_top, areas), default=6))


def _told_of(area: AreaFacts, group: str) -> Told | None:
    if group in ("staff", "leaders"):
        return area.staff if group == "staff" else area.leaders
    return next((each.told for each in area.others if each.group == group), None)


def _top(area: AreaFacts) -> int:
    """How many levels the area was rated on; the common scale's where no answer is shown."""
    every = (area.staff, area.leaders, *(each.told for each in area.others))
    shown = [told for told in every if told and told.counts]
    return len(shown[0].counts) if shown else 6


def _dot_row(area: AreaFacts, asked: Sequence[str]) -> DotRow:
    staff = _dot(area.staff)
    whole = area.change and area.change.used == area.change.of
    if staff and staff.value is not None and area.change and whole:
        before = min(max(staff.value - area.change.size, 1.0), float(_top(area)))
        staff = Dot(staff.value, staff.answers, staff.spread, before)
    band = area.staff.band if area.staff and area.staff.is_shown else None
    dots = (staff if group == "staff" else _dot(_told_of(area, group)) for group in asked)
    return DotRow(area.title, tuple(dots), band)


def _dot(told: Told | None) -> Dot | None:
    if told is None:
        return None
    if told.mean is None:
        return Dot(hidden=sentences.hidden(told.reason))
    top = float(len(told.counts))
    spread = (max(told.mean - told.sd, 1.0), min(told.mean + told.sd, top)) if told.sd is not None else None
    return Dot(told.mean, numbers.thousands(told.n), spread)


# ---- from JSON ------------------------------------------------------------------------------------------


def from_json(kept: Mapping[str, Any]) -> AnyChart:
    """A chart as it was kept; lists are tuples again."""
    made = {name: value for name, value in kept.items() if name != "kind"}
    return _MAKERS[kept["kind"]](made)


def _levels(kept: dict[str, Any]) -> LevelBars:
    rows = tuple(LevelRow(**{**row, "counts": tuple(row["counts"])}) for row in kept["rows"])
    return LevelBars(**{**kept, "levels": tuple(kept["levels"]), "rows": rows})


def _coverage(kept: dict[str, Any]) -> Coverage:
    return Coverage(**{**kept, "bars": tuple(Bar(**bar) for bar in kept["bars"])})


def _dots(kept: dict[str, Any]) -> GroupDots:
    return GroupDots(
        **{
            **kept,
            "words": DotWords(**kept["words"]),
            "groups": tuple(Group(**group) for group in kept["groups"]),
            "rows": tuple(_kept_row(row) for row in kept["rows"]),
            "ends": tuple(kept["ends"]),
        }
    )


def _kept_row(row: dict[str, Any]) -> DotRow:
    made = tuple(Dot(**{**dot, "spread": _pair(dot["spread"])}) if dot else None for dot in row["dots"])
    return DotRow(**{**row, "dots": made, "band": _pair(row["band"])})


def _pair(values: Any) -> tuple[float, float] | None:
    return (values[0], values[1]) if values else None


_MAKERS: dict[str, Callable[[dict[str, Any]], AnyChart]] = {
    "levels": _levels,
    "coverage": _coverage,
    "dots": _dots,
}
