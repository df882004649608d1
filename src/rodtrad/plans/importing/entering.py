"""Headings: which section, area or role the reader enters, and which it leaves."""

from __future__ import annotations

import re

from .areas import Area, number_of
from .blocks import Block, Kind
from .listing import KIND_OF, ROLE_WORDS
from .prose import CLOSED
from .roles import role_named
from .sections import PLAIN, Meaning, heading_meaning
from .standing import Standing
from .vocabulary import LABEL, Sense, bare, on_title_page

_CLOSES = re.compile(r"^(?:uppföljning|utvärdering|revidering|implementering|genomförande)\b", re.I)
_LEAVES_GLOSSARY = {Sense.APPENDIX, Sense.AREAS, Sense.CURRENT_STATE, Sense.SKIP}
_GOAL_WORDS = 5


class Entering(Standing):
    """What a heading changes."""

    __slots__ = ()

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
        if chapter is None or following is None or len(block.text.split()) > ROLE_WORDS:
            return False
        inside = number_of(block) == "" if not block.level else block.level > chapter.level
        told = following.kind is Kind.PARAGRAPH and block.level > 0
        return inside and (told or following.kind is Kind.BULLET)

    def _stays(self, block: Block) -> bool:
        """'Omvärldsbevakning' under an area's 'Önskat läge' is one of its goals, and no chapter; nor is
        anything among references and names."""
        if self.section.sense in CLOSED:
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
        if bare(block.text).casefold().startswith(f"{area.name.casefold()} och "):
            area.name = bare(block.text)  # known till now by the first part of its name
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
            keeps = self.section.sense in KIND_OF or self.section.sense in {*CLOSED, Sense.CURRENT_STATE}
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
        if meaning.sense in {*CLOSED, Sense.AREAS} or self._goals_anew(block, meaning):
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


def _leaves(heading: Block, area: Area) -> bool:
    """A heading of the area's own depth or above, by declared level or by number ('3' after '2.1'), ends
    the area."""
    if heading.level and area.level:
        return heading.level <= area.level
    number = number_of(heading)
    return bool(number and area.number) and number.count(".") <= area.number.count(".")
