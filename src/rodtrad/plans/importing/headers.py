"""The words in the header row of a table, and what its columns then hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from .joining import join_all
from .model import ItemKind
from .roles import role_in
from .sections import heading_meaning
from .vocabulary import Sense


class Column(Enum):
    """What a column holds."""

    AREA = "area"
    ROW = (
        "row"  # 'Område' and the like: an area where nothing else is one, otherwise only the name of the row
    )
    GOAL = "goal"
    MEASURE = "measure"
    ROLE = "role"
    UNIT = "responsible_unit"
    DUE = "due"
    STATUS = "status"
    INDICATOR = "indicator"
    EFFECT = "effect"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Header:
    """One header cell: its column, the kind of item the column makes, and the role of a role column."""

    column: Column
    kind: ItemKind | None = None
    role: str | None = None


_WORDS: tuple[tuple[Header, str], ...] = (
    (Header(Column.AREA), r"(?:fokus|mål|insats|utvecklings|prioriterings)områden?(?: i \w+)?"),
    (Header(Column.AREA), r"(?:prioritera(?:t|de)|strategisk(?:t|a)) områden?(?: i \w+)?"),
    (Header(Column.ROW), r"område|perspektiv|delområde|verksamhetsområde|rubrik|ämne"),
    (Header(Column.GOAL, "desired_state"), r"önska[td]e? lägen?|målbild"),
    (
        Header(Column.GOAL, "goal"),
        r"(?:del|effekt|resultat|övergripande |prioriterade |våra )?mål(?:sättning(?:ar)?|en)?",
    ),
    (Header(Column.MEASURE, "activity"), r"vad(?: ska göras| gör vi)?\??|aktivitet(?:er)?|milstolp(?:e|ar)"),
    (Header(Column.MEASURE, "initiative"), r"insats(?:er)?"),
    (Header(Column.MEASURE, "measure"), r"hur(?: gör vi| når vi dit)?\??|åtgärd(?:er)?|strategi(?:er)?"),
    (Header(Column.MEASURE, "measure"), r"genomförande|så gör vi"),
    (Header(Column.UNIT), r"ansvar(?:iga?)?(?: (?:enhet|funktion|roll|nämnd|förvaltning|chef))?"),
    (Header(Column.UNIT), r"vem\??|huvudansvar(?:ig)?|utförare"),
    (
        Header(Column.DUE),
        r"när\??|tid(?:plan|punkt|s?period|sram)?|klart?(?: senast)?|(?:start|slut)(?:datum)?",
    ),
    (Header(Column.DUE), r"år|period|termin"),
    (Header(Column.STATUS), r"status|läge"),
    (Header(Column.INDICATOR, "indicator"), r"indikator(?:er)?|mått|mätetal|nyckeltal|kpi(?:er)?"),
    (
        Header(Column.EFFECT, "effect"),
        r"(?:(?:förväntad|önskad|avsedd)e? )?effekt(?:er)?|(?:förväntat )?resultat|nytta",
    ),
    (
        Header(Column.OTHER),
        r"uppföljning|utvärdering|mätning|nuläge|kostnad|budget|resurser?|kommentar(?:er)?|nr\.?|id|utmaning(?:ar)?|syfte",
    ),
    (
        Header(Column.OTHER),
        r"målgrupp|varför\??|målvärde|utfall.*|baslinje.*|basvärde|startvärde|nuvärde|sannolikhet|konsekvens",
    ),
)
_COMPILED = tuple((header, re.compile(pattern)) for header, pattern in _WORDS)
_ROLE_CELL = (
    r"(?P<role>[A-ZÅÄÖ][\wåäöÅÄÖ-]+(?: (?!och\b)[a-zåäö-]+)?) ansvar"
    r"(?P<rest>(?:\s*\([^)]*\))?(?:\s*/\s*[^/]+?)?)"
)
_YEARS = re.compile(r"\s+(?:20\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?)$")
_HEADER_WORDS = 5
_NEXT = r"(?=\s+[A-ZÅÄÖ]|\s*$)"
_PIECE = re.compile(
    rf"\s*(?:(?P<rolecell>{_ROLE_CELL})(?=\s+[A-ZÅÄÖ][\w-]+ ansvar\b|\s*$)|"
    rf"(?P<word>[A-ZÅÄÖ][^A-ZÅÄÖ]*?){_NEXT}|(?P<caps>[A-ZÅÄÖ]{{3,}}\??){_NEXT})"
)  # fmt: skip


@lru_cache(maxsize=4096)
def header_of(text: str) -> Header | None:
    """The header that a cell's text is, or None."""
    bare = _YEARS.sub("", join_all(text.split("\n")).strip(" :*"))
    if match := re.fullmatch(_ROLE_CELL, bare):
        return Header(Column.ROLE, "responsibility", _role_name(match))
    folded = bare.casefold()
    for header, pattern in _COMPILED:
        if pattern.fullmatch(folded):
            return header
    role = role_in(bare) if bare[:1].isupper() else None
    return Header(Column.ROLE, "responsibility", role) if role else None


