"""Stacked bars and dots as whole pictures: labels, figures and legend stand in the picture."""

from collections.abc import Callable

from .marks import OUTLINES, Shape, colours
from .model import DotRow, GroupDots, LevelBars, LevelRow
from .numbers import percent
from .svg import el, hatching, lines, picture, text, wrap
from .theme import Theme

WIDTH = 720.0
LABEL = 240.0  # room for the label column
GAP = 16.0
SIDE = 92.0  # room for the column to the right
BAR = 18.0
LEADING = 16.0


# ---------------------------------------------------------------- stacked bars


def full_levels(chart: LevelBars, theme: Theme, lang: str, ident: str) -> str:
    body, y = _legend_of_levels(chart, theme)
    for row in chart.rows:
        drawn, tall = _level_row(row, chart, theme, lang, ident, y)
        body += drawn
        y += tall
    return _root(chart.title, chart.sentence, body, y, theme, lang, ident)


def _legend_of_levels(chart: LevelBars, theme: Theme) -> tuple[str, float]:
    body, x, y = "", 0.0, 14.0
    for i, label in enumerate(chart.levels):
        step = 22 + len(label) * 6.9 + 14
        if x and x + step > WIDTH:
            x, y = 0.0, y + 20
        body += swatch(theme.level(i, len(chart.levels)), x, y - 11, theme) + text(
            label, x + 19, y, theme, size=12
        )
        x += step
    return body, y + 12


def swatch(fill: str, x: float, y: float, theme: Theme) -> str:
    return el("rect", x=x, y=y, width=13, height=13, rx=2, fill=fill, stroke=theme.edge, stroke_width=0.75)


def _level_row(
    row: LevelRow, chart: LevelBars, theme: Theme, lang: str, ident: str, y: float
) -> tuple[str, float]:
    words = wrap(row.label, LABEL)
    tall = max(BAR + 14, len(words) * LEADING + 12)
    middle = y + tall / 2
    left, wide = LABEL + GAP, WIDTH - LABEL - 2 * GAP - SIDE
    body = _rule(y, theme) + _label(words, middle, theme)
    if row.hidden or not sum(row.counts):
        body += hidden_bar(left, middle - BAR / 2, wide, theme, ident)
        body += _chip(row.hidden, left + 6, middle, theme) if row.hidden else ""
    else:
        body += _segments(row, theme, lang, left, middle - BAR / 2, wide)
    if row.answers:
        body += text(row.answers, left + wide + GAP, middle + 4.5, theme, size=12, fill=theme.quiet)
    return body, tall


def _rule(y: float, theme: Theme) -> str:
    return el("line", x1=0, x2=WIDTH, y1=y, y2=y, stroke=theme.line, stroke_width=1)


def _label(words: list[str], middle: float, theme: Theme) -> str:
    first = middle - (len(words) - 1) * LEADING / 2 + 4.5
    return lines(words, 0, first, theme, leading=LEADING)


def _chip(words: str, x: float, middle: float, theme: Theme) -> str:
    """Words upon hatching, on a piece of paper so that they can be read."""
    ground = el("rect", x=x, y=middle - 8, width=len(words) * 6.6 + 12, height=16, rx=2, fill=theme.paper)
    return ground + text(words, x + 6, middle + 4.5, theme, size=12)


def hidden_bar(x: float | str, y: float, wide: float | str, theme: Theme, ident: str) -> str:
    return el(
        "rect",
        x=x,
        y=y,
        width=wide,
        height=BAR,
        rx=2,
        fill=f"url(#{ident}-h)",
        stroke=theme.edge,
        stroke_width=0.75,
    )


def _segments(row: LevelRow, theme: Theme, lang: str, x: float, y: float, wide: float) -> str:
    total, body = sum(row.counts), ""
    for i, count in enumerate(row.counts):
        if not count:
            continue
        part = wide * count / total
        fill = theme.level(i, len(row.counts))
        body += el("rect", x=x, y=y, width=part, height=BAR, fill=fill, stroke=theme.paper, stroke_width=1)
        share = percent(count, total, lang)
        if part > 34:
            colour = theme.on_level(i, len(row.counts))
            body += text(share, x + part / 2, y + 13, theme, size=11, text_anchor="middle", fill=colour)
        x += part
    return body + outline(x - wide, y, wide, theme)


def outline(x: float | str, y: float, wide: float | str, theme: Theme) -> str:
    """The lightest level is near the paper: the whole bar has an edge, so that its end is seen."""
    return el("rect", x=x, y=y, width=wide, height=BAR, fill="none", stroke=theme.edge, stroke_width=0.75)


# ------------------------------------------------------------------------ dots


def full_dots(chart: GroupDots, theme: Theme, lang: str, ident: str) -> str:
    body, y = _legend_of_dots(chart, theme)
    for row in chart.rows:
        drawn, tall = _dot_row(row, chart, theme, ident, y)
        body += drawn
        y += tall
    body += _ends(chart, theme, y)
    return _root(chart.title, chart.sentence, body, y + 22, theme, lang, ident)


def _legend_of_dots(chart: GroupDots, theme: Theme) -> tuple[str, float]:
    """Every mark that stands in the picture, on as many lines as they need."""
    body, x, y = "", 0.0, 10.0
    for draw, room, words in _legend_entries(chart, theme):
        step = room + len(words) * 6.9 + 20
        if x and x + step > WIDTH:
            x, y = 0.0, y + 20
        body += draw(x, y) + text(words, x + room, y + 4.5, theme, size=12)
        x += step
    return body, y + 20


