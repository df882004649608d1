"""What a document says about itself: title, kind, owner, period, decision. What it does not say is None."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from .blocks import Block, Kind
from .model import Decided, DocumentKind
from .vocabulary import names_document

_HEAD = 300  # characters of a title page
_YEAR = r"(?:19|20)\d{2}"
_SPAN = re.compile(rf"\b({_YEAR})\s*(?:[-–—/]|till(?: och med)?|t\.?o\.?m\.?)\s*({_YEAR})\b")
_VALID = re.compile(
    rf"(?:giltighetstid|giltig|gäller|planperiod)[^.\n]{{0,60}}?\b({_YEAR})(?:-\d\d-\d\d)?\s*"
    rf"(?:[-–—]|till(?: och med)?|t\.?o\.?m\.?)\s*({_YEAR})", re.I,
)  # fmt: skip
_PLACE = re.compile(
    r"\b((?:[A-ZÅÄÖ][a-zåäö]+(?:[ -][A-ZÅÄÖ][a-zåäö]+)?) (?:[Ss]tads?|[Kk]ommuns?|"
    r"[Rr]egions?))\b(?! (?:skolor))"
)
_OFFICE = re.compile(
    r"\b((?:[A-ZÅÄÖa-zåäö]+-? (?:och|&) )?[A-ZÅÄÖa-zåäö]{4,}(?:förvaltningen|nämnden|kontoret))s?\b"
)
_KIND_WORDS: tuple[tuple[DocumentKind, str], ...] = (
    ("national_strategy", r"nationell\w*.*strategi"),
    ("action_plan", r"handlingsplan|aktivitetsplan|genomförandeplan|åtgärdsplan"),
    ("direction", r"riktningsdokument|inriktningsdokument|inriktning\b"),
    ("guideline", r"riktlinje"),
    ("policy", r"policy"),
    ("programme", r"program\b"),
    ("strategy", r"strategi|strategisk plan|agenda"),
    ("plan", r"plan\b|planen\b"),
)
_APPROVES = re.compile(
    r"\b(?:godkänner|antar|fastställer)\s+(?:förslag(?:et)? till\s+)?"
    r"(?P<what>[a-zåäöA-ZÅÄÖ-]*(?:plan|strategi|program|policy|riktlinje)\w*"
    r"(?: (?:för|inom|om|i) [^.,;]{3,80}?)?)"
    r"(?=\s+(?:samt|och att|enligt|med)\b|[.,;])", re.I,
)  # fmt: skip
_NAMED = re.compile(r"^(?:dokumentnamn|titel|dokumentets namn)\s*:\s*(?P<name>.+?)(?:\t|\s{2,}|$)", re.I)
_DECIDED_BY = re.compile(
    r"(?:beslutad?|fastställd|antagen|antogs|antaget)\s+av\s*:?\s*(?P<by>[a-zåäöA-ZÅÄÖ][\wåäöÅÄÖ -]{3,60}?)"
    r"(?=\s+den\b|\s*(?:\d|,|\.|\t|§|$|\n)|\s{2})", re.I,
)  # fmt: skip
_MONTH = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_DATE = rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}} (?:{_MONTH}) \d{{4}})"
_DECIDED_ON = re.compile(
    rf"(?:beslut\w*|fastställd\w*|antag\w*|antogs)[^.\n]{{0,60}}?(?P<date>{_DATE})", re.I
)
_PARAGRAPH = re.compile(r"§\s*(\d{1,4})")
_DIARY = re.compile(
    r"\b(?:diarienummer|dnr|d-nr|diarienr)\s*[.:]?\s*(?P<code>[A-ZÅÄÖ]{0,6}[ -]?\d[\w./:-]*(?:[/-]\d+)?)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The header facts of one document."""

    title: str | None
    kind: DocumentKind
    owner: str | None
    period: tuple[int, int] | None
    decided: Decided