_BY_SENSE: dict[Sense, Header] = {
    Sense.GOAL: Header(Column.GOAL, "goal"),
    Sense.TARGET: Header(Column.GOAL, "target_picture"),
    Sense.DESIRED: Header(Column.GOAL, "desired_state"),
    Sense.INITIATIVE: Header(Column.MEASURE, "initiative"),
    Sense.MEASURE: Header(Column.MEASURE, "measure"),
    Sense.ACTIVITY: Header(Column.MEASURE, "activity"),
    Sense.INDICATOR: Header(Column.INDICATOR, "indicator"),
    Sense.EFFECT: Header(Column.EFFECT, "effect"),
    Sense.AREAS: Header(Column.AREA),
    Sense.CURRENT_STATE: Header(Column.OTHER),
    Sense.CHALLENGE: Header(Column.OTHER),
    Sense.SKIP: Header(Column.OTHER),
    Sense.TOPIC: Header(Column.OTHER),
}
_MEASURES = re.compile(r"\b(?:mäter|mäts|vet|märker|märks)\b", re.I)


@lru_cache(maxsize=1024)
def column_of(text: str) -> Header | None:
    """The header that a cell of a known table is: by the words of headers, else by what it says as a heading
    ('Så här gör vi', 'Planerade insatser 2025')."""
    if header := header_of(text):
        return header
    bare = join_all(text.split("\n"))
    if not bare or len(bare.split()) > _HEADER_WORDS + 2:
        return None
    meaning = heading_meaning(bare)
    if meaning.role:
        return Header(Column.ROLE, "responsibility", meaning.role)
    if meaning.sense is Sense.ROLE:
        return Header(Column.UNIT)
    if meaning.sense is Sense.FOLLOWED:
        return Header(Column.INDICATOR, "indicator") if _MEASURES.search(bare) else Header(Column.OTHER)
    return _BY_SENSE.get(meaning.sense)


def _role_name(match: re.Match[str]) -> str:
    role = role_in(match.group("role")) or match.group("role")
    return role + match.group("rest").rstrip()


def headers_in(text: str) -> list[str] | None:
    """The header cells of a row written in one line ('Mål Hur?'); None unless every word of it is in a
    header."""
    texts: list[str] = []
    if ":" in text or "." in text.rstrip("."):  # a label with its value, or a sentence
        return None
    position, length = 0, len(text.rstrip())
    while position < length:
        piece = _PIECE.match(text, position)
        if piece is None or header_of(piece.group()) is None:
            return None
        texts.append(piece.group().strip())
        position = piece.end()
    headers = [header for one in texts if (header := header_of(one))]
    return texts if plans_something(headers) else None


def plans_something(headers: list[Header]) -> bool:
    """A header row of a plan: two columns or more, and one of them holds items."""
    kinds = [header.column for header in headers]
    if len(kinds) < 2:
        return False
    if Column.GOAL in kinds or Column.MEASURE in kinds or Column.INDICATOR in kinds[:2]:
        return True
    # Roles alone may be a signature: a matrix names its rows first, or has three roles.
    return Column.ROLE in kinds and (kinds[0] in (Column.ROW, Column.AREA) or kinds.count(Column.ROLE) >= 3)


def heads_table(texts: list[str]) -> bool:
    """Texts beside each other that are all header words, and plan something."""
    headers = [header for text in texts if (header := header_of(text))]
    return len(texts) >= 2 and len(headers) == len(texts) and plans_something(headers)


def heads_columns(texts: list[str]) -> bool:
    """Texts set apart on one line: most of them header words, and the others as short as such words are."""
    headers = [header for text in texts if (header := column_of(text))]
    names = all(text[:1].isupper() and len(text.split()) <= _HEADER_WORDS for text in texts)
    return len(texts) >= 2 and names and len(headers) > len(texts) / 2 and plans_something(headers)
