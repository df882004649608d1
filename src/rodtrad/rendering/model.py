"""What a document is made of, before anyone has chosen PDF, DOCX, page or spreadsheet.

Frozen values only. Every text is data, in the reader's language: no writer reads markup out of it.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "right", "center"]
_NEVER_IN_A_FIGURE = ("<script", "<style", "<foreignobject", "href=", "javascript:")


@dataclass(frozen=True)
class Run:
    """A piece of text in one manner. `link` is http(s), mailto or a path within the product ('/…')."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


Runs = tuple[Run, ...]


def runs(*pieces: str | Run) -> Runs:
    """`runs("Se ", Run("planen", link="/planer/3"))`; plain strings are plain text."""
    return tuple(piece if isinstance(piece, Run) else Run(piece) for piece in pieces)


@dataclass(frozen=True)
class Hidden:
    """A cell that is not shown, with the reason; it is hatched, never empty and never zero."""

    reason: str


Cell = str | int | float | Hidden


@dataclass(frozen=True)
class Heading:
    """Levels 1 to 3; the writers mend a level that skips a step, because PDF/UA forbids it."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """`note` stands in the margin beside it where there is a margin."""

    runs: Runs
    note: Runs = ()
    lead: bool = False


@dataclass(frozen=True)
class Bullets:
    items: tuple[Runs, ...]
    ordered: bool = False
    note: Runs = ()


@dataclass(frozen=True)
class Table:
    """The first column names the row.

    A number is written as the language writes it, and stays a number in a spreadsheet. `align` is per
    column; without it columns of numbers are set to the right.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: tuple[Align, ...] = ()
    note: str = ""
    # Millimetres that a row is high at least: room to write by hand.
    room: int = 0

    def __post_init__(self) -> None:
        wrong = {len(row) for row in self.rows} - {len(self.header)}
        if wrong or not self.header:
            raise ValueError(
                f"{self.caption!r}: rows of {sorted(wrong)} cells under {len(self.header)} headings"
            )
        if self.align and len(self.align) != len(self.header):
            raise ValueError(f"{self.caption!r}: {len(self.align)} alignments for {len(self.header)} columns")


@dataclass(frozen=True)
class Figure:
    """A picture from `rodtrad.common.charts`. `alt` says what it shows; `table` has the same figures.

    `svg` is set into pages as it is: it must come from `render_svg`, never from a person.
    """

    svg: str
    alt: str
    caption: str
    table: Table | None = None

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(f"{self.caption!r} has no text for those who do not see it")
        held = self.svg.lower()
        if not held.startswith("<svg") or any(sign in held for sign in _NEVER_IN_A_FIGURE):
            raise ValueError(f"{self.caption!r} is not a picture from the charts")


@dataclass(frozen=True)
class Callout:
    """What the reader must not miss. `kind`: a finding, a word of caution, or how it was counted."""

    title: str
    runs: Runs
    kind: Literal["finding", "caution", "method"] = "finding"


@dataclass(frozen=True)
class KeyFigure:
    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class KeyFigures:
    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Sources:
    """What the text rests on, set small at the end of its part."""

    title: str
    items: tuple[Runs, ...]


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Bullets | Table | Figure | Callout | KeyFigures | Sources | PageBreak


@dataclass(frozen=True)
class Meta:
    """About the document. `date` also dates the file, so that the same report gives the same bytes.

    `facts` are shown on the first page: (label, value). `site` is put before links that begin with '/'.
    """

    author: str
    date: datetime.date
    facts: tuple[tuple[str, str], ...] = ()
    keywords: tuple[str, ...] = ()
    description: str = ""
    site: str = ""


@dataclass(frozen=True)
class Report:
    title: str
    subtitle: str
    lang: str
    meta: Meta
    blocks: tuple[Block, ...]
    contents: bool = True

    def tables(self) -> Iterable[Table]:
        """Every table, those of the figures too, in the order of the report."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield block
            elif isinstance(block, Figure) and block.table:
                yield block.table
