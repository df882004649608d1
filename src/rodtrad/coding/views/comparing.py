"""How far the two agree, the rows behind each figure, and the differences settled one by one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rodtrad.coding import service
from rodtrad.coding.forms import sent_numbers
from rodtrad.coding.models import Project, Theme
from rodtrad.coding.service import Compared, Pair
from rodtrad.coding.views.shared import choices_of, kept_or_403, theme_or_404, worked_or_404
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.common.posted import whole_number
from rodtrad.organisation.place import Request

__all__ = ["agreement", "finish", "next_one", "pairs", "resume", "settle", "unsettle"]

ROWS_A_PAGE = 20


@require_safe
def agreement(request: Request, project_id: int) -> HttpResponse:
    """Kappa, theme by theme and for all, beside the tables that it is counted from."""
    found = worked_or_404(request, project_id)
    rows = service.compared(request.scope, found)
    context = {
        "project": found,
        "agreement": service.agreement_of(request.scope, found, rows),
        "left": sum(not row.is_settled for row in rows),
        "differing": sum(row.differs for row in rows),
    }
    return render(request, "coding/agreement.html", context)


def shown(request: Request, rows: list[Compared], themes: list[Theme]) -> list[dict[str, Any]]:
    """Rows as a page shows them: the words as the reader may read them, and the names of the themes."""
    words = service.words_of(request.scope, [row.excerpt for row in rows])
    names = {theme.pk: theme.name for theme in themes}

    def named(given: frozenset[int]) -> list[str]:
        return [name for pk, name in names.items() if pk in given]

    return [
        {
            "row": row,
            "words": words[row.excerpt.pk],
            "first": named(row.first),
            "second": named(row.second),
            "final": named(row.final),
        }
        for row in rows
    ]


@require_safe
def pairs(request: Request, project_id: int) -> HttpResponse:
    """The excerpts behind a figure: a theme's cell, or all on which the two differ."""
    found = worked_or_404(request, project_id)
    rows = service.compared(request.scope, found)
    wanted, cell = request.GET.get("tema", ""), request.GET.get("ruta", "")
    theme = None
    if wanted:
        if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
            raise Http404
        theme = theme_or_404(found, int(wanted))
    if cell and cell not in list(Pair):
        raise Http404
    chosen = service.pairs_in(rows, theme.pk if theme else None, Pair(cell) if cell else None)
    page = Paginator(chosen, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "project": found,
        "theme": theme,
        "cell": cell,
        "page": page,
        "rows": shown(request, list(page.object_list), service.themes_of(found)),
        "coders": service.coders_of(found),
        "query": f"tema={theme.pk}&ruta={cell}&" if theme else "",
    }
    return render(request, "coding/pairs.html", context)


@require_safe
def next_one(request: Request, project_id: int) -> HttpResponse:
    """On to the next difference; when all are settled, back to the whole."""
    found = worked_or_404(request, project_id)
    number = service.next_unsettled(service.compared(request.scope, found))
    if number is None:
        return redirect(request.place.url("coding:agreement", project_id=project_id))
    return redirect(request.place.url("coding:settle", project_id=project_id, number=number))


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Request, project_id: int, number: int) -> HttpResponse:
    """One excerpt on which the two differed, both codings beside it, and what is to hold."""
    found = worked_or_404(request, project_id)
    if request.method == "POST":
        return _settle(request, found, number)
    return _page(request, found, number)


def _page(
    request: Request, found: Project, number: int, error: str = "", status: int = 200, sent: Any = None
) -> HttpResponse:
    rows = service.compared(request.scope, found)
    row = service.pair_at(rows, number)
    if row is None:
        raise Http404
    themes = service.themes_of(found)
    decided = row.decision
    chosen = sent if sent is not None else decided.themes if decided else row.final
    context = {
        "project": found,
        "number": number,
        "each": shown(request, [row], themes)[0],
        "choices": choices_of(themes, chosen),
        "is_none": bool(decided and not decided.themes),
        "coders": service.coders_of(found),
        "left": sum(not each.is_settled for each in rows),
        "differing": sum(each.differs for each in rows),
        "following": service.next_unsettled(rows, number),
        "is_open": found.state == "comparing",
        "error": error,
    }
    return render(request, "coding/settle.html", context, status=status)


def _settle(request: Request, found: Project, number: int) -> HttpResponse:
    themes = sent_numbers(request, "tema")
    try:
        service.settle(
            request.scope,
            found,
            number,
            whole_number(request, "version"),
            themes,
            none="inget" in request.POST,
            note=request.POST.get("anteckning", ""),
        )
    except NotAllowed:
        raise
    except UserError as error:
        status = 409 if isinstance(error, Conflict) else 422
        return _page(request, found, number, str(error), status, themes)
    undo = request.place.url("coding:unsettle", project_id=found.pk, number=number)
    said = _("Utdrag %(number)s är avgjort.") % {"number": number}
    notify(request, said, undo_url=undo, kept=f"avgor-{found.pk}-{number}")
    following = service.next_unsettled(service.compared(request.scope, found), number)
    if following is None:
        return redirect(request.place.url("coding:agreement", project_id=found.pk))
    return redirect(request.place.url("coding:settle", project_id=found.pk, number=following))


@require_POST
def unsettle(request: Request, project_id: int, number: int) -> HttpResponse:
    """Take a decision back."""
    found = worked_or_404(request, project_id)
    service.unsettle(request.scope, found, number)
    notify(request, _("Avgörandet är tillbakataget."))
    return redirect(request.place.url("coding:settle", project_id=project_id, number=number))


@require_POST
def finish(request: Request, project_id: int) -> HttpResponse:
    """End the settling."""
    service.finish(request.scope, worked_or_404(request, project_id))
    notify(request, _("Kodningen är klar. Här är resultatet."))
    return redirect(request.place.url("coding:result", project_id=project_id))


@require_POST
def resume(request: Request, project_id: int) -> HttpResponse:
    """Take up the settling again."""
    service.resume(request.scope, kept_or_403(request, project_id))
    notify(request, _("Ni kan ändra det ni har avgjort. Resultatet är inte längre publicerat."))
    return redirect(request.place.url("coding:agreement", project_id=project_id))
