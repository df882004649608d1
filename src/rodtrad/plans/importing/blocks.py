"""Lines to blocks: headings, paragraphs, list items and tables, with wraps joined and hyphenation undone.

The question asked at each line is only one: does it go on from the line before? What tells is how the
line before ended (full width, comma, small word), how this one begins (small letter, capital, bullet) and
what stands between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from .chapters import chapters_among
from .furniture import strip_marks
from .indents import hanging, mark_indented_lists
from .joining import join
from .lines import Line
from .model import Table
from .sections import heading_meaning, is_lead, lead_meaning
from .vocabulary import LABEL, PART_SENSES, Sense, names_document


class Kind(Enum):
    """What a block looks like; what it means is decided later."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    TABLE = "table"


@dataclass(slots=True)
class Block:
    """One heading, paragraph, list item or table. `marker` is its bullet or number; `level` a declared
    depth."""

    kind: Kind
    text: str
    start: int
    end: int
    marker: str = ""
    level: int = 0
    gap: int = 0
    page_start: bool = False
    lines: list[Line] = field(default_factory=list)
    table: Table | None = None

    @property
    def numbered(self) -> bool:
        return self.marker[:1].isdigit()


@dataclass(frozen=True, slots=True)
class Setting:
    """How the lines around a line are set: their width, and whether each of them has a gap before it."""

    measure: int
    double_spaced: bool


