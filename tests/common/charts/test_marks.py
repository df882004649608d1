"""One legend: a group has one mark and one colour, on pages, in charts and in documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rodtrad.assessments.groups import Group
from rodtrad.common.charts import SHAPES, Dot, DotRow, DotWords, GroupDots, render_svg
from rodtrad.common.charts import Group as ChartGroup
from rodtrad.common.charts.marks import OUTLINES, colours
from rodtrad.common.charts.rows import mark
from rodtrad.common.charts.theme import DARK, LIGHT, Theme, css_variables, on_page
from rodtrad.common.templatetags.pictures import dots_row, group_mark
from rodtrad.reports import pictures
from rodtrad.reports.facts import AreaFacts, Told

CSS = Path(__file__).resolve().parents[3] / "src/rodtrad/common/static/common/css"


def token(name: str, dark: bool) -> str:
    """A colour of the pages."""
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", (CSS / "tokens.css").read_text())
    assert found, name
    return found.group(2 if dark else 1)


def test_every_group_has_a_mark_of_its_own() -> None:
    assert set(SHAPES) == set(Group.values)
    assert len(set(SHAPES.values())) == len(SHAPES)


@pytest.mark.parametrize("group", SHAPES)
def test_the_result_page_and_the_charts_of_a_report_draw_a_group_with_the_same_outline(group: str) -> None:
    outline = OUTLINES[SHAPES[group]]
    assert f'd="{outline}"' in group_mark(group)
    assert f'd="{outline}"' in dots_row({group: 3.0})
    assert f'd="{outline}"' in mark(SHAPES[group], 10, 10, LIGHT)


def told(mean: float) -> Told:
    return Told(mean, n=20, sd=1.0, counts=(1, 2, 5, 7, 3, 2))


def test_a_report_gives_staff_and_leaders_the_marks_of_the_result_page() -> None:
    area = AreaFacts(1, 1, "1", "Kompetens", (), place=0, staff=told(3.0), leaders=told(4.0))
    drawn = {group.label: group.shape for group in pictures.dots("t", "s", [area], ("lägst", "högst")).groups}
    assert drawn == {"Ledning": "circle", "Personal": "diamond"}


@pytest.mark.parametrize(("theme", "dark"), [(LIGHT, False), (DARK, True)], ids=["light", "dark"])
def test_levels_and_ink_have_the_colours_of_the_pages(theme: Theme, dark: bool) -> None:
    assert theme.ink == token("ink", dark)
    assert theme.accent == token("accent", dark)
    assert theme.band == token("band", dark)
    assert list(theme.levels) == [token(f"level-{at}", dark) for at in range(1, 7)]
    assert list(theme.on_levels) == [token(f"on-level-{at}", dark) for at in range(1, 7)]


def six_groups() -> GroupDots:
    """The widest legend: every group, last year's mark and the band."""
    dots = tuple(Dot(3.0, "9", before=2.5 if at == 1 else None) for at in range(len(SHAPES)))
    groups = tuple(ChartGroup(str(Group(group).label), shape) for group, shape in SHAPES.items())
    words = DotWords("Område", "medel", "svar", "spridning", "i fjol", "åtta av tio enheter")
    row = DotRow("Kompetens", dots, (2.0, 4.0))
    return GroupDots("Titel", "Mening.", words, groups, (row,), ("lägst", "högst"))


def test_a_legend_of_all_groups_stays_inside_the_picture() -> None:
    """Its end fell outside: what last year's mark means was nowhere to be read."""
    svg = render_svg(six_groups(), "light", "sv")
    written = re.findall(r'<text x="([\d.]+)"[^>]*>([^<]+)</text>', svg)
    ends = {words: float(x) + 6.9 * len(words) for x, words in written}

    assert {"i fjol", "åtta av tio enheter", "Vårdnadshavare"} <= set(ends)
    assert max(ends[words] for words in ("i fjol", "åtta av tio enheter", "Vårdnadshavare")) <= 720


def test_a_picture_on_a_page_follows_the_page_into_the_dark() -> None:
    svg = on_page(render_svg(six_groups(), "light", "sv"))

    assert not re.findall(r'="#[0-9a-fA-F]{6}"', svg)
    assert f'fill="var(--chart-ink, {LIGHT.ink})"' in svg


def test_every_colour_of_a_picture_is_given_by_the_page_of_a_report() -> None:
    sheet = (CSS.parents[3] / "rendering/static/rendering/report.css").read_text()
    declared = set(re.findall(r"(--chart-[\w-]+):", sheet))

    assert {line.split(":")[0] for line in css_variables(DARK).splitlines()} == declared


PAGE_FILL = {
    "leaders": "ink",
    "staff": "level-5",
    "teachers": "level-4",
    "pupils_older": "surface",
    "pupils_younger": "surface",
    "guardians": "level-3",
}


@pytest.mark.parametrize("group", SHAPES)
def test_the_style_sheet_of_the_pages_fills_a_mark_as_the_charts_do(group: str) -> None:
    sheet = (CSS / "result.css").read_text()
    plain = re.search(r"\.rt-dot \{[^}]*?fill: var\(--([\w-]+)\)", sheet)
    rules = re.findall(rf'[^}}]*\.rt-dot\[data-group="{group}"\][^{{]*\{{ fill: var\(--([\w-]+)\)', sheet)
    assert plain
    said = rules[0] if rules else plain.group(1)
    assert said == PAGE_FILL[group]
    expected = LIGHT.paper if said == "surface" else token(said, dark=False)
    assert colours(SHAPES[group], LIGHT)[0] == expected
