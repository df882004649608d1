"""The report that a document's PDF and DOCX are set from.

A document is in Swedish, and so are the few words around it, whoever asks for it: a text in two languages
is read aloud wrongly in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from rodtrad.common.dates import short_date
from rodtrad.plans.models import Document, Item
from rodtrad.plans.reading import Entry, Group, Part, parts_of
from rodtrad.rendering import Block, Bullets, Heading, Meta, Paragraph, Report, Run, Runs, Table

__all__ = ["facts_of", "report_of"]


def report_of(document: Document, rows: Sequence[Item]) -> Report:
    """The whole document; `rows` as from `tree_of`. It is dated by its decision, else by when it was made."""
    with override("sv"):
        parts, terms = parts_of(rows)
        blocks = [block for part in parts for block in _part(part)]
        if terms:
            blocks += _terms(terms)
        made_on = document.decided_on or document.created_at.date()
        return Report(
            title=document.title,
            subtitle=_subtitle(document),
            lang="sv",
            meta=Meta(
                author=document.owner_text or str(document.owner), date=made_on, facts=facts_of(document)
            ),
            blocks=tuple(blocks),
        )


def _subtitle(document: Document) -> str:
    edition = document.edition_name if document.edition > 1 or document.correction else ""
    return ", ".join(part for part in (str(document.get_kind_display()), document.period, edition) if part)


def facts_of(document: Document) -> tuple[tuple[str, str], ...]:
    """What the archive wants to know, label and value, without what is empty."""
    decided_on = short_date(document.decided_on, year=True) if document.decided_on else ""
    told = (
        (_("Status"), str(document.get_status_display())),
        (_("Gäller"), document.period),
        (_("Ägare"), document.owner_text),
        (_("Dokumentansvarig"), document.document_owner),
        (_("Beslutad av"), document.decided_by if document.is_decided else ""),
        (_("Beslutsdatum"), decided_on if document.is_decided else ""),
        (_("Paragraf"), document.paragraph if document.is_decided else ""),
        (_("Diarienummer"), document.diarienummer),
    )
    return tuple((label, value) for label, value in told if value)


def _part(part: Part) -> Iterable[Block]:
    item = part.item
    if item is not None:
        yield Heading(" ".join(word for word in (item.number, item.heading or item.text) if word), 1)
        if item.heading and item.text != item.heading:
            yield Paragraph((Run(item.text),))
        if item.definition:
            yield Paragraph((Run(item.definition),), lead=True)
    for group in part.groups:
        yield from _group(group)


def _group(group: Group) -> Iterable[Block]:
    yield Heading(f"{group.heading}: {group.role}" if group.role else group.heading, 2)
    plain: list[Runs] = []
    for entry in group.entries:
        if not entry.groups:
            plain.append(_line(entry.item))
            continue
        if plain:
            yield Bullets(tuple(plain))
            plain = []
        yield Heading(_named(entry.item), 3)
        if _line_rest(entry.item):
            yield Paragraph(_line_rest(entry.item))
        yield from _under(entry.groups)
    if plain:
        yield Bullets(tuple(plain))


def _named(item: Item) -> str:
    return " ".join(word for word in (item.number, item.heading or item.text) if word)


def _line_rest(item: Item) -> Runs:
    """What an item says beyond its heading."""
    said = [Run(item.text)] if item.heading and item.text != item.heading else []
    return (*said, *_more(item))


def _line(item: Item) -> Runs:
    """An item in one line: number and heading in bold, then its words."""
    bold = " ".join(word for word in (item.number, item.heading) if word)
    head = [Run(f"{bold} ", bold=True)] if bold else []
    role = [Run(f" ({item.sub_role})")] if item.sub_role else []
    return (*head, Run(item.text), *role, *_more(item))


def _more(item: Item) -> Runs:
    """What else is known of an item, after its words."""
    known = [
        item.definition,
        _("Planerad effekt: %(effect)s") % {"effect": item.effect} if item.effect else "",
        _("Ansvarig enhet: %(unit)s") % {"unit": item.responsible_unit} if item.responsible_unit else "",
        _("När: %(due)s") % {"due": item.due} if item.due else "",
        _("Status: %(status)s") % {"status": item.status} if item.status else "",
    ]
    return tuple(Run(f" {words.rstrip('.')}.", italic=True) for words in known if words)


def _under(groups: Iterable[Group]) -> Iterable[Block]:
    """What stands under an item, however deep: a label and its list, level by level."""
    for group in groups:
        label = f"{group.heading}: {group.role}" if group.role else group.heading
        yield Paragraph((Run(label, bold=True),))
        yield Bullets(tuple(_line(entry.item) for entry in group.entries))
        for entry in group.entries:
            yield from _under(entry.groups)


def _terms(terms: Iterable[Entry]) -> list[Block]:
    rows = tuple((entry.item.heading or entry.item.text, _meaning(entry.item)) for entry in terms)
    return [
        Heading(_("Begrepp"), 1),
        Table(_("Begrepp och vad de betyder"), (_("Begrepp"), _("Betydelse")), rows),
    ]


def _meaning(item: Item) -> str:
    return item.definition or (item.text if item.heading else "")
