"""What a heading or a lead-in says about what stands under it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .asking import sense_asked
from .roles import role_at_start, role_in, role_named
from .slips import unslipped
from .vocabulary import (
    AREA_LABEL,
    HEADINGS,
    LEADS,
    NUMBERING,
    Sense,
    bare,
)

_HEADINGS = tuple((sense, re.compile(pattern)) for sense, pattern in HEADINGS)
_LEADS = tuple((sense, re.compile(pattern)) for sense, pattern in LEADS)
_ROLE_AFTER = re.compile(r"^(?:roller och )?ansvar(?:sområden)?\s*(?:[–—:-]|för|hos)\s*(?P<role>\S.*)$", re.I)
_ROLE_BEFORE = re.compile(r"^(?P<role>\S.*?)\s+ansvar(?P<rest>\b.*)?$", re.I)
_ROLE_TOWARDS = re.compile(
    r"^(?:\w+ ){1,3}för (?P<role>\S+(?: \S+)?)$", re.I
)  # 'Detta innebär för skolledare'
_ROLE_ADDRESSED = re.compile(
    r"^(?:(?:du|jag|vi|ni) )?som (?:är )?(?P<role>\S+(?: \S+)?)$", re.I
)  # 'Som rektor'
_IN_THE_DUTY_OF = re.compile(r"\bi (?P<role>\w+) (?:ansvar|uppdrag) ingår", re.I)
_MODAL = re.compile(
    r"^(?:ska|skall|behöver|ansvarar|har (?:ansvar|till uppgift|i uppdrag)|måste|förväntas)\b", re.I
)
_MODAL_LEAD = re.compile(
    r"(?:^|\s)(?P<role>[\wåäöÅÄÖ-]+(?: [\wåäöÅÄÖ-]+)?) (?:ska|skall|behöver|ansvarar för|"
    r"har (?:ansvar(?:et)? för|till uppgift))"
    r"(?: att)?(?: även| också| bland annat)?:?$", re.I,
)  # fmt: skip

_ANSWERS = re.compile(
    r"^(?P<who>[A-ZÅÄÖ]\S*(?: \S+){0,5}?) "
    r"(?:ansvarar|svarar|har (?:ett |det )?(?:särskilt |yttersta )?ansvar(?:et)?) för"
    r"(?: bland annat| särskilt| även| också)*(?: att)?:?$"
)
_ANSWERS_FOR = re.compile(
    r"^(?P<who>[A-ZÅÄÖ]\S*(?: \S+){0,3}?) (?:ansvarar|svarar|har (?:\w+ ){0,2}?ansvar(?:et)?) för\b"
)
_LEAD_WORDS = 8
_NO_ONE = re.compile(r"^(?:vi|planen|strategin|detta|det|den|de|här|nedan|följande|alla)\b", re.I)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A sense, and for a section of responsibilities whose they are; an area's own name where a label
    gave it."""

    sense: Sense
    role: str | None = None
    name: str | None = None


PLAIN = Meaning(Sense.PLAIN)
UNKNOWN_LEAD = Meaning(Sense.PLAIN)  # a lead-in, but its words do not say to what


@lru_cache(maxsize=2048)
def heading_meaning(text: str) -> Meaning:
    """The meaning of a heading by its words alone."""
    if label := AREA_LABEL.match(unslipped(NUMBERING.sub("", text.strip()))):
        return Meaning(Sense.AREAS, name=label.group("name").strip(" :"))
    name = unslipped(bare(text))
    if role := _role_of_heading(name):
        return Meaning(Sense.ROLE, role=role)
    folded = re.sub(r"^bilaga\s*\w{0,2}\s*[:.–-]?\s+", "", name.casefold()) or name.casefold()
    for sense, pattern in _HEADINGS:
        if pattern.search(folded):
            return Meaning(sense)
    if asked := sense_asked(folded):
        return Meaning(asked)
    if role := _told_to(name):
        return Meaning(Sense.ROLE, role=role)
    return Meaning(Sense.APPENDIX) if name.casefold().startswith("bilag") else PLAIN


def _role_of_heading(name: str) -> str | None:
    """'Ansvar – Personal', 'Rektors ansvar', 'Huvudmannens ansvar och åtagande', or the role alone."""
    if after := _ROLE_AFTER.match(name):
        role = role_in(after.group("role"))
        return role or (after.group("role") if len(after.group("role").split()) <= 3 else None)
    if before := _ROLE_BEFORE.match(name):
        return role_in(before.group("role"))
    if addressed := _ROLE_ADDRESSED.match(name):
        return role_in(addressed.group("role"))
    if towards := _ROLE_TOWARDS.match(name):
        return role_in(towards.group("role"))
    return role_in(name)


