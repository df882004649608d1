"""What stands on the pages but is no part of the text: running headers, page numbers, footnotes, links.

Taken away before lines are joined, so that a sentence goes on over a page break.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from .headers import heads_columns
from .lines import Line
from .vocabulary import names_document

_PAGE_WORD = r"(?:sid(?:a|an)?\.?\s*)?"
_PAGE_NUMBER = re.compile(
    rf"^{_PAGE_WORD}[-–]?\s*\d{{1,3}}\s*[-–]?$|^{_PAGE_WORD}\d{{1,3}}\s*(?:av|\(|/)\s*\d{{1,3}}\)?$", re.I
)
_PAGE_OF_PAGES = re.compile(r"\s+(?:sid(?:a|an)?\s*)?\d{1,3}\s*(?:\(\d{1,3}\)|av\s+\d{1,3})$", re.I)
_NUMBER_BEFORE_CAPS = re.compile(r"^\d{1,3}\s+(?=[^a-zåäö]*$)(?=.*[A-ZÅÄÖ]{4})")
_FAR_NUMBER = re.compile(r"^\S.*\S\s{4,}(\d{1,3})$")
_EDGE_NUMBER = re.compile(r"^\d{1,3}(?=\s+\D)|(?<=\D)\s\d{1,3}$")
# 'Fokusområde 2' counts the document's own parts, however far apart they stand.
_COUNTED = re.compile(
    r"(?:område|mål|åtgärd|insats|aktivitet|strategi|steg|fas|nivå|bilaga|kapitel|del)\s+\d{1,3}$", re.I
)
_PAGE_OF_ALL = re.compile(rf"^{_PAGE_WORD}\d{{1,3}}\s*(?:av|\(|/)\s*\d{{1,3}}\)?$", re.I)
_MAY_RUN = re.compile(r"(?!\w{1,3}[.)]\s)\w[^\n]{3,79}[^.,:;]$")  # no list item, no sentence
_FEWEST_PAGES = 3
_HEADER_LINES, _MOST = 2, 0.6  # lines of a running header, and on what share of the pages it stands
_WIDE_GAP = re.compile(r"\s{4,}")
_LEAST_LINES_OF_PAGE = 12
_LINK = re.compile(r"^[<(\[]?(?:https?://|www\.)\S+[>)\]]?(?:\s+\([^)]*\))?$", re.I)
_LINK_TAIL = re.compile(r"^[\w%&=?./+-]*(?:\.pdf|\.html?|/[\w%-]+/)[\w%&=?./+-]*(?:\s+\([\d-]+\))?$", re.I)
_CONTENTS = re.compile(r"^(?:innehåll|innehållsförteckning|table of contents)\s*:?$", re.I)
_CONTENTS_ROW = re.compile(r"^\S.{1,110}?(?:\t+|\s*\.{3,}\s*|\s{2,}|\s…+\s*|\s)(?:\d{1,3}|Fel! .*)$")
_CONTENTS_DOTS = re.compile(r"^\S.{1,110}?(?:(?:\s*\.){4,}|…{2,})[\s\u2060]*\d{1,3}$")
_FOOTNOTE = re.compile(r"^(?:(\d{1,2})(?:\s+|(?=[A-ZÅÄÖ]))(?![\d.):/%])|([¹²³⁴-⁹⁰]+)\s*)(?=\S)")
_MARK = re.compile(  # glued to a word, to the comma or stop after it, or to a year
    r"(?:(?<=[a-zåäöé)”\"’*])|(?<=[a-zåäö][,.])|(?<=\b20\d\d))(\d{1,2})(?=[\s,.;:)\]”\"*]|$)"
)
_SUPERSCRIPT = re.compile(r"[¹²³⁴-⁹⁰]+")
_CAPTION = re.compile(r"^(?:bild|figur|foto|illustration|tabell)\s*(?:\d+\s*)?[:.]\s*\S", re.I)


@dataclass(slots=True)
class Page:
    """Lines that are text, and what was set aside that still tells something."""

    lines: list[Line]
    headers: list[str] = field(default_factory=list)
    footnotes: set[str] = field(default_factory=set)
    contents: list[str] = field(default_factory=list)


def set_aside(lines: list[Line]) -> Page:
    """The lines that carry the document's own text, gaps mended where something between them was taken
    out."""
    page = Page([])
    drop = [False] * len(lines)
    _drop_contents(lines, drop, page)
    _drop_running(lines, drop, page)
    _drop_footnotes(lines, drop, page)
    for number, line in enumerate(lines):
        if not line.level and not line.table and (_LINK.match(line.text) or _CAPTION.match(line.text)):
            drop[number] = True
    _drop_link_tails(lines, drop)
    page.lines = _kept(lines, drop)
    return page


def strip_marks(text: str, footnotes: set[str]) -> str:
    """Text without footnote marks: raised digits always, plain digits glued to a word only if that note
    exists."""
    text = _SUPERSCRIPT.sub("", text)
    if not footnotes:
        return text
    return _MARK.sub(lambda match: "" if match.group(1) in footnotes else match.group(), text)


def _kept(lines: list[Line], drop: list[bool]) -> list[Line]:
    """Lines left. Where furniture stood between two lines the gap says nothing, so it is closed."""
    kept: list[Line] = []
    bridged = False
    for line, gone in zip(lines, drop, strict=True):
        if gone:
            bridged = True
            continue
        if bridged and line.gap:
            line.gap, line.empty, line.page_start = 1, 1, True
        bridged = False
        kept.append(line)
    return kept


def _drop_contents(lines: list[Line], drop: list[bool], page: Page) -> None:
    """A contents list: rows that end in a page number, after its heading or dotted on their own."""
    inside = misses = 0
    for number, line in enumerate(lines):
        if _CONTENTS.match(line.text):
            drop[number], inside, misses = True, 1, 0
        elif _CONTENTS_DOTS.match(line.text) or (inside and _CONTENTS_ROW.match(line.text)):
            drop[number], misses = True, 0
            page.contents.append(re.sub(r"[\s.…]*(?:\d{1,3}|Fel! .*)$", "", line.text).strip())
        elif (
            inside and misses < 1 and number + 1 < len(lines) and _CONTENTS_ROW.match(lines[number + 1].text)
        ):
            drop[number], misses = True, misses + 1  # the first half of a row that wraps
        else:
            inside = 0


def _drop_running(lines: list[Line], drop: list[bool], page: Page) -> None:
    """Page numbers, 'title 7 (17)', '6 TITLE IN CAPITALS', and lines that come back at page breaks."""
    repeated = _repeated(lines)
    margins = Counter(_key(line.text) for line in lines if line.in_margin)
    for number, line in enumerate(lines):
        if drop[number] or line.level or line.table:
            continue
        if _PAGE_NUMBER.match(line.text):
            drop[number] = _at_page_edge(lines, number)
        elif _runs(lines, number, repeated) or (line.in_margin and _margin_text(line, margins)):
            drop[number] = True
            page.headers.append(_bare(line.text))


def _runs(lines: list[Line], number: int, repeated: set[str]) -> bool:
    line = lines[number]
    return _key(line.text) in repeated or _numbered_header(line) or _title_again(lines, number)


def _margin_text(line: Line, margins: Counter[str]) -> bool:
    """In the margin of its page a line runs when it has a page number far off, or comes again."""
    return bool(_FAR_NUMBER.match(line.text)) or margins[_key(line.text)] >= 2


def _at_page_edge(lines: list[Line], number: int) -> bool:
    """A number alone is a page number only at the edge of a page or a gap."""
    after = lines[number + 1] if number + 1 < len(lines) else None
    beside = after is None or after.page_start or (number > 0 and lines[number - 1].page_start)
    return lines[number].gap > 0 or lines[number].page_start or beside


def _title_again(lines: list[Line], number: int) -> bool:
    """The document's title once more, beside a page number."""
    text = lines[number].text
    near = [lines[place].text for place in (number - 1, number + 1) if 0 <= place < len(lines)]
    if not names_document(text) or not any(_PAGE_NUMBER.match(other) for other in near):
        return False
    return any(one.text.casefold() == text.casefold() for one in lines[: min(number, 30)])


