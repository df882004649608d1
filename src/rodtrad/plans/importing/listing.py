"""List items, read in the light of what the list stands under."""

from __future__ import annotations

from .areas import split_name
from .blocks import Block, Kind
from .drafts import split_sub_role
from .model import ItemKind
from .roles import role_in, role_named
from .sections import Meaning, duty_in_sentence, run_in_role
from .standing import TERM, Standing, names_item
from .vocabulary import Sense, bare

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
_STATED = {Sense.GOAL, Sense.TARGET, Sense.DESIRED}
_INNER_MARKS = {"◦", "o", "-", "–", "▪", "▫", "○", "□"}
_FEWEST_WORDS = 3  # a goal in one word is a heading or a name
_STATEMENT_WORDS, STATEMENT_MOST = 4, 90
ROLE_WORDS = 5  # a role has a short name


class Listing(Standing):
    """What a list item becomes."""

    __slots__ = ()

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
        elif self.section.sense is Sense.GLOSSARY and TERM.match(block.text):
            self._term(block)
        elif self.section.sense in (Sense.GLOSSARY, Sense.SKIP):
            return
        elif meaning.sense in KIND_OF:
            self._listed(block, meaning)
        elif meaning.sense is Sense.CURRENT_STATE:
            self._current_state(block)
        elif self.lead is None and self.section.sense is Sense.PLAIN and self._has_place():
            self._stated(block)

    def _bullet_lost(self, block: Block) -> bool:
        """After a lead-in, a paragraph that begins with a small letter is a list item whose bullet was
        lost."""
        if self.lead is None or not block.text[:1].islower():
            return False
        self._bullet(block)
        return True

    def _role_over_list(self, block: Block) -> bool:
        """In a chapter of roles, a list item that is only a role, or a few words over a deeper list, heads
        what follows."""
        if self.section.sense is not Sense.ROLE or len(block.text.split()) > ROLE_WORDS:
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
        own, text = (
            run_in_role(block.text, anyone=True) if self._open_to_roles(meaning) else (None, block.text)
        )
        sub_role, text = split_sub_role(text) if meaning.role else (None, text)
        if meaning.sense in _STATED and len(text.split()) < _FEWEST_WORDS:
            return
        heading = self.heading.text if self.heading and names_item(self.heading) else None
        role = own or meaning.role or (duty_in_sentence(text) if meaning.sense is Sense.ROLE else None)
        self._add(KIND_OF[meaning.sense], text, block, role=role, sub_role=sub_role, heading=heading)

    def _open_to_roles(self, meaning: Meaning) -> bool:
        """A list of duties whose heading or lead-in names no one: each item may name its own."""
        return meaning.sense is Sense.ROLE and meaning.role is None

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


def _deeper(one: Block, other: Block) -> bool:
    """Another list mark, of those that stand for a list inside a list."""
    return other.marker != one.marker and other.marker in _INNER_MARKS