def _told_to(name: str) -> str | None:
    """'Huvudmannen ska', 'Rektor ansvarar för att': the sentence that the list under it ends."""
    return _role_with_duty(name) if len(name.split()) <= _LEAD_WORDS else None


@lru_cache(maxsize=2048)
def lead_meaning(text: str) -> Meaning | None:
    """The meaning of the sentence before a list; None when it is no lead-in that plans anything.

    A lead-in ends with a colon, or breaks off before its list ('… ingår bland annat att').
    """
    if not is_lead(text):
        return None
    last = re.split(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])", text.strip())[-1]
    if duty := _IN_THE_DUTY_OF.search(last):
        return Meaning(Sense.ROLE, role=role_in(duty.group("role")) or duty.group("role"))
    folded = last.casefold()
    if not _LEADS[0][1].search(folded) and any(
        sense is Sense.EXAMPLES and pattern.search(folded) for sense, pattern in _LEADS
    ):
        return Meaning(Sense.EXAMPLES)
    if role := _role_with_duty(last):
        return Meaning(Sense.ROLE, role=role)
    for sense, pattern in _LEADS:
        if pattern.search(folded):
            return Meaning(sense)
    return UNKNOWN_LEAD


def is_lead(text: str) -> bool:
    return text.rstrip().endswith(":") or re.search(r"\b(?:att|ska|för|genom)$", text.rstrip()) is not None


def _role_with_duty(sentence: str) -> str | None:
    """'Rektor ska:', 'Förskolans personal ansvarar för att:'. Who answers for something is a role, known or
    not."""
    answers = _ANSWERS.match(sentence)
    if answers and not _NO_ONE.match(answers.group("who")):
        return role_named(answers.group("who"))
    start = role_at_start(sentence)
    if start and _MODAL.match(start[1]):
        return start[0]
    match = _MODAL_LEAD.search(sentence)
    if not match:
        return None
    words = match.group("role").split()
    return role_in(" ".join(words)) or role_in(words[-1])


def duty_in_sentence(text: str, role: str | None = None) -> str | None:
    """The role that a sentence lays a duty on: 'Huvudman behöver …', 'Direktionen ansvarar för …'.
    Where `role` is known to be the one that is spoken of, whatever it does is its duty."""
    start = role_at_start(text)
    if start and (_MODAL.match(start[1]) or start[0] == role):
        return start[0]
    return answers_for(text)


def answers_for(text: str) -> str | None:
    """Who answers for something by the first words of a sentence: 'Direktionen ansvarar för …'."""
    answers = _ANSWERS_FOR.match(text)
    return role_named(answers.group("who")) if answers and not _NO_ONE.match(text) else None


def duties_in(text: str, role: str | None = None) -> list[str]:
    """The duties that a paragraph lays on people: each begins with a sentence that names its role."""
    found: list[str] = []
    last: str | None = None
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])", text):
        own = duty_in_sentence(sentence, role)
        if own and (role is None or own != last):  # under a role's own heading the paragraph is one
            found.append(sentence)
            last = own
        elif found:
            found[-1] = f"{found[-1]} {sentence}"
    return found


_DOES = re.compile(
    r"^[A-ZÅÄÖ][a-zåäö]*[^\W\d_](?:ar|er|ör|år|yr|ir)(?: (?:upp|till|ut|in|med|fram|på|av))?(?: |$)|^Att "
)
_MANY = re.compile(
    r"^\w*(?:ning|het|tion|itet|else|nad|dom|eri|ment|lär|el|ev|insats|åtgärd|roll)(?:ar|er)\b", re.I
)


def does_something(text: str) -> bool:
    """A text that begins with what someone does ('Leder nätverket …'), not with a name of things."""
    return _DOES.match(text) is not None and not _MANY.match(text) and len(text.split()) > 1


_MOST_NAME_WORDS = 5
_RUN_IN = re.compile(r"^(?P<role>[A-ZÅÄÖ][^.:–]{2,50}?)\s*(?:[.:]|\s[–-])\s+(?P<duty>\S.*)$", re.S)


def run_in_role(text: str, *, anyone: bool = False) -> tuple[str | None, str]:
    """'Eleverna. De följer …', 'Rektor: Avsätter tid …': the role that leads a text, and its duty. Where
    `anyone` may be named, a name with a colon after it is a role, be it known or not."""
    match = _RUN_IN.match(text)
    role = role_in(match.group("role")) if match else None
    if role is None and anyone and match and ":" in text[: match.start("duty")]:
        role = (
            role_named(match.group("role")) if len(match.group("role").split()) <= _MOST_NAME_WORDS else None
        )
    return (role, match.group("duty")) if match and role else (None, text)
