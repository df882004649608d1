"""From a chart to a figure of a report: its picture, its sentence, and its table."""

from rodtrad.common.charts import AnyChart, NotShown, render_svg

from .model import Align, Cell, Figure, Hidden, Table


def chart_figure(chart: AnyChart, lang: str, *, svg: str = "") -> Figure:
    """`svg` is the picture kept from before (theme 'light'), where there is one."""
    picture = svg or render_svg(chart, "light", lang)
    return Figure(
        picture, alt=f"{chart.title}. {chart.sentence}", caption=chart.sentence, table=_twin(chart, lang)
    )


def _twin(chart: AnyChart, lang: str) -> Table:
    twin = chart.table(lang)
    sides: list[Align] = ["left", *["right"] * (len(twin.header) - 1)]  # type: ignore[list-item]
    rows = tuple(tuple(_cell(cell) for cell in row) for row in twin.rows)
    return Table(chart.title, twin.header, rows, tuple(sides))


def _cell(cell: str) -> Cell:
    return Hidden(str(cell)) if isinstance(cell, NotShown) else cell
