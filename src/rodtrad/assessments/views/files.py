"""Results and comments as files, for those who may read them on a page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from rodtrad.assessments import files, service
from rodtrad.assessments.forms import PurposeForm
from rodtrad.assessments.models import Round
from rodtrad.assessments.views.shared import closed_round_or_404, query
from rodtrad.organisation.place import Request

FORMAT_WORD = "format"
# Larger than this a file waits on the disk while it is sent.
IN_MEMORY = 2_000_000


@require_safe
def results(request: Request) -> FileResponse:
    """The figures of a closed round at and below the chosen unit, as far as the reader sees them."""
    current = closed_round_or_404(request)
    rows = service.export_rows(current, request.scope, request.place.unit.path)
    columns, decimals = service.export_columns(current), service.DECIMAL_COLUMNS
    return _sent(request, current, "resultat", columns, service.TEXT_COLUMNS, rows, decimals=decimals)


@require_safe
def comments(request: Request) -> FileResponse:
    """What was written at a unit, under the rule of the page that shows it."""
    current = closed_round_or_404(request)
    rows = service.comment_rows(request.scope, request.place.unit, current)
    if rows is None:
        raise Http404
    return _sent(request, current, "kommentarer", service.COMMENT_COLUMNS, service.COMMENT_TEXTS, rows)


@require_http_methods(["GET", "HEAD", "POST"])
def single_answers(request: Request) -> HttpResponseBase:
    """Every single answer to a closed round, for the one who keeps the authority's data and says what for."""
    current = closed_round_or_404(request)
    if not service.may_take_answers(request.scope, current):
        raise Http404
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        taken = service.take_answers(request.scope, current, form.cleaned_data["purpose"])
        kind = form.cleaned_data["format"]
        return _sent(request, current, "enskilda-svar", taken.columns, service.RAW_TEXTS, taken.rows, kind)
    context = {"current": current, "form": form, "query": query(current)}
    status = 400 if request.method == "POST" else 200
    return render(request, "assessments/single_answers.html", context, status=status)


def _sent(
    request: Request,
    current: Round,
    what: str,
    columns: Sequence[str],
    texts: Sequence[str],
    rows: Iterable[files.Row],
    kind: str = "",
    decimals: Sequence[str] = (),
) -> FileResponse:
    kind = kind or request.GET.get(FORMAT_WORD, "csv")
    if kind not in files.FORMATS:
        raise Http404
    held = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    files.write(kind, held, columns, texts, rows, decimals)
    held.seek(0)
    name = f"{what}-{request.place.unit.slug}-{slugify(current.year.label.replace('/', '-'))}.{kind}"
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(
        held, as_attachment=True, filename=name, content_type=files.FORMATS[kind], headers=headers
    )
