"""Paragraphs: lead-ins, labelled items, statements, duties and goals told in sentences."""

from __future__ import annotations

import re

from .blocks import Block, Kind
from .listing import KIND_OF, STATEMENT_MOST, Listing
from .sections import UNKNOWN_LEAD, answers_for, duties_in, duty_in_sentence, lead_meaning, run_in_role
from .standing import names_item
from .vocabulary import Sense, bare

_METADATA = re.compile(
    r"^(?:dokumentnamn|dokumenttyp|beslutad? av|fastställd|antagen|gäller (?:för|från|"
    r"till)|diarienummer|dnr|dokumentsort|bilagor|"
    r"senast reviderad|dokumentansvarig|version|datum)\s*[:.]", re.I,
)  # fmt: skip
_ASIDE = re.compile(  # told about the items beside it
    r"^(?:visste du|fakta\.|tips\.)"
    r"|^(?:uppföljning|utvärdering|syfte|bakgrund|kommentar|kostnad|resurser|målgrupp|beskrivning|motivering"
    r"|(?:förvänta[td]\w*|önska[td]\w*) (?:resultat|effekt\w*|nytta))\s*:",
    re.I,
)
_OF_ITEMS = re.compile(  # 'Målen följs upp …', 'Arbetet samlas i tre områden': told of the items, and none
    r"^(?:(?:del)?målen|målbilde(?:n|rna)|insatserna|åtgärderna|aktiviteterna|strategierna|indikatorerna)\b"
    r"|^områdena\b"
    r"|\b(?:två|tre|fyra|fem|sex|sju|åtta) (?:\w+ )?"
    r"\w*(?:områden|mål|målbilder|insatser|inriktningar|aktiviteter)\b",
    re.I,
)
_ABOUT_DOCUMENT = re.compile(
    r"\b(?:följande|nedan(?:stående)?|tabellen?|handlingsplan(?:en)?|(?:denna|"
    r"den här) (?:plan|strategi)|\w*planen|dokumentet|"
    r"strategin|avsnittet|kapitlet)\b", re.I,
)  # fmt: skip
CLOSED = {Sense.SKIP, Sense.APPENDIX, Sense.GLOSSARY}
_ABOVE = re.compile(r"(?:inriktnings|huvud)mål(?:et)?$|(?:övergripande|långsiktigt|strategiskt) mål$", re.I)
_KEPT_ASIDE = {*CLOSED, Sense.FRONT, Sense.CURRENT_STATE}
_SENTENCE_END = re.compile(r"[.!?]\s+[A-ZÅÄÖ]")
_GOAL_SENTENCE = re.compile(
    r"^(?:det |vårt |ett )?(?:(?:övergripande|annat|andra|första|tredje|ytterligare) )?(?:del)?mål(?:et)? "
    r"(?:\S+ ){0,4}?"
    r"är (?:också |även )?att (?P<goal>\S.{20,})$",
    re.I | re.S,
)
_TOLD_IN_PROSE = {Sense.VISION, Sense.FOLLOWED}  # only their lists are of items


class Prose(Listing):
    """What a paragraph becomes. One that has lost its list mark is a list item."""

    __slots__ = ()

    def _paragraph(self, block: Block) -> None:
        if self.detail and self.before is not None and self.before.kind is Kind.HEADING:
            self._belongs_to_last(self.detail, block.text)
            return
        if _METADATA.match(block.text) or _ASIDE.match(block.text) or self._goal_of_area(block):
            return
        sense = self.section.sense
        if self._labelled(block) or (sense not in CLOSED and self._bullet_lost(block)):
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
        if known and self._right_under_role():
            self._add("responsibility", block.text, block, role=known)
            return
        for text in duties_in(block.text, known):
            self._add("responsibility", text, block, role=duty_in_sentence(text, known))

    def _right_under_role(self) -> bool:
        """In a chapter of roles, what is told right under a role's name is its duty, if no list follows."""
        listed = self.following is not None and self.following.kind is Kind.BULLET
        heads = self.before is not None and self.before.kind is Kind.HEADING
        return self.roles_at is not None and heads and not listed

    def _statement(self, block: Block) -> None:
        """Under 'Önskat läge', 'Målbild', 'Åtgärder': each sub-heading with its text is one item, or each
        paragraph."""
        if self.section.sense in _TOLD_IN_PROSE or not self.prose:
            return
        kind = KIND_OF[self.section.sense]
        if (
            _OF_ITEMS.search(block.text)
            or block.text.endswith("?")
            or len(block.text.split()) > STATEMENT_MOST
            or _ABOUT_DOCUMENT.search(block.text)
        ):
            return
        heading = self.heading if self.heading and names_item(self.heading) else None
        same = self.last is not None and heading is not None and self.last.heading == heading.text
        if same and self.last is not None and self.last.kind == kind:
            self.last.text, self.last.end = f"{self.last.text} {block.text}", block.end
        else:
            self._add(kind, block.text, block, heading=heading.text if heading else None)
