"""What an instrument's own file says around its questions in other languages than the product's: checked key
by key, and written out as a template where something is missing.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from rodtrad.assessments.phrases import OPTIONAL, PHRASES, fields_of
from rodtrad.assessments.voices import FALLBACK, OWN, missing_in, shipped_words

__all__ = ["Gap", "LanguageWords", "gaps", "template", "to_write", "wrong_key", "wrong_words"]

LanguageWords = Mapping[str, Mapping[str, str]]
"""The words by their keys, by language."""


def wrong_key(key: str) -> str:
    """Why a key is none, with the nearest that is; empty where it is one."""
    if key in PHRASES:
        return ""
    near = difflib.get_close_matches(key, PHRASES, n=1)
    if near:
        return _("”%(key)s” är ingen av svarssidornas texter. Menade du ”%(near)s”?") % {
            "key": key,
            "near": near[0],
        }
    return _("”%(key)s” är ingen av svarssidornas texter.") % {"key": key}


def wrong_words(key: str, text: str) -> str:
    """Why a text cannot stand under a key: it must have the fields of the Swedish; empty where it can."""
    wanted, found = fields_of(PHRASES[key]), fields_of(text)
    if missing := sorted(wanted - found):
        return _("Texten saknar {%(name)s}.") % {"name": missing[0]}
    if unknown := sorted(found - wanted):
        return _("{%(name)s} fylls inte i här.") % {"name": unknown[0]}
    bare = text
    for name in found:
        bare = bare.replace(f"{{{name}}}", "")
    return _("Texten har en klammer som inte hör till något fält.") if {"{", "}"} & set(bare) else ""


def to_write(languages: Sequence[str], given: LanguageWords) -> LanguageWords:
    """What the file of an instrument says of its languages: what it was given; and, in a language that lacks
    words, the keys of those without a text, to be filled in.
    """
    found: dict[str, dict[str, str]] = {}
    for language in sorted({*languages, *given} - set(OWN)):
        own = dict(given.get(language, {}))
        lacks = missing_in({**shipped_words(language), **own})
        if own or lacks:
            found[language] = own | dict.fromkeys(lacks, "")
    return found


@dataclass(frozen=True)
class Gap:
    """A language of a form in which the pages lack words, and what those are said in."""

    language: str
    missing: int
    fallback: str


def gaps(languages: Sequence[str], given: LanguageWords) -> list[Gap]:
    """The languages of a form that the pages around the questions are not whole in."""
    found = []
    for language in sorted(set(languages) - set(OWN)):
        words = {**shipped_words(language), **given.get(language, {})}
        if lacks := missing_in(words):
            found.append(Gap(language, len(lacks), words.get(FALLBACK, OWN[0])))
    return found


def template(words: LanguageWords) -> str:
    """Words as the part `pages` of a file, each under its Swedish; empty text where there is no language."""
    return "".join(["pages:\n", *_lines(words)]) if words else ""


def _lines(words: LanguageWords) -> Iterator[str]:
    for language, texts in words.items():
        yield f"  {language}:\n"
        if FALLBACK in texts:
            yield f"    {FALLBACK}: {texts[FALLBACK]}\n"
        for key in PHRASES:
            if key in texts:
                yield f"    # {_swedish(key)}\n"
                yield f"    {key}: {_quoted(texts[key])}\n".replace(": \n", ":\n")


def _swedish(key: str) -> str:
    with override("sv"):
        return f"{PHRASES[key]}{' (inte i alla språk)' if key in OPTIONAL else ''}"


def _quoted(text: str) -> str:
    """As YAML reads it between double quotes, which is as JSON writes it."""
    return json.dumps(text, ensure_ascii=False) if text else ""
