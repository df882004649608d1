"""Every figure opens into the rows it was made from.

Activities and units' reports are read from the rows that were frozen with the compilation; results of a
rating were frozen when the round closed. The reader sees the rows of the units that the reader's duties
reach; how many others there are is said, since the figure counts them too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rodtrad.activities.models import ActivityStatus, EffectVerdict
from rodtrad.assessments import service as assessments
from rodtrad.assessments.models import Round
from rodtrad.common import numbers
from rodtrad.common.dates import short_date
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place
from rodtrad.plans import service as plans
from rodtrad.plans.models import Document
from rodtrad.reports import sentences
from rodtrad.reports.models import Compilation, FrozenActivity, FrozenReport

__all__ = ["FigureRows", "RowCell", "figure_rows"]

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class RowCell:
    """A cell of a figure's rows. `hidden` is the reason why nothing is shown; `label` its column."""

    text: str = ""
    url: str = ""
    hidden: str = ""
    is_number: bool = False
    label: str = ""


@dataclass(frozen=True)
class FigureRows:
    """A figure and one page of the rows it was made from. `others` is how many rows are not the reader's."""

    ident: str
    number: int
    label: str
    value: str
    how: str
    header: tuple[str, ...]
    rows: tuple[tuple[RowCell, ...], ...]
    page: Page[Any]
    total: int
    others: int


Found = tuple[tuple[str, ...], Page[Any], Sequence[tuple[RowCell, ...]], int, int]
"""Header, page, rows, how many rows in all, and how many of them are not the reader's."""


def figure_rows(
    scope: Scope, place: Place, compilation: Compilation, figure_id: str, language: str, page: str | int = 1
) -> FigureRows | None:
    """The rows of one figure of a compilation that the reader may read; None where there is no such figure.

    The caller has got the compilation through the door, and thereby checked that it may be read.
    """
    figure = compilation.content["figures"].get(figure_id)
    if figure is None:
        return None
    which = figure["rows"]
    header, found, rows, total, others = _KINDS[which["kind"]](_Asked(scope, place, compilation, which, page))
    return FigureRows(
        ident=figure_id,
        number=figure["number"],
        label=figure["label"][language],
        value=figure["value"][language],
        how=figure["how"][language],
        header=header,
        rows=tuple(_labelled(row, header) for row in rows),
        page=found,
        total=total,
        others=others,
    )


def _labelled(row: Sequence[RowCell], header: Sequence[str]) -> tuple[RowCell, ...]:
    """On a narrow screen each cell stands with its heading."""
    return tuple(replace(cell, label=head) for cell, head in zip(row, header, strict=True))


@dataclass(frozen=True)
class _Asked:
    """Who asks for which rows of what, and which page of them."""

    scope: Scope
    place: Place
    compilation: Compilation
    which: dict[str, Any]
    page: str | int

    def at(self, unit_slug: str, name: str, **kwargs: Any) -> str:
        """The address of a view at a unit and the compilation's year."""
        from django.urls import reverse

        where = {"unit_slug": unit_slug, "year_slug": self.place.year_slug}
        return reverse(name, kwargs={**where, **kwargs})


def _pages(rows: Any, asked: _Asked) -> Page[Any]:
    return Paginator(rows, ROWS_A_PAGE).get_page(asked.page)


# ---- activities and reports, frozen with the compilation ------------------------------------------------


def _activities(asked: _Asked) -> Found:
    every = _selected(FrozenActivity.objects.filter(compilation=asked.compilation), asked.which)
    mine = every.visible_to(asked.scope)
    total, seen = every.count(), mine.count()
    found = _pages(mine.select_related("unit"), asked)
    header = (_("Aktivitet"), _("Enhet"), _("Arbetet"), _("Effekten"), _("Slutsats"))
    return header, found, [_activity_row(row, asked) for row in found.object_list], total, total - seen


def _selected(rows: Any, which: dict[str, Any]) -> Any:
    """The rows that a figure counted. A figure without any condition counted all."""
    if "ids" in which:
        rows = rows.filter(activity_id__in=which["ids"])
    if "item" in which:
        rows = rows.filter(links__item_id=which["item"])
    if "area" in which:
        rows = rows.filter(links__area=which["area"]).distinct()
    if "verdict" in which:
        rows = rows.filter(verdict=which["verdict"])
    if which.get("followed"):
        rows = rows.exclude(verdict="")
    if which.get("loose"):
        rows = rows.filter(serves_nothing=True)
    if which.get("elsewhere"):
        rows = rows.filter(serves_nothing=False).annotate(inside=Count("links__area")).filter(inside=0)
    return rows


def _activity_row(row: FrozenActivity, asked: _Asked) -> tuple[RowCell, ...]:
    verdict = EffectVerdict(row.verdict).label if row.verdict else _("Inte uppföljd")
    opens = asked.at(row.unit.slug, "activities:activity", activity_id=row.activity_id)
    return (
        RowCell(row.title, opens),
        RowCell(row.unit.name, asked.at(row.unit.slug, "activities:year")),
        RowCell(str(ActivityStatus(row.status).label)),
        RowCell(str(verdict)),
        RowCell(row.conclusion),
    )


