"""A picture may be put into any page and any document: it obeys the policy, names itself, and scales."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from rodtrad.common.charts import AnyChart, Dot, LevelBars, LevelRow, cache_key, render_row, render_svg, spec
from rodtrad.common.charts.theme import DARK, LIGHT, css_variables

from .samples import ALL, COVERAGE, DOTS, FEW, LEVELS, PROFILE

SVG = "{http://www.w3.org/2000/svg}"
KINDS = pytest.mark.parametrize("chart", ALL.values(), ids=ALL.keys())
HOSTILE = '<script>alert(1)</script>" onload="x" & \x00\x1b]]> \ud800'


def elements(svg: str) -> list[Element]:
    return list(fromstring(svg).iter())


def pieces(chart: AnyChart, theme: str = "page") -> list[str]:
    """The whole picture, and each row where the chart has rows that stand alone."""
    whole = [render_svg(chart, theme, "sv")]
    if chart.kind not in ("levels", "dots"):
        return whole
    return whole + [render_row(chart, i, theme, "sv") for i in range(len(chart.rows))]


@KINDS
@pytest.mark.parametrize("theme", ["light", "dark", "page"])
def test_strict_policy_lets_the_picture_through(chart: AnyChart, theme: str) -> None:
    for svg in pieces(chart, theme):
        for element in elements(svg):
            assert element.tag.removeprefix(SVG) not in (
                "style",
                "script",
                "foreignObject",
                "image",
                "a",
                "use",
            )
            names = [name.lower() for name in element.attrib]
            assert not [name for name in names if name in ("style", "class") or name.startswith("on")]
            assert not [name for name in names if name.endswith("href")]
        assert not re.search(r"url\((?!#)", svg), "only references within the picture"


@KINDS
def test_picture_is_an_image_with_a_name_and_the_sentence(chart: AnyChart) -> None:
    root = fromstring(render_svg(chart, "page", "sv"))
    assert root.get("role") == "img"
    assert root.get("lang") == "sv"
    named = {e.get("id"): e.text for e in root if e.tag in (f"{SVG}title", f"{SVG}desc")}
    assert [named[i] for i in root.attrib["aria-labelledby"].split()] == [chart.title, chart.sentence]


@KINDS
def test_picture_scales_by_its_view_box(chart: AnyChart) -> None:
    root = fromstring(render_svg(chart, "light", "sv"))
    assert root.attrib["viewBox"] == f"0 0 {root.attrib['width']} {root.attrib['height']}"


def test_row_without_words_is_as_wide_as_its_place() -> None:
    for svg in (render_row(LEVELS, 0, "page", "sv"), render_row(DOTS, 0, "page", "sv")):
        root = fromstring(svg)
        assert root.get("width") == "100%"
        assert root.get("viewBox") is None
        assert root.find(f"{SVG}desc") is not None


def test_all_pictures_of_one_page_have_different_ids() -> None:
    svgs = [svg for chart in ALL.values() for svg in pieces(chart)]
    svgs += [render_svg(LEVELS, "page", "sv", ident="again")]
    ids = [e.attrib["id"] for svg in svgs for e in elements(svg) if "id" in e.attrib]
    assert len(ids) == len(set(ids))
    for svg in svgs:
        own = {e.get("id") for e in elements(svg)}
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= own


@KINDS
def test_what_a_person_typed_is_text_and_nothing_else(chart: AnyChart) -> None:
    svg = render_svg(replace(chart, title=HOSTILE, sentence=HOSTILE), "light", "sv")
    title = fromstring(svg).find(f"{SVG}title")
    assert title is not None
    assert title.text is not None
    assert title.text.startswith("<script>alert(1)</script>")
    assert "<script" not in svg


def test_labels_from_people_are_escaped_in_every_kind() -> None:
    charts: list[AnyChart] = [
        replace(LEVELS, rows=(replace(LEVELS.rows[0], label=HOSTILE),), levels=(HOSTILE,) * 6),
        replace(DOTS, rows=(replace(DOTS.rows[0], label=HOSTILE, remark=HOSTILE),)),
        replace(PROFILE, series=(replace(PROFILE.series[0], label=HOSTILE),)),
        replace(COVERAGE, bars=(replace(COVERAGE.bars[0], label=HOSTILE),)),
    ]
    for chart in charts:
        for svg in pieces(chart):
            assert "<script" not in svg
            assert not [e for e in elements(svg) if "onload" in e.attrib]


@pytest.mark.parametrize("chart", [LEVELS, PROFILE, COVERAGE], ids=["levels", "profile", "coverage"])
def test_hidden_is_hatched_and_only_the_hidden(chart: AnyChart) -> None:
    hatched = [e for e in elements(render_svg(chart, "light", "sv")) if e.get("fill", "").startswith("url(#")]
    assert len(hatched) == 1


def test_hidden_group_has_its_own_mark_hatched_beside_the_line_and_a_reason() -> None:
    svg = render_svg(DOTS, "light", "sv")
    assert sum(e.get("fill", "").startswith("url(#") for e in elements(svg)) == 1
    assert f"personal: {FEW}" in svg


def test_hidden_group_is_seen_in_a_strip_too_and_beside_the_scale() -> None:
    svg = render_row(DOTS, 1, "light", "sv")
    hidden = [
        e for e in elements(svg) if e.tag == f"{SVG}svg" and any("url(" in c.get("fill", "") for c in e)
    ]
    ends = [
        float(e.attrib["x2"].rstrip("%"))
        for e in elements(svg)
        if e.tag == f"{SVG}line" and "%" in e.get("x2", "")
    ]
    assert [float(e.attrib["x"].rstrip("%")) > max(ends) for e in hidden] == [True]
    assert f"personal: medel: {FEW}" in svg


def test_row_where_all_groups_are_hidden_is_hatched_whole() -> None:
    row = replace(DOTS.rows[1], dots=(Dot(hidden=FEW), Dot(hidden=FEW), None))
    svg = render_row(replace(DOTS, rows=(row,)), 0, "light", "sv")
    assert not [e for e in elements(svg) if e.tag in (f"{SVG}circle", f"{SVG}path")]
    assert "url(#" in svg


def test_hidden_row_alone_is_hatched_and_says_why() -> None:
    svg = render_row(LEVELS, 2, "page", "sv")
    assert "url(#" in svg
    assert FEW in svg


def test_levels_of_nobody_are_hatched_not_drawn_as_zero() -> None:
    empty = replace(LEVELS, rows=(LevelRow("Ingen svarade", (0,) * 6, "0 av 45"),))
    assert "url(#" in render_svg(empty, "light", "sv")
    assert "url(#" in render_row(empty, 0, "light", "sv")


def widths(svg: str, fills: tuple[str, ...]) -> list[float]:
    found = {
        e.get("fill"): float(e.attrib["width"].rstrip("%")) for e in elements(svg) if e.get("height") == "18"
    }
    return [found[fill] for fill in fills if fill in found]


def test_segments_are_as_wide_as_their_share() -> None:
    counts = LEVELS.rows[0].counts
    drawn = widths(render_row(LEVELS, 0, "light", "sv"), LIGHT.levels)
    assert drawn == pytest.approx([100 * n / sum(counts) for n in counts], abs=0.01)


def test_order_of_levels_survives_without_colour() -> None:
    """Lightness falls with every level (rises on dark paper): a black-and-white print keeps the order."""
    for theme, direction in ((LIGHT, -1), (DARK, 1)):
        light = [luminance(colour) for colour in theme.levels]
        assert [b > a for a, b in pairwise(light)] == [direction > 0] * 5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_edges_have_contrast(theme: type[LIGHT]) -> None:
    for colour in (theme.ink, theme.quiet):
        assert contrast(colour, theme.paper) >= 4.5
    assert contrast(theme.edge, theme.paper) >= 3
    for level, words in zip(theme.levels, theme.on_levels, strict=True):
        assert contrast(words, level) >= 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@KINDS
def test_red_belongs_to_the_thread_and_not_to_figures(chart: AnyChart) -> None:
    assert LIGHT.thread not in render_svg(chart, "light", "sv")


@KINDS
def test_page_picture_takes_its_colours_from_the_page(chart: AnyChart) -> None:
    """One kept picture serves light and dark: every colour is a variable that the style sheet gives."""
    known = set(re.findall(r"(--[a-z0-9-]+):", css_variables(DARK)))
    for svg in pieces(chart):
        colours = {e.get(name, "none") for e in elements(svg) for name in ("fill", "stroke")}
        assert {c for c in colours if not c.startswith(("var(", "url("))} <= {"none", "transparent"}
        assert set(re.findall(r"var\((--[a-z0-9-]+)", " ".join(colours))) <= known


def test_figures_have_decimal_comma_in_swedish_and_point_in_english() -> None:
    assert ">3,9<" in render_svg(PROFILE, "light", "sv")
    assert ">3.9<" in render_svg(PROFILE, "light", "en")
    assert "personal: medel: 3,6" in render_row(DOTS, 0, "light", "sv")


def test_year_that_is_hidden_cuts_the_line() -> None:
    rows = spec(PROFILE, "light", "sv")["data"]["values"]
    parts = [row["part"] for row in rows if row["area"].startswith("Likvärdig") and row["state"] == "shown"]
    assert len(parts) == len(set(parts)) == 2


def test_every_step_of_the_scale_is_on_the_axis() -> None:
    svg = render_svg(PROFILE, "light", "sv")
    assert all(f">{step}<" in svg for step in range(1, 7))


def test_areas_whose_names_are_cut_alike_keep_a_panel_each() -> None:
    long = "Likvärdig tillgång till digitala verktyg och lärresurser " * 4
    same = replace(PROFILE, series=tuple(replace(s, label=long + s.label) for s in PROFILE.series))
    areas = {row["area"] for row in spec(same, "light", "sv")["data"]["values"]}
    assert len(areas) == 3


def test_hidden_year_says_why_in_the_picture() -> None:
    assert f"{FEW}<" in render_svg(PROFILE, "light", "sv")


def test_hidden_count_is_as_long_whatever_it_is_and_none_says_none() -> None:
    svg = render_svg(COVERAGE, "light", "sv")
    assert ">0<" in svg
    assert ">bara en enhet<" in svg


def test_key_follows_everything_that_changes_the_picture() -> None:
    keys = {cache_key(LEVELS, theme, lang) for theme in ("light", "dark", "page") for lang in ("sv", "en")}
    keys.add(cache_key(replace(LEVELS, sentence="Något annat."), "light", "sv"))
    assert len(keys) == 7
    assert cache_key(LEVELS, "light", "sv") == cache_key(replace(LEVELS), "light", "sv")


@KINDS
def test_same_chart_gives_same_bytes(chart: AnyChart) -> None:
    assert render_svg(chart, "page", "sv") == render_svg(replace(chart), "page", "sv")


def test_bars_and_dots_need_neither_altair_nor_vega() -> None:
    """They are drawn on every view of a unit's result; the big libraries stay out of the web process."""
    code = (
        "import json, sys\n"
        "from tests.common.charts.samples import LEVELS, DOTS\n"
        "from rodtrad.common.charts import render_svg, render_row\n"
        "[render_svg(c, 'page', 'sv') and render_row(c, 0, 'page', 'sv') for c in (LEVELS, DOTS)]\n"
        "print(json.dumps([m for m in ('altair', 'vl_convert') if m in sys.modules]))"
    )
    env = os.environ | {"PYTHONPATH": "src:."}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=env, text=True)
    assert json.loads(done.stdout) == []


def test_seven_levels_still_get_seven_segments() -> None:
    seven = LevelBars("T", "S", "I", "n", tuple("abcdefg"), (LevelRow("r", (1, 2, 3, 4, 5, 6, 7)),))
    drawn = [e for e in elements(render_row(seven, 0, "light", "sv")) if e.get("stroke") == LIGHT.paper]
    assert len(drawn) == 7
