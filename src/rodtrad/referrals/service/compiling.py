"""The compilation of comments and answers (remissammanställning), as a page or a file.

It is made from the rows each time: once the referral is closed none of them changes, so it is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from rodtrad.common.dates import date_range
from rodtrad.common.errors import UserError
from rodtrad.referrals.models import Referral, Verdict
from rodtrad.referrals.service.reading import (
    RecipientLine,
    Said,
    SaidAt,
    recipients_of,
    said_by_place,
    said_in,
    tally_of,
)
from rodtrad.rendering import (
    Block,
    Callout,
    Heading,
    KeyFigure,
    KeyFigures,
    Meta,
    Paragraph,
    Report,
    Run,
    Table,
    docx,
    html,
    pdf,
    runs,
    xlsx,
)

__all__ = ["FORMATS", "WRITERS", "Rendered", "compilation_file", "compilation_page", "paragraphs"]

FORMATS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What a compilation can be had as, with the media type of each."""

WRITERS: Mapping[str, Callable[[Report], bytes]] = {"pdf": pdf, "docx": docx, "xlsx": xlsx}


@dataclass(frozen=True)
class Rendered:
    """A file: its bytes, a name that says what it is, and its media type."""

    data: bytes
    filename: str
    content_type: str


def compilation_file(referral: Referral, fmt: str, language: str) -> Rendered:
    """The compilation as a file in one of FORMATS. As a workbook it is one row for each comment."""
    if fmt not in FORMATS:
        raise UserError(_("Sammanställningen finns som pdf, docx och xlsx."), "format")
    data = WRITERS[fmt](report_of(referral, language, sheet=fmt == "xlsx"))
    with override(language):
        name = _("remissammanstallning")
    return Rendered(data, f"{name}-{referral.document.slug}-{referral.pk}.{fmt}", FORMATS[fmt])


def compilation_page(referral: Referral, language: str) -> SafeString:
    """The compilation as a part of a page, its own heading below the page's."""
    return html(report_of(referral, language), top=2)


def report_of(referral: Referral, language: str, *, sheet: bool = False) -> Report:
    """The compilation, ready to be set in any format. Three queries."""
    said, lines = said_in(referral), recipients_of(referral)
    lang: Literal["sv", "en"] = "en" if language == "en" else "sv"
    with override(language):
        blocks = (_rows(said), _asked(lines)) if sheet else tuple(_blocks(referral, said, lines))
        return Report(
            title=_("Sammanställning av remissen"),
            subtitle=referral.document.title,
            lang=lang,
            meta=Meta(author=referral.document.authority.name, date=_dated(referral), facts=_facts(referral)),
            blocks=blocks,
        )


def _dated(referral: Referral) -> date:
    return timezone.localdate(referral.ended_at) if referral.ended_at else timezone.localdate()


def _facts(referral: Referral) -> tuple[tuple[str, str], ...]:
    sent = timezone.localdate(referral.sent_at)
    return (
        (_("Huvudman"), referral.document.authority.name),
        (_("Skickad"), date_range(sent, sent, year=True)),
        (_("Sista dag"), date_range(referral.last_day, referral.last_day, year=True)),
        (_("Status"), str(referral.get_state_display())),
    )


def _blocks(referral: Referral, said: list[Said], lines: list[RecipientLine]) -> list[Block]:
    places = said_by_place(said)
    found: list[Block] = [Heading(_("I korthet")), *_summary(referral, said, lines)]
    found += [Heading(_("Vilka som har svarat")), _asked(lines)]
    found += _part(_("Om utkastet som helhet"), [p for p in places if p.is_whole])
    found += _part(_("Svar på frågorna"), [p for p in places if p.is_question])
    area = None
    for place in (p for p in places if not p.is_whole and not p.is_question):
        if place.area != area:
            area = place.area
            found.append(Heading(area or _("Utanför områdena")))
        found += _place(place)
    return found


