"""Where the reader stands: in which section and area, under which heading and lead-in, after which item.

What is read from a block depends on this. Here are also the acts that headings, prose and lists share.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from .areas import Area, Areas, goal_line
from .blocks import Block, Kind
from .drafts import Draft
from .model import ItemKind
from .roles import role_in
from .sections import PLAIN, Meaning, does_something, heading_meaning
from .vocabulary import LABEL, Sense, bare

_LABEL_KINDS: dict[str, ItemKind] = {  # the start of a label, tried in this order
    "målbild": "target_picture",
    "önskat": "desired_state",
    "nuläge": "current_state",
    "åtgärd": "measure",
    "insats": "initiative",
    "initiativ": "initiative",
    "satsning": "initiative",
    "åtagande": "measure",
    "aktivitet": "activity",
    "strategi": "measure",
    "indikator": "indicator",
    "mått": "indicator",
    "utmaning": "challenge",
    "effektmål": "goal",
    "effekt": "effect",
}
TERM = re.compile(r"^(?P<term>[A-ZÅÄÖ][^:.]{1,60}?)\s*(?::|\s[–-])\s+(?P<meaning>\S.*)$", re.S)
_OF_AREA = {
    "mål",
    "övergripande mål",
    "inriktningsmål",
    "huvudmål",
}  # the first of them in an area is its own


@dataclass(slots=True)
class Standing:
    """What is known at a block, and the items found before it."""

    areas: Areas
    prose: bool = (
        True  # paragraphs under 'Åtgärder' and the like are items; a paper tells its deeds otherwise
    )
    drafts: list[Draft] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    section: Meaning = PLAIN
    outer: bool = (
        False  # the section holds the areas ('Ansvar – Chef' with all areas under it), not the other way
    )
    area: Area | None = None
    heading: Block | None = None
    lead: Meaning | None = None
    last: Draft | None = None
    before: Block | None = None
    following: Block | None = None
    section_empty: bool = True
    on_title_page: bool = True
    role_headings: Counter[str] = field(default_factory=Counter)
    headings: Counter[str] = field(default_factory=Counter)
    detail: str = ""  # 'ansvarig' or 'tidplan', whose value the next paragraph is
    inner: str = ""  # the marker of the list inside the last item
    roles_at: Block | None = None  # the heading of a chapter where each heading is a role
    by_heading: bool = False  # the area is only the heading above an item, so the next heading ends it

    def _add(self, kind: ItemKind, text: str, block: Block, **rest: str | None) -> None:
        draft = Draft(kind, text.strip(), block.start, block.end, self.area, **rest)  # type: ignore[arg-type]
        self.drafts.append(draft)
        self.last = draft

    def _belongs_to_last(self, label: str, rest: str) -> bool:
        if self.last is None:
            return False
        if label.startswith("ansvar"):
            self.last.responsible_unit = rest
        elif label == "status":
            self.last.status = rest
        else:
            self.last.due = rest
        return True

    def _labelled(self, block: Block) -> bool:
        """'Delmål 1.1: …' is an item by its label; 'Ansvarig: …' and 'Status: …' belong to the item
        before."""
        match = LABEL.match(block.text)
        if not match or self.section.sense in (Sense.GLOSSARY, Sense.SKIP):
            return False
        label, rest = match.group("label").casefold(), match.group("rest")
        if label.startswith(("ansvar", "status", "klart", "tid", "när", "slut")):
            return self._belongs_to_last(label, rest)
        goal: ItemKind = "goal"
        kind = next((kind for start, kind in _LABEL_KINDS.items() if label.startswith(start)), goal)
        if kind == "goal" and label in _OF_AREA and not match.group("number") and self._first_goal(rest):
            return True
        name = f"{match.group('label')} {match.group('number')}" if match.group("number") else None
        self._add(kind, rest, block, heading=name)
        return True

    def _first_goal(self, rest: str) -> bool:
        if self.area is None or self.area.definition or self.heading:
            return False
        self.area.definition = rest
        return True

    def _goal_of_area(self, block: Block) -> bool:
        """The first thing under an area's heading may be its goal."""
        if self.area is None or self.heading or self.section is not PLAIN:
            return False
        if self.before is None or self.before.kind is not Kind.HEADING:
            return False
        goal = goal_line(block)
        if goal:
            self.area.definition = goal
        return bool(goal)

    def _duty_of_role(self, block: Block) -> bool:
        """Under the name of a role, a line that begins with what someone does is a duty and no heading."""
        if (
            self.section.sense is not Sense.ROLE
            or self.section.role is None
            or block.level
            or self.areas.named(block.text)
        ):
            return False
        named = heading_meaning(block.text).sense is not Sense.PLAIN or role_in(block.text.split()[0])
        if named or not does_something(block.text):
            return False
        self._add("responsibility", block.text, block, role=self.section.role)
        return True

    def _place_by_heading(self) -> None:
        """Where the document marks out no area here, the heading above is one."""
        if self.area is None and self.heading is not None:
            area = self.areas.add(bare(self.heading.text))
            if area.start < 0:
                area.start, area.end, area.level = self.heading.start, self.heading.end, self.heading.level
            self.area, self.by_heading = area, True

    def _current_state(self, block: Block) -> None:
        """All paragraphs on the current state of one area are one item."""
        last = next((one for one in reversed(self.drafts) if one.kind == "current_state"), None)
        if last is not None and last.area is self.area and self.last is last:
            last.text, last.end = f"{last.text} {block.text}", block.end
        else:
            self._add("current_state", block.text, block)

    def _term(self, block: Block) -> None:
        if match := TERM.match(block.text):
            self._add("term", match.group("term"), block, definition=match.group("meaning"))
            return
        if self.heading is None:
            return
        if self.last is not None and self.last.kind == "term" and self.last.start == self.heading.start:
            self.last.definition = f"{self.last.definition} {block.text}"
            return
        draft = Draft("term", bare(self.heading.text), self.heading.start, block.end, definition=block.text)
        self.drafts.append(draft)
        self.last = draft


def names_item(heading: Block) -> bool:
    """A sub-heading names the item under it; 'Mål' and its like only say of what kind it is."""
    return heading_meaning(heading.text).sense in (Sense.PLAIN, Sense.TOPIC)
