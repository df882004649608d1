"""Stacked bars and dots as strips: the mark alone, as wide as its place; the page sets the words.

The unit result shows 20 to 40 of each. A strip has no viewBox: x is in per cent, so bars stretch and marks
keep their form. Its description says the figures, and what is hidden is hatched here too.
"""

from .marks import Shape
from .model import DotRow, GroupDots, LevelBars
from .numbers import percent
from .rows import BAR, band, hidden_bar, mark, outline, swatch
from .svg import el, hatching, picture
from .theme import Theme

_TALL = 22.0
_LINE = 11.0  # where the line of dots runs
_AIR = 3.0  # per cent at each end, so that a mark upon the end of the scale is whole


def level_strip(chart: LevelBars, index: int, theme: Theme, lang: str, ident: str) -> str:
    """One stacked bar."""
    row = chart.rows[index]
    total = sum(row.counts)
    body = _segments(row.counts, total, theme) if total else hidden_bar(0, 1, "100%", theme, ident)
    says = row.hidden or ", ".join(
        f"{level}: {percent(count, total, lang)}"
        for level, count in zip(chart.levels, row.counts, strict=True)
        if count
    )
    return _strip(row.label, says, body, BAR + 2, theme, lang, ident)


def _segments(counts: tuple[int, ...], total: int, theme: Theme) -> str:
    body, at = "", 0
    for i, count in enumerate(counts):
        if count:
            x, wide = f"{100 * at / total:.3f}%", f"{100 * count / total:.3f}%"
            look = {"fill": theme.level(i, len(counts)), "stroke": theme.paper}
            body += el("rect", x=x, y=1, width=wide, height=BAR, stroke_width=1, **look)
            at += count
    return body + outline("0", 1, "100%", theme)


def dot_strip(chart: GroupDots, index: int, theme: Theme, lang: str, ident: str) -> str:
    """One line of dots.

    Where any group of the chart is hidden, a place beside the scale is kept for its mark.
    """
    row = chart.rows[index]
    says = "; ".join(part for part in (*chart.said(row, lang), row.remark) if part)
    asked = [dot for dot in row.dots if dot]
    if asked and all(dot.hidden for dot in asked):
        body = hidden_bar(f"{_AIR}%", 2, f"{100 - 2 * _AIR}%", theme, ident)
    else:
        scale = _Scale(chart)
        body = _line(scale, theme) + _band(row, scale, theme) + _marks(row, chart, scale, theme, ident)
    return _strip(row.label, says, body, _TALL, theme, lang, ident)


class _Scale:
    """Where a value stands, in per cent of the strip."""

    def __init__(self, chart: GroupDots) -> None:
        self.low, self.high = chart.low, chart.high
        hidden = any(dot and dot.hidden for row in chart.rows for dot in row.dots)
        self.wide = 100 - 2 * _AIR - (7.0 * len(chart.groups) if hidden else 0)

    def at(self, value: float) -> str:
        return f"{_AIR + self.span(self.low, value):.2f}%"

    def span(self, low: float, high: float) -> float:
        return self.wide * (high - low) / (self.high - self.low)

    def aside(self, place: int) -> str:
        """Beside the scale, for the group with this place."""
        return f"{_AIR + self.wide + 7.0 * (place + 1):.2f}%"


def _line(scale: _Scale, theme: Theme) -> str:
    first, last = scale.at(scale.low), scale.at(scale.high)
    body = el("line", x1=first, x2=last, y1=_LINE, y2=_LINE, stroke=theme.line, stroke_width=2)
    for step in range(scale.low, scale.high + 1):
        x = scale.at(step)
        body += el("line", x1=x, x2=x, y1=_LINE - 5, y2=_LINE + 5, stroke=theme.line, stroke_width=1)
    return body


def _band(row: DotRow, scale: _Scale, theme: Theme) -> str:
    if not row.band:
        return ""
    wide = f"{max(scale.span(*row.band), 1):.2f}%"
    return el("rect", x=scale.at(row.band[0]), y=_LINE - 5, width=wide, height=10, rx=5, fill=theme.band)


def _marks(row: DotRow, chart: GroupDots, scale: _Scale, theme: Theme, ident: str) -> str:
    ghosts, marks = "", ""
    for place, (group, dot) in enumerate(zip(chart.groups, row.dots, strict=True)):
        if dot and dot.before is not None:
            ghosts += _placed(mark(group.shape, 0, 0, theme, ghost=True), scale.at(dot.before))
        if dot and dot.value is not None:
            marks = _placed(mark(group.shape, 0, 0, theme), scale.at(dot.value)) + marks
        elif dot and dot.hidden:
            marks += _placed(mark(group.shape, 0, 0, theme, hatched=f"{ident}-h"), scale.aside(place))
    return ghosts + marks


def _placed(drawn: str, x: str) -> str:
    return el("svg", drawn, x=x, y=_LINE, overflow="visible")


def _strip(label: str, says: str, body: str, tall: float, theme: Theme, lang: str, ident: str) -> str:
    defs = hatching(f"{ident}-h", theme) if f"url(#{ident}-h)" in body else ""
    return picture(
        body,
        ident=ident,
        title=label,
        description=says,
        lang=lang,
        width="100%",
        height=tall,
        defs=defs,
        view_box=False,
    )


# ------------------------------------------------------- for a legend set in HTML


def legend_mark(shape: Shape, theme: Theme) -> str:
    """A group's mark; it is ornament beside its word, so it has no name."""
    return _ornament(mark(shape, 8, 8, theme))


def legend_swatch(index: int, steps: int, theme: Theme) -> str:
    """A level's colour."""
    return _ornament(swatch(theme.level(index, steps), 1.5, 1.5, theme))


def legend_ghost(shape: Shape, theme: Theme) -> str:
    """Last year's mark, of the group that has one."""
    return _ornament(mark(shape, 8, 8, theme, ghost=True))


def legend_band(theme: Theme) -> str:
    """The authority's band."""
    return _ornament(band(0, 8, 16, theme))


def legend_hidden(theme: Theme, ident: str) -> str:
    """What is not shown."""
    bar = el("rect", x=0.5, y=2.5, width=15, height=11, rx=2, fill=f"url(#{ident})", stroke=theme.edge)
    return _ornament(el("defs", hatching(ident, theme)) + bar)


def _ornament(body: str) -> str:
    size = {"viewBox": "0 0 16 16", "width": "16", "height": "16"}
    return el("svg", body, xmlns="http://www.w3.org/2000/svg", aria_hidden="true", focusable="false", **size)
