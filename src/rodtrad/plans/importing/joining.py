"""Two printed lines of one text put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PREFIX_BEFORE_AND = re.compile(r"^(?:och|eller|samt|respektive)\b")
# 'it-', 'e-' and letters in capitals are the first part of a compound, other short ones half a word ('dis-').
_KEEPS_HYPHEN = re.compile(
    r"(?:\b(?:\w|it|ikt|ai|tv|ip|id|pr|sms|usb|pdf|app|pc|wi|ev|ca|icke)|(?-i:[A-ZÅÄÖ0-9]{2,}))-$",
    re.IGNORECASE,
)


def join(before: str, after: str, *, glue: bool = False) -> str:
    """A line and the one that goes on from it: a hyphen at the end of the first is undone, unless it is the
    word's own ('it-', 'lärar- och'). `glue` says that the break was inside a word."""
    if before.endswith(("\u00ad", "\u2010")):  # some fonts have no other hyphen
        before = before[:-1] + "-"
    if before.endswith("-") and before[-2:-1].isalnum():
        if _PREFIX_BEFORE_AND.match(after):
            return f"{before} {after}"
        if _KEEPS_HYPHEN.search(before) or not after[:1].islower():
            return before + after
        return before[:-1] + after
    return before + after if glue else f"{before} {after}"


def join_all(lines: Iterable[str]) -> str:
    """The lines of one paragraph as one line."""
    text = ""
    for line in lines:
        stripped = re.sub(r"[ \t]+", " ", line).strip()
        if stripped:
            text = join(text, stripped) if text else stripped
    return text
