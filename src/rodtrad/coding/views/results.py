"""What came of a coding, the rows behind it, quotes, files."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rodtrad.coding import files, service
from rodtrad.coding.forms import sent_numbers
from rodtrad.coding.names import reason_of
from rodtrad.coding.views.comparing import ROWS_A_PAGE, shown
from rodtrad.coding.views.shared import kept_or_403, project_or_404, theme_or_404, worked_or_404
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request

__all__ = ["file", "publish", "quote", "result", "rows", "unpublish"]


@require_safe
def result(request: Request, project_id: int) -> HttpResponse:
    """How often each theme occurs, group by group, with quotes."""
    found = project_or_404(request, project_id)
    outcome = service.outcome_of(request.scope, found)
    context = {
        "project": found,
        "outcome": outcome,
        "themes": [{"outcome": each, "told": _told(outcome, each)} for each in outcome.themes],
        "keeper": service.keeps(request.scope, found),
        "pooled": service.pooled_of(found),
    }
    return render(request, "coding/result.html", context)


def _told(outcome: service.Outcome, each: service.ThemeOutcome) -> list[dict[str, Any]]:
    """A theme's cells with the heads that they stand under."""
    return [
        {"label": column.label, "cell": cell, "reason": reason_of(cell.reason)}
        for column, cell in zip(outcome.columns, each.cells, strict=True)
    ]


@require_safe
def rows(request: Request, project_id: int, theme_id: int) -> HttpResponse:
    """The excerpts behind a theme's figures."""
    found = worked_or_404(request, project_id)
    theme = theme_or_404(found, theme_id)
    page = Paginator(service.final_rows(request.scope, found, theme), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "project": found,
        "theme": theme,
        "page": page,
        "rows": shown(request, list(page.object_list), service.themes_of(found)),
    }
    return render(request, "coding/rows.html", context)


@require_POST
def quote(request: Request, project_id: int, number: int) -> HttpResponse:
    """Let an excerpt stand as a quote, or no longer."""
    found = worked_or_404(request, project_id)
    chosen = "bort" not in request.POST
    service.choose_quote(request.scope, found, number, chosen=chosen)
    notify(request, _("Citatet är med i resultatet.") if chosen else _("Citatet är borttaget ur resultatet."))
    back = sent_numbers(request, "tema")
    if not back:
        return redirect(request.place.url("coding:result", project_id=project_id))
    return redirect(request.place.url("coding:rows", project_id=project_id, theme_id=back[0]))


@require_POST
def publish(request: Request, project_id: int) -> HttpResponse:
    """Let others read the result."""
    service.publish(request.scope, kept_or_403(request, project_id))
    undo = request.place.url("coding:unpublish", project_id=project_id)
    notify(request, _("Resultatet är publicerat."), undo_url=undo)
    return redirect(request.place.url("coding:result", project_id=project_id))


@require_POST
def unpublish(request: Request, project_id: int) -> HttpResponse:
    """Take the result back."""
    service.unpublish(request.scope, kept_or_403(request, project_id))
    notify(request, _("Resultatet är inte längre publicerat."))
    return redirect(request.place.url("coding:result", project_id=project_id))


@require_safe
def file(request: Request, project_id: int, fmt: str) -> HttpResponse:
    """The result as the reader may have it: a workbook, or the table of themes as CSV."""
    found = project_or_404(request, project_id)
    if fmt not in files.FORMATS:
        raise Http404
    outcome = service.outcome_of(request.scope, found)
    body = files.workbook(request.scope, outcome) if fmt == "xlsx" else files.csv_of(outcome)
    name = f"kodning-{slugify(found.title)[:60] or found.pk}.{fmt}"
    return HttpResponse(
        body,
        content_type=files.FORMATS[fmt],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
