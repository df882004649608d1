"""Which headings are the document's priority areas.

Documents show it in different ways, surest first: a label ('Fokusområde 1: …'), a chapter of them, a goal
sentence right under the heading, a list that counts them up, the same headings again under each role, or
the same sub- headings ('Mål', 'Åtgärder') under each of them.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from .blocks import QUOTES, Block, Kind
from .headers import heads_table
from .roles import role_in
from .sections import heading_meaning, lead_meaning
from .vocabulary import ITEM_SENSES, LABEL, PART_SENSES, Sense, bare

_COUNTED = re.compile(
    r"^(?P<word>[A-ZÅÄÖ][a-zåäö]{2,}) (?P<number>\d{1,2})\s*[:.–-]\s*(?P<name>[A-ZÅÄÖ]\S.*)$"
)
_OWN_PARTS = re.compile(r"bilaga|kapitel|tabell|figur|steg|fas|del|nivå|sida|år|fråga|exempel|etapp", re.I)
_AIMS = {Sense.GOAL, Sense.TARGET, Sense.DESIRED}
_OUTSIDE = {Sense.GLOSSARY, Sense.SKIP, Sense.APPENDIX}


@dataclass(slots=True)
class Area:
    """A priority area: its name as first written, its own goal, and where it was first met as a heading."""

    name: str
    definition: str | None = None
    start: int = -1
    end: int = -1
    level: int = 0
    number: str = ""
    order: int = 0


@dataclass(slots=True)
class Areas:
    """The areas of one document. Met again under another spelling, an area is still the same."""

    known: list[Area] = field(default_factory=list)
    counted: str = ""  # the word that this document counts its areas with: 'Vägval' 1, 2, 3

    def named(self, name: str) -> Area | None:
        if self.counted and (match := _COUNTED.match(name)) and match.group("word") == self.counted:
            name = match.group("name")
        same = next((area for area in self.known if same_name(area.name, name)), None)
        return same or self._shorter(name)

    def _shorter(self, name: str) -> Area | None:
        """The one area that is met again under the first part of its name: 'Kvalitet' for 'Kvalitet och
        uppföljning', or the other way round."""
        folded = name.casefold().strip(" .:")
        found = [
            area
            for area in self.known
            if area.name.casefold().startswith(f"{folded} och ")
            or folded.startswith(f"{area.name.casefold()} och ")
        ]
        return found[0] if len(found) == 1 else None

    def add(self, name: str) -> Area:
        area = self.named(name)
        if area is None:
            area = Area(name, order=len(self.known))
            self.known.append(area)
        return area

    def like(self, name: str) -> Area | None:
        """The area a table cell means: the same name, or one name inside the other."""
        exact = self.named(name)
        folded = name.casefold().strip(" .")
        return exact or next(
            (one for one in self.known if folded in one.name.casefold() or one.name.casefold() in folded),
            None,
        )


def same_name(one: str, other: str) -> bool:
    """The same area name, apart from case, a full stop, or a slip of a letter ('Stödande' for
    'Stödjande')."""
    a, b = one.casefold().strip(" .:"), other.casefold().strip(" .:")
    if a == b:
        return True
    if min(len(a), len(b)) < 8 or abs(len(a) - len(b)) > 4 or re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    matcher = SequenceMatcher(None, a, b)
    return matcher.quick_ratio() >= 0.9 and matcher.ratio() >= 0.9


def find_areas(blocks: list[Block]) -> Areas:
    """The areas that the document itself marks out; none where nothing does."""
    body = list(_body(blocks))
    headings = [block for block in body if block.kind is Kind.HEADING]
    for names in (_labelled(headings), _under_areas(headings), _with_goal(body), _counted_up(body, headings)):
        areas = Areas()
        for name in names:
            areas.add(name)
        if len(areas.known) >= 2:
            return areas
    areas = Areas(counted=_counting_word(headings))
    if areas.counted:
        for one in headings:
            if (match := _COUNTED.match(one.text)) and match.group("word") == areas.counted:
                areas.add(match.group("name"))
        return areas
    for name in _repeated(headings) or _parallel(body):
        areas.add(name)
    return areas if len(areas.known) >= 2 else Areas()


