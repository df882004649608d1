"""The pages of Rapporter. What may be done is decided by the door; these choose words and ways on."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rodtrad.common.errors import Conflict, UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request
from rodtrad.reports import service
from rodtrad.reports.access import may_compile
from rodtrad.reports.forms import BlockForm, CompileForm
from rodtrad.reports.models import Compilation

DOWNLOADS = ("pdf", "docx", "xlsx")


def _language() -> str:
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def _site(request: HttpRequest) -> str:
    """Put before the addresses in a file, so that a figure opens from the paper too."""
    return request.build_absolute_uri("/").rstrip("/")


def _compilation(request: Request, version: int) -> Compilation:
    found = service.compilation_at(request.scope, request.place, version)
    if found is None:
        raise Http404
    return found


def _may_compile(request: Request) -> bool:
    return bool(may_compile(request.scope, request.place.unit.authority_path))


@require_safe
def overview(request: Request) -> HttpResponse:
    """The authority's compilations by year, the way to make one, and the unit's own report."""
    place = request.place
    authority = place.unit.authority_path
    compilations = service.compilations_for(request.scope, place)
    may = _may_compile(request)
    context = {
        "compilations": compilations,
        "this_year": [each for each in compilations if each.year_id == place.year_id],
        "may_compile": may,
        "job": service.running_job(authority, place.year_id) if may else None,
        "form": CompileForm(initial={"seen": service.latest_version(authority, place.year_id)}),
        "has_unit_report": request.scope.sees(place.unit.path),
        "downloads": DOWNLOADS,
    }
    return render(request, "reports/overview.html", context)


@require_POST
def compile_year(request: Request) -> HttpResponse:
    """Order a compilation and follow its progress."""
    form = CompileForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    job = service.compile_year(request.scope, request.place, seen)
    if job.owner_id != request.scope.actor_id:
        notify(request, _("Någon annan sammanställer redan läsåret. Rapporten visas här när den är klar."))
        return redirect(request.place.url("reports:overview"))
    return redirect("common:job", job_id=job.pk)


@require_safe
def read(request: Request, version: int) -> HttpResponse:
    """A compilation, set to be read."""
    compilation = _compilation(request, version)
    context = {
        "compilation": compilation,
        "report": service.page_of(compilation, _language(), request.place),
        "may_compile": _may_compile(request),
        "downloads": DOWNLOADS,
    }
    return render(request, "reports/read.html", context)


@require_safe
def download(request: Request, version: int, fmt: str) -> HttpResponse:
    """A compilation as a file in the reader's language."""
    if fmt not in service.FORMATS:
        raise Http404
    return _as_file(service.render(_compilation(request, version), fmt, _language(), _site(request)))


def _as_file(made: service.Rendered) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{made.filename}"'}
    return HttpResponse(made.data, content_type=made.content_type, headers=headers)


@require_safe
def figure(request: Request, version: int, figure_id: str) -> HttpResponse:
    """The rows that a figure was made from."""
    compilation = _compilation(request, version)
    found = service.figure_rows(
        request.scope, request.place, compilation, figure_id, _language(), request.GET.get("page", 1)
    )
    if found is None:
        raise Http404
    return render(
        request, "reports/figure.html", {"compilation": compilation, "figure": found, "page": found.page}
    )


# ---- editing --------------------------------------------------------------------------------------------


@require_safe
def edit(request: Request, version: int) -> HttpResponse:
    """Every text that can be changed, in the order of the report."""
    compilation = _editable(request, version)
    blocks = service.edits_of(compilation, _language())
    context = {
        "compilation": compilation,
        "passages": blocks,
        "half": sum(block.is_edited and block.other_is_generated for block in blocks),
    }
    return render(request, "reports/edit.html", context)


def _editable(request: Request, version: int) -> Compilation:
    """The draft, for those who may change it; for others the page does not exist."""
    compilation = _compilation(request, version)
    if not _may_compile(request):
        raise Http404
    return compilation


def edit_block(request: Request, version: int, block_id: str) -> HttpResponse:
    """One text: what the program wrote, what has been written over it, and a form."""
    compilation = _editable(request, version)
    block = next((each for each in service.edits_of(compilation, _language()) if each.id == block_id), None)
    if block is None:
        raise Http404
    if request.method == "POST":
        return _write(request, compilation, block)
    form = BlockForm(initial={"text": block.text, "version": block.version}, block=block)
    return render(
        request, "reports/edit_block.html", {"compilation": compilation, "passage": block, "form": form}
    )


def _write(request: Request, compilation: Compilation, block: service.BlockEdit) -> HttpResponse:
    form = BlockForm(request.POST, block=block)
    status = 200
    if form.is_valid():
        try:
            _save(request, compilation, block, form)
        except UserError as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, Conflict) else 400
        else:
            notify(request, _("Stycket är sparat."), kept=f"report-{compilation.pk}-{block.id}")
            target = request.place.url("reports:edit", version=compilation.version)
            return redirect(f"{target}#{block.id}")
    theirs = block.text if status == 409 else ""
    context = {"compilation": compilation, "passage": block, "form": form, "theirs": theirs}
    return render(request, "reports/edit_block.html", context, status=status)


def _save(request: Request, compilation: Compilation, block: service.BlockEdit, form: BlockForm) -> None:
    version = form.cleaned_data["version"]
    if "restore" in request.POST:
        service.restore_block(request.scope, compilation, block.id, _language(), version)
        return
    text = "" if "leave_out" in request.POST else form.cleaned_data["text"]
    text = text.replace("\r\n", "\n")
    service.edit_block(request.scope, compilation, block.id, _language(), version, text)


@require_POST
def publish(request: Request, version: int) -> HttpResponse:
    """Let everyone in the authority read it."""
    compilation = _compilation(request, version)
    service.publish(request.scope, compilation)
    messages.success(request, _("Årssammanställningen är publicerad. Alla hos huvudmannen kan läsa den."))
    return redirect(request.place.url("reports:read", version=version))


@require_POST
def withdraw(request: Request, version: int) -> HttpResponse:
    """Make it a draft again."""
    compilation = _compilation(request, version)
    service.withdraw(request.scope, compilation)
    messages.success(request, _("Årssammanställningen är ett utkast igen."))
    return redirect(request.place.url("reports:read", version=version))


# ---- a unit's own report --------------------------------------------------------------------------------


@require_safe
def unit(request: Request) -> HttpResponse:
    """The unit's own report, as it stands now."""
    report = service.unit_page(request.scope, request.place, _language())
    if report is None:
        raise Http404
    return render(request, "reports/unit.html", {"report": report, "downloads": DOWNLOADS})


@require_safe
def unit_download(request: Request, fmt: str) -> HttpResponse:
    """The unit's own report as a file in the reader's language."""
    if fmt not in service.FORMATS:
        raise Http404
    made = service.render_unit(request.scope, request.place, fmt, _language(), _site(request))
    if made is None:
        raise Http404
    return _as_file(made)
