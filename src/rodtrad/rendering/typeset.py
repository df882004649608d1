"""PDF by Typst: PDF/UA-1 and PDF/A-2a, both enforced by the compiler, which refuses what does not conform.

The report goes in as JSON through `sys.inputs`, and `report.typ` builds from its values; no text is ever
compiled. Fonts are those of `rodtrad.common.charts.fonts`, nothing from the system.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rodtrad.common.charts.fonts import FAMILIES, FOLDER, covered
from rodtrad.common.charts.theme import LIGHT

from .model import (
    Block,
    Bullets,
    Callout,
    Cell,
    Figure,
    Heading,
    Hidden,
    KeyFigures,
    PageBreak,
    Paragraph,
    Report,
    Run,
    Runs,
    Sources,
    Table,
)
from .prepare import (
    UNSEEN,
    Numbered,
    alignment,
    blank,
    cell_text,
    link_of,
    numbered,
    plain,
    shares,
    spaced,
    title_of,
    words,
)

if TYPE_CHECKING:
    import typst

STANDARDS: "list[typst.PDFStandard]" = ["ua-1", "a-2a"]
_TEMPLATE = Path(__file__).with_name("report.typ")
_NO_FONT = "\u25a1"  # stands for a character that no font here can draw; PDF/UA refuses the character itself
_SIDES = re.compile(r'^<svg [^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"')
_CHART, _FULL, _TALLEST = (
    720.0,
    473.0,
    620.0,
)  # width of a chart in its own units; width and height in pt on A4
_LONG = re.compile(r"\S{28,}")


def pdf(report: Report) -> bytes:
    """The report as an accessible PDF. The same report gives the same bytes.

    Raises:
        typst.TypstError: the document would not conform; that is a fault in this package, never in the data.
    """
    import typst

    compiler = typst.Compiler(
        _TEMPLATE.read_bytes(),
        root=str(_TEMPLATE.parent),
        font_paths=fonts(),
        sys_inputs={"report": json.dumps(_document(report), ensure_ascii=False)},
    )
    made = compiler.compile(format="pdf", pdf_standards=STANDARDS)
    assert isinstance(made, bytes)  # noqa: S101 -- one document, no output path
    return made


@cache
def fonts() -> "typst.Fonts":
    """The shipped fonts and no other."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def png(svg: str, *, ppi: int = 200) -> bytes:
    """A chart as a picture of points: for documents that cannot hold SVG."""
    import typst

    source = b"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n" + (
        b'#image(bytes(sys.inputs.svg), format: "svg", width: %dpt)' % width_in_pt(svg)
    )
    compiler = typst.Compiler(
        source, root=str(_TEMPLATE.parent), font_paths=fonts(), sys_inputs={"svg": drawable(svg)}
    )
    made = compiler.compile(format="png", ppi=ppi)
    assert isinstance(made, bytes)  # noqa: S101 -- one page, no output path
    return made


def width_in_pt(svg: str) -> float:
    """How wide a chart stands in a document: all to one scale, so that letters are of one size.

    Only one that is taller than a page is made smaller.
    """
    found = _SIDES.search(svg)
    width, height = (float(side) for side in found.groups()) if found else (_CHART, 1.0)
    scale = min(_FULL / max(width, _CHART), _TALLEST / height)
    return width * scale


def drawable(text: str) -> str:
    """With a box in place of each character that no font can draw, and without those that draw nothing."""
    known = covered()
    return "".join(c if ord(c) in known else _NO_FONT for c in text.translate(UNSEEN))


# ---------------------------------------------------------------- report to JSON


def _text(text: str) -> str:
    """For a paragraph or a cell: a word that is longer than a line may break anywhere."""
    return _LONG.sub(lambda word: _breakable(word[0]), drawable(spaced(text)))


def _breakable(word: str) -> str:
    return "\u200b".join(word[i : i + 12] for i in range(0, len(word), 12))


def _line(text: str) -> str:
    return drawable(plain(text))


def _document(report: Report) -> dict[str, Any]:
    meta = report.meta
    said = words(report.lang)
    return {
        "title": _text(title_of(report)),
        "subtitle": _text(plain(report.subtitle)),
        "lang": report.lang,
        "author": _line(meta.author),
        "description": _line(meta.description or report.subtitle),
        "keywords": [_line(word) for word in meta.keywords],
        "date": [meta.date.year, meta.date.month, meta.date.day],
        "facts": [[_text(label), _text(value)] for label, value in meta.facts],
        "contents": said.contents if report.contents else None,
        "fonts": list(FAMILIES),
        "colours": _colours(),
        "blocks": [_block(block, report) for block in numbered(report, appendix=True)],
    }


def _colours() -> dict[str, str]:
    names = ("ink", "quiet", "edge", "line", "accent", "thread", "hatch")
    return {name: getattr(LIGHT, name) for name in names} | {"ground": LIGHT.levels[0]}


def _block(item: Numbered, report: Report) -> dict[str, Any]:
    block = item.block
    kind = type(block).__name__.lower()
    return {"kind": kind} | _content(block, item, report)


def _content(block: Block, item: Numbered, report: Report) -> dict[str, Any]:
    match block:
        case Heading():
            return {"text": _text(plain(block.text)), "level": block.level}
        case Paragraph():
            return {"runs": _runs(block.runs, report), "note": _runs(block.note, report), "lead": block.lead}
        case Bullets():
            items = [_runs(one, report) for one in block.items]
            return {"items": items, "ordered": block.ordered, "note": _runs(block.note, report)}
        case Table():
            return _table(block, item.number, report.lang)
        case Figure():
            caption, alt = _text(plain(block.caption)), _alt(block)
            return {
                "svg": drawable(block.svg),
                "alt": alt,
                "caption": caption,
                "number": item.number,
                "twin": item.twin,
                "width": width_in_pt(block.svg),
            }
        case Callout():
            return {"title": _text(plain(block.title)), "runs": _runs(block.runs, report), "tone": block.kind}
        case KeyFigures():
            return {
                "items": [[_text(plain(part)) for part in (k.value, k.label, k.note)] for k in block.items]
            }
        case Sources():
            return {"title": _text(plain(block.title)), "items": [_runs(one, report) for one in block.items]}
        case PageBreak():
            return {}


def _alt(block: Figure) -> str:
    """PDF/UA refuses a picture without words, and words that draw nothing are none."""
    return next((_line(text) for text in (block.alt, block.caption) if not blank(text)), _NO_FONT)


def _runs(pieces: Runs, report: Report) -> list[dict[str, Any]]:
    return [_run(piece, report.meta.site) for piece in pieces if piece.text]


def _run(piece: Run, site: str) -> dict[str, Any]:
    link = link_of(piece, site)
    return {"text": _text(piece.text), "bold": piece.bold, "italic": piece.italic, "link": link}


def _table(table: Table, number: str, lang: str) -> dict[str, Any]:
    cells = [[_cell(cell, lang) for cell in row] for row in table.rows]
    return {
        "number": number,
        "caption": _text(plain(table.caption)),
        "header": [_text(plain(head)) for head in table.header],
        "rows": cells,
        "align": list(alignment(table)),
        "shares": shares(table, lang),
        "note": _text(plain(table.note)),
        "room": table.room,
    }


def _cell(cell: Cell, lang: str) -> dict[str, Any]:
    return {"text": _text(cell_text(cell, lang)), "hidden": isinstance(cell, Hidden)}
