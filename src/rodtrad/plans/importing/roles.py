"""Those who answer for something, told by how Swedish builds their names.

Who a document lays duties on is an open list: each authority has titles and offices of its own. But the last
part of such a word says what it is ('digitaliserings-STRATEG', 'utbildnings-NÄMNDEN'), so the last parts are
what is known here. A person is given in the plain form ('Rektorernas' -> 'Rektor'), an office as the document
writes it.
"""

from __future__ import annotations

import re
from functools import lru_cache

# The last part of a person's title, and how it bends.
_DECLENSIONS: tuple[tuple[str, str], ...] = (
    ("chef|strateg|pedagog|psykolog|elev|assistent|konsulent|specialist|arkitekt|person", "en|er|erna"),
    ("rektor|kurator|mentor|koordinator|inspektor", "n|er|erna"),
    ("direktör|administratör|inspektör", "en|er|erna"),
    ("controller", "n|s|erna"),
    ("lärare|ledare|samordnare|medarbetare|vårdnadshavare|utvecklare|handläggare|skötare", "n|na"),
    ("spridare|användare|förvaltare|ägare|skolinformatör", "n|na"),
    ("tekniker|politiker", "n|na"),
    ("bibliotekarie", "n|r|rna"),
    ("personal", "en"),
    ("ombud", "et|en"),
)
_NEEDS_FIRST_PART = frozenset(  # too common alone to say who answers
    ["person", "ledare", "utvecklare", "användare", "förvaltare", "ägare", "ombud", "specialist", "spridare"]
)
_PERSON = re.compile(
    "|".join(
        rf"(?P<p{number}>[\w-]*?(?:{stems}))(?:{endings})?s?"
        for number, (stems, endings) in enumerate(_DECLENSIONS)
    ),
    re.I,
)
_ANSWERABLE = re.compile(r"\w[\w-]{1,}?-?ansvarig[ae]?", re.I)  # 'IKT-ansvarig'
_NO_PERSON = re.compile(r"(?:med|an|o|till|mot|åter|per|person)?ansvarig[ae]?|privatperson\w*", re.I)
# An office keeps the form that the document gives it, but for the genitive.
_OFFICE = re.compile(
    r"(?P<office>[\w-]*(?:avdelning|förvaltning|nämnd|stab|kontor|utskott|arbetslag|team)(?:en|er|erna|et)?"
    r"|[\w-]{2,}?-?enhet(?:en|erna)?|enheten|[\w-]*funktion(?:en|er|erna)?"
    r"|(?:kommun|stads|region|skol)?(?:styrelse|fullmäktige)n?|styrelsen"
    r"|(?:kommun|stads|förvaltnings|verksamhets|enhets|rektors|lednings)(?:ledning|grupp)(?:en)?"
    r"|(?:it|ikt)-?(?:support|service|supportcenter)(?:en|t)?)s?",
    re.I,
)
_NO_OFFICE = re.compile(r"(?:informations|kvalitets|fastighets|bygg)förvaltning|funktion(?:er)?", re.I)
_OWN_FORM: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"huvudm[aä]n(?:nen)?s?|huvudmännens?", re.I), "Huvudman"),
    (re.compile(r"skolledning(?:en|ens)?", re.I), "Skolledare"),
    (re.compile(r"förvaltningscentral(?:t|a)", re.I), "Förvaltningscentralt"),
)
# Words before the noun: those that only point at someone go, those that say who it is stay.
_POINTS = re.compile(
    r"den|det|de|en|ett|varje|alla?|enskild[ae]?|respektive|berör[dt]a?|samtlig[at]|biträdande|övriga?"
    r"|kommunens|stadens|skol(?:an|or)s|skolornas|förskol(?:an|or)s|förvaltningens|verksamhetens|enhetens|vår[at]?",
    re.I,
)
_SAYS_WHO = re.compile(
    r"central[at]?|lokal[at]?|pedagogisk[at]?|undervisande|digital[at]?|teknisk[at]?|administrativ[at]?"
    r"|ansvarig[at]?|legitimera[dt]e?|kommunal[at]?",
    re.I,
)
_AND = re.compile(r",? (?:och|samt|eller|&) |, |\s*/\s*")
_PART_OF_TITLE = re.compile(r"(?:för|i) |[A-ZÅÄÖ]\S*$")  # 'Samordnare för skolbiblioteken'
_MOST_WORDS = 4


@lru_cache(maxsize=4096)
def role_in(text: str) -> str | None:
    """The role that a text names when it is nothing but a role ('Rektorer', 'rektors'), in its plain
    form."""
    text = text.strip(" .:")
    parts = _AND.split(text, maxsplit=3)
    if len(parts) > 1:  # 'Lärare och förskollärare', 'Barn- och utbildningsnämnden'
        return _together(parts, _AND.findall(text))
    return _one_role(text)


def _together(parts: list[str], between: list[str]) -> str | None:
    """Several that answer together, each in its plain form; None unless each is a role."""
    names = [part if part.endswith("-") else _one_role(part) for part in parts]
    if not all(names) or parts[-1].endswith("-"):
        return None
    text = parts[0] if parts[0].endswith("-") else str(names[0])
    for sign, part, name in zip(between, parts[1:], names[1:], strict=False):
        office = parts[0].endswith("-")  # 'Barn- och utbildningsnämnden' is one, and keeps its form
        text += sign + (part if office else _small(str(name)))
    return _capital(text)


def _small(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _one_role(text: str) -> str | None:
    *before, noun = text.split() or [""]
    if not noun or len(before) >= _MOST_WORDS:
        return None
    while before and _POINTS.fullmatch(before[0]):
        before = before[1:]
    if not all(_SAYS_WHO.fullmatch(word) for word in before):
        return None
    name = _plain_form(noun)
    return _capital(" ".join([*before, name])) if name else None


def _plain_form(noun: str) -> str | None:
    """The plain form of a noun that names someone, or None."""
    for pattern, name in _OWN_FORM:
        if pattern.fullmatch(noun):
            return name
    if _ANSWERABLE.fullmatch(noun) and not _NO_PERSON.fullmatch(noun):
        return noun
    if match := _PERSON.fullmatch(noun):
        stem = next(value for value in match.groups() if value is not None)
        return None if stem.casefold() in _NEEDS_FIRST_PART or _NO_PERSON.fullmatch(noun) else stem
    office = _OFFICE.fullmatch(noun)
    return office.group("office") if office and not _is_thing(noun) else None


def _is_thing(noun: str) -> bool:
    """'Systemfunktioner', 'informationsförvaltning': built like the name of an office, but none."""
    return bool(_NO_OFFICE.fullmatch(noun))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def role_named(text: str) -> str:
    """The role that a heading in a chapter of roles names: a known one at its beginning, or itself."""
    if role := role_in(text):
        return role
    if re.search(r" och |/", text):  # 'Lärare och förskollärare' answer together
        return text
    start = role_at_start(text)
    return start[0] if start and not _PART_OF_TITLE.match(start[1]) else text


def role_at_start(text: str) -> tuple[str, str] | None:
    """The role that a sentence begins with, and the rest of the sentence."""
    words = text.split(" ", _MOST_WORDS)
    for many in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        if role := role_in(" ".join(words[:many])):
            return role, " ".join(words[many:]).strip()
    return None
