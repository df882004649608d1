"""Charts for page and document: one description, one picture, a table with the same figures and a sentence.

    chart = LevelBars(title=…, sentence=…, levels=…, rows=…)
    svg = render_svg(chart, "page", "sv")       # kept under cache_key(chart, "page", "sv")
    table = chart.table("sv")                   # the twin: header and rows of text
    bar = render_row(chart, 3, "page", "sv")    # row 3 alone, for a page that sets the words itself

LevelBars and GroupDots are drawn straight to SVG (a millisecond each; fit for any page). AreaProfile and
Coverage go through Altair and vl-convert (0.7 s and 240 MB the first time): make them in the worker or on
first view, and keep the result. Why: docs/adr/0007-charts.md.
"""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from .marks import SHAPES, Shape
from .model import (
    AnyChart,
    AreaProfile,
    Bar,
    Chart,
    Coverage,
    Dot,
    DotRow,
    DotWords,
    Group,
    GroupDots,
    LevelBars,
    LevelRow,
    NotShown,
    Point,
    Series,
    Table,
)
from .rows import full_dots, full_levels
from .strips import dot_strip, level_strip
from .theme import THEMES, Theme

# Raise it when the drawing changes, so that pictures kept from before are made anew.
_DRAWING = 2


def cache_key(chart: AnyChart, theme: str, lang: str) -> str:
    """Names the picture: the same data, theme ('light', 'dark', 'page') and language give the same key."""
    said = json.dumps([_DRAWING, chart.kind, asdict(chart), theme, lang], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def render_svg(chart: AnyChart, theme: str, lang: str, *, ident: str = "") -> str:
    """The whole picture as SVG: scales by its viewBox, has a name and a description, obeys a strict CSP.

    `ident` begins the ids in the picture; it is needed only where the same chart stands twice on one page.
    """
    look, ident = THEMES[theme], ident or _ident(chart, theme, lang)
    if isinstance(chart, LevelBars):
        return full_levels(chart, look, lang, ident)
    if isinstance(chart, GroupDots):
        return full_dots(chart, look, lang, ident)
    from . import vega

    return vega.draw(chart, look, lang, ident)


def render_row(chart: LevelBars | GroupDots, index: int, theme: str, lang: str, *, ident: str = "") -> str:
    """The mark of one row alone, as wide as its place on the page; its description says the figures."""
    look, ident = THEMES[theme], ident or _row_ident(chart, index, theme)
    if isinstance(chart, LevelBars):
        return level_strip(chart, index, look, lang, ident)
    return dot_strip(chart, index, look, lang, ident)


def spec(chart: AnyChart, theme: str, lang: str) -> dict[str, Any]:
    """The Vega-Lite specification of an AreaProfile or a Coverage; the two drawn straight have none."""
    if isinstance(chart, LevelBars | GroupDots):
        raise TypeError(f"{chart.kind} is drawn straight to SVG")
    from . import vega

    return vega.spec(chart, THEMES[theme], lang)


def _row_ident(chart: LevelBars | GroupDots, index: int, theme: str) -> str:
    """From the row alone: a key of the whole chart for each of its rows would cost as many rows again."""
    said = repr((chart.kind, chart.title, index, chart.rows[index], theme))
    return f"r{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:12]}"


def _ident(chart: AnyChart, theme: str, lang: str) -> str:
    return "c" + cache_key(chart, theme, lang)[:10]


__all__ = [
    "SHAPES",
    "AnyChart",
    "AreaProfile",
    "Bar",
    "Chart",
    "Coverage",
    "Dot",
    "DotRow",
    "DotWords",
    "Group",
    "GroupDots",
    "LevelBars",
    "LevelRow",
    "NotShown",
    "Point",
    "Series",
    "Shape",
    "Table",
    "Theme",
    "cache_key",
    "render_row",
    "render_svg",
    "spec",
]
