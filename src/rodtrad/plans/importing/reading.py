"""Blocks read in order, each in the light of the headings and lead-ins above it: from these come the
items.
"""

from __future__ import annotations

from collections import Counter

from .areas import Area
from .blocks import Block, Kind
from .drafts import Draft
from .entering import Entering
from .listing import KIND_OF
from .matrices import read_table
from .model import Table
from .prose import Prose
from .sections import Meaning, heading_meaning
from .vocabulary import Sense, bare


class Reader(Entering, Prose):
    """Reads one document's blocks. After `read`, `drafts` holds the items in reading order."""

    __slots__ = ()

    def read(self, blocks: list[Block]) -> list[Draft]:
        """The items of these blocks, in reading order."""
        heads = (heading_meaning(block.text).role for block in blocks if block.kind is Kind.HEADING)
        self.role_headings = Counter(role for role in heads if role)
        self.headings = Counter(bare(one.text).casefold() for one in blocks if one.kind is Kind.HEADING)
        for number, block in enumerate(blocks):
            following = self.following = blocks[number + 1] if number + 1 < len(blocks) else None
            self.on_title_page = self.on_title_page and block.kind is Kind.HEADING
            if block.kind is Kind.HEADING:
                self._heading(block, following)
            elif block.kind is Kind.TABLE:
                self._table(block)
            elif block.kind is Kind.BULLET:
                self._bullet(block)
            else:
                self._paragraph(block)
            self.section_empty = self.section_empty and block.kind is Kind.HEADING
            self.before = block
        return self.drafts

    def _table(self, block: Block) -> None:
        assert block.table is not None  # noqa: S101  a block of this kind holds its table
        if self.section.sense in (Sense.SKIP, Sense.GLOSSARY):
            return
        known = len(self.areas.known)
        self._place_by_heading()
        found = read_table(block.table, self.areas, self.area, loose=self.by_heading)
        if not found.drafts and len(self.areas.known) > known:
            self.area = None  # the table planned nothing: its heading is no area
            del self.areas.known[known:]
        self.warnings += found.warnings
        self._left_open(block.table)
        for draft in found.drafts:
            _place(draft, self.area)
            self.drafts.append(draft)
            self.last = draft

    def _left_open(self, table: Table) -> None:
        """A label whose cell is empty at the end of a table says what the list under the table is: a page
        break has cut the cell."""
        label, *cells = [cell.text.strip() for cell in table.rows[-1]] or [""]
        sense = heading_meaning(label).sense if label and len(cells) == 1 and not cells[0] else Sense.PLAIN
        self.lead = Meaning(sense) if sense in KIND_OF else None


def _place(draft: Draft, area: Area | None) -> None:
    draft.area = draft.area or area
    for child in draft.children:
        _place(child, draft.area)