def _numbered_header(line: Line) -> bool:
    """Met once is enough when it says 'page of pages', or stands in capitals after its page number."""
    signs = _PAGE_OF_PAGES.search(line.text) or _NUMBER_BEFORE_CAPS.match(line.text)
    return line.width < 140 and bool(signs)


def _bare(text: str) -> str:
    return re.sub(r"^\d{1,3}\s+(?=\D)", "", _PAGE_OF_PAGES.sub("", text)).strip(" |")


def _key(text: str) -> str:
    return re.sub(r"(?:^\d{1,3}\s+|\s+\d{1,3}$|\s+\d{1,3}\s*\(\d{1,3}\)$)", "", _closed(text))


def _closed(text: str) -> str:
    """In small letters, with one space where the page has many."""
    return " ".join(text.split()).casefold()


def _repeated(lines: list[Line]) -> set[str]:
    """Lines that come back a page apart with a growing number at an edge, or always first on a page."""
    places: dict[str, list[tuple[int, int]]] = {}
    for number, line in enumerate(lines):
        edge = _EDGE_NUMBER.search(line.text)
        if edge and len(_key(line.text)) > 8 and not _COUNTED.search(line.text):
            places.setdefault(_key(line.text), []).append((number, int(edge.group().strip())))
    far = [line for line in lines if _FAR_NUMBER.match(line.text)]
    spaced = Counter(_key(line.text) for line in far)
    first = Counter(
        _closed(one.text) for one in lines if one.page_start and one.width > 12 and not _heads_table(one)
    )
    seen = Counter(_closed(one.text) for one in lines)
    headers = {text for text, times in first.items() if times >= 4 and seen[text] == times}
    headers |= {
        text for text, times in _beside_page_numbers(lines).items() if times >= 3 and seen[text] == times
    }
    headers |= _around_page_numbers(lines, seen) | _at_edges(lines, seen)
    headers |= {text for text, times in _spread(lines).items() if times >= 2 and seen[text] == times}
    headers |= {text for text, times in spaced.items() if times >= 2 and _counts_up(text, far)}
    return {text for text, where in places.items() if _a_page_apart(where)} | headers


