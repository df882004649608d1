"""A document as Markdown (CommonMark), for those who read and go on writing in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from rodtrad.plans.exporting.paper import facts_of
from rodtrad.plans.models import Document, Item
from rodtrad.plans.reading import Group, Part, parts_of

__all__ = ["markdown_text"]

# Everything that CommonMark could read as something else than the sign itself.
SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
# At the beginning of a line a list, a quote, a heading or a rule could begin.
BEGINNING = re.compile(r"^(\s*)([-+=>]|\d+(?=[.)]))")


def markdown_text(document: Document, rows: Sequence[Item]) -> str:
    """The whole document; `rows` as from `tree_of`."""
    with override("sv"):
        parts, terms = parts_of(rows)
        lines = [f"# {_plain(document.title)}", ""]
        lines += [f"- **{label}:** {_plain(value)}" for label, value in facts_of(document)]
        for part in parts:
            lines += ["", *_part(part)]
        if terms:
            lines += ["", f"## {_('Begrepp')}", ""]
            lines += [f"- **{_plain(_name(t.item))}** {_plain(t.item.definition)}".rstrip() for t in terms]
        return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Words as words: nothing in them is read as markup."""
    text = SIGNS.sub(r"\\\1", " ".join(text.split()))
    return BEGINNING.sub(lambda found: f"{found[1]}{_escaped(found[2])}", text)


def _escaped(sign: str) -> str:
    return f"{sign}\u200b" if sign.isdigit() else f"\\{sign}"


def _name(item: Item) -> str:
    return item.heading or item.text


def _part(part: Part) -> Iterable[str]:
    item = part.item
    if item is not None:
        yield f"## {' '.join(word for word in (item.number, _plain(_name(item))) if word)}"
        if item.heading and item.text != item.heading:
            yield from ("", _plain(item.text))
        if item.definition:
            yield from ("", _plain(item.definition))
    for group in part.groups:
        yield from ("", f"### {group.heading}{': ' + _plain(group.role) if group.role else ''}", "")
        yield from _items(group, "")


def _items(group: Group, margin: str) -> Iterable[str]:
    for entry in group.entries:
        yield f"{margin}- {_line(entry.item)}"
        for below in entry.groups:
            yield f"{margin}  - *{below.heading}{': ' + _plain(below.role) if below.role else ''}*"
            yield from _items(below, f"{margin}    ")


def _line(item: Item) -> str:
    bold = " ".join(word for word in (item.number, _plain(item.heading)) if word)
    more = [
        _plain(item.definition),
        f"{_('Planerad effekt:')} {_plain(item.effect)}" if item.effect else "",
        " · ".join(_plain(word) for word in (item.responsible_unit, item.due, item.status) if word),
    ]
    role = f" ({_plain(item.sub_role)})" if item.sub_role else ""
    said = f"**{bold}** " if bold else ""
    return " ".join(part for part in (f"{said}{_plain(item.text)}{role}", *more) if part)
