"""Who answers for what, as a table to take elsewhere, and as a paper for a staff appraisal."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import override

from rodtrad.plans.exporting.table import safe
from rodtrad.plans.models import Document, Item
from rodtrad.plans.responsibilities import Matrix
from rodtrad.plans.service import Mine
from rodtrad.rendering import Block, Heading, Meta, Paragraph, Report, Table, docx, pdf, runs, xlsx

__all__ = ["TYPES", "matrix_csv", "matrix_xlsx", "talk_file"]

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
# Millimetres left free beside each responsibility for what is said in the talk.
ROOM = 18


def _lang(language: str) -> Literal["sv", "en"]:
    return "en" if language == "en" else "sv"


def _table(matrix: Matrix) -> Table:
    """One row for each responsibility, to filter by area or actor."""
    header = (
        _("Område"),
        _("Roll"),
        _("Underroll"),
        _("Ansvarig enhet"),
        _("Slag"),
        _("Nummer"),
        _("Ansvar"),
        _("När"),
        _("Status"),
    )
    rows = [
        (
            area.short if area else "",
            column.actor.role,
            column.actor.sub_role,
            column.actor.unit,
            str(item.get_kind_display()),
            item.number,
            f"{item.heading}: {item.text}" if item.heading else item.text,
            item.due,
            item.status,
        )
        for column in matrix.columns
        for area, cell in column.areas
        for item in cell.items
    ]
    return Table(_("Ansvar"), header, tuple(rows))


def matrix_xlsx(document: Document, matrix: Matrix, today: date, language: str) -> bytes:
    """The matrix as a workbook: a row for each responsibility, and a sheet with the counts."""
    with override(language):
        counts = Table(
            _("Antal"),
            (_("Område"), *(column.actor.label for column in matrix.columns)),
            tuple(
                (line.area.short if line.area else _("Utanför områdena"), *(len(c.items) for c in line.cells))
                for line in matrix.lines
            ),
        )
        meta = Meta(author=document.authority.name, date=today)
        blocks: tuple[Block, ...] = (_table(matrix), counts)
        return xlsx(Report(document.title, _("Ansvar"), _lang(language), meta, blocks))


def matrix_csv(matrix: Matrix, language: str) -> bytes:
    """The matrix as CSV, as Swedish Excel opens it: semicolons, and a byte order mark first."""
    with override(language):
        table = _table(matrix)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.header)
    writer.writerows([safe(str(cell)) for cell in row] for row in table.rows)
    return ("\ufeff" + out.getvalue()).encode()


def talk_file(found: Sequence[Mine], name: str, unit: str, today: date, language: str, ending: str) -> bytes:
    """What a person answers for, with room for notes: a paper to have between two people who talk."""
    with override(language):
        facts = ((_("Medarbetare"), name), (_("Enhet"), unit), (_("Datum för samtalet"), " "))
        blocks: list[Block] = [
            Paragraph(runs(_("Gå igenom punkterna tillsammans och skriv vad ni kommer fram till.")))
        ]
        for mine in found:
            blocks += [Heading(mine.document.title), *_areas(mine.items)]
        blocks += [Heading(_("Överenskommet")), _notes((_("Vad"), _("Vem och när")), ("",) * 4)]
        meta = Meta(author=unit, date=today, facts=facts)
        report = Report(
            _("Mitt ansvar"), _("Underlag till medarbetarsamtal"), _lang(language), meta, tuple(blocks), False
        )
    return pdf(report) if ending == "pdf" else docx(report)


def _areas(items: Sequence[Item]) -> list[Block]:
    areas: dict[str, list[Item]] = {}
    for item in items:
        areas.setdefault(item.area.short if item.area else _("Utanför områdena"), []).append(item)
    found: list[Block] = []
    for area, rows in areas.items():
        found.append(Heading(area, 2))
        found.append(_notes((_("Ansvar"), _("Anteckningar")), tuple(row.text for row in rows), area))
    return found


def _notes(header: tuple[str, str], lines: Sequence[str], caption: str = "") -> Table:
    return Table(caption or header[0], header, tuple((line, "") for line in lines), room=ROOM)
