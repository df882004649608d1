"""Blocks read in order, each in the light of the headings and lead-ins above it: from these come the
items.

The reader holds five things while it reads: the section it stands in, the area, the last plain heading,
the lead-in that is still in force, and the last item (to which a following 'Ansvarig:' or 'Status:'
belongs).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from .areas import Area, Areas, goal_line, number_of, split_name
from .blocks import Block, Kind
from .drafts import Draft, split_sub_role
from .matrices import read_table
from .model import ItemKind, Table
from .roles import role_in, role_named
from .sections import (
    PLAIN,
    UNKNOWN_LEAD,
    Meaning,
    answers_for,
    does_something,
    duties_in,
    duty_in_sentence,
    heading_meaning,
    lead_meaning,
    run_in_role,
)
from .vocabulary import LABEL, Sense, bare, on_title_page

KIND_OF: dict[Sense, ItemKind] = {
    Sense.GOAL: "goal",
    Sense.TARGET: "target_picture",
    Sense.DESIRED: "desired_state",
    Sense.INITIATIVE: "initiative",
    Sense.MEASURE: "measure",
    Sense.ACTIVITY: "activity",
    Sense.CHALLENGE: "challenge",
    Sense.INDICATOR: "indicator",
    Sense.EFFECT: "effect",
    Sense.VISION: "target_picture",
    Sense.FOLLOWED: "indicator",
    Sense.ROLE: "responsibility",
}
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
_METADATA = re.compile(
    r"^(?:dokumentnamn|dokumenttyp|beslutad? av|fastställd|antagen|gäller (?:för|från|"
    r"till)|diarienummer|dnr|dokumentsort|bilagor|"
    r"senast reviderad|dokumentansvarig|version|datum)\s*[:.]", re.I,
)  # fmt: skip
_ASIDE = re.compile(  # told about the items beside it
    r"^(?:uppföljning|utvärdering|syfte|bakgrund|kommentar|kostnad|resurser|målgrupp|beskrivning|motivering"
    r"|(?:förvänta[td]\w*|önska[td]\w*) (?:resultat|effekt\w*|nytta))\s*:",
    re.I,
)
_ABOUT_DOCUMENT = re.compile(
    r"\b(?:följande|nedan(?:stående)?|tabellen?|handlingsplan(?:en)?|(?:denna|"
    r"den här) (?:plan|strategi)|\w*planen|dokumentet|"
    r"strategin|avsnittet|kapitlet)\b", re.I,
)  # fmt: skip
_CLOSES = re.compile(r"^(?:uppföljning|utvärdering|revidering|implementering|genomförande)\b", re.I)
_TERM = re.compile(r"^(?P<term>[A-ZÅÄÖ][^:.]{1,60}?)\s*(?::|\s[–-])\s+(?P<meaning>\S.*)$", re.S)
_LEAVES_GLOSSARY = {Sense.APPENDIX, Sense.AREAS, Sense.CURRENT_STATE, Sense.SKIP}
_CLOSED = {Sense.SKIP, Sense.APPENDIX, Sense.GLOSSARY}
_STATED = {Sense.GOAL, Sense.TARGET, Sense.DESIRED}
_ABOVE = re.compile(r"(?:inriktnings|huvud)mål(?:et)?$|(?:övergripande|långsiktigt|strategiskt) mål$", re.I)
_KEPT_ASIDE = {*_CLOSED, Sense.FRONT, Sense.CURRENT_STATE}
_INNER_MARKS = {"◦", "o", "-", "–", "▪", "▫", "○", "□"}
_OF_AREA = {
    "mål",
    "övergripande mål",
    "inriktningsmål",
    "huvudmål",
}  # the first of them in an area is its own
_SENTENCE_END = re.compile(r"[.!?]\s+[A-ZÅÄÖ]")
_GOAL_SENTENCE = re.compile(
    r"^(?:det |vårt |ett )?(?:(?:övergripande|annat|andra|första|tredje|ytterligare) )?(?:del)?mål(?:et)? "
    r"(?:\S+ ){0,4}?"
    r"är (?:också |även )?att (?P<goal>\S.{20,})$",
    re.I | re.S,
)
_TOLD_IN_PROSE = {Sense.VISION, Sense.FOLLOWED}  # only their lists are of items
_FEWEST_WORDS = 3  # a goal in one word is a heading or a name
_STATEMENT_WORDS, _STATEMENT_MOST = 4, 90
_GOAL_WORDS = 5
_ROLE_WORDS = 5  # a role has a short name


@dataclass(slots=True)
class Reader:
    """Reads one document's blocks. After `read`, `drafts` holds the items in reading order."""

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

    # Headings

    def _heading(self, block: Block, following: Block | None) -> None:
        if self.on_title_page and on_title_page(block.text):
            return  # says what the document is, not what stands under it
        self.on_title_page = False
        if self._labelled_heading(block) or self._value_of_detail(block) or self._duty_of_role(block):
            return
        self.detail = ""
        meaning = heading_meaning(block.text)
        area = self._area_of(block, meaning)
        if area is not None and self.section.sense is not Sense.GLOSSARY:
            self._enter_area(block, area)
        elif self.section.sense is Sense.GLOSSARY and meaning.sense not in _LEAVES_GLOSSARY:
            self.heading = block
        elif meaning.sense is Sense.DETAIL:
            self.detail = bare(block.text).casefold()
        elif meaning.sense is Sense.PLAIN and self._names_role(block, following):
            self._enter_section(block, Meaning(Sense.ROLE, role=role_named(bare(block.text))))
        elif meaning.sense is Sense.PLAIN or (meaning.sense is Sense.TOPIC and self._stays(block)):
            self._plain_heading(block, following)
        else:
            self._enter_section(block, meaning)

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

    def _value_of_detail(self, block: Block) -> bool:
        """'Hösten 2025' under 'Tidplan' only looks like a heading."""
        if not self.detail or self.before is None or self.before.kind is not Kind.HEADING:
            return False
        if heading_meaning(block.text).sense not in (Sense.PLAIN, Sense.TOPIC, Sense.ROLE):
            return False
        label, self.detail = self.detail, ""
        return self._belongs_to_last(label, block.text)

    def _labelled_heading(self, block: Block) -> bool:
        """'Initiativ 2: Ett nätverk …' as a heading is an item; a goal in a few words is rather a topic."""
        match = LABEL.match(block.text)
        if match is None or not match.group("number") or block.text.endswith(":"):
            return False
        goal = "mål" in match.group("label").casefold()
        return not (goal and len(match.group("rest").split()) < _GOAL_WORDS) and self._labelled(block)

    def _names_role(self, block: Block, following: Block | None) -> bool:
        """In a chapter on roles ('Organisation och ansvar') a short heading with a list under it is one."""
        chapter = self.roles_at
        if chapter is None or following is None or len(block.text.split()) > _ROLE_WORDS:
            return False
        inside = number_of(block) == "" if not block.level else block.level == chapter.level + 1
        return inside and following.kind is Kind.BULLET

    def _stays(self, block: Block) -> bool:
        """'Omvärldsbevakning' under an area's 'Önskat läge' is one of its goals, and no chapter; nor is
        anything among references and names."""
        if self.section.sense in _CLOSED:
            return True
        if self.section.sense not in (Sense.DESIRED, Sense.TARGET) and _CLOSES.match(bare(block.text)):
            return False
        told = self.before is not None and self.before.kind is not Kind.BULLET  # in pairs of heading and text
        return self.area is not None and self.section.sense in KIND_OF and not block.level and told

    def _area_of(self, block: Block, meaning: Meaning) -> Area | None:
        if self.section.sense in (Sense.DESIRED,) and self.area and not block.level:
            candidate = self.areas.named(bare(block.text))
            return candidate if candidate is not self.area else None
        return self.areas.named(meaning.name or bare(block.text))

    def _enter_area(self, block: Block, area: Area) -> None:
        if area.start < 0:
            area.start, area.end, area.level, area.number = (
                block.start,
                block.end,
                block.level,
                number_of(block),
            )
        if self.section.sense in (Sense.ROLE, Sense.CURRENT_STATE):
            self.outer = self.outer or self.section_empty
            self.section = self.section if self.outer else PLAIN
        else:
            self.section = PLAIN
        self.area, self.heading, self.lead, self.by_heading = area, None, None, False

    def _plain_heading(self, block: Block, following: Block | None) -> None:
        continues_lead = (
            self.before is not None and self.lead is not None and self.before.kind is not Kind.HEADING
        )
        self.lead = self.lead if continues_lead else None
        if self.section.sense is Sense.ROLE:
            bullets = following is not None and following.kind is Kind.BULLET
            keeps = block.numbered or bullets
        else:
            keeps = self.section.sense in KIND_OF or self.section.sense in {*_CLOSED, Sense.CURRENT_STATE}
        if not keeps:
            self.section = PLAIN
        if self.by_heading:
            self.area, self.by_heading = None, False
        if self.area is not None and _leaves(block, self.area):
            self.area, self.section = None, PLAIN
        if self.section.sense is not Sense.ROLE:
            self.roles_at = None
        self.heading = block

    def _enter_section(self, block: Block, meaning: Meaning) -> None:
        self.section, self.lead, self.outer, self.section_empty = meaning, None, False, True
        if meaning.sense is not Sense.ROLE:
            self.roles_at = None
        elif meaning.role is None:
            self.roles_at = block
        self.heading = block if meaning.sense is Sense.GOAL else None
        if self._own_chapter(block, meaning):
            self.area = None
        if self.area is not None and _leaves(block, self.area):
            self.area = None

    def _own_chapter(self, block: Block, meaning: Meaning) -> bool:
        """References, another chapter of areas, or 'Ansvarsfördelning' for all of them belong to no area."""
        if meaning.sense in {*_CLOSED, Sense.AREAS} or self._goals_anew(block, meaning):
            return True
        if meaning.sense is not Sense.ROLE or bare(block.text).casefold() == "ansvar":
            return False
        # A role met as a heading once, when several areas have passed, answers for all of them.
        entered = sum(area.start >= 0 for area in self.areas.known)
        if self.area is not None and self.area.level and (not block.level or block.level > self.area.level):
            return False  # a part of the area by its level, or by having none where areas have one
        if meaning.role and self.roles_at is not None and self.section.sense is Sense.ROLE:
            return False  # where its chapter stands
        if meaning.role is None:  # a chapter that comes again in each area is a part of the area
            return self.headings[bare(block.text).casefold()] < 2
        return entered >= 2 and self.role_headings[meaning.role] == 1

    def _goals_anew(self, block: Block, meaning: Meaning) -> bool:
        """'Mål och insatser' after an area that has had its goals is a part of its own, not of that area."""
        if meaning.sense is not Sense.GOAL or " och " not in block.text:
            return False
        return any(draft.kind == "goal" and draft.area is self.area for draft in self.drafts)

    # Paragraphs

    def _paragraph(self, block: Block) -> None:
        if self.detail and self.before is not None and self.before.kind is Kind.HEADING:
            self._belongs_to_last(self.detail, block.text)
            return
        if _METADATA.match(block.text) or _ASIDE.match(block.text) or self._goal_of_area(block):
            return
        sense = self.section.sense
        if self._labelled(block) or (sense not in _CLOSED and self._bullet_lost(block)):
            return
        self.lead = lead_meaning(block.text)
        if self.lead is not None:
            return
        if sense not in _KEPT_ASIDE and (self._duty_told(block) or self._goal_told(block)):
            return
        self._in_section(block, sense)

    def _in_section(self, block: Block, sense: Sense) -> None:
        """A paragraph that only its section can tell what it is."""
        if sense is Sense.CURRENT_STATE:
            self._current_state(block)
        elif sense is Sense.GLOSSARY:
            self._term(block)
        elif sense is Sense.ROLE:
            self._duty(block)
        elif sense in KIND_OF and self._introduces(block):
            self.lead = UNKNOWN_LEAD
        elif sense in KIND_OF and not self._overarching(block):
            self._statement(block)

    def _duty_told(self, block: Block) -> bool:
        """'Rektor ansvarar för att …' is a duty wherever it stands, if it is all that the paragraph says."""
        role = answers_for(block.text)
        if role is None or self.section.sense is Sense.ROLE or _SENTENCE_END.search(block.text):
            return False
        self._add("responsibility", block.text, block, role=role)
        return True

    def _goal_told(self, block: Block) -> bool:
        """'Målet är att …' in an area is one of its goals."""
        match = _GOAL_SENTENCE.match(block.text)
        if match is None or self.area is None or _SENTENCE_END.search(block.text):
            return False
        self._add("goal", match.group("goal"), block)
        return True

    def _introduces(self, block: Block) -> bool:
        """Prose right under a heading with a list right under it tells of the list."""
        heads = self.before is not None and self.before.kind is Kind.HEADING
        return heads and self.following is not None and self.following.kind in (Kind.BULLET, Kind.TABLE)

    def _overarching(self, block: Block) -> bool:
        """One sentence under 'Inriktningsmål' or 'Övergripande mål' is what the whole area is for."""
        if self.area is None or self.heading is None or not _ABOVE.match(bare(self.heading.text)):
            return False
        if self.before is not self.heading:
            return True  # what is told of it
        if self.area.definition:
            return False
        self.area.definition = block.text
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

    def _bullet_lost(self, block: Block) -> bool:
        """After a lead-in, a paragraph that begins with a small letter is a list item whose bullet was
        lost."""
        if self.lead is None or not block.text[:1].islower():
            return False
        self._bullet(block)
        return True

    def _current_state(self, block: Block) -> None:
        """All paragraphs on the current state of one area are one item."""
        last = next((one for one in reversed(self.drafts) if one.kind == "current_state"), None)
        if last is not None and last.area is self.area and self.last is last:
            last.text, last.end = f"{last.text} {block.text}", block.end
        else:
            self._add("current_state", block.text, block)

    def _term(self, block: Block) -> None:
        if match := _TERM.match(block.text):
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

    def _duty(self, block: Block) -> None:
        """In a section on responsibilities: the text under a numbered heading, or sentences with a duty."""
        if self.heading is not None and self.heading.numbered:
            role = self.section.role or duty_in_sentence(block.text)
            self._add("responsibility", block.text, block, role=role, heading=self.heading.text)
            return
        role, duty = run_in_role(block.text)
        if role:
            self._add("responsibility", duty, block, role=role)
            return
        if self._duty_of_role(block):
            return
        known = self.section.role
        for text in duties_in(block.text, known):
            self._add("responsibility", text, block, role=duty_in_sentence(text, known))

    def _statement(self, block: Block) -> None:
        """Under 'Önskat läge', 'Målbild', 'Åtgärder': each sub-heading with its text is one item, or each
        paragraph."""
        if self.section.sense in _TOLD_IN_PROSE or not self.prose:
            return
        kind = KIND_OF[self.section.sense]
        if (
            block.text.endswith("?")
            or len(block.text.split()) > _STATEMENT_MOST
            or _ABOUT_DOCUMENT.search(block.text)
        ):
            return
        heading = self.heading if self.heading and _names_item(self.heading) else None
        same = self.last is not None and heading is not None and self.last.heading == heading.text
        if same and self.last is not None and self.last.kind == kind:
            self.last.text, self.last.end = f"{self.last.text} {block.text}", block.end
        else:
            self._add(kind, block.text, block, heading=heading.text if heading else None)

    # Lists and tables

    def _bullet(self, block: Block) -> None:
        if self._goal_of_area(block) or self._role_over_list(block) or self._sub_bullet(block):
            return
        meaning = self._led_by()
        if self.areas.named(block.text):
            return  # an area counted up is no item of its own
        if (block.text.endswith("?") and meaning.sense is not Sense.CHALLENGE) or self._labelled(block):
            return
        if meaning.sense is Sense.AREAS:
            self._area_listed(block)
        elif self.section.sense is Sense.GLOSSARY and _TERM.match(block.text):
            self._term(block)
        elif self.section.sense in (Sense.GLOSSARY, Sense.SKIP):
            return
        elif meaning.sense in KIND_OF:
            self._listed(block, meaning)
        elif meaning.sense is Sense.CURRENT_STATE:
            self._current_state(block)
        elif self.lead is None and self.section.sense is Sense.PLAIN and self._has_place():
            self._stated(block)

    def _role_over_list(self, block: Block) -> bool:
        """In a chapter of roles, a list item that is only a role, or a few words over a deeper list, heads
        what follows."""
        if self.section.sense is not Sense.ROLE or len(block.text.split()) > _ROLE_WORDS:
            return False
        following = self.following
        deeper = following is not None and following.kind is Kind.BULLET and _deeper(block, following)
        if block.text.endswith(".") or not (deeper or role_in(block.text)):
            return False
        self.section, self.lead = Meaning(Sense.ROLE, role=role_named(bare(block.text))), None
        return True

    def _led_by(self) -> Meaning:
        """What the list stands under: its lead-in, or where that says nothing the section; no section makes
        items of a list that is led in by something unknown."""
        if self.lead is not None and self.lead.sense is Sense.PLAIN:
            return self.section if self.section.sense in KIND_OF else Meaning(Sense.EXAMPLES)
        return self.lead or self.section

    def _sub_bullet(self, block: Block) -> bool:
        """A list inside a list item goes into that item: 'support för stadens utrustning: - inloggning,
        datorer'."""
        before, last = self.before, self.last
        if before is None or before.kind is not Kind.BULLET or last is None or last.end != before.end:
            return False
        opens = before.text.endswith(":") and before.marker != block.marker
        if not opens and self.inner != block.marker:
            self.inner = ""
            return False
        self.inner = block.marker
        last.text, last.end = f"{last.text} {block.text}", block.end
        return True

    def _listed(self, block: Block, meaning: Meaning) -> None:
        sub_role, text = split_sub_role(block.text) if meaning.role else (None, block.text)
        if meaning.sense in _STATED and len(text.split()) < _FEWEST_WORDS:
            return
        heading = self.heading.text if self.heading and _names_item(self.heading) else None
        role = meaning.role or (duty_in_sentence(text) if meaning.sense is Sense.ROLE else None)
        self._add(KIND_OF[meaning.sense], text, block, role=role, sub_role=sub_role, heading=heading)

    def _area_listed(self, block: Block) -> None:
        """A list that counts up areas: their goals go to the areas; what is no area here is a goal of
        someone else's."""
        name, goal = split_name(block.text)
        area = self.areas.named(name)
        if area is None and goal:
            self._add("goal", goal, block, heading=name)
        elif area is not None and goal and not area.definition and self.area is None:
            area.definition = goal

    def _has_place(self) -> bool:
        return self.area is not None or self.heading is not None

    def _stated(self, block: Block) -> None:
        """A list right under an area's text, with no lead-in: what the area says shall be."""
        if len(block.text.split()) > _STATEMENT_WORDS:
            self._place_by_heading()
            self._add("desired_state", block.text, block)

    def _place_by_heading(self) -> None:
        """Where the document marks out no area here, the heading above is one."""
        if self.area is None and self.heading is not None:
            area = self.areas.add(bare(self.heading.text))
            if area.start < 0:
                area.start, area.end, area.level = self.heading.start, self.heading.end, self.heading.level
            self.area, self.by_heading = area, True

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

    def _add(self, kind: ItemKind, text: str, block: Block, **rest: str | None) -> None:
        draft = Draft(kind, text.strip(), block.start, block.end, self.area, **rest)  # type: ignore[arg-type]
        self.drafts.append(draft)
        self.last = draft


def _leaves(heading: Block, area: Area) -> bool:
    """A heading of the area's own depth or above, by declared level or by number ('3' after '2.1'), ends
    the area."""
    if heading.level and area.level:
        return heading.level <= area.level
    number = number_of(heading)
    return bool(number and area.number) and number.count(".") <= area.number.count(".")


def _deeper(one: Block, other: Block) -> bool:
    """Another list mark, of those that stand for a list inside a list."""
    return other.marker != one.marker and other.marker in _INNER_MARKS


def _names_item(heading: Block) -> bool:
    """A sub-heading names the item under it; 'Mål' and its like only say of what kind it is."""
    return heading_meaning(heading.text).sense in (Sense.PLAIN, Sense.TOPIC)


def _place(draft: Draft, area: Area | None) -> None:
    draft.area = draft.area or area
    for child in draft.children:
        _place(child, draft.area)
