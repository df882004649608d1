"""What all writers need settled first: numbering, sound headings, cells as text, safe links."""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext, override

from rodtrad.common.charts.numbers import decimal, whole
from rodtrad.common.charts.svg import clean

from .model import Align, Block, Cell, Figure, Heading, Hidden, Report, Run, Table

# White space, but not the two spaces that never break.
_GAP = re.compile(r"[^\S\u00a0\u202f]+")
# Marks that turn the direction of text can make a document say something other than what was typed.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


@dataclass(frozen=True)
class Words:
    """The few words that a document has of its own."""

    contents: str
    figure: str
    table: str
    as_table: str
    appendix: str
    appendix_lead: str
    not_shown: str


def words(lang: str) -> Words:
    with override(lang):
        return Words(
            contents=gettext("Innehåll"),
            figure=gettext("Figur"),
            table=gettext("Tabell"),
            as_table=gettext("Samma siffror i en tabell"),
            appendix=gettext("Figurerna som tabeller"),
            appendix_lead=gettext("Varje figur i rapporten har här sin tabell, med samma siffror."),
            not_shown=gettext("Visas inte"),
        )


@dataclass(frozen=True)
class Numbered:
    """A block with its number ('Figur 2') and, for a figure, the number of its table."""

    block: Block
    number: str = ""
    twin: str = ""


def plain(text: str) -> str:
    """Text that can stand in any document: composed, without control or turning characters, on one line.

    Spaces that hold together what must not be parted ('83 %', '1 152') stay what they are.
    """
    words = _GAP.split(clean(unicodedata.normalize("NFC", text)).translate(_TURNING))
    return " ".join(word for word in words if word)


# Characters that draw nothing: a text of only these is no text.
UNSEEN = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), 0x2028, 0x2029, *range(0x2060, 0x2065), *range(0xFE00, 0xFE10), 0xFEFF]
)


def blank(text: str) -> bool:
    """Is there nothing to see?"""
    return not plain(text).translate(UNSEEN).strip()


def title_of(report: Report) -> str:
    """A document must have a name; one without a title is known by its subtitle, or by its date."""
    named = (text for text in (report.title, report.subtitle) if not blank(text))
    return plain(next(named, report.meta.date.isoformat()))


def spaced(text: str) -> str:
    """As `plain`, but a space at either end stays: pieces of one paragraph are set after each other."""
    inner = plain(text)
    if not inner:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")


def link_of(run: Run, site: str) -> str:
    """Where the run leads, or '' if it leads to nowhere a document may point to."""
    target = clean(run.link).strip()
    if target.startswith("/") and not target.startswith("//"):
        return site.rstrip("/") + target if site else ""
    return target if target.lower().startswith(("https://", "http://", "mailto:")) else ""


def cell_text(cell: Cell, lang: str) -> str:
    """As the reader sees it: numbers with the decimal sign of the language, a hidden cell as its reason."""
    if isinstance(cell, Hidden):
        return plain(cell.reason) or words(lang).not_shown
    if isinstance(cell, str):
        return plain(cell)
    return whole(cell, lang) if isinstance(cell, int) else decimal(cell, lang)


def alignment(table: Table) -> tuple[Align, ...]:
    """The caller's, or numbers to the right and all else to the left."""
    if table.align:
        return table.align
    return tuple(_align_of([row[i] for row in table.rows]) for i in range(len(table.header)))


def _align_of(cells: list[Cell]) -> Align:
    shown = [cell for cell in cells if not isinstance(cell, Hidden) and cell != ""]
    return "right" if shown and all(isinstance(cell, int | float) for cell in shown) else "left"


def numbered(report: Report, *, appendix: bool) -> list[Numbered]:
    """The blocks with sound heading levels and with figures and tables numbered through.

    With `appendix` the figures' tables stand together at the end, as on paper; else beside the figure.
    """
    said = words(report.lang)
    blocks = list(_sound_headings(report.blocks))
    twins = [block.table for block in blocks if isinstance(block, Figure) and block.table]
    own = sum(isinstance(block, Table) for block in blocks)
    result, figures, tables, twin = [], 0, 0, own
    for block in blocks:
        if isinstance(block, Figure):
            figures += 1
            twin += block.table is not None
            belongs = f"{said.table} {twin}" if block.table else ""
            result.append(Numbered(block, f"{said.figure} {figures}", belongs))
        elif isinstance(block, Table):
            tables += 1
            result.append(Numbered(block, f"{said.table} {tables}"))
        else:
            result.append(Numbered(block))
    if appendix and twins:
        result += _appendix(twins, own, said)
    return result


def _appendix(twins: list[Table], own: int, said: Words) -> Iterator[Numbered]:
    from .model import Paragraph, runs

    yield Numbered(Heading(said.appendix, 1))
    yield Numbered(Paragraph(runs(said.appendix_lead)))
    for number, table in enumerate(twins, start=own + 1):
        yield Numbered(table, f"{said.table} {number}")


def _sound_headings(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """No heading without words, none that skips a level: readers of PDF/UA walk by them."""
    level = 0
    for block in blocks:
        if not isinstance(block, Heading):
            yield block
        elif not blank(block.text):
            level = max(1, min(block.level, level + 1, 3))
            yield replace(block, level=level)


def shares(table: Table, lang: str) -> list[float]:
    """How the width is shared: by a column's longest word, and by the square root of its longest cell."""
    if table.room:
        return [1.0] * len(table.header)
    columns = zip(table.header, *([cell_text(c, lang) for c in row] for row in table.rows), strict=True)
    return [max(_share(text) for text in column) for column in columns]


def _share(text: str) -> float:
    longest = max((len(word) for word in text.split()), default=1)
    return max(4.0, min(longest, 24) * 1.15, math.sqrt(min(len(text), 160)) * 2.4)