def _counts_up(key: str, far: list[Line]) -> bool:
    """The same words with a page number far to the right, higher each time: rows of tables differ."""
    same = (_FAR_NUMBER.match(line.text) for line in far if _key(line.text) == key)
    numbers = [int(match.group(1)) for match in same if match]
    return all(before < after for before, after in pairwise(numbers))


def _beside_page_numbers(lines: list[Line]) -> Counter[str]:
    """How often each line stands right above or below a page number."""
    beside: Counter[str] = Counter()
    for before, after in pairwise(lines):
        for one, other in ((before, after), (after, before)):
            if _PAGE_NUMBER.match(other.text) and one.width > 12 and not _PAGE_NUMBER.match(one.text):
                beside[_closed(one.text)] += 1
    return beside


def _around_page_numbers(lines: list[Line], seen: Counter[str]) -> set[str]:
    """Lines at the same distance from nearly every page number, and once more at most, on the title page."""
    numbers = [place for place, line in enumerate(lines) if _PAGE_OF_ALL.match(line.text)]
    found: set[str] = set()
    for distance in (*range(-_HEADER_LINES, 0), *range(1, _HEADER_LINES + 1)):
        beside = Counter(
            _closed(lines[place + distance].text) for place in numbers if 0 <= place + distance < len(lines)
        )
        found |= {
            text
            for text, times in beside.items()
            if _MAY_RUN.match(text) and times >= max(2, _MOST * len(numbers)) and seen[text] - times <= 1
        }
    return found


def _at_edges(lines: list[Line], seen: Counter[str]) -> set[str]:
    """Lines that come first or last on more than half of the pages, and hardly anywhere else."""
    starts = [0, *(number for number, line in enumerate(lines) if number and line.page_start)]
    edges = Counter(
        _closed(lines[place].text)
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
        for place in {start, min(start + 1, end - 1), end - 1, max(end - 2, start)}
        if not _heads_table(lines[place])
    )
    least = max(_FEWEST_PAGES, _MOST * len(starts))
    return {
        text
        for text, times in edges.items()
        if times >= least and _MAY_RUN.match(text) and seen[text] - times <= 1
    }


def _spread(lines: list[Line]) -> Counter[str]:
    """How often each line that is set at both edges of its page, and heads no table, comes first on one."""
    return Counter(
        _closed(line.text)
        for number, line in enumerate(lines)
        if (line.page_start or not number) and _WIDE_GAP.search(line.text) and not _heads_table(line)
    )


def _heads_table(line: Line) -> bool:
    return heads_columns(_WIDE_GAP.split(line.text))


def _a_page_apart(where: list[tuple[int, int]]) -> bool:
    """Three times or more, numbers growing, and the lines of a page between: a list counts closer."""
    apart = all(
        after[0] - before[0] >= _LEAST_LINES_OF_PAGE and after[1] > before[1]
        for before, after in pairwise(where)
    )
    return len(where) >= 3 and apart


def _drop_footnotes(lines: list[Line], drop: list[bool], page: Page) -> None:
    """A note starts with a number whose mark was seen glued to an earlier word; it goes on to the next
    gap."""
    seen: set[str] = set()
    inside = after_note = False
    known = {_closed(line.text) for line in lines} | {_closed(row) for row in page.contents}
    for number, line in enumerate(lines):
        if drop[number]:
            inside = inside and not line.page_start
            continue
        name = _note_name(line.text)
        if name and _again(line.text, known):
            name = None  # a heading that stands in the contents list too
        if name and (not name.isascii() or name in seen or _next_note(name, line.text, page, after_note)):
            inside = after_note = drop[number] = True
            page.footnotes.add(name)
            continue
        if line.gap or line.page_start or line.level or line.table:
            inside = False
        drop[number] = inside
        if not inside:
            after_note = False
            seen.update(_MARK.findall(line.text))


def _again(text: str, known: set[str]) -> bool:
    return _MAY_RUN.match(text) is not None and _closed(re.sub(r"^\d{1,2}\s+", "", text)) in known


def _note_name(text: str) -> str | None:
    note = _FOOTNOTE.match(text)
    return (note.group(1) or note.group(2)) if note else None


def _next_note(name: str, text: str, page: Page, after_note: bool) -> bool:
    """A note whose mark was not seen: it comes right after the one before it in number, or holds a link."""
    follows = name.isdigit() and str(int(name) - 1) in page.footnotes
    return follows and (after_note or "http" in text)


def _drop_link_tails(lines: list[Line], drop: list[bool]) -> None:
    """The rest of a link that was broken over lines."""
    for number in range(1, len(lines)):
        if drop[number - 1] and not drop[number] and " " not in lines[number].text.strip():
            drop[number] = bool(_LINK_TAIL.match(lines[number].text))