# A round or square sign is a bullet before any text; o and the dashes only before a space, and 'o' only
# before a
# capital or a parenthesis, so that a wrapped line beginning with 'och' or 'o.s.v.' is no list item.
_BULLET = re.compile(
    r"^(?:([■●•▪◦○□▫►‣∙⁃*➢✓✔❖·●\uf0b7\uf0a7\uf0d8\uf0fc\uf02d])\s*|([-–—])(?:\s+|(?=[A-ZÅÄÖ]))|(\+)\s+|(o)\s+(?=[A-ZÅÄÖ(]))(?=\S)"
)
_NUMBER = re.compile(
    r"^(\d{1,2}[.)]|[a-zA-Z]\)|\d{1,2}:\d{1,2}[.,:]?|[A-Z]\d{1,2}(?:\.\d{1,2})?[.:)]?(?=\s+[A-ZÅÄÖ]))\s+(?=\S)"
)
_LOWER_O = re.compile(r"^o\s+(?=[a-zåäö])")
_SECTION_NUMBER = re.compile(r"^((?:\d{1,2}\.){1,4}\d{0,2}\.?|\d{1,2})\s+(?=[A-ZÅÄÖ])")
_DEEP_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[A-ZÅÄÖ]")
_ENDED = re.compile(r"[.:!?…][)”\"’*_]*$")
_SMALL_WORDS = frozenset(
    word
    for line in (
        "och eller samt att i på av till för med som om den det de en ett vid från under över mellan inom",
        "genom hos utan är ska kan har sin sitt sina vår vårt våra deras dess vilket vilka där när så både",
        "även bland mot enligt utifrån kring gällande t.ex. tex exempelvis såsom inklusive respektive",
    )
    for word in line.split()
)
_NAME_AND_MEANING = re.compile(r"^[A-ZÅÄÖ][\w-]+(?: [\w-]+){0,3}: \S")
_LABELLED = re.compile(
    r"^(?:ansvarig?\w*|status|klart|tids?plan|när|vem|(?:del|effekt)?mål(?: \d[\d.]*)?|åtgärd\w*|insats\w*"
    r"|indikator\w*|aktivitet\w*|delaktivitet\w*|strategi|initiativ|åtagande|satsning|mått|uppföljning|utvärdering|kostnad|resurser|kommentar)\s*:",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{2}")
_LOST = "•"  # stands for a mark that the text has lost
HEADING_WORDS, HEADING_CHARS = 14, 110
_PART_WORDS = 2
_PARTS = PART_SENSES | {Sense.DETAIL}
_USUAL = 70  # signs on a line, at least, of a page of text
QUOTES = '“”"»«'


def make_blocks(lines: list[Line], footnotes: set[str]) -> list[Block]:
    """The blocks of a document, in order."""
    joints = _joints(lines)
    double = len(joints) >= 10 and sum(after.gap > 0 for _, after in joints) > 0.2 * len(joints)
    wrap_space = wraps_leave_space(lines)
    groups: list[list[Line]] = []
    marks = [marker_of(line.text) for line in lines]
    mark_indented_lists(lines, marks)
    hangs = hanging(lines, marks)
    chapters = chapters_among(lines, looks_like_heading)
    listing = False  # inside a list whose bullets were lost
    page_width = usual_width(lines)
    for number, line in enumerate(lines):
        setting = _setting(lines, number, double)
        heading = _heading_after_end(lines, number, setting) or _after_title(groups, line)
        listing = bool(groups) and (listing or is_lead(groups[-1][-1].text)) and _lost_item(line)
        meant = listing and not _fills(groups[-1][-1], line, max(page_width, setting.measure))
        outdented = hangs and bool(groups) and _outdented(groups[-1], line)
        fresh = heading or meant or outdented or line.listed or number in chapters
        if groups and not fresh and _goes_on(groups[-1], line, setting):
            groups[-1].append(line)
        else:
            groups.append([line])
    blocks = [_block(group, wrap_space, footnotes) for group in groups]
    _find_headings(blocks)
    return blocks


def _outdented(group: list[Line], line: Line) -> bool:
    """Where the lines of items hang, a line that begins as far out as the mark of the item is not its."""
    return bool(marker_of(group[0].text)) and line.indent <= group[0].indent and line.text[:1].isupper()


def _lost_item(line: Line) -> bool:
    """A line that could be an item, or part of one, in a list whose bullets were lost."""
    return line.text[:1].islower() and not line.gap and not line.table and not line.level


def usual_width(lines: list[Line]) -> int:
    """How wide the full lines of a text are; where most lines are cells, the few wide ones tell."""
    widths = sorted(line.width for line in lines if not line.table)
    if not widths:
        return 0
    return max(widths[int(len(widths) * 0.9)], min(widths[-3:][0], _USUAL))


def _fills(last: Line, line: Line, measure: int) -> bool:
    """The line before was full, or cut inside a word or sentence; after a shorter one the break was meant."""
    next_word = len(line.text.split(" ", 1)[0])
    return is_cut(last.text) or last.text.endswith("-") or last.width + 1 + next_word > 0.85 * measure


def _joints(lines: list[Line]) -> list[tuple[Line, Line]]:
    """Pairs of lines where one sentence surely goes on from the first to the second."""
    return [
        (one, two) for one, two in pairwise(lines) if two.text[:1].islower() and not _ENDED.search(one.text)
    ]


def wraps_leave_space(lines: list[Line]) -> bool:
    """Some extractors leave a space where a line was wrapped; without one, the column broke a word."""
    joints = _joints(lines)
    return len(joints) > 5 and sum(before.trailing_space for before, _ in joints) >= 0.8 * len(joints)


def _setting(lines: list[Line], number: int, double: bool) -> Setting:
    """The setting at one joint, from the lines near it, for columns and appendices differ from the body."""
    near = lines[max(0, number - 5) : number + 5]
    measure = max(line.width for line in near)
    gaps = sum(line.gap > 0 for line in near)
    return Setting(measure, double and measure < 140 and gaps >= 0.7 * len(near))


def marker_of(text: str) -> str:
    """The bullet or list number that a line begins with, or nothing."""
    if match := _BULLET.match(text):
        if text.startswith("**") or re.match(r"^\*[^*\s][^*]*\*", text):
            return ""  # Markdown emphasis, not an asterisk bullet
        return next(part for part in match.groups() if part)
    if match := _NUMBER.match(text) or _LOWER_O.match(text):
        return match.group().strip()
    return ""


def _goes_on(group: list[Line], line: Line, setting: Setting) -> bool:
    """Whether a line continues the block before it."""
    last = group[-1]
    if line.table or last.table or line.level or last.level:
        return False
    marker = marker_of(line.text)
    if _LABELLED.match(line.text) or _numbered_label(line.text) or _new_section(last, line):
        return False
    if (
        line.text[:1].isupper()
        and not is_cut(last.text)
        and (_leads_list(line.text) or _names_part(line.text))
    ):
        return False
    if _LOWER_O.match(line.text) and marker_of(group[0].text):
        return _fills(last, line, setting.measure) and not _ENDED.search(last.text)
    if marker:
        return _dash_inside_sentence(group, line, marker, setting)
    ended = bool(_ENDED.search(last.text))
    first = line.text.lstrip(QUOTES)[:1]
    if first.isupper():
        return _capital_goes_on(last, line, setting, ended)
    if first.islower():
        if _bullet_lost(group[0], line):
            return False
        return not ended or (line.gap == 0 and not last.text.endswith(":"))
    return not ended and line.gap <= int(setting.double_spaced)


def _numbered_label(text: str) -> bool:
    """'Mål 1.2 Elever i grundskolan …' begins an item, however full the line before was."""
    label = LABEL.match(text)
    return label is not None and bool(label.group("number")) and text[0].isupper()


def _new_section(last: Line, line: Line) -> bool:
    """'3.2 Likvärdiga villkor' after a finished sentence or a gap begins something new."""
    if not _SECTION_NUMBER.match(line.text):
        return False
    if line.gap > 0 or _ENDED.search(last.text):
        return True
    return bool(_DEEP_NUMBER.match(line.text)) and looks_like_heading(line.text) and not is_cut(last.text)


def _after_title(groups: list[list[Line]], line: Line) -> bool:
    """The line under the title of a document, when the title is whole: whose it is, for which years."""
    if len(groups) != 1 or len(groups[0]) != 1 or not line.text[:1].isupper():
        return False
    return names_document(groups[0][0].text) and not is_cut(groups[0][0].text)


def _heading_after_end(lines: list[Line], number: int, setting: Setting) -> bool:
    """'Åtgärder' on a line of its own right after a finished item: a known word, or short with something
    new under it."""
    line = lines[number]
    if line.table or number == 0 or not _ENDED.search(lines[number - 1].text) or marker_of(line.text):
        return False
    if heading_meaning(line.text).sense is not Sense.PLAIN and len(line.text.split()) <= 4:
        return True
    if _NAME_AND_MEANING.match(line.text) or _leads_list(line.text):
        return True
    following = lines[number + 1].text if number + 1 < len(lines) else ""
    new = marker_of(following) or following[:1].isupper()
    return looks_like_heading(line.text) and bool(new) and line.width < 0.6 * setting.measure


def _leads_list(text: str) -> bool:
    meaning = lead_meaning(text) if text.endswith(":") else None
    return meaning is not None and meaning.sense not in (Sense.EXAMPLES, Sense.PLAIN)


def _names_part(text: str) -> bool:
    """'Aktiviteter' on a line of its own: the next part, however the line before ended."""
    return len(text.split()) <= _PART_WORDS and heading_meaning(text).sense in _PARTS


def _bullet_lost(first: Line, line: Line) -> bool:
    """Two lines that both begin with 'att' are two items of a list whose bullets were lost, not one
    sentence."""
    return line.text.startswith("att ") and first.text.startswith("att ")


def _dash_inside_sentence(group: list[Line], line: Line, marker: str, setting: Setting) -> bool:
    """A wrapped line may begin with a dash that belongs to the sentence: a small letter follows an
    unfinished line, and either the list has another bullet, or the line before was full."""
    last, own = group[-1], marker_of(group[0].text)
    if marker not in "-–—" or not line.text[2:3].islower():
        return False
    if _ENDED.search(last.text) or last.text.endswith((",", ";")):
        return False
    if own:
        return own not in "-–—"
    return line.gap == 0 and last.width > 0.85 * setting.measure


def _capital_goes_on(last: Line, line: Line, setting: Setting, ended: bool) -> bool:
    """A line with a capital goes on only from a line that was full, or cut after a comma or a small word."""
    if line.spacer or line.gap != int(setting.double_spaced):
        return False
    if not ended and is_cut(last.text):
        return True
    if line.page_start:
        return False
    # Had the next word fitted on the line before, the break was meant.
    next_word = len(line.text.split(" ", 1)[0])
    return last.width > 0.6 * setting.measure and last.width + 1 + next_word > 0.9 * setting.measure


def is_cut(text: str) -> bool:
    """A line that ends inside a sentence: after a comma or a small word."""
    return text.endswith(",") or text.rsplit(" ", 1)[-1].casefold() in _SMALL_WORDS


def join_lines(lines: list[Line], wrap_space: bool = False) -> str:
    """Lines as one line of text: hyphens at line ends undone, words that a narrow column broke put
    together."""
    text = ""
    for number, line in enumerate(lines):
        if not number:
            text = line.text
            continue
        broken_word = wrap_space and not lines[number - 1].trailing_space and line.text[:1].islower()
        text = join(text, line.text, glue=broken_word and not line.page_start)
    return text


def _block(lines: list[Line], wrap_space: bool, footnotes: set[str]) -> Block:
    first, last = lines[0], lines[-1]
    if first.table:
        return Block(Kind.TABLE, "", first.start, first.end, gap=first.gap, table=first.table)
    marker = marker_of(first.text) if not first.level else ""
    listed = bool(marker) or first.listed
    text = join_lines(lines, wrap_space)
    text = clean(text[len(marker) :].lstrip() if marker else text, footnotes)
    kind = Kind.HEADING if first.level else Kind.BULLET if listed else Kind.PARAGRAPH
    marker = marker or _LOST * first.listed
    return Block(kind, text, first.start, last.end, marker, first.level, first.gap, first.page_start, lines)


def clean(text: str, footnotes: set[str]) -> str:
    """One line of the document's own words: no Markdown signs, footnote marks, soft hyphens or double
    spaces."""
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text.replace("\u00ad", ""))
    text = strip_marks(text, footnotes)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*])", r"\2", text)
    return re.sub(r"\s+", " ", text).strip()


