"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby

from rodtrad.plans.comparing.model import Word
from rodtrad.plans.likeness import says_something

TOKEN = re.compile(r"\s*(?:\w+(?:[-/:.]\w+)*|[^\w\s])")


def differences(old: str, new: str) -> tuple[Word, ...]:
    """The texts as runs of words that stayed, went and came, in reading order.

    The runs that stayed and went give the old text, those that stayed and came the new (but for spaces). A
    lone 'och' that happens to stand in both is no island: it goes and comes with what stands around it.
    """
    ones, others = TOKEN.findall(old), TOKEN.findall(new)
    matcher = SequenceMatcher(None, [t.strip() for t in ones], [t.strip() for t in others], autojunk=False)
    runs: list[Word] = []
    steps = matcher.get_opcodes()
    for place, (verb, a, b, c, d) in enumerate(steps):
        gone, came = "".join(ones[a:b]), "".join(others[c:d])
        island = 0 < place < len(steps) - 1 and not says_something(came)
        if verb == "equal" and not island:
            # Where only one of them has a space before the word, it is needed.
            both = zip(ones[a:b], others[c:d], strict=True)
            runs.append(Word("same", "".join(max(pair, key=len) for pair in both)))
        else:
            runs += [Word("gone", gone), Word("came", came)]
    return tuple(_joined(runs))


def _joined(runs: list[Word]) -> Iterator[Word]:
    """Each stretch of changes as one: all that went, then all that came."""
    for same, group in groupby(runs, key=lambda run: run.what == "same"):
        stretch = list(group)
        for what in ("same",) if same else ("gone", "came"):
            text = "".join(run.text for run in stretch if run.what == what)
            if text:
                yield Word(what, text)
