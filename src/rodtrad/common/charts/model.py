"""What a chart is: data with a title, a sentence that says what it shows, and a table with the same figures.

All words come from the caller, in the reader's language. What is hidden carries its reason and no figure at
all, so that neither the picture nor the table can give it away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from .marks import Shape
from .numbers import decimal, percent, whole


class NotShown(str):
    """A table cell that holds the reason why there is no figure; pages and documents hatch it."""

    __slots__ = ()


@dataclass(frozen=True)
class Table:
    """The twin of a picture: all cells are text, and the first cell names the row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Chart(Protocol):
    """What pages and documents know about any chart."""

    @property
    def title(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    def table(self, lang: str) -> Table: ...


def _shown_or_hidden(hidden: str, *figures: object) -> None:
    if hidden and any(figure not in (None, (), "") for figure in figures):
        raise ValueError("a hidden figure must not be given to the chart")


@dataclass(frozen=True)
class LevelRow:
    """Answers per level for one indicator, lowest level first.

    `hidden` is the reason when counts are not shown.
    """

    label: str
    counts: tuple[int, ...] = ()
    answers: str = ""
    hidden: str = ""

    def __post_init__(self) -> None:
        _shown_or_hidden(self.hidden, self.counts)


@dataclass(frozen=True)
class LevelBars:
    """(a) How the answers spread over the levels, one stacked bar for each indicator."""

    title: str
    sentence: str
    row_header: str
    answers_header: str
    levels: tuple[str, ...]
    rows: tuple[LevelRow, ...]
    kind: ClassVar[str] = "levels"

    def __post_init__(self) -> None:
        for row in self.rows:
            if not row.hidden and len(row.counts) != len(self.levels):
                raise ValueError(f"{row.label!r} has {len(row.counts)} counts for {len(self.levels)} levels")

    def table(self, lang: str) -> Table:
        header = (self.row_header, *self.levels, self.answers_header)
        return Table(header, tuple(self._cells(row, lang) for row in self.rows))

    def _cells(self, row: LevelRow, lang: str) -> tuple[str, ...]:
        if row.hidden:
            return (row.label, *[NotShown(row.hidden)] * len(self.levels), row.answers)
        total = sum(row.counts)
        shares = (f"{whole(count, lang)} ({percent(count, total, lang)})" for count in row.counts)
        return (row.label, *shares, row.answers)


@dataclass(frozen=True)
class Group:
    """Who answered, and the mark they have: form tells groups apart, not colour."""

    label: str
    shape: Shape


@dataclass(frozen=True)
class Dot:
    """One group's mean with what must stand beside it: number of answers, spread, last year's value.

    `spread` is (lower, upper) on the same scale, for instance the quartiles.
    """

    value: float | None = None
    answers: str = ""
    spread: tuple[float, float] | None = None
    before: float | None = None
    hidden: str = ""

    def __post_init__(self) -> None:
        _shown_or_hidden(self.hidden, self.value, self.spread)


@dataclass(frozen=True)
class DotRow:
    """One indicator: a dot per group (None where the group was not asked), and the authority's band."""

    label: str
    dots: tuple[Dot | None, ...]
    band: tuple[float, float] | None = None
    remark: str = ""


@dataclass(frozen=True)
class DotWords:
    """The words that the picture and the table of a GroupDots need."""

    row: str
    value: str
    answers: str
    spread: str
    before: str
    band: str


@dataclass(frozen=True)
class GroupDots:
    """(b) The groups' means on one line per indicator, with the authority's band and last year's ghost."""

    title: str
    sentence: str
    words: DotWords
    groups: tuple[Group, ...]
    rows: tuple[DotRow, ...]
    ends: tuple[str, str]
    low: int = 1
    high: int = 6
    kind: ClassVar[str] = "dots"

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.dots) != len(self.groups):
                raise ValueError(f"{row.label!r} has {len(row.dots)} dots for {len(self.groups)} groups")
            for value in _values(row):
                if not self.low <= value <= self.high:
                    raise ValueError(f"{row.label!r}: {value} is off the scale {self.low} to {self.high}")

    def table(self, lang: str) -> Table:
        header = self._header()
        rows = tuple(self._cells(row, lang) for row in self.rows)
        filled = [i for i in range(len(header)) if i == 0 or any(cells[i] for cells in rows)]
        return Table(_pick(header, filled), tuple(_pick(cells, filled) for cells in rows))

    def said(self, row: DotRow, lang: str) -> list[str]:
        """What one row shows, as 'heading: cell': the same as in its table."""
        pairs = zip(self._header()[1:], self._cells(row, lang)[1:], strict=True)
        return [f"{head}: {cell}" for head, cell in pairs if cell]

    def _header(self) -> list[str]:
        words = self.words
        per_group = (words.value, words.answers, words.spread, words.before)
        return [words.row, *(f"{g.label}: {word}" for g in self.groups for word in per_group), words.band]

    def _cells(self, row: DotRow, lang: str) -> tuple[str, ...]:
        cells = [cell for dot in row.dots for cell in _dot_cells(dot, lang)]
        return (row.label, *cells, _span(row.band, lang))


