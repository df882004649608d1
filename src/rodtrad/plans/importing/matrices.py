"""Tables to items, by the words in their header row.

Three shapes: a header row with goals, measures, roles and so on ('Mål | Hur?', 'Område | Rektors
ansvar'); the same words down the first column ('Mål | …', 'Åtgärder | …'); and all other tables, which
hold no items.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .areas import Area, Areas
from .cells import split_unit, statements
from .drafts import Draft, split_sub_role
from .headers import Column, Header, column_of, plans_something
from .joining import join_all
from .model import Cell, ItemKind, Table
from .role_tables import read_role_rows
from .sections import heading_meaning
from .vocabulary import bare

_NOTHING = re.compile(r"[-–—.•\s]*|(?:saknas|inget|ingen|n/?a|ej aktuellt)\.?", re.I)
_ENDED = re.compile(r"[.!?]$")
_YEAR = re.compile(r"20\d\d")
_MEANT = re.compile(r"^(?:summa|totalt|forts)\b", re.I)
_NAME_WORDS = 9
_CARRIED = (Column.AREA, Column.ROW, Column.GOAL)  # an empty cell here means 'as above'
_FIELDS = {Column.UNIT: "responsible_unit", Column.DUE: "due", Column.STATUS: "status"}


@dataclass(slots=True)
class Found:
    """Items of one table, and what could not be told."""

    drafts: list[Draft] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_table(table: Table, areas: Areas, place: Area | None, *, loose: bool = False) -> Found:
    """The items of a table; none from a table that plans nothing. `place` is the area that the table stands
    in; where it is only the heading above (`loose`), a column of names is the areas."""
    if (duties := read_role_rows(table, areas, place)) is not None:
        return Found(duties)
    headers, rows = _header_row(table)
    if headers is not None:
        return _Rows(headers, areas, place, loose).read(rows, table, len(table.rows) - len(rows))
    if len(table.rows) >= 2 and all(len(row) == 2 for row in table.rows):
        return _down_the_side(table)
    return Found()


def _header_row(table: Table) -> tuple[list[Header] | None, list[tuple[Cell, ...]]]:
    """The first of the top rows whose cells are header words; titles above it are passed over."""
    for number, row in enumerate(table.rows[:3]):
        headers = [column_of(cell.text) for cell in row]
        if any(header and header.column is Column.INDICATOR for header in headers):
            headers = [_no_target(header, cell) for header, cell in zip(headers, row, strict=True)]
        known = [header for header in headers if header is not None]
        if len(known) * 2 > len(row) and plans_something(known):
            full = [
                header or Header(Column.ROW if not place else Column.OTHER)
                for place, header in enumerate(headers)
            ]
            return full, list(table.rows[number + 1 :])
    return None, []


def _no_target(header: Header | None, cell: Cell) -> Header | None:
    """'Mål 2027' beside an indicator is the value that it shall have."""
    target = header is not None and header.column is Column.GOAL and _YEAR.search(cell.text)
    return Header(Column.OTHER) if target else header


@dataclass(slots=True)
class _Rows:
    headers: list[Header]
    areas: Areas
    place: Area | None
    loose: bool
    above: dict[Column, str] = field(default_factory=dict)
    goal: Draft | None = None
    group: Area | None = None
    unsure: bool = False
    unknown: int = 0
    found: Found = field(default_factory=Found)

    def read(self, rows: list[tuple[Cell, ...]], table: Table, first: int) -> Found:
        lost = 0
        for number, row in enumerate(rows, first):
            self.unsure = number in table.unsure
            if _same_texts(row, table.rows[first - 1]):
                continue  # the header again after a page break
            if self._group(row):
                continue
            lost += len(row) < len(self.headers) and not self.unsure
            self._row(row)
        if self.unknown:
            self.found.warnings.append(f"role_unknown at={table.start} count={self.unknown}")
        if lost:
            self.found.warnings.append(f"cells_missing at={table.start} count={lost}")
        return self.found

    def _group(self, row: tuple[Cell, ...]) -> bool:
        """A row of one text, over all columns: the area of the rows under it. A goal, or an area that has a
        column of its own, is no such row."""
        first, *others = [_text(cell) for cell in row]
        alone = bool(first) and all(not text or text == first for text in others)
        carried = self.headers[0].column in _CARRIED and first not in others
        if len(row) < 2 or not alone or carried or len(first.split()) > _NAME_WORDS or _ENDED.search(first):
            return False
        if _MEANT.match(first):
            return True
        name = heading_meaning(first).name or bare(first)
        self.group = self.areas.like(name) or self.areas.add(name)
        return True

    def _row(self, row: tuple[Cell, ...]) -> None:
        cells = [(header, cell) for header, cell in zip(self.headers, row, strict=False) if _text(cell)]
        self._carry(cells)
        area, heading = self._area_and_heading()
        made: list[Draft] = []
        for header, cell in cells:
            if header.column is Column.GOAL:
                self._goals(header, cell, area, heading)
            elif header.column in (Column.MEASURE, Column.ROLE, Column.INDICATOR):
                made += self._items(header, cell, area, heading)
        self._attach(cells, made)

    def _carry(self, cells: list[tuple[Header, Cell]]) -> None:
        for header, cell in cells:
            if header.column in _CARRIED:
                self.above[header.column] = join_all(cell.text.split("\n"))

    def _area_and_heading(self) -> tuple[Area | None, str | None]:
        """A column of areas gives the area; a column of row names does so only where nothing else does."""
        if name := self.above.get(Column.AREA):
            return self.areas.like(name) or self.areas.add(name), None
        row = self.above.get(Column.ROW)
        if row is None:
            return self.group or self.place, None
        known = self.areas.named(row)
        if known is not None or self.place is None or self.loose:
            return known or self.areas.add(row), None
        return self.group or self.place, row

    def _goals(self, header: Header, cell: Cell, area: Area | None, heading: str | None) -> None:
        for text in statements(cell.text):
            self.goal = self._draft(header.kind or "goal", text, cell, area, heading)
            self.found.drafts.append(self.goal)

    def _items(self, header: Header, cell: Cell, area: Area | None, heading: str | None) -> list[Draft]:
        texts, unit = split_unit(statements(cell.text))
        made = []
        for text in texts:
            sub_role, rest = split_sub_role(text) if header.role else (None, text)
            draft = self._draft(header.kind or "measure", rest, cell, area, heading)
            draft.role, draft.sub_role, draft.responsible_unit = header.role, sub_role, unit
            if self.unsure and header.column is Column.ROLE:
                draft.role, self.unknown = None, self.unknown + 1
            made.append(draft)
            has_goals = any(one.column is Column.GOAL for one in self.headers)
            siblings = self.goal.children if has_goals and self.goal else self.found.drafts
            siblings.append(draft)
        return made

    def _draft(self, kind: ItemKind, text: str, cell: Cell, area: Area | None, heading: str | None) -> Draft:
        return Draft(kind, text, cell.start, cell.end, area, heading, from_table=True)

    def _attach(self, cells: list[tuple[Header, Cell]], made: list[Draft]) -> None:
        """Unit, time and status belong to what the row plans; effects hang under it."""
        targets = [one for one in made if one.kind != "indicator"] or ([self.goal] if self.goal else [])
        for header, cell in cells:
            if name := _FIELDS.get(header.column):
                for draft in targets:
                    setattr(draft, name, join_all(cell.text.split("\n")))
            elif header.column is Column.EFFECT and targets:
                targets[0].children += [
                    self._draft("effect", text, cell, targets[0].area, None) for text in statements(cell.text)
                ]


def _text(cell: Cell) -> str:
    """The cell's text in one line; nothing where a dash says that it is empty."""
    text = join_all(cell.text.split("\n"))
    return "" if _NOTHING.fullmatch(text) else text


def _same_texts(row: tuple[Cell, ...], other: tuple[Cell, ...]) -> bool:
    return [_text(cell).casefold() for cell in row] == [_text(cell).casefold() for cell in other]


def _down_the_side(table: Table) -> Found:
    """Header words down the first column: each row says what its second cell holds."""
    labels = [column_of(row[0].text) for row in table.rows]
    known = [label for label in labels if label is not None]
    found = Found()
    if len(known) * 2 <= len(labels) or not plans_something(known):
        return found
    last: Draft | None = None
    for label, (_, cell) in zip(labels, table.rows, strict=True):
        if label is None or not cell.text.strip():
            continue
        if (name := _FIELDS.get(label.column)) and last is not None:
            setattr(last, name, join_all(cell.text.split("\n")))
        elif label.kind is not None and label.column is not Column.EFFECT:
            for text in statements(cell.text):
                last = Draft(label.kind, text, cell.start, cell.end, role=label.role, from_table=True)
                found.drafts.append(last)
    return found
