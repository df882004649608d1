"""Stacked bars and dots, drawn straight to SVG: the unit result has 20 to 40 of each on a page.

Two forms of the same row: `full_*` for a document or a page (labels, figures and legend in the picture) and
`row_*` for a page that sets the words in HTML and wants only the mark, as wide as its place.
"""

from .model import DotRow, GroupDots, LevelBars, LevelRow, Shape
from .numbers import percent
from .svg import el, hatching, lines, picture, text, wrap
from .theme import Theme

WIDTH = 720.0
LABEL = 240.0  # room for the label column
GAP = 16.0
SIDE = 92.0  # room for the column to the right
BAR = 18.0
LEADING = 16.0
_MARK = 5.5


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
        body += _swatch(theme.level(i, len(chart.levels)), x, y - 11, theme) + text(
            label, x + 19, y, theme, size=12
        )
        x += step
    return body, y + 12


def _swatch(fill: str, x: float, y: float, theme: Theme) -> str:
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
        body += _hidden_bar(left, middle - BAR / 2, wide, theme, ident)
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


def _hidden_bar(x: float | str, y: float, wide: float | str, theme: Theme, ident: str) -> str:
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
    return body + _outline(x - wide, y, wide, theme)


def _outline(x: float | str, y: float, wide: float | str, theme: Theme) -> str:
    """The lightest level is near the paper: the whole bar has an edge, so that its end is seen."""
    return el("rect", x=x, y=y, width=wide, height=BAR, fill="none", stroke=theme.edge, stroke_width=0.75)


def row_levels(chart: LevelBars, index: int, theme: Theme, lang: str, ident: str) -> str:
    """One bar without words; its width follows its place."""
    row = chart.rows[index]
    total = sum(row.counts)
    body = "" if total else _hidden_bar(0, 1, "100%", theme, ident)
    at = 0
    for i, count in enumerate(row.counts if total else ()):
        if count:
            fill = theme.level(i, len(row.counts))
            x, wide = f"{100 * at / total:.3f}%", f"{100 * count / total:.3f}%"
            body += el(
                "rect", x=x, y=1, width=wide, height=BAR, fill=fill, stroke=theme.paper, stroke_width=1
            )
            at += count
    body += _outline("0", 1, "100%", theme) if total else ""
    says = row.hidden or ", ".join(
        f"{level}: {percent(count, total, lang)}"
        for level, count in zip(chart.levels, row.counts, strict=True)
        if count
    )
    return _row_root(row.label, says, body, BAR + 2, theme, lang, ident, hatched=not total)


# ------------------------------------------------------------------------ dots


def full_dots(chart: GroupDots, theme: Theme, lang: str, ident: str) -> str:
    body = _legend_of_dots(chart, theme, ident)
    y = 30.0
    for row in chart.rows:
        drawn, tall = _dot_row(row, chart, theme, ident, y)
        body += drawn
        y += tall
    body += _ends(chart, theme, y)
    return _root(chart.title, chart.sentence, body, y + 22, theme, lang, ident)


def _legend_of_dots(chart: GroupDots, theme: Theme, ident: str) -> str:
    body, x = "", 7.0
    for group in chart.groups:
        body += _mark(group.shape, x, 10, theme) + text(group.label, x + 12, 14.5, theme, size=12)
        x += 12 + len(group.label) * 6.9 + 26
    if any(row.band for row in chart.rows):
        body += _band(x - 6, 10, 24, theme) + text(chart.words.band, x + 25, 14.5, theme, size=12)
        x += 25 + len(chart.words.band) * 6.9 + 26
    if any(dot and dot.before is not None for row in chart.rows for dot in row.dots):
        body += _mark("circle", x, 10, theme, ghost=True) + text(
            chart.words.before, x + 12, 14.5, theme, size=12
        )
    return body


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
        body += _band(low, middle, high - low, theme)
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


def _band(x: float, y: float, wide: float, theme: Theme) -> str:
    return el("rect", x=x, y=y - 5, width=max(wide, 4), height=10, rx=5, fill=theme.band)


def _marks(row: DotRow, chart: GroupDots, theme: Theme, y: float, ident: str) -> str:
    body, aside = "", WIDTH - SIDE + 18
    pairs = list(zip(chart.groups, row.dots, strict=True))
    for group, dot in pairs:
        if dot and dot.before is not None:
            body += _mark(group.shape, _at(dot.before, chart), y, theme, ghost=True)
    for group, dot in reversed(pairs):
        if dot and dot.value is not None:
            body += _mark(group.shape, _at(dot.value, chart), y, theme)
    for group, dot in pairs:
        if dot and dot.hidden:
            body += _mark(group.shape, aside, y, theme, hatched=f"{ident}-h")
            aside += 20
    return body


_FILLED: dict[Shape, bool] = {"circle": True, "diamond": True, "triangle": False}


