"""Who answers for what: the matrix of a document, and what falls on oneself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rodtrad.organisation.place import Request
from rodtrad.plans import matrix_file as files
from rodtrad.plans import service
from rodtrad.plans.models import Item
from rodtrad.plans.reading import parts_of, roles_of
from rodtrad.plans.responsibilities import matrix_of
from rodtrad.plans.views.parts import document_or_404

__all__ = ["matrix", "matrix_file", "mine", "talk"]


@require_safe
def matrix(request: Request, slug: str) -> HttpResponse:
    """A document's responsibilities, area by actor; `?roll=` those of one role only."""
    document = document_or_404(request, slug)
    rows = service.tree_of(document)
    role = request.GET.get("roll", "")
    context = {
        "document": document,
        "matrix": matrix_of(rows, role),
        "roles": roles_of(rows),
        "role": role,
    }
    return render(request, "plans/matrix.html", context)


@require_safe
def matrix_file(request: Request, slug: str, ending: str) -> HttpResponse:
    """The same as XLSX or CSV."""
    document = document_or_404(request, slug)
    made = matrix_of(service.tree_of(document), request.GET.get("roll", ""))
    language = get_language() or "sv"
    if ending == "xlsx":
        data = files.matrix_xlsx(document, made, timezone.localdate(), language)
    elif ending == "csv":
        data = files.matrix_csv(made, language)
    else:
        raise Http404
    return _file(data, f"ansvar-{document.slug}", ending)


@require_safe
def mine(request: Request) -> HttpResponse:
    """What the documents in force say that the reader answers for, document by document."""
    found = service.my_responsibilities(request.scope, request.place.unit.path, timezone.localdate())
    plan = service.plan_in_force(request.place.unit.authority_path, timezone.localdate())
    context: dict[str, Any] = {
        "found": [(each, _parts(each.items)) for each in found],
        "count": sum(len(each.items) for each in found),
        "plan": plan,
    }
    return render(request, "plans/my_responsibilities.html", context)


def _parts(items: Any) -> Any:
    """The areas they stand in, with nothing else in them."""
    areas: list[Item] = [item.area for item in items if item.area]
    rows = sorted({row.pk: row for row in [*areas, *items]}.values(), key=lambda row: row.position)
    kept = {row.pk for row in rows}
    for row in rows:
        if row.parent and row.parent.pk not in kept:
            row.parent = row.area
    return parts_of(rows)[0]


@require_safe
def talk(request: Request, ending: str) -> HttpResponse:
    """The same as a paper with room for notes, for a staff appraisal."""
    if ending not in {"pdf", "docx"}:
        raise Http404
    today, unit = timezone.localdate(), request.place.unit
    found = service.my_responsibilities(request.scope, unit.path, today)
    name, language = request.scope.actor_name, get_language() or "sv"
    data = files.talk_file(found, name, unit.name, today, language, ending)
    return _file(data, _("medarbetarsamtal"), ending)


def _file(data: bytes, name: str, ending: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(data, content_type=files.TYPES[ending], headers=headers)
