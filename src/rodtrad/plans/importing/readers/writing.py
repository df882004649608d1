"""The text that a reader writes out, with the marks that its format told of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rodtrad.plans.importing.model import Cell, Extracted, HeadingMark, SourceKind, Table


class TextWriter:
    """Collects text and notes where headings, tables and pages begin in it.

    A paragraph of its own has a blank line before it; the items of a list stand close.
    """

    def __init__(self) -> None:
        self.length = 0
        self._parts: list[str] = []
        self._headings: list[HeadingMark] = []
        self._tables: list[Table] = []
        self._pages: list[int] = [0]
        self._margins: list[int] = []

    def put(self, text: str) -> None:
        """Text as it stands."""
        self._parts.append(text)
        self.length += len(text)

    def margin(self, text: str) -> None:
        """A line above or below the text of its page."""
        self._margins.append(self.length)
        self.put(text + "\n")

    def heading(self, text: str, level: int) -> None:
        """A line that is a heading; level 1 is the top."""
        self._headings.append(HeadingMark(self.length + len(text) - len(text.lstrip()), level))
        self.put(text + "\n")

    def go_on_heading(self, text: str) -> None:
        """More of the heading that was written last."""
        self._parts[-1] = self._parts[-1].rstrip("\n") + " "
        self.put(text + "\n")

    @property
    def last_level(self) -> int | None:
        return self._headings[-1].level if self._headings else None

    def page(self) -> None:
        """What follows stands on a new page."""
        if self.length > self._pages[-1]:
            self._pages.append(self.length)

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """A table, cell by cell; a cell keeps its line breaks, the text has it on one line."""
        start, found = self.length, []
        for row in rows:
            found.append(tuple(self._cell(text) for text in row))
            self.put("\n")
        if found:
            self._tables.append(Table(start, self.length, tuple(found)))

    def _cell(self, text: str) -> Cell:
        cell = Cell(text, self.length, self.length + len(text))
        self.put(text.replace("\n", " ") + "\t")
        return cell

    def extracted(
        self, kind: SourceKind, title: str | None = None, *, paged: bool | None = None
    ) -> Extracted:
        """What was written. `paged` says that the format has pages even when there is only one."""
        pages = tuple(self._pages) if paged or len(self._pages) > 1 else ()
        text = "".join(self._parts)
        return Extracted(
            text, kind, pages, tuple(self._headings), tuple(self._tables), tuple(self._margins), title=title
        )