def _reports(asked: _Asked) -> Found:
    every = FrozenReport.objects.filter(compilation=asked.compilation)
    mine = every.visible_to(asked.scope)
    total, seen = every.count(), mine.count()
    found = _pages(mine.select_related("unit"), asked)
    header = (_("Enhet"), _("Inlämnad"), _("Vad enheten vill göra nästa läsår"))
    return header, found, [_report_row(row, asked) for row in found.object_list], total, total - seen


def _report_row(row: FrozenReport, asked: _Asked) -> tuple[RowCell, ...]:
    day = row.handed_in_on
    return (
        RowCell(row.unit.name, asked.at(row.unit.slug, "reports:unit")),
        RowCell(short_date(day, year=True) if day else _("Inte inlämnad")),
        RowCell(row.next_year),
    )


def _initiatives(asked: _Asked) -> Found:
    about = asked.compilation.content["about"]
    document = Document.objects.filter(pk=about["plan"]["id"]).first() if about["plan"] else None
    ids = set(asked.which["ids"])
    items = [item for item in plans.tree_of(document) if item.pk in ids] if document else []
    found = _pages(items, asked)
    rows = [
        (
            RowCell(
                f"{item.number} {item.short}".strip(),
                asked.place.url("plans:item", slug=item.document.slug, key=item.key),
            ),
            RowCell(item.area.heading or item.area.text if item.area else ""),
            RowCell("0", is_number=True),
        )
        for item in found.object_list
    ]
    return (_("Insats"), pgettext("plan", "Område"), _("Enheter")), found, rows, len(items), 0


# ---- results of the rating, frozen when the round closed ------------------------------------------------


def _round(asked: _Asked) -> Round:
    found: QuerySet[Round] = Round.objects.select_related("node", "instrument", "year")
    return found.get(pk=asked.which["round"])


def _area(asked: _Asked) -> Found:
    header = (_("Enhet"), _("Medelvärde"), _("Svar"), _("Svarsandel"), _("Spridning"))
    return _mapped(asked, header, lambda row: _mean_cells(row.cells[asked.which["area"]], row))


def _turnout(asked: _Asked) -> Found:
    header = (_("Enhet"), _("Svarade"), _("Tillfrågade"), _("Svarsandel"))
    return _mapped(asked, header, _turnout_cells)


def _mapped(asked: _Asked, header: tuple[str, ...], cells: Callable[[Any], tuple[RowCell, ...]]) -> Found:
    """Units in the order of the tree, as the map has them; sums above them on the first page."""
    current = _round(asked)
    found = assessments.heat_map(asked.scope, current.node, current, asked.which["group"], page=asked.page)
    page = found.page
    sums: Iterable[Any] = found.sums if page.number == 1 else ()
    rows = [(_unit_cell(row, asked), *cells(row)) for row in (*sums, *found.rows)]
    total = _units_of(asked, current)
    return header, page, rows, total, max(total - page.paginator.count, 0)


def _units_of(asked: _Asked, current: Round) -> int:
    found = assessments.unit_result(asked.scope, current.node, current, asked.which["group"])
    return found.units if found else 0


def _unit_cell(row: Any, asked: _Asked) -> RowCell:
    return RowCell(row.name, asked.at(row.slug, "assessments:result"))


def _rate(answered: int | None, invited: int | None) -> RowCell:
    if answered is None or not invited:
        return RowCell(hidden=sentences.hidden("small"))
    return RowCell(numbers.share(min(answered, invited), invited), is_number=True)


def _number(value: float | None, digits: int, reason: str) -> RowCell:
    if value is None:
        return RowCell(hidden=sentences.hidden(reason))
    return RowCell(numbers.decimal(value, digits), is_number=True)


def _mean_cells(figure: Any, row: Any) -> tuple[RowCell, ...]:
    """The mean with what must stand beside it (rule 4)."""
    n = figure.n if figure.mean is not None else None
    return (
        _number(figure.mean, 1, figure.reason),
        _number(n, 0, figure.reason),
        _rate(row.answered, row.invited),
        RowCell("–", is_number=True)
        if figure.mean is not None and figure.sd is None
        else _number(figure.sd, 1, figure.reason),
    )


def _turnout_cells(row: Any) -> tuple[RowCell, ...]:
    return (
        _number(row.answered, 0, "small"),
        _number(row.invited, 0, "small"),
        _rate(row.answered, row.invited),
    )


def _question(asked: _Asked) -> Found:
    current = _round(asked)
    query = assessments.made_from_query(
        current, asked.scope, current.node, asked.which["group"], asked.which["position"]
    )
    found = _pages(query, asked)
    shares = assessments.shares_of(found.object_list)
    rows = [
        (
            RowCell(share.unit_name, asked.at(share.unit_slug, "assessments:result")),
            *_mean_cells(share.figure, share),
        )
        for share in shares
    ]
    header = (_("Enhet"), _("Medelvärde"), _("Svar"), _("Svarsandel"), _("Spridning"))
    total = _units_of(asked, current)
    return header, found, rows, total, max(total - found.paginator.count, 0)


_KINDS: dict[str, Callable[[_Asked], Found]] = {
    "activities": _activities,
    "reports": _reports,
    "initiatives": _initiatives,
    "area": _area,
    "turnout": _turnout,
    "question": _question,
}
