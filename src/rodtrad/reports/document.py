"""From frozen content to the report that the writers of `render` set: pure, in one language.

What the strategist has written stands over the generated text, block by block. Each figure that is told has a
number, and the numbers are listed last with what they say and where their rows are found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import override

from rodtrad.common.charts import AnyChart
from rodtrad.rendering import Block as Set
from rodtrad.rendering import (
    Bullets,
    Callout,
    Heading,
    Hidden,
    KeyFigure,
    KeyFigures,
    Meta,
    Paragraph,
    Report,
    Run,
    Sources,
    Table,
    chart_figure,
    runs,
)
from rodtrad.reports import pictures
from rodtrad.reports.blocks import Block, FigureSpec

__all__ = ["Draft", "Edits", "charts_in", "edited", "report_of", "text_of"]

Edits = Mapping[str, Mapping[str, Mapping[str, Any]]]
# More figures than this beside one text are named by their number alone.
NAMED = 2


@dataclass(frozen=True)
class Draft:
    """Everything that a document is set from. `address` gives a figure's page, '' where it has none.

    `sheet` is for the workbook, where the list of figures at the end is a table.
    """

    blocks: Sequence[Block]
    figures: Mapping[str, FigureSpec]
    language: str
    title: str
    subtitle: str
    author: str
    made_on: date
    facts: tuple[tuple[str, str], ...]
    address: Callable[[str], str]
    picture: Callable[[AnyChart], str]
    site: str = ""
    sheet: bool = False


def text_of(block: Block) -> str:
    """The text that a person may write over: a list has one item on each line."""
    return "\n".join(block["items"]) if block["kind"] == "list" else str(block.get("text", ""))


def edited(blocks: Sequence[Block], edits: Edits, language: str) -> list[Block]:
    """The blocks as they are to be read: with what was written over them, without those that were emptied."""
    found = []
    for block in blocks:
        written = edits.get(block["id"], {}).get(language)
        if written is None:
            found.append(block)
        elif written["text"].strip():
            found.append(_rewritten(block, written["text"]))
    return found


def _rewritten(block: Block, text: str) -> Block:
    if block["kind"] == "list":
        return {**block, "items": [line.strip() for line in text.splitlines() if line.strip()]}
    return {**block, "text": text.strip()}


def charts_in(blocks: Sequence[Block]) -> list[AnyChart]:
    """The charts of a report, in order."""
    return [pictures.from_json(block["chart"]) for block in blocks if block["kind"] == "chart"]


def report_of(draft: Draft) -> Report:
    """The report, ready to be set in any format."""
    with override(draft.language):
        body = [made for block in draft.blocks for made in _set(block, draft)]
        listed = _figures_table(draft) if draft.sheet else _figures_list(draft)
        title = next((b["text"] for b in draft.blocks if b["kind"] == "title"), draft.title)
        language: Literal["sv", "en"] = "en" if draft.language == "en" else "sv"
        return Report(
            title=title,
            subtitle=draft.subtitle,
            lang=language,
            meta=Meta(author=draft.author, date=draft.made_on, facts=draft.facts, site=draft.site),
            blocks=(*body, *listed),
        )


# ---- the blocks -----------------------------------------------------------------------------------------


def _set(block: Block, draft: Draft) -> list[Set]:
    return _SETTERS[block["kind"]](block, draft)


def _title(block: Block, draft: Draft) -> list[Set]:
    return []


def _heading(block: Block, draft: Draft) -> list[Set]:
    return [Heading(block["text"], block["level"])]


def _text(block: Block, draft: Draft) -> list[Set]:
    """Each line that a person has begun is a paragraph; the figures stand beside the first."""
    first, *rest = [line for line in block["text"].splitlines() if line.strip()]
    note = _note(block, draft)
    return [Paragraph(runs(first), note, block["lead"]), *(Paragraph(runs(line)) for line in rest)]


def _list(block: Block, draft: Draft) -> list[Set]:
    return [Bullets(tuple(runs(item) for item in block["items"]), block["ordered"], _note(block, draft))]


def _quote(block: Block, draft: Draft) -> list[Set]:
    said = Run(f"”{' '.join(block['text'].split())}”", italic=True)
    return [Paragraph((said, Run(f" {block['source']}.")), _note(block, draft))]


def _callout(block: Block, draft: Draft) -> list[Set]:
    return [Callout(block["title"], runs(block["text"]), block["tone"])]


def _key(block: Block, draft: Draft) -> list[Set]:
    items = tuple(KeyFigure(item["value"], item["label"], item["note"]) for item in block["items"])
    return [KeyFigures(items), *_below(block, draft)]


def _table(block: Block, draft: Draft) -> list[Set]:
    rows = tuple(tuple(_cell(cell) for cell in row) for row in block["rows"])
    table = Table(block["caption"], tuple(block["header"]), rows, note=block["note"])
    return [table, *_below(block, draft)]


def _cell(cell: Any) -> Any:
    return Hidden(cell["hidden"]) if isinstance(cell, dict) else cell


def _chart(block: Block, draft: Draft) -> list[Set]:
    chart = pictures.from_json(block["chart"])
    figure = chart_figure(chart, draft.language, svg=draft.picture(chart))
    return [figure, *_below(block, draft)]


_SETTERS: dict[str, Callable[[Block, Draft], list[Set]]] = {
    "title": _title,
    "heading": _heading,
    "text": _text,
    "list": _list,
    "quote": _quote,
    "callout": _callout,
    "key": _key,
    "table": _table,
    "chart": _chart,
}


# ---- what the figures rest on ---------------------------------------------------------------------------


def _note(block: Block, draft: Draft, most: int = NAMED) -> tuple[Run, ...]:
    """'Underlag: 12 Svarsandel, personal, 13 …', each leading to its rows; over `most` by number alone."""
    named = [ident for ident in block.get("figures", ()) if ident in draft.figures]
    if not named:
        return ()
    pieces = [Run(_("Underlag: "))]
    for place, ident in enumerate(named):
        if place:
            pieces.append(Run(", "))
        pieces.append(Run(_name(ident, draft, len(named) <= most), link=draft.address(ident)))
    return tuple(pieces)


def _name(ident: str, draft: Draft, in_full: bool) -> str:
    figure = draft.figures[ident]
    return f"{figure['number']} {figure['label']}" if in_full else str(figure["number"])


def _below(block: Block, draft: Draft) -> list[Set]:
    note = _note(block, draft, most=0)
    return [Paragraph(note)] if note else []


def _ordered(draft: Draft) -> list[tuple[str, FigureSpec]]:
    return sorted(draft.figures.items(), key=lambda pair: pair[1]["number"])


def _figures_list(draft: Draft) -> list[Set]:
    """Every figure with its number, so that a reader of paper can ask for the rows behind it."""
    if not draft.figures:
        return []
    lead = _("Siffrorna i rapporten har nummer. Varje siffra kan öppnas i Röd tråd och visar då sina rader.")
    items = tuple(
        (Run(figure["label"], link=draft.address(ident)), Run(f": {figure['value']}"))
        for ident, figure in _ordered(draft)
    )
    return [Heading(_("Underlag"), 1), Paragraph(runs(lead)), Sources("", items)]


def _figures_table(draft: Draft) -> list[Set]:
    header = (_("Siffra"), _("Nummer"), _("Värde"), _("Så räknades den"))
    rows = tuple(
        (figure["label"], figure["number"], figure["value"], figure["how"])
        for _ident, figure in _ordered(draft)
    )
    return [Table(_("Underlag"), header, rows)] if rows else []