def _values(row: DotRow) -> Iterable[float]:
    for dot in row.dots:
        if dot is not None:
            yield from (v for v in (dot.value, dot.before, *(dot.spread or ())) if v is not None)
    yield from row.band or ()


def _pick(cells: Iterable[str], places: list[int]) -> tuple[str, ...]:
    all_cells = tuple(cells)
    return tuple(all_cells[i] for i in places)


def _span(span: tuple[float, float] | None, lang: str) -> str:
    return f"{decimal(span[0], lang)}–{decimal(span[1], lang)}" if span else ""


def _dot_cells(dot: Dot | None, lang: str) -> tuple[str, str, str, str]:
    if dot is None:
        return ("", "", "", "")
    shown = NotShown(dot.hidden) if dot.value is None else decimal(dot.value, lang)
    before = "" if dot.before is None else decimal(dot.before, lang)
    return (shown, dot.answers, _span(dot.spread, lang), before)


@dataclass(frozen=True)
class Point:
    """One year's value. `broken`: not comparable with the year before, so the line is cut there."""

    value: float | None = None
    answers: str = ""
    hidden: str = ""
    broken: bool = False

    def __post_init__(self) -> None:
        _shown_or_hidden(self.hidden, self.value)


@dataclass(frozen=True)
class Series:
    """One area's points, one for each year of the profile; None where there was no round."""

    label: str
    points: tuple[Point | None, ...]


@dataclass(frozen=True)
class AreaProfile:
    """(c) The areas over the years, one small panel for each area on the same scale."""

    title: str
    sentence: str
    row_header: str
    answers_header: str
    years: tuple[str, ...]
    series: tuple[Series, ...]
    low: int = 1
    high: int = 6
    kind: ClassVar[str] = "profile"

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.points) != len(self.years):
                raise ValueError(
                    f"{series.label!r} has {len(series.points)} points for {len(self.years)} years"
                )

    def table(self, lang: str) -> Table:
        header = [self.row_header]
        for year in self.years:
            header += [year, f"{year}: {self.answers_header}"]
        return Table(tuple(header), tuple(self._cells(series, lang) for series in self.series))

    def _cells(self, series: Series, lang: str) -> tuple[str, ...]:
        cells = [series.label]
        for point in series.points:
            cells += _point_cells(point, lang)
        return tuple(cells)


def _point_cells(point: Point | None, lang: str) -> tuple[str, str]:
    if point is None:
        return ("", "")
    return (NotShown(point.hidden) if point.value is None else decimal(point.value, lang), point.answers)


@dataclass(frozen=True)
class Bar:
    """A count with its label; a count of none is a finding and is drawn as such, never left out."""

    label: str
    count: int | None = None
    hidden: str = ""

    def __post_init__(self) -> None:
        _shown_or_hidden(self.hidden, self.count)
        if self.count is None and not self.hidden:
            raise ValueError(f"{self.label!r} has neither a count nor a reason for hiding it")


@dataclass(frozen=True)
class Coverage:
    """(d) How many there are of something for each item, for instance activities for each initiative."""

    title: str
    sentence: str
    row_header: str
    count_header: str
    bars: tuple[Bar, ...]
    most: int = 0  # what the axis reaches at least: charts that are read together get the same
    kind: ClassVar[str] = "coverage"

    def table(self, lang: str) -> Table:
        rows = (
            (bar.label, NotShown(bar.hidden) if bar.count is None else whole(bar.count, lang))
            for bar in self.bars
        )
        return Table((self.row_header, self.count_header), tuple(rows))


AnyChart = LevelBars | GroupDots | AreaProfile | Coverage
