"""The one place that says which colours and letters a chart is made of.

Its colours are those of tokens.css, by which the pages are drawn: a level or a group looks the same in
both. Levels run from light to dark in one hue: they keep their order for every kind of colour vision and
on a black-and-white printer. What is not shown is hatched. Red belongs to the thread and is used for
nothing else here.

Three themes: LIGHT and DARK hold plain colours (documents, pictures); PAGE holds CSS variables with LIGHT
as fallback, so that one cached picture serves a reader in light and in dark mode: `css_variables(DARK)`
gives what the page's style sheet has to say.
"""

import re
from dataclasses import dataclass, fields

FONT = "Inter, 'Inter Variable', sans-serif"


@dataclass(frozen=True)
class Theme:
    """Colours by what they are for. `on_levels` is the colour of a figure written upon that level."""

    name: str
    ink: str
    quiet: str  # secondary text; at least 4.5:1 against paper
    edge: str  # outlines that carry meaning; at least 3:1 against paper
    line: str  # grid lines and other ornament
    paper: str
    accent: str
    band: str
    thread: str
    hatch: str
    levels: tuple[str, ...]
    on_levels: tuple[str, ...]

    def level(self, index: int, steps: int) -> str:
        """Colour of step `index` (0 is the lowest) on a scale of `steps`."""
        return self.levels[_place(index, steps)]

    def on_level(self, index: int, steps: int) -> str:
        """Colour of text upon that step."""
        return self.on_levels[_place(index, steps)]


def _place(index: int, steps: int) -> int:
    """Where a step falls in the six colours; beyond six steps neighbours share one, apart by a gap."""
    return 5 if steps <= 1 else round(index * 5 / (steps - 1))


LIGHT = Theme(
    name="light",
    ink="#14202a",
    quiet="#52606d",
    edge="#7b8794",
    line="#dde3e6",
    paper="#ffffff",
    accent="#0b5560",
    band="#e9e2cf",
    thread="#c8102e",
    hatch="#8c97a3",
    levels=("#e3edee", "#c6dde0", "#9cc6cc", "#65a5ae", "#2c7a85", "#0b5560"),
    on_levels=("#14202a", "#14202a", "#14202a", "#0c161d", "#ffffff", "#ffffff"),
)

DARK = Theme(
    name="dark",
    ink="#e8eef0",
    quiet="#a9b5bf",
    edge="#7d8b96",
    line="#33404a",
    paper="#121a21",
    accent="#7fcbd3",
    band="#4a4431",
    thread="#ff5c70",
    hatch="#6b7883",
    levels=("#22343a", "#2a4b53", "#356c76", "#4b97a2", "#80c1c9", "#c3e8eb"),
    on_levels=("#e8eef0", "#e8eef0", "#ffffff", "#04181b", "#04181b", "#04181b"),
)


def _variables(theme: Theme) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for field in fields(theme):
        value = getattr(theme, field.name)
        name = "--chart-" + field.name.replace("_", "-")
        if isinstance(value, tuple):
            pairs |= {f"{name.removesuffix('s')}-{i}": colour for i, colour in enumerate(value, start=1)}
        elif field.name != "name":
            pairs[name] = value
    return pairs


def css_variables(theme: Theme) -> str:
    """The declarations a style sheet needs for pictures drawn with PAGE to take the colours of `theme`."""
    return "".join(f"{name}: {colour};\n" for name, colour in _variables(theme).items())


def _page() -> Theme:
    names = [f"var({name}, {colour})" for name, colour in _variables(LIGHT).items()]
    single, levels = names[:-12], names[-12:]
    ink, quiet, edge, line, paper, accent, band, thread, hatch = single
    return Theme(
        "page",
        ink,
        quiet,
        edge,
        line,
        paper,
        accent,
        band,
        thread,
        hatch,
        tuple(levels[:6]),
        tuple(levels[6:]),
    )


# Colours of pictures that were kept before those of tokens.css were taken over.
_FORMER = {
    "#14202b": "--chart-ink",
    "#0b5561": "--chart-accent",
    "#e9e2d0": "--chart-band",
    "#e6f0f1": "--chart-level-1",
    "#c9dfe2": "--chart-level-2",
    "#62a0a9": "--chart-level-4",
    "#2d7a85": "--chart-level-5",
}


def on_page(svg: str) -> str:
    """A picture drawn with LIGHT, as a page shows it: its colours follow the page's into the dark.

    A colour with two uses is written as the first of them; they have one use in the dark too, but for figures
    upon levels, where ink and paper do as well.
    """
    return _COLOUR.sub(lambda found: f'="var({_NAMES[found[1].lower()]}, {found[1]})"', svg)


_NAMES = _FORMER | {colour: name for name, colour in reversed(list(_variables(LIGHT).items()))}
_COLOUR = re.compile(f'="({"|".join(_NAMES)})"', re.IGNORECASE)

PAGE = _page()
THEMES = {theme.name: theme for theme in (LIGHT, DARK, PAGE)}