def _find_headings(blocks: list[Block]) -> None:
    """Headings that only look like it: short, no full stop, a capital first, and something under them."""
    chapter = 0
    before: Block | None = None
    for block, following in pairwise(blocks):
        if block.kind is Kind.PARAGRAPH and (looks_like_heading(block.text) or _labels_part(block.text)):
            block.kind = Kind.HEADING
        elif block.kind is Kind.BULLET and block.numbered:
            next_chapter = chapter > 0 and _count(block) == chapter + 1 and not _in_list(before, block)
            fits = next_chapter and looks_like_heading(block.text)
            if fits or (not _in_list(before, block) and _numbered_heading(block, following)):
                block.kind, chapter = Kind.HEADING, _count(block) or chapter
        before = block


def _labels_part(text: str) -> bool:
    """'Mål:' on a line of its own heads what follows, bullets or not."""
    return text.endswith(":") and _names_part(text)


def _count(block: Block) -> int:
    """The number of '3.' or '3)'; 0 for '3:1' and other markers."""
    match = re.fullmatch(r"(\d{1,2})[.)]", block.marker)
    return int(match.group(1)) if match else 0


def _in_list(before: Block | None, block: Block) -> bool:
    """The item before has the number before: both are in one list."""
    return before is not None and before.kind is Kind.BULLET and _count(before) == _count(block) - 1


def looks_like_heading(text: str, room: float = 1) -> bool:
    """Short, begins with a capital or number, and does not end as a sentence or a lead-in."""
    words = text.split()
    if _LABELLED.match(text):
        return False
    if not _WORD.search(text) or len(words) > HEADING_WORDS * room or len(text) > HEADING_CHARS * room:
        return False
    if text[-1] in '.,;:!“”"…' and not re.match(
        r"^(?:\w+omr[åa]de|mål|bilaga|område)\s*\d*\s*[:.]", text, re.I
    ):
        return False
    return (text[0].isupper() or text[0].isdigit()) and not is_cut(text)


def _numbered_heading(block: Block, following: Block) -> bool:
    """'1. Something' with a paragraph, a list or '1.1' under it is a heading and no list item."""
    if not looks_like_heading(block.text, 1.5):
        return False
    if following.kind is Kind.BULLET:
        return not following.numbered
    if following.text.startswith(f"{block.marker.rstrip('.)')}.1"):
        return True
    sentence = following.kind is Kind.PARAGRAPH and _ENDED.search(following.text)
    return bool(sentence) and len(following.text) > len(block.text)