def _mark(shape: Shape, x: float, y: float, theme: Theme, *, ghost: bool = False, hatched: str = "") -> str:
    """Circle in ink, diamond in the accent, open triangle; a ghost is an outline, the hidden is hatched."""
    colour = {"circle": theme.ink, "diamond": theme.accent, "triangle": theme.ink}[shape]
    fill = colour if _FILLED[shape] else theme.paper
    look: dict[str, str | float | None] = {"fill": fill, "stroke": theme.paper if _FILLED[shape] else colour}
    if ghost:
        look = {"fill": "none", "stroke": theme.edge, "stroke_dasharray": "2 1.5"}
    if hatched:
        look = {"fill": f"url(#{hatched})", "stroke": theme.edge}
    look["stroke_width"] = 1.25
    if shape == "circle":
        return el("circle", cx=x, cy=y, r=_MARK, **look)
    return el("path", d=_outline_of(shape, x, y), **look)


def _outline_of(shape: Shape, x: float, y: float) -> str:
    r = _MARK + 1.2
    points = (
        [(0, -r), (r, 0), (0, r), (-r, 0)] if shape == "diamond" else [(0, -r), (r, r - 1.4), (-r, r - 1.4)]
    )
    return "M" + "L".join(f"{x + dx:.2f},{y + dy:.2f}" for dx, dy in points) + "Z"


def row_dots(chart: GroupDots, index: int, theme: Theme, lang: str, ident: str) -> str:
    """One line of dots without words; its width follows its place. Marks keep their form at any width."""
    row = chart.rows[index]
    y = 11.0
    asked = [dot for dot in row.dots if dot]
    if asked and all(dot.hidden for dot in asked):
        body = _hidden_bar("3%", 2, "94%", theme, ident)
        return _row_root(row.label, _spoken(row, chart, lang), body, 22, theme, lang, ident, hatched=True)
    body = el(
        "line",
        x1=_per_cent(chart.low, chart),
        x2=_per_cent(chart.high, chart),
        y1=y,
        y2=y,
        stroke=theme.line,
        stroke_width=2,
    )
    for step in range(chart.low, chart.high + 1):
        x = _per_cent(step, chart)
        body += el("line", x1=x, x2=x, y1=y - 5, y2=y + 5, stroke=theme.line, stroke_width=1)
    if row.band:
        share = 94 * (row.band[1] - row.band[0]) / (chart.high - chart.low)
        body += el(
            "rect",
            x=_per_cent(row.band[0], chart),
            y=y - 5,
            width=f"{max(share, 1):.2f}%",
            height=10,
            rx=5,
            fill=theme.band,
        )
    body += _loose_marks(row, chart, theme, y)
    return _row_root(row.label, _spoken(row, chart, lang), body, 22, theme, lang, ident)


def _per_cent(value: float, chart: GroupDots) -> str:
    """Three per cent of air at each end, so that a mark upon the end of the scale is whole."""
    return f"{3 + 94 * (value - chart.low) / (chart.high - chart.low):.2f}%"


def _loose_marks(row: DotRow, chart: GroupDots, theme: Theme, y: float) -> str:
    ghosts, marks = "", ""
    for group, dot in zip(chart.groups, row.dots, strict=True):
        if dot and dot.before is not None:
            ghosts += _placed(_mark(group.shape, 0, 0, theme, ghost=True), _per_cent(dot.before, chart), y)
        if dot and dot.value is not None:
            marks = _placed(_mark(group.shape, 0, 0, theme), _per_cent(dot.value, chart), y) + marks
    return ghosts + marks


def _placed(mark: str, x: str, y: float) -> str:
    return el("svg", mark, x=x, y=y, overflow="visible")


def _spoken(row: DotRow, chart: GroupDots, lang: str) -> str:
    """What the row shows, read out: the same cells as in its table."""
    table = chart.table(lang)
    cells = table.rows[chart.rows.index(row)]
    said = [f"{head}: {cell}" for head, cell in zip(table.header[1:], cells[1:], strict=True) if cell]
    return "; ".join([*said, *([row.remark] if row.remark else [])])


def legend_mark(shape: Shape, theme: Theme) -> str:
    """A group's mark alone, for a legend set in HTML; it is ornament beside its word, so it has no name."""
    return _ornament(_mark(shape, 8, 8, theme))


def legend_swatch(index: int, steps: int, theme: Theme) -> str:
    """A level's colour alone, for a legend set in HTML."""
    return _ornament(_swatch(theme.level(index, steps), 1.5, 1.5, theme))


def legend_ghost(theme: Theme) -> str:
    """Last year's mark alone, for a legend set in HTML."""
    return _ornament(_mark("circle", 8, 8, theme, ghost=True))


def legend_band(theme: Theme) -> str:
    """The authority's band alone, for a legend set in HTML."""
    return _ornament(_band(0, 8, 16, theme))


def _ornament(body: str) -> str:
    return el(
        "svg",
        body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox="0 0 16 16",
        width=16,
        height=16,
        aria_hidden="true",
        focusable="false",
    )


def _root(title: str, sentence: str, body: str, tall: float, theme: Theme, lang: str, ident: str) -> str:
    defs = hatching(f"{ident}-h", theme) if f"url(#{ident}-h)" in body else ""
    return picture(
        body, ident=ident, title=title, description=sentence, lang=lang, width=WIDTH, height=tall, defs=defs
    )


def _row_root(
    label: str,
    says: str,
    body: str,
    tall: float,
    theme: Theme,
    lang: str,
    ident: str,
    *,
    hatched: bool = False,
) -> str:
    defs = hatching(f"{ident}-h", theme) if hatched else ""
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
