"""The pieces that a report is written in, as plain JSON, so that what was written can be kept as it was.

A block has an id, a kind and its content, in one language. Whatever tells a figure names the figures it tells
by their ids; each figure knows which rows it was made from. Kinds:

    title, heading    text (a heading also level)
    text              text, lead
    list              items, ordered
    quote             text, source, unit (its slug): own words: left out or kept, never rewritten
    callout           title, text, tone
    key               items of value, label, note
    table             caption, header, rows, note; a cell is a text, a number or {"hidden": reason}
    chart             chart: a chart of rodtrad.common.charts with its own kind
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from rodtrad.common.charts import AnyChart

__all__ = ["EDITABLE", "REMOVABLE", "Block", "FigureSpec", "Writer", "hidden_cell"]

Block = dict[str, Any]
FigureSpec = dict[str, Any]

EDITABLE = frozenset({"title", "heading", "text", "list", "callout"})
REMOVABLE = frozenset({"quote"})


def hidden_cell(reason: str) -> dict[str, str]:
    """A cell that is hatched, with the reason."""
    return {"hidden": reason}


class Writer:
    """Collects blocks and figures in one language, in the order in which they are told."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.figures: dict[str, FigureSpec] = {}

    def figure(self, ident: str, label: str, value: str, how: str, **rows: Any) -> str:
        """Name a figure: what it is, what it says, how it was made, and which rows it opens into."""
        if ident not in self.figures:
            number = len(self.figures) + 1
            self.figures[ident] = {
                "number": number,
                "label": label,
                "value": value,
                "how": how,
                "rows": rows,
            }
        return ident

    def title(self, text: str) -> None:
        self._add("title", "title", text=text)

    def heading(self, ident: str, text: str, level: int = 1) -> None:
        self._add(ident, "heading", text=text, level=level)

    def text(self, ident: str, *sentences: str, figures: Sequence[str] = (), lead: bool = False) -> None:
        """A paragraph of the sentences that say something."""
        said = " ".join(sentence for sentence in sentences if sentence)
        if said:
            self._add(ident, "text", text=said, lead=lead, figures=list(figures))

    def list(
        self, ident: str, items: Iterable[str], figures: Sequence[str] = (), ordered: bool = False
    ) -> None:
        listed = [item for item in items if item]
        if listed:
            self._add(ident, "list", items=listed, ordered=ordered, figures=list(figures))

    def quote(self, ident: str, text: str, source: str, unit: str, figures: Sequence[str] = ()) -> None:
        self._add(ident, "quote", text=text, source=source, unit=unit, figures=list(figures))

    def callout(self, ident: str, title: str, text: str, tone: str = "finding") -> None:
        self._add(ident, "callout", title=title, text=text, tone=tone)

    def key(self, ident: str, items: Iterable[tuple[str, str, str]], figures: Sequence[str]) -> None:
        listed = [{"value": value, "label": label, "note": note} for value, label, note in items]
        self._add(ident, "key", items=listed, figures=list(figures))

    def table(
        self,
        ident: str,
        caption: str,
        header: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        note: str = "",
        figures: Sequence[str] = (),
    ) -> None:
        listed = [list(row) for row in rows]
        if listed:
            self._add(
                ident,
                "table",
                caption=caption,
                header=list(header),
                rows=listed,
                note=note,
                figures=list(figures),
            )

    def chart(self, ident: str, chart: AnyChart, figures: Sequence[str] = ()) -> None:
        self._add(ident, "chart", chart={"kind": chart.kind, **asdict(chart)}, figures=list(figures))

    def _add(self, ident: str, kind: str, **content: Any) -> None:
        self.blocks.append({"id": ident, "kind": kind, **content})
