"""What a cell's words say about the column it stood in: a time, a status, a unit, a statement.

A table whose cells were written out one after the other has lost its columns. Most of them can be told again
from what columns of their kind hold.
"""

from __future__ import annotations

import re

from .headers import Column, Header
from .roles import role_at_start, role_in

_MONTH = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|mars?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?|sept?(?:ember)?|okt(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_TERM = (
    r"(?:[hv]t|höst(?:en|terminen)?|vår(?:en|terminen)?|sommaren|kvartal \d|q[1-4]"
    r"|v(?:ecka|\.)? ?\d{1,2}|årsskiftet)"
)
_YEAR = r"(?:20)?\d\d(?:/\d\d(?:\d\d)?)?"
_POINT = (
    rf"(?:\d{{1,2}} )?{_MONTH}(?: {_YEAR})?|{_TERM}\s*-?\s*(?:{_YEAR})?|20\d\d(?:-\d\d(?:-\d\d)?)?"
    rf"|läsåret {_YEAR}|\d{{1,2}}/\d{{1,2}}(?: {_YEAR})?"
)
TIME = (
    rf"(?:(?:senast|från|under|start|klart|vid|efter|hela|början av|slutet av) )*(?:{_POINT})"
    rf"(?:\s*(?:[-–,]|och|till(?: och med)?)\s*(?:{_POINT}))*"
    r"|löpande|årlig(?:en|t)|kontinuerligt|varje (?:år|termin|läsår|månad)|vid behov|tills vidare"
)
_TIME = re.compile(rf"(?:{TIME})\.?", re.I)
_STATUS = re.compile(
    r"(?:ej |inte |delvis |nästan )?(?:påbörja[dt]|klart?|pågår|pågående|genomför[dt]|avsluta[dt]"
    r"|planera[dt]|försena[dt]|grön|gul|röd|starta[dt]|uppnåt?[dt])t?\.?|ja|nej",
    re.I,
)
_COUNT = re.compile(r"[A-ZÅÄÖ]?\d{1,3}(?:[.:]\d{1,2})?[.)]?")
_MEASURED = re.compile(
    r"^(?:andel|antal|resultat|procent|minuter|timmar|betyg|nöjd|index|tillgång till|mätning|enkät)", re.I
)
_ENDED = re.compile(r"[.!?][)”\"]*$")
_STATE = re.compile(
    r"\b(?:har|är|finns|utgår|används|kan|får|ges|når|känner|upplever|deltar|utvecklar|präglas|ska|skall|möter)\b"
)
_STATEMENTS = {Column.GOAL, Column.MEASURE, Column.INDICATOR, Column.EFFECT, Column.ROLE}
_SHORT = {Column.DUE, Column.STATUS, Column.UNIT}
_UNIT_WORDS = 6


def is_time(text: str) -> bool:
    """'HT 2025', 'Mars 2026', '2025-10-15', 'Löpande'."""
    return _TIME.fullmatch(text.strip()) is not None


def is_short(header: Header) -> bool:
    """A column that holds a few words in each cell: who, when, how far."""
    return header.column in _SHORT


def fit(text: str, header: Header) -> float:
    """How well a text fits a column: above 0 it speaks for it, under 0 against."""
    time, status = is_time(text), _STATUS.fullmatch(text.strip()) is not None
    words = len(text.split())
    if header.column is Column.DUE:
        return 3 if time else -1 if words <= 4 else -4
    if header.column is Column.STATUS:
        return 3 if status else 0 if words <= 3 and not time else -3
    if header.column is Column.UNIT:
        return -4 if time else -2 if status else _fit_unit(text, words)
    if header.column in _STATEMENTS:
        return -4 if time or status or _COUNT.fullmatch(text) else _fit_statement(text, header, words)
    if header.column in (Column.AREA, Column.ROW):
        return -4 if time or status else -2 if _ENDED.search(text) or words > 8 else 1.5
    return 2 if _COUNT.fullmatch(text) else -1 if words > 3 else 0


def _fit_unit(text: str, words: int) -> float:
    if _ENDED.search(text) or words > _UNIT_WORDS:
        return -3
    known = role_in(text) or role_at_start(text + " ")
    return 3 if known else 1.5 if words <= 3 else 0


def _fit_statement(text: str, header: Header, words: int) -> float:
    fits = 2.0 if words >= 4 else 0.5 if words >= 2 else -1.0
    if role_in(text):
        fits -= 2
    if header.column is Column.ROLE and words <= 4 and not _ENDED.search(text):
        fits -= 1.5  # a name, where duties are sentences
    measured = _MEASURED.match(text) is not None
    if header.column is Column.INDICATOR:
        return fits + (1.5 if measured else 0)
    fits -= measured
    states = _STATE.search(text) is not None
    return fits + (0.5 if states == (header.column is Column.GOAL) else 0)