def _legend_entries(chart: GroupDots, theme: Theme) -> list[tuple[Callable[[float, float], str], float, str]]:
    """How each is drawn with its left end at a point, how much room it takes, and its words."""

    def sign(shape: Shape, ghost: bool = False) -> Callable[[float, float], str]:
        return lambda x, y: mark(shape, x + 7, y, theme, ghost=ghost)

    entries = [(sign(group.shape), 19.0, group.label) for group in chart.groups]
    if ghosts := _shapes_of_before(chart):
        entries.append((sign(ghosts[0], ghost=True), 19.0, chart.words.before))
    if any(row.band for row in chart.rows):
        entries.append((lambda x, y: band(x, y, 24, theme), 31.0, chart.words.band))
    return entries


def _shapes_of_before(chart: GroupDots) -> list[Shape]:
    """The marks that stand as last year's somewhere in the chart."""
    pairs = (pair for row in chart.rows for pair in zip(chart.groups, row.dots, strict=True))
    told = {group.shape for group, dot in pairs if dot and dot.before is not None}
    return [group.shape for group in chart.groups if group.shape in told]


def _dot_row(row: DotRow, chart: GroupDots, theme: Theme, ident: str, y: float) -> tuple[str, float]:
    words = wrap(row.label, LABEL)
    hidden = [
        f"{group.label}: {dot.hidden}"
        for group, dot in zip(chart.groups, row.dots, strict=True)
        if dot and dot.hidden
    ]
    remarks = [
        line for remark in (row.remark, *hidden) if remark for line in wrap(remark, _line_width(), 11.5)
    ]
    tall = max(34 + 14 * len(remarks), len(words) * LEADING + 14)
    middle = y + 19 if remarks else y + tall / 2
    body = _rule(y, theme) + _label(words, y + tall / 2, theme) + _scale(chart, theme, middle)
    if row.band:
        low, high = _at(row.band[0], chart), _at(row.band[1], chart)
        body += band(low, middle, high - low, theme)
    body += _marks(row, chart, theme, middle, ident)
    for i, remark in enumerate(remarks):
        body += text(remark, LABEL + GAP, middle + 22 + 14 * i, theme, size=11.5, fill=theme.quiet)
    return body, tall


def _line_width() -> float:
    return WIDTH - LABEL - GAP - SIDE


def _at(value: float, chart: GroupDots) -> float:
    left, wide = LABEL + GAP + 8, _line_width() - 16
    return left + wide * (value - chart.low) / (chart.high - chart.low)


def _scale(chart: GroupDots, theme: Theme, y: float) -> str:
    first, last = _at(chart.low, chart), _at(chart.high, chart)
    body = el("line", x1=first, x2=last, y1=y, y2=y, stroke=theme.line, stroke_width=2)
    for step in range(chart.low, chart.high + 1):
        x = _at(step, chart)
        body += el("line", x1=x, x2=x, y1=y - 5, y2=y + 5, stroke=theme.line, stroke_width=1)
    return body


def _ends(chart: GroupDots, theme: Theme, y: float) -> str:
    low, high = (f"{chart.low} {chart.ends[0]}", f"{chart.high} {chart.ends[1]}")
    return (
        _rule(y, theme)
        + text(low, _at(chart.low, chart) - 4, y + 16, theme, size=11.5, fill=theme.quiet)
        + text(
            high, _at(chart.high, chart) + 4, y + 16, theme, size=11.5, fill=theme.quiet, text_anchor="end"
        )
    )


def band(x: float, y: float, wide: float, theme: Theme) -> str:
    return el("rect", x=x, y=y - 5, width=max(wide, 4), height=10, rx=5, fill=theme.band)


def _marks(row: DotRow, chart: GroupDots, theme: Theme, y: float, ident: str) -> str:
    body, aside = "", WIDTH - SIDE + 18
    pairs = list(zip(chart.groups, row.dots, strict=True))
    for group, dot in pairs:
        if dot and dot.before is not None:
            body += mark(group.shape, _at(dot.before, chart), y, theme, ghost=True)
    for group, dot in reversed(pairs):
        if dot and dot.value is not None:
            body += mark(group.shape, _at(dot.value, chart), y, theme)
    for group, dot in pairs:
        if dot and dot.hidden:
            body += mark(group.shape, aside, y, theme, hatched=f"{ident}-h")
            aside += 20
    return body


def mark(shape: Shape, x: float, y: float, theme: Theme, *, ghost: bool = False, hatched: str = "") -> str:
    """A group's mark (see `marks`). A ghost is an outline, the hidden is hatched."""
    fill, edge = colours(shape, theme)
    look: dict[str, str | float | None] = {"fill": fill, "stroke": edge}
    if ghost:
        look = {"fill": "none", "stroke": theme.edge, "stroke_dasharray": "2 1.5"}
    if hatched:
        look = {"fill": f"url(#{hatched})", "stroke": theme.edge}
    at = f"translate({x:.2f} {y:.2f})" if x or y else None
    return el("path", d=OUTLINES[shape], transform=at, stroke_width=1.25, **look)


def _root(title: str, sentence: str, body: str, tall: float, theme: Theme, lang: str, ident: str) -> str:
    defs = hatching(f"{ident}-h", theme) if f"url(#{ident}-h)" in body else ""
    return picture(
        body, ident=ident, title=title, description=sentence, lang=lang, width=WIDTH, height=tall, defs=defs
    )
