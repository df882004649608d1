"""Items as they are found, before they get their numbers and places in the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .areas import Area
from .model import ItemKind

_SUB_ROLE = re.compile(r"^\((?P<role>[A-ZÅÄÖ][^()]{2,40})\)\s*(?P<rest>\S.*)$", re.S)
_WORD = re.compile(r"\w+")
_ALIKE: dict[ItemKind, str] = {  # kinds that a document uses for one another
    **dict.fromkeys(("goal", "desired_state", "target_picture"), "goal"),
    **dict.fromkeys(("initiative", "measure", "activity"), "measure"),
}
_ANYWHERE = ("target_picture", "challenge", "goal", "desired_state")  # repeated in summaries and appendices


@dataclass(slots=True)
class Draft:
    """One found item. `children` are its planned effects or the measures that serve it."""

    kind: ItemKind
    text: str
    start: int
    end: int
    area: Area | None = None
    heading: str | None = None
    role: str | None = None
    sub_role: str | None = None
    responsible_unit: str | None = None
    status: str | None = None
    due: str | None = None
    definition: str | None = None
    children: list[Draft] = field(default_factory=list)
    from_table: bool = False


def split_sub_role(text: str) -> tuple[str | None, str]:
    """'(Rektor) Beakta …' -> 'Rektor', 'Beakta …'; a parenthesis of another kind stays in the text."""
    match = _SUB_ROLE.match(text)
    if not match or len(match.group("role").split()) > 4:
        return None, text
    return match.group("role"), match.group("rest")


def same_words(text: str) -> str:
    """What two copies of an item share: its words, whatever the signs and case between them."""
    return " ".join(_WORD.findall(text.casefold()))


def without_copies(drafts: list[Draft]) -> list[Draft]:
    """The same list pasted twice gives its items once; rows of a table, and other roles or areas, are no
    copies."""
    seen: dict[tuple[str, str | None, str | None], list[str]] = {}
    kept = []
    for draft in drafts:
        area = None if draft.kind in _ANYWHERE or draft.area is None else draft.area.name
        said = seen.setdefault((_ALIKE.get(draft.kind, draft.kind), draft.role, area), [])
        words = same_words(draft.text)
        if draft.from_table or not _said(words, said, draft.kind == "challenge"):
            kept.append(draft)
        said.append(words)
    return kept


def _said(words: str, said: list[str], longer: bool) -> bool:
    """Said before in the same words; `longer` counts a longer telling of the same as a copy too."""
    return words in said or (longer and any(words.startswith(f"{one} ") for one in said))
