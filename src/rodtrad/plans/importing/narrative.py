"""Decision papers tell in sentences: each proposed decision and each thing done or under way is an
activity.

Only sentences with someone who acts and a verb of doing count. Those that go on about something already
told ('Utredningen …', 'Denna …'), and those that only announce ('… som redovisas nedan'), are left.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from .areas import Area, Areas
from .blocks import Block, Kind
from .drafts import Draft, same_words
from .roles import role_in
from .sections import heading_meaning, is_lead
from .vocabulary import ITEM_SENSES, bare

_PROPOSES = re.compile(
    r"(?:föreslår att|föreslås)\s+(?P<who>[a-zåäö]+(?:nämnden|styrelsen|fullmäktige|utskottet))"
    r"\s+beslut\w*.*:$",
    re.I | re.S,
)
_SECTIONS_LEFT = re.compile(
    r"^(?:sammanfattning|ärendets beredning|beredning|bilag\w*|underskrift|bakgrund|beslutsunderlag|ekonomi"
    r"|barn\w*(?:perspektiv|konsekvens|analys)|\w+ bedömning|konsekvens|jämställdhet|prövning av"
    r"|beslutet skickas|expediering)",
    re.I,
)
_PROPOSALS = re.compile(r"^(?:\w+ )?förslag till beslut", re.I)
_BOARD = re.compile(
    r"\b((?:[A-ZÅÄÖ][a-zåäö]+- och )?[A-ZÅÄÖa-zåäö]{3,}(?:nämnden|styrelsen|fullmäktige|utskottet))\b"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")
_MADE = (
    r"(?:tagit|tagits) fram|genomförts?|införts?|byggts?(?: upp)?|utbildats?|utvecklats?|"
    r"etablerats?|skapats?|upphandlats?|"
    r"startats?|förstärkts?|installerats?|anställts?|tillsatts?|arrangerats?|anordnats?|gjorts?|gått|inrättats?|"
    r"bytts?|tecknats?|erbjud(?:it|its)|publicerats?|kartlagts?|köpts? in|utsetts?|beslutat om"
)
_DID = (
    r"(?:tog fram|genomförde|införde|byggde|utbildade|utvecklade|etablerade|skapade|upphandlade|startade"
    r"|anställde|installerade|tillsatte|ordnade|arrangerade|gjorde|inrättade|bytte|tecknade|erbjöd|publicerade|köpte)"
)
_PASSIVE = r"\w{2,}(?:ats|tts|rts|gts|its|lts|nts)"  # 'har lagts till', 'har sagts upp'
_WAS_DONE = r"\w{3,}(?:ades|ördes|öttes|gdes|ldes|ndes)"  # 'genomfördes'
_DOES = r"(?:driver|förbereder|erbjuder|samordnar|deltar|utvecklar|bygger|inför|upphandlar|utbildar)"
_OFFICE_WORD = r"\w*(?:förvaltningen|nämnden|avdelningen|enheten|kommunen|staden|kontoret)"
_DONE = re.compile(
    rf"\bhar\b.{{0,220}}?\b(?:{_MADE}|{_PASSIVE}|låtit|fått)\b"
    rf"|\b{_WAS_DONE}\b|\b{_DID} {_OFFICE_WORD}\b|\b{_OFFICE_WORD} {_DID}\b",
    re.I | re.S,
)
_DOING = re.compile(rf"\b{_OFFICE_WORD} {_DOES}\b|\b{_DOES} {_OFFICE_WORD}\b", re.I)
_PLANNED = re.compile(
    rf"\b(?:planerar|avser) (?:{_OFFICE_WORD} )?att\b|\bkommer {_OFFICE_WORD} (?:\w+ ){{0,4}}?att\b"
    rf"|\b{_OFFICE_WORD} kommer (?:[\w-]+ ){{0,6}}?att\b",
    re.I,
)
_UNDER_WAY = re.compile(
    r"\bhåller\b.{0,120}\bpå att\b|\bgenomför(?: också| även| nu)?\s|"
    r"\bhar\b.{0,200}?\b(?:inletts|inlett|börjat|påbörjats?)\b|"
    r"\bpågår\b|\bhåller på att\b|\barbetar (?:nu )?med att\b", re.I | re.S,
)  # fmt: skip
# An actor may be in the definite form; any other definite first word points back at what was told before.
_POINTS_BACK = re.compile(
    r"^(?:denna|detta|dessa|den|det|där|här|i \w+(?:et|en)\b|(?!\w*(?:förvaltningen|"
    r"skolorna|biblioteken|rektorerna|"
    r"nämnden|avdelningen|enheten|kommunen|staden|"
    r"kontoret|staben)\b)\w{4,}(?:en|et|na)\b)", re.I,
)  # fmt: skip
_ANNOUNCES = re.compile(r"\b(?:nedan|följande|en rad)\b", re.I)
# What someone says, sees or thinks is nothing done; nor is what was done with something told before.
_SAYS = re.compile(
    r"\b(?:konstatera\w*|bedöm(?:er|de|s)|visar|anser|uppfatta\w*|informera\w*|föreslår|framh\w+|yrka\w*)\b"
    r"|^\w+(?:ens|ets|nas|rnas) (?!.*\bav\b)",
    re.I,
)
_BY = re.compile(r"\b\w+s (?:fram |in |upp )?av (?:\w+s )?(\w[\w-]+)\.$")
_OFFICE = re.compile(r"\b[A-ZÅÄÖa-zåäö]{3,}(?:förvaltningen|kontoret)\b")
_ACTOR = re.compile(r"\b(?P<actor>[A-ZÅÄÖa-zåäö]*(?:förvaltning|nämnd|avdelning|kontor)(?:en|et)?)\b")


def read_narrative(blocks: list[Block], owner: str | None, areas: Areas) -> list[Draft]:
    """The activities that a decision paper proposes and tells of. `owner` acts where a sentence names no
    one."""
    found: list[Draft] = []
    proposer: str | None = None
    left, status = False, "proposed"
    office = _office(blocks, owner)
    place = _Place(areas)
    for block in blocks:
        if block.kind is Kind.HEADING:
            place.enter(block)
            left = bool(_SECTIONS_LEFT.match(block.text))
            proposer, status = _board(blocks) if _PROPOSALS.match(block.text) else None, "proposed"
        elif block.kind is Kind.BULLET:
            if proposer:
                found.append(_activity(block.text, block, proposer, status))
        elif match := _PROPOSES.search(block.text):
            proposer, status = _capital(match.group("who")), "proposed"
        elif is_lead(block.text) and _PLANNED.search(block.text):
            proposer, status = _actor(block.text, office), "planned"
        elif not left:
            found += _told(block, office, place.area)
    return found


@dataclass(slots=True)
class _Place:
    """Where the reader stands: under the headings of a chapter on what is done, each heading is an area."""

    areas: Areas
    chapter: int = 0  # the level of that chapter's heading
    area: Area | None = None

    def enter(self, heading: Block) -> None:
        if self.chapter and heading.level > self.chapter:
            self.area = self.areas.add(bare(heading.text))
            return
        self.area = None
        self.chapter = heading.level if heading_meaning(heading.text).sense in ITEM_SENSES else 0


def _office(blocks: list[Block], owner: str | None) -> str | None:
    """The office whose paper it is: the owner, or where that is a board the office named most often."""
    first = owner.split(",")[0] if owner else None
    if first and not first.casefold().endswith(("nämnden", "styrelsen")):
        return first
    named = Counter(_capital(name) for block in blocks for name in _OFFICE.findall(block.text))
    return named.most_common(1)[0][0] if named else first


def _board(blocks: list[Block]) -> str | None:
    """The board that is asked to decide: the one named most often."""
    named = Counter(_capital(name) for block in blocks for name in _BOARD.findall(block.text))
    return named.most_common(1)[0][0] if named else None


def _told(block: Block, office: str | None, area: Area | None) -> list[Draft]:
    found = []
    for sentence in _SENTENCE.split(block.text):
        if _POINTS_BACK.match(sentence) or _ANNOUNCES.search(sentence) or _SAYS.search(sentence):
            continue
        if status := _status(sentence):
            found.append(_activity(sentence, block, _actor(sentence, office), status, area))
    return found


def _status(sentence: str) -> str | None:
    if _UNDER_WAY.search(sentence) or _DOING.search(sentence):
        return "ongoing"
    if _PLANNED.search(sentence):
        return "planned"
    return "done" if _DONE.search(sentence) else None


def _actor(sentence: str, office: str | None) -> str | None:
    """The office that acts; a bare 'förvaltningen' is the one whose paper this is."""
    if doer := _doer(sentence):
        return doer
    match = _ACTOR.search(sentence)
    if match is None or match.group("actor").casefold() in ("förvaltning", "förvaltningen"):
        return office
    return _capital(match.group("actor"))


def _doer(sentence: str) -> str | None:
    """'… håller på att tas fram av skolornas förstelärare': who does what is told in the passive."""
    roles = (role_in(word) for word in _BY.findall(sentence) if not _ACTOR.fullmatch(word))
    return next((role for role in roles if role), None)


def _activity(text: str, block: Block, role: str | None, status: str, area: Area | None = None) -> Draft:
    return Draft("activity", text, block.start, block.end, area, role=role, status=status)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def besides(drafts: list[Draft], told: list[Draft]) -> list[Draft]:
    """The items that the lists of a paper gave, without those that it tells of in these words too."""
    said = {same_words(one.text) for one in told}
    return [one for one in drafts if same_words(one.text) not in said]