def _summary(referral: Referral, said: list[Said], lines: list[RecipientLine]) -> list[Block]:
    counted = tally_of(said)
    answered = sum(line.has_answered for line in lines)
    sentence = _("%(answered)s av %(asked)s remissinstanser svarade. De lämnade %(remarks)s synpunkter.") % {
        "answered": answered,
        "asked": len(lines),
        "remarks": counted.remarks,
    }
    figures = [
        KeyFigure(str(counted.by_verdict[verdict]), str(Verdict(verdict).label)) for verdict in Verdict.values
    ]
    message = [Paragraph(runs(line)) for line in referral.message.splitlines() if line.strip()]
    return [Paragraph(runs(sentence), lead=True), KeyFigures(tuple(figures)), *message]


def _asked(lines: list[RecipientLine]) -> Table:
    rows = tuple((line.recipient.name, _how(line)) for line in lines)
    return Table(_("Remissinstanser"), (_("Remissinstans"), _("Svar")), rows)


def _how(line: RecipientLine) -> str:
    if not line.has_answered:
        return _("Har inte svarat")
    words = _("Har svarat")
    if line.recipient.group_id:
        words = ngettext("%(count)s yttrande", "%(count)s yttranden", line.handed_in) % {
            "count": line.handed_in
        }
    return f"{words}, {_('efter sista dagen')}" if line.late else words


def _part(title: str, places: list[SaidAt]) -> list[Block]:
    if not places:
        return []
    return [Heading(title), *(block for place in places for block in _place(place))]


def _place(place: SaidAt) -> list[Block]:
    """One place of the draft: what it says, then each comment with its answer."""
    found: list[Block] = []
    if place.is_question:
        found.append(Heading(place.words, 2))
    elif not place.is_whole:
        name = " ".join(part for part in (place.number, place.heading or short(place.words)) if part)
        found.append(Heading(name, 2))
        if place.heading or short(place.words) != place.words:
            found.append(Paragraph((Run(_("I utkastet: "), bold=True), Run(place.words))))
    for each in place.said:
        found += _comment(each)
    return found


def short(words: str) -> str:
    """The beginning of a text, for a heading."""
    return words if len(words) <= 90 else words[:87].rsplit(" ", 1)[0] + " …"


def _comment(each: Said) -> list[Block]:
    row = each.remark
    who = f"{each.signature}: "
    lines = paragraphs(row.text)
    found: list[Block] = [Paragraph((Run(who, bold=True), Run(lines[0] if lines else "")))]
    found += [Paragraph(runs(line)) for line in lines[1:]]
    if row.proposal:
        found.append(Paragraph((Run(_("Föreslagen lydelse: "), bold=True), Run(row.proposal, italic=True))))
    if not each.is_question:
        found.append(_answer(each))
    return found


def _answer(each: Said) -> Callout:
    if not each.verdict:
        return Callout(_("Inget svar än"), (), "method")
    given = each.remark.answer
    pieces = [Run(given.reason)] if given.reason else []
    if given.wording:
        pieces.append(Run(f" {_('Ny lydelse: ')}", bold=True))
        pieces.append(Run(given.wording, italic=True))
    return Callout(str(given.get_verdict_display()), tuple(pieces), "method")


def paragraphs(text: str) -> list[str]:
    """What a person wrote, paragraph by paragraph."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _rows(said: list[Said]) -> Table:
    """One row for each comment, to sort and count in."""
    header = (
        _("Remissinstans"),
        _("Område"),
        _("Nummer"),
        _("I utkastet"),
        _("Synpunkt"),
        _("Föreslagen lydelse"),
        _("Svar"),
        _("Motivering"),
        _("Ny lydelse"),
    )
    return Table(_("Synpunkter"), header, tuple(_row(each) for each in said))


def _row(each: Said) -> tuple[str, ...]:
    row = each.remark
    given = row.answer if each.verdict else None
    place = _("Utkastet som helhet") if row.target == row.WHOLE else row.words
    return (
        each.signature,
        row.area,
        row.number,
        place,
        row.text,
        row.proposal,
        str(given.get_verdict_display()) if given else "",
        given.reason if given else "",
        given.wording if given else "",
    )
