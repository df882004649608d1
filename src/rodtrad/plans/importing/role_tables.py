"""Tables with a role in each row: who answers, beside what they answer for in each area, or in all.

Roll    | Undervisning | Teknik och stöd        Roll    | Ansvar
Rektor  | Avsätter tid | Beslutar om inköp      Rektor  | Leder arbetet på enheten
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .areas import Area, Areas
from .cells import statements
from .drafts import Draft, split_sub_role
from .joining import join_all
from .model import Cell, Table
from .roles import role_in, role_named

_NAMES_ROLES = re.compile(
    r"roll(?:er)?|funktion|aktör(?:er)?|vem\??|befattning|instans|nivå|ansvarig|tjänst|organisation", re.I
)
_DUTIES = re.compile(
    r"(?:huvud)?(?:ansvar|uppgift|uppdrag|åtagande|arbetsuppgift|ansvarsområde)(?:er|n|en|et)?(?: för)?"
    r"|ansvarar för|gör(?: vad)?"
    r"|vad(?: ska göras)?\??|(?:ansvar|uppgifter|roller) och (?:ansvar|uppgifter|befogenheter)",
    re.I,
)
_MOST_ROLE_WORDS = 6


def read_role_rows(table: Table, areas: Areas, place: Area | None) -> list[Draft] | None:
    """The duties in a table with a role in each row; None where it is no such table."""
    if len(table.rows) < 2 or not _is_one(table, areas):
        return None
    top, *rows = table.rows
    role = ""
    found: list[Draft] = []
    for row in rows:
        role = _text(row[0]) or role
        for header, cell in zip(top[1:], row[1:], strict=False):
            area = areas.named(_text(header)) or place
            if _text(cell) and _holds_duties(header, areas):
                found += _duties(cell, role_named(role), area)
    return found


def _is_one(table: Table, areas: Areas) -> bool:
    top, *rows = table.rows
    names = [name for row in rows if row and (name := _text(row[0]))]
    known = sum(role_in(name) is not None for name in names)
    short = all(len(name.split()) <= _MOST_ROLE_WORDS for name in names)
    said = _NAMES_ROLES.fullmatch(_text(top[0])) is not None
    told = known * 2 > len(names) or (said and known > 0)
    return (
        short and told and (said or not _text(top[0])) and any(_holds_duties(one, areas) for one in top[1:])
    )


def _holds_duties(header: Cell, areas: Areas) -> bool:
    text = _text(header)
    return areas.named(text) is not None or _DUTIES.fullmatch(text) is not None


def _duties(cell: Cell, role: str, area: Area | None) -> Iterator[Draft]:
    for text in statements(cell.text):
        sub_role, rest = split_sub_role(text)
        yield Draft(
            "responsibility", rest, cell.start, cell.end, area, role=role, sub_role=sub_role, from_table=True
        )


def _text(cell: Cell) -> str:
    return join_all(cell.text.split("\n")).strip(" :*")
