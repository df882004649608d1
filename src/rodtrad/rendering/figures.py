"""From a chart to the figures of a report: picture, sentence and table, each no taller than a page."""

from dataclasses import replace
from math import ceil
from typing import TypeVar

from django.utils.translation import gettext, override

from rodtrad.common.charts import AnyChart, AreaProfile, Coverage, GroupDots, LevelBars, NotShown, render_svg

from .model import Align, Cell, Figure, Hidden, Table

T = TypeVar("T")

_ROWS = 16  # bars or lines of dots with labels of three lines that fit a page
_COUNTS = 24
_RIGHT: Align = "right"


def chart_figure(chart: AnyChart, lang: str, *, svg: str = "") -> Figure:
    """`svg` is the picture kept from before (theme 'light'), where there is one."""
    picture = svg or render_svg(chart, "light", lang)
    said = f"{chart.title}. {chart.sentence}"
    return Figure(picture, alt=said, caption=chart.sentence, table=_twin(chart, lang))


def chart_figures(chart: AnyChart, lang: str) -> tuple[Figure, ...]:
    """As `chart_figure`, but a chart with more rows than a page holds becomes several, on one scale."""
    parts = _parts(chart)
    if len(parts) == 1:
        return (chart_figure(chart, lang),)
    return tuple(
        chart_figure(_named(part, n, len(parts), lang), lang) for n, part in enumerate(parts, start=1)
    )


def _parts(chart: AnyChart) -> list[AnyChart]:
    match chart:
        case LevelBars():
            return [replace(chart, rows=rows) for rows in _even(chart.rows, _ROWS)]
        case GroupDots():
            return [replace(chart, rows=rows) for rows in _even(chart.rows, _ROWS)]
        case Coverage():
            most = max([bar.count or 0 for bar in chart.bars] + [chart.most])
            return [replace(chart, bars=bars, most=most) for bars in _even(chart.bars, _COUNTS)]
        case AreaProfile():
            return [chart]


def _even(rows: tuple[T, ...], most: int) -> list[tuple[T, ...]]:
    """Pieces of nearly the same length, so that the last is not a single row."""
    size = ceil(len(rows) / max(1, ceil(len(rows) / most))) or 1
    return [rows[i : i + size] for i in range(0, max(1, len(rows)), size)]


def _named(part: AnyChart, number: int, parts: int, lang: str) -> AnyChart:
    with override(lang):
        place = gettext("del %(number)s av %(parts)s") % {"number": number, "parts": parts}
    return replace(part, title=f"{part.title} ({place})", sentence=f"{part.sentence} ({place})")


def _twin(chart: AnyChart, lang: str) -> Table:
    twin = chart.table(lang)
    sides: tuple[Align, ...] = ("left", *(_RIGHT for _ in twin.header[1:]))
    rows = tuple(tuple(_cell(cell) for cell in row) for row in twin.rows)
    return Table(chart.title, twin.header, rows, sides)


def _cell(cell: str) -> Cell:
    return Hidden(str(cell)) if isinstance(cell, NotShown) else cell
