"""Paper with codes to read with a phone: to hang on a wall, one a page, or to cut apart, eight a page.

PDF/UA-1 and PDF/A-2a like every document; each code says in words where it leads.
"""

from __future__ import annotations

import datetime
import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import segno

from rodtrad.common.charts.fonts import FAMILIES
from rodtrad.common.charts.theme import LIGHT
from rodtrad.rendering.prepare import plain
from rodtrad.rendering.typeset import STANDARDS, drawable, fonts

__all__ = ["Leaflet", "Sheet", "leaflet_pdf"]

_TEMPLATE = Path(__file__).with_name("leaflet.typ")
_COLOURS = ("ink", "quiet", "edge", "accent", "thread")


@dataclass(frozen=True)
class Sheet:
    """One code. `alt` says for those who do not see the code where `address` leads; on a slip to cut apart
    `lead` is the code in letters, and `steps` are left out.
    """

    over: str
    heading: str
    lead: str
    address: str
    alt: str
    steps: tuple[str, ...] = ()
    under: str = ""


@dataclass(frozen=True)
class Leaflet:
    """The document. `cut`: slips to cut apart rather than pages to hang up. `first` heads a page before them,
    to whoever hands them out, with `first_steps`; none without steps.
    """

    title: str
    author: str
    lang: str
    date: datetime.date
    sheets: tuple[Sheet, ...]
    cut: bool = False
    first: str = ""
    first_steps: tuple[str, ...] = ()


def leaflet_pdf(leaflet: Leaflet) -> bytes:
    """The leaflet as an accessible PDF. The same leaflet gives the same bytes."""
    import typst

    compiler = typst.Compiler(
        _TEMPLATE.read_bytes(),
        root=str(_TEMPLATE.parent),
        font_paths=fonts(),
        sys_inputs={"leaflet": json.dumps(_document(leaflet), ensure_ascii=False)},
    )
    made = compiler.compile(format="pdf", pdf_standards=STANDARDS)
    assert isinstance(made, bytes)  # noqa: S101 -- one document, no output path
    return made


def _document(leaflet: Leaflet) -> dict[str, Any]:
    date = leaflet.date
    return {
        "title": drawable(plain(leaflet.title)),
        "author": drawable(plain(leaflet.author)),
        "lang": leaflet.lang,
        "date": [date.year, date.month, date.day],
        "cut": leaflet.cut,
        "first": drawable(plain(leaflet.first)),
        "first_steps": [drawable(plain(each)) for each in leaflet.first_steps],
        "fonts": list(FAMILIES),
        "colours": {name: getattr(LIGHT, name) for name in _COLOURS},
        "sheets": [_sheet(each) for each in leaflet.sheets],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    said = {
        name: [drawable(plain(each)) for each in value]
        if isinstance(value, tuple)
        else drawable(plain(value))
        for name, value in asdict(sheet).items()
    }
    return said | {"picture": _picture(sheet.address)}


def _picture(address: str) -> str:
    held = io.BytesIO()
    segno.make(address, error="m").save(held, kind="svg", border=2, xmldecl=False, svgns=True)
    return held.getvalue().decode()