def find_facts(text: str, blocks: list[Block], headers: list[str], title: str | None = None) -> Facts:
    """The facts of the document with this text. `headers` are its running headers, `title` what the file
    declares."""
    found = _title(text, blocks, headers, title)
    decision = _is_decision(text)
    found = found or (_decided_upon(text) if decision else None)
    return Facts(
        found,
        "decision" if decision else _kind(found, text),
        _owner(found, text),
        _period(found, text),
        _decided(text),
    )


def _title(text: str, blocks: list[Block], headers: list[str], declared: str | None) -> str | None:
    """The running header, else the document's own table, else the first heading that names a kind of
    document."""
    named = [
        match.group("name").strip() for line in text.splitlines() if (match := _NAMED.match(line.strip()))
    ]
    first = [one.text for one in blocks[:12] if one.kind is Kind.HEADING]
    candidates = [*headers, *first, *named, *([declared] if declared else [])]
    for candidate in candidates:
        if names_document(candidate) and not candidate.casefold().startswith("om "):
            return _sentence_case(candidate)
    return None


def _sentence_case(title: str) -> str:
    return title.capitalize() if title.isupper() else title


def _is_decision(text: str) -> bool:
    """A paper that proposes a decision to a board, rather than the plan itself."""
    paper = re.search(r"tjänste(?:utlåtande|skrivelse)", text[:2500], re.I)
    proposal = re.search(r"förslag till beslut", text[:2500], re.I)
    if paper and proposal:
        return True
    return bool(paper or proposal) and bool(
        re.search(r"föreslår att|föreslås besluta|beslutar följande", text, re.I)
    )


def _decided_upon(text: str) -> str | None:
    """The document that a proposal asks a board to approve: 'godkänner handlingsplanen för …'."""
    match = _APPROVES.search(" ".join(text.split()))
    return match.group("what").strip() if match else None


def _kind(title: str | None, text: str) -> DocumentKind:
    where = (title or "").casefold()
    for kind, pattern in _KIND_WORDS:
        if re.search(pattern, where):
            return kind
    counts = {kind: len(re.findall(pattern, text.casefold())) for kind, pattern in _KIND_WORDS[1:]}
    best = max(counts, key=lambda kind: counts[kind])
    return best if counts[best] else "plan"


def _owner(title: str | None, text: str) -> str | None:
    """The office and the municipality named most often; in the title first."""
    place = _most_named(_PLACE, title or "", text)
    office = _most_named(_OFFICE, title or "", text)
    if office:
        office = office[:1].upper() + office[1:]
    place = re.sub(r"(tad|mun|egion)s$", r"\1", place) if place else None
    return ", ".join(part for part in (office, place) if part) or None


def _most_named(pattern: re.Pattern[str], title: str, text: str) -> str | None:
    for place in (title, text[:_HEAD]):
        if match := pattern.search(place):
            return match.group(1)
    named = Counter(re.sub(r"(tad|mun|egion|en|et)s$", r"\1", match) for match in pattern.findall(text))
    best = named.most_common(1)
    return best[0][0] if best and best[0][1] >= 2 else None


def _period(title: str | None, text: str) -> tuple[int, int] | None:
    for match in (_SPAN.search(title or ""), _VALID.search(text), _SPAN.search(text[:_HEAD])):
        if match and int(match.group(1)) <= int(match.group(2)) <= int(match.group(1)) + 15:
            return int(match.group(1)), int(match.group(2))
    return None


def _decided(text: str) -> Decided:
    head = text[:6000]
    by, on, code = _DECIDED_BY.search(head), _DECIDED_ON.search(head), _DIARY.search(head)
    section = _PARAGRAPH.search(head) if by or on else None
    return Decided(
        by=by.group("by").strip() if by and on else None,
        date=on.group("date") if on else None,
        paragraph=section.group(1) if section else None,
        diarienummer=code.group("code") if code else None,
    )