def _body(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks outside glossary, references and appendices, where headings are terms and names."""
    outside = False
    for block in blocks:
        if block.kind is Kind.HEADING:
            sense = heading_meaning(block.text).sense
            outside = sense in _OUTSIDE or (outside and not _leads_back(block, sense))
        if not outside:
            yield block


def _leads_back(block: Block, sense: Sense) -> bool:
    """Into the body again: by a heading of known meaning, or at a new page. A role's name may be a term."""
    return sense not in (Sense.PLAIN, Sense.ROLE, Sense.TOPIC) or (sense is Sense.PLAIN and block.page_start)


def _labelled(headings: list[Block]) -> list[str]:
    """'Fokusområde 2: Likvärdig tillgång'."""
    return [meaning.name for one in headings if (meaning := heading_meaning(one.text)).name]


def _counting_word(headings: list[Block]) -> str:
    """The word before a number in two headings or more, counted up from 1: 'Vägval 1: …', 'Vägval 2: …'."""
    found: dict[str, list[int]] = {}
    for one in headings:
        if (
            (match := _COUNTED.match(one.text))
            and not LABEL.match(one.text)
            and not _OWN_PARTS.match(one.text)
        ):
            found.setdefault(match.group("word"), []).append(int(match.group("number")))
    return next((word for word, numbers in found.items() if numbers[:2] == [1, 2]), "")


def _under_areas(headings: list[Block]) -> list[str]:
    """The headings one step under 'Strategiska områden', by number ('3' and '3.1') or by declared level."""
    above = next((one for one in headings if _is_areas(one)), None)
    if above is None:
        return []
    number, place = number_of(above), headings.index(above)
    if number:
        return [bare(one.text) for one in headings if re.fullmatch(rf"{number}\.\d+", number_of(one))]
    names: list[str] = []
    declared = [one for one in headings[place + 1 :] if one.level] if above.level else []
    for one in declared:
        if one.level <= above.level:
            break
        if one.level == above.level + 1:
            names.append(bare(one.text))
    return names


def _is_areas(heading: Block) -> bool:
    meaning = heading_meaning(heading.text)
    return meaning.sense is Sense.AREAS and meaning.name is None


def number_of(heading: Block) -> str:
    """'3.1' of '3.1 Digital kompetens', or nothing."""
    match = re.match(r"(\d{1,2}(?:\.\d{1,2})*)\.?(?=\s|$)", heading.marker or heading.text)
    return match.group(1) if match else ""


def _with_goal(body: list[Block]) -> list[str]:
    """A heading with its goal as the very next thing: quoted, led in by a dash, or labelled 'Mål:'."""
    return [
        bare(block.text)
        for block, following in itertools.pairwise(body)
        if block.kind is Kind.HEADING and goal_line(following) and _plain(block)
    ]


def _plain(heading: Block) -> bool:
    return heading_meaning(heading.text).sense in (Sense.PLAIN, Sense.TOPIC)


def goal_line(block: Block) -> str | None:
    """The goal that a block right under an area's heading states, without its quotes, dash or label."""
    text = block.text
    if block.kind is Kind.PARAGRAPH and text[:1] in QUOTES and text.rstrip(". ")[-1:] in QUOTES:
        return text.strip(QUOTES + " ")
    if (
        block.kind is Kind.BULLET
        and block.marker in "-–—"
        and len(text.split()) >= 6
        and text[0].isupper()
        and text.endswith(".")
    ):
        return text
    label = LABEL.match(text)
    if label and label.group("label").casefold() in ("mål", "övergripande mål") and not label.group("number"):
        return label.group("rest")
    return None


def _counted_up(body: list[Block], headings: list[Block]) -> list[str]:
    """'Planen har fyra prioriterade områden:' and a list of names that come again as headings."""
    names: list[str] = []
    counting = False
    for block in body:
        if block.kind is Kind.BULLET:
            name = split_name(block.text)[0]
            if counting and (
                match := next((one for one in headings if same_name(bare(one.text), name)), None)
            ):
                names.append(bare(match.text))
        else:
            lead = lead_meaning(block.text) if block.kind is Kind.PARAGRAPH else None
            counting = lead is not None and lead.sense is Sense.AREAS
    return names


def split_name(text: str) -> tuple[str, str | None]:
    """'Name: its goal', 'Name – its goal' or 'Name. Här är målet att …' -> the name and the goal."""
    if match := re.match(
        r"^(?P<name>[^.:]{3,80})\.\s+(?:här är )?målet(?: är)? att\s+(?P<goal>\S.*)$", text, re.I | re.S
    ):
        return match.group("name"), match.group("goal")
    if match := re.match(r"^(?P<name>[^.:–]{3,80}?)\s*(?::|\s[–-])\s+(?P<goal>\S.{15,})$", text, re.S):
        return match.group("name"), match.group("goal")
    return text, None


def _repeated(headings: list[Block]) -> list[str]:
    """The same headings again and again: under each role, and again under the current state."""
    plain = [bare(one.text) for one in headings if heading_meaning(one.text).sense is Sense.PLAIN]
    times = Counter(name.casefold() for name in plain)
    return [name for name in dict.fromkeys(plain) if times[name.casefold()] >= 3]


def _parallel(body: list[Block]) -> list[str]:
    """Headings that each have parts of a plan under them: 'Mål', 'Åtgärder', a lead-in to a list of them."""
    found: list[Block] = []
    above: list[Block] = []  # the headings that the reader stands under, outermost first
    declared = any(block.level for block in body)
    first: dict[int, str] = {}  # the part that each of them has first
    times: Counter[str] = Counter()  # a part that comes once in all may be a chapter of its own
    detail = False  # right under 'Tidplan' and the like
    pairs = _Pairs(body)
    for number, block in enumerate(body):
        if pairs.holds(number):
            continue
        sense = heading_meaning(block.text).sense if block.kind is Kind.HEADING else None
        detail, value = sense is Sense.DETAIL, detail and sense in (Sense.PLAIN, Sense.TOPIC)
        if detail or value:
            continue
        if sense is not None and (block.level or not declared):
            above = _standing_under(above, block, sense)
        if above and _is_part(block, sense, above[-1]):
            part = bare(block.text).casefold() if sense else ""
            times[part] += 1
            if above[-1] not in found:
                found.append(above[-1])
                first[id(above[-1])] = part
    again = [one for one in found if times[first[id(one)]] > 1 or not first[id(one)]]
    return _of_one_depth(again if len(again) > 1 and not declared else found)


def _is_part(block: Block, sense: Sense | None, above: Block) -> bool:
    """A part of a plan. Under the name of a role duties are no sign of an area, goals are."""
    if heading_meaning(above.text).role:
        return sense in _AIMS or (block.kind is Kind.PARAGRAPH and goal_line(block) is not None)
    return sense in PART_SENSES or (sense is None and _plans(block))


@dataclass(slots=True)
class _Pairs:
    """Headings with a paragraph each under 'Önskat läge' are its items, where no levels tell them from areas.

    Such a list of pairs begins with a heading right under the part's own, and goes on to the next part. A
    heading with the same part under it again is the next area, though.
    """

    body: list[Block]
    part: str = ""

    def holds(self, number: int) -> bool:
        block = self.body[number]
        if block.kind is not Kind.HEADING or block.level:
            return False
        sense = heading_meaning(block.text).sense
        if sense in PART_SENSES:
            following = self.body[number + 1] if number + 1 < len(self.body) else None
            opens = (
                sense in (Sense.DESIRED, Sense.TARGET) and following is not None and _heads_pair(following)
            )
            self.part = bare(block.text).casefold() if opens else ""
            return False
        if not self.part or sense not in (Sense.PLAIN, Sense.TOPIC):
            return False
        ahead = (one for one in self.body[number + 1 :] if one.kind is Kind.HEADING)
        if bare(next(ahead, block).text).casefold() == self.part:
            self.part = ""
        return bool(self.part)


def _heads_pair(block: Block) -> bool:
    return block.kind is Kind.HEADING and not block.level and _plain(block)


def _standing_under(above: list[Block], heading: Block, sense: Sense) -> list[Block]:
    """The headings that one stands under from here on. Without levels each plain one ends the last."""
    above = [one for one in above if one.level < heading.level] if heading.level else above[-1:]
    if sense in (Sense.PLAIN, Sense.TOPIC):
        return [*above, heading] if heading.level else [heading]
    if sense is Sense.ROLE and heading.level and role_in(bare(heading.text)):
        return [*above, heading]  # 'Medarbetare' may be an area, if goals stand under it
    return above if sense in PART_SENSES or heading.level else []


def _plans(block: Block) -> bool:
    """A lead-in to items, or a table whose header row says that it holds some."""
    if block.table is not None:
        return any(heads_table([cell.text for cell in row]) for row in block.table.rows[:3])
    lead = lead_meaning(block.text) if block.kind is Kind.PARAGRAPH else None
    return lead is not None and lead.sense in ITEM_SENSES


def _of_one_depth(found: list[Block]) -> list[str]:
    """The names of the outermost of these headings that have their like beside them: a title has none."""
    for level in sorted({one.level for one in found}):
        names = [bare(one.text) for one in found if one.level == level]
        if len(names) >= 2:
            return names
    return []
