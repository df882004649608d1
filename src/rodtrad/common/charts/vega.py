"""The charts that have scales and axes: Altair makes the Vega-Lite specification, vl-convert draws it.

Both are imported on first use: they cost 0.7 s and grow the process to 240 MB, which a web process that
only serves kept pictures must not pay.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, register_namespace, tostring

from defusedxml.ElementTree import fromstring

from .fonts import FOLDER
from .model import AreaProfile, Coverage, Point
from .numbers import decimal, whole
from .svg import hatching, picture, wrap
from .theme import LIGHT, Theme

if TYPE_CHECKING:
    import altair

_SVG = "http://www.w3.org/2000/svg"
_HATCHED = "#010203"  # stands for the hatching while Vega draws, which knows no patterns
_LABEL = 250
_BAR_STEP = 34
_YEAR = 46  # room that the name of a school year needs
_STUB = 0.12  # length of the hatching for a hidden count: the same for all, so that it says nothing


def spec(chart: AreaProfile | Coverage, theme: Theme, lang: str) -> dict[str, Any]:
    """The Vega-Lite specification, with the colours of `theme`."""
    # The page theme's colours are CSS variables, which Vega does not know: it is drawn as the light one.
    plain = LIGHT if theme.name == "page" else theme
    made = _profile(chart, plain, lang) if isinstance(chart, AreaProfile) else _coverage(chart, plain, lang)
    result: dict[str, Any] = made.configure(**_config(plain)).to_dict()
    return result


def draw(chart: AreaProfile | Coverage, theme: Theme, lang: str, ident: str) -> str:
    """SVG for a page with a strict Content-Security-Policy, and for documents."""
    import vl_convert

    _register_fonts()
    drawn = vl_convert.vegalite_to_svg(
        spec(chart, theme, lang), format_locale="sv-SE" if lang.startswith("sv") else "en-GB"
    )
    return _made_safe(drawn, chart, theme, lang, ident)


@cache
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(FOLDER))


def _config(theme: Theme) -> dict[str, Any]:
    words = {"labelFont": "Inter", "titleFont": "Inter", "labelFontSize": 12, "titleFontSize": 12}
    return {
        "background": "transparent",
        "font": "Inter",
        "view": {"stroke": None},
        "axis": words
        | {
            "labelColor": theme.quiet,
            "gridColor": theme.line,
            "domainColor": theme.line,
            "tickColor": theme.line,
            "labelLimit": 400,
            "title": None,
        },
        "header": words
        | {
            "labelColor": theme.ink,
            "labelFontWeight": 600,
            "labelLimit": 400,
            "title": None,
            "labelLineHeight": 15,
        },
    }


# ------------------------------------------------------------- areas over years


def _profile(chart: AreaProfile, theme: Theme, lang: str) -> "altair.FacetChart":
    import altair as alt

    across, panel = _panels(chart)
    data = alt.Data(values=list(_profile_rows(chart, lang)))
    layered = alt.layer(*_profile_layers(chart, theme), data=data).properties(width=panel, height=150)
    header = alt.Header(labelAnchor="start", labelExpr="split(datum.value, '\\n')", labelPadding=16)
    facet = alt.Facet("area:N", sort=_headlines(chart), header=header)
    return layered.facet(facet=facet, columns=across, spacing=30)


def _profile_layers(chart: AreaProfile, theme: Theme) -> "list[altair.Chart]":
    import altair as alt

    base, hidden, shown = alt.Chart(), alt.datum.state == "hidden", alt.datum.state == "shown"
    x = alt.X("year:N", sort=list(chart.years), axis=alt.Axis(labelAngle=0, ticks=False, labelFontSize=10.5))
    y, floor = _upright("value:Q", chart), _upright("low:Q", chart)
    hatched = base.mark_bar(color=_HATCHED, width=18).encode(x=x, y=y, y2="low:Q")
    # The reason runs along the hatching, where it has room whatever its length.
    words = {"angle": 270, "dy": 19, "align": "left", "baseline": "middle", "fontSize": 10.5}
    reason = base.mark_text(color=theme.quiet, **words).encode(x=x, y=floor, text="said:N")
    line = base.mark_line(color=theme.accent, strokeWidth=2).encode(x=x, y=y, detail="part:N")
    dots = base.mark_point(color=theme.accent, filled=True, size=64, opacity=1).encode(x=x, y=y)
    said = base.mark_text(color=theme.ink, dy=-13, fontSize=12, fontWeight=600)
    return [
        *(mark.transform_filter(hidden) for mark in (hatched, reason)),
        *(mark.transform_filter(shown) for mark in (line, dots, said.encode(x=x, y=y, text="said:N"))),
    ]


def _upright(field: str, chart: AreaProfile) -> "altair.Y":
    """The same axis for every layer: Vega-Lite would join two that differ into a third."""
    import altair as alt

    steps = list(range(chart.low, chart.high + 1))
    axis = alt.Axis(values=steps, format="d", ticks=False, domain=False)
    return alt.Y(field, scale=alt.Scale(domain=[chart.low, chart.high], zero=False), axis=axis)


def _panels(chart: AreaProfile) -> tuple[int, int]:
    """How many panels stand beside each other, and how wide one is: years need room for their names."""
    fit = [n for n in (4, 3, 2, 1) if _panel(n) / max(1, len(chart.years)) >= _YEAR]
    across = max(1, min(len(chart.series), fit[0] if fit else 1))
    return across, _panel(across)


def _panel(across: int) -> int:
    return (720 - 30 * across) // across


def _headlines(chart: AreaProfile) -> list[str]:
    """Unseen marks tell areas apart whose names are cut to the same: a panel must never hold two areas."""
    _, panel = _panels(chart)
    return ["\n".join(wrap(s.label, panel, most=2)) + "\u200b" * i for i, s in enumerate(chart.series)]


def _profile_rows(chart: AreaProfile, lang: str) -> Iterable[dict[str, Any]]:
    for head, series in zip(_headlines(chart), chart.series, strict=True):
        part = 0
        for year, point in zip(chart.years, series.points, strict=True):
            # A year that is missing, hidden or cannot be compared cuts the line: it must not be drawn across.
            part += point is None or point.value is None or point.broken
            row = {"area": head, "year": year, "part": part, "low": chart.low}
            yield row | _state(point, chart, lang)


def _state(point: Point | None, chart: AreaProfile, lang: str) -> dict[str, Any]:
    if point is None:
        return {"state": "none"}
    if point.value is None:
        return {"state": "hidden", "value": chart.high, "said": " " + point.hidden}
    return {"state": "shown", "value": point.value, "said": decimal(point.value, lang)}


# ----------------------------------------------------------------------- counts


def _coverage(chart: Coverage, theme: Theme, lang: str) -> "altair.LayerChart":
    import altair as alt

    most = max([bar.count or 0 for bar in chart.bars] + [1, chart.most])
    values = [
        {
            "label": "\n".join(wrap(bar.label, _LABEL, 12, most=2)) + "\u200b" * i,
            "count": bar.count or 0,
            "end": most * _STUB if bar.count is None else bar.count,
            "state": "hidden" if bar.count is None else "shown" if bar.count else "none",
            "said": bar.hidden if bar.count is None else whole(bar.count, lang),
        }
        for i, bar in enumerate(chart.bars)
    ]
    order = [value["label"] for value in values]
    axis = alt.Axis(
        labelExpr="split(datum.value, '\\n')",
        ticks=False,
        domain=False,
        labelPadding=12,
        labelColor=theme.ink,
        labelLimit=_LABEL + 40,
        labelLineHeight=14,
    )
    y = alt.Y("label:N", sort=order, axis=axis, scale=alt.Scale(paddingInner=0.45, paddingOuter=0.2))
    x = alt.X("count:Q", scale=alt.Scale(domain=[0, most * 1.08], nice=False), axis=None)
    base = alt.Chart(alt.Data(values=values))
    bars = base.mark_bar(color=theme.levels[4], cornerRadiusEnd=2).encode(x=x, y=y)
    hidden = base.mark_bar(color=_HATCHED).encode(x=alt.datum(most * _STUB), y=y)
    none = base.mark_tick(color=theme.ink, thickness=2, height=18, orient="vertical").encode(
        x=alt.datum(0), y=y
    )
    said = base.mark_text(align="left", dx=8, fontSize=12, fontWeight=600, color=theme.ink).encode(
        x="end:Q", y=y, text="said:N"
    )
    state = alt.datum.state
    layers = [
        bars.transform_filter(state == "shown"),
        hidden.transform_filter(state == "hidden"),
        none.transform_filter(state == "none"),
        said,
    ]
    return alt.layer(*layers).properties(width=720 - _LABEL - 60, height=_BAR_STEP * max(1, len(values)))


# -------------------------------------------------------- what the policy allows


def _made_safe(drawn: str, chart: AreaProfile | Coverage, theme: Theme, lang: str, ident: str) -> str:
    """Vega's SVG under our own root, without its classes, styles and roles."""
    root = fromstring(drawn)
    _strip(root)
    register_namespace("", _SVG)
    body = "".join(tostring(child, encoding="unicode") for child in root)
    body = body.replace(f' xmlns="{_SVG}"', "")
    body = body.replace(f'"{_HATCHED}"', f'"url(#{ident}-h)"')
    body = re.sub(r'font-size="([\d.]+)px"', r'font-size="\1"', body)
    body = _page_colours(body, theme)
    width, height = (float(root.get(side, "0")) for side in ("width", "height"))
    defs = hatching(f"{ident}-h", theme) if f"url(#{ident}-h)" in body else ""
    return picture(
        body,
        ident=ident,
        title=chart.title,
        description=chart.sentence,
        lang=lang,
        width=width,
        height=height,
        defs=defs,
    )


# Clips are numbered through the life of the process, so the same chart would differ from time to time;
# nothing in these charts reaches outside its panel.
_NOT_KEPT = frozenset(
    {
        "class",
        "style",
        "role",
        "pointer-events",
        "font-family",
        "stroke-miterlimit",
        "id",
        "cursor",
        "clip-path",
    }
)


def _strip(element: Element) -> None:
    for child in list(element):
        if _unseen(child):
            element.remove(child)
        else:
            _strip(child)
    for name in list(element.attrib):
        if name in _NOT_KEPT or name.startswith("aria-"):
            del element.attrib[name]


def _unseen(element: Element) -> bool:
    if element.tag in (f"{{{_SVG}}}style", f"{{{_SVG}}}defs"):
        return True
    if element.get("display") == "none" or element.get("d") == "":
        return True
    return "background" in element.get("class", "").split()


def _page_colours(body: str, theme: Theme) -> str:
    if theme.name != "page":
        return body
    for name in ("ink", "quiet", "line", "accent"):
        body = body.replace(f'"{getattr(LIGHT, name)}"', f'"{getattr(theme, name)}"')
    return body.replace(f'"{LIGHT.levels[4]}"', f'"{theme.levels[4]}"')
