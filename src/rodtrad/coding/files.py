"""The result as files. A reader gets in a file what the page shows the same reader, and nothing more."""

from __future__ import annotations

import io
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rodtrad.assessments.files import Row, write
from rodtrad.coding import service
from rodtrad.coding.names import reason_of
from rodtrad.coding.service import Agreement, Outcome
from rodtrad.organisation.access import Scope
from rodtrad.rendering import Hidden, Meta, Report, Table, xlsx

__all__ = ["FORMATS", "csv_of", "workbook"]

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def csv_of(outcome: Outcome) -> bytes:
    """One row per theme and group: how many texts, in how many the theme occurs, or why that is not told."""
    columns = ("theme", "item", "texts_of", "kind", "texts", "count", "not_shown")
    rows: list[Row] = [
        {
            "theme": each.theme.name,
            "item": str(each.theme.item_key or ""),
            "texts_of": column.group,
            "kind": "interview" if column.is_interview else "answers",
            "texts": column.texts if outcome.is_whole or cell.reason != "small" else None,
            "count": cell.count,
            "not_shown": cell.reason,
        }
        for each in outcome.themes
        for column, cell in zip(outcome.columns, each.cells, strict=True)
    ]
    held = io.BytesIO()
    write("csv", held, columns, ("theme", "item", "texts_of", "kind", "not_shown"), rows)
    return held.getvalue()


def workbook(scope: Scope, outcome: Outcome) -> bytes:
    """The themes by group; for those who work on the coding also the agreement and the excerpts."""
    blocks = [_themes(outcome)]
    if outcome.is_whole:
        rows = service.compared(scope, outcome.project)
        agreement = service.agreement_of(scope, outcome.project, rows)
        blocks += [_agreement(agreement), _excerpts(scope, outcome, rows)]
    made = Report(
        title=outcome.project.title,
        subtitle=_("Kodning"),
        lang="en" if (get_language() or "sv").startswith("en") else "sv",
        meta=Meta(author=outcome.project.unit.name, date=timezone.localdate()),
        blocks=tuple(blocks),
    )
    return xlsx(made)


def _themes(outcome: Outcome) -> Table:
    rows = tuple(
        (each.theme.name, *(Hidden(reason_of(c.reason)) if c.count is None else c.count for c in each.cells))
        for each in outcome.themes
    )
    texts = tuple(
        Hidden(reason_of("small")) if _is_small(outcome, number) else column.texts
        for number, column in enumerate(outcome.columns)
    )
    header = (_("Tema"), *(column.label for column in outcome.columns))
    return Table(_("Teman"), header, (*rows, (_("Antal texter"), *texts)))


def _is_small(outcome: Outcome, number: int) -> bool:
    return any(each.cells[number].reason == "small" for each in outcome.themes)


def _agreement(found: Agreement) -> Table:
    names = [coder.name for coder in found.coders]
    header = (
        _("Tema"),
        _("Båda"),
        *(_("Bara %(name)s") % {"name": name} for name in names),
        _("Ingen"),
        _("Kappa"),
        _("Lägst"),
        _("Högst"),
    )
    rows: list[Any] = [
        (each.theme.name, each.both, each.first, each.second, each.neither, *_kappa(each.kappa))
        for each in found.themes
    ]
    rows.append((_("Alla teman"), "", "", "", "", *_kappa(found.pooled)))
    return Table(_("Samstämmighet"), header, tuple(rows))


def _kappa(kappa: Any) -> tuple[Any, ...]:
    values = (kappa.value, kappa.low, kappa.high)
    return tuple("–" if value is None else round(value, 3) for value in values)


def _excerpts(scope: Scope, outcome: Outcome, rows: list[Any]) -> Table:
    """What may not be read stands without its words."""
    words = service.words_of(scope, [row.excerpt for row in rows])
    names = {each.theme.pk: each.theme.name for each in outcome.themes}

    def named(given: frozenset[int]) -> str:
        return "; ".join(name for pk, name in names.items() if pk in given)

    one, other = (coder.name for coder in service.coders_of(outcome.project))
    lines = tuple(
        (
            row.excerpt.number,
            str(row.excerpt.source),
            said.text if (said := words[row.excerpt.pk]) else Hidden(_("Visas inte")),
            named(row.first),
            named(row.second),
            named(row.final),
        )
        for row in rows
    )
    header = (_("Nr"), _("Källa"), _("Text"), one, other, _("Gäller"))
    return Table(_("Utdrag"), header, lines)
