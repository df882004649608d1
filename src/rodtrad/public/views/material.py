"""Writing support material, behind the login."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.common.posted import whole_number
from rodtrad.organisation.place import Request
from rodtrad.plans.models import Item
from rodtrad.plans.service import item_in, require_edit
from rodtrad.public import service
from rodtrad.public.forms import MaterialForm
from rodtrad.public.models import SupportMaterial
from rodtrad.public.serving import file_answer

PREVIEW = "preview"


def item_or_404(request: Request, slug: str, key: UUID) -> Item:
    """An item that the reader may see, in a document of the authority that the page is at."""
    item = item_in(request.scope, slug, key)
    if item is None or item.document.authority.path != request.place.unit.authority_path:
        raise Http404
    return item


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, slug: str, key: UUID) -> HttpResponse:
    """Write the text, see how it will look, attach files and take them away."""
    item = item_or_404(request, slug, key)
    require_edit(request.scope, item.document)
    if request.method != "POST":
        material = service.material_of(item)
        form = MaterialForm(initial={"body": material.body if material else ""})
        return _page(request, item, form, version=material.version if material else 0)
    form, version = MaterialForm(request.POST, request.FILES), whole_number(request, "version")
    if not form.is_valid():
        return _page(request, item, form, version=version, status=422)
    if request.POST.get("op") == PREVIEW:
        return _page(request, item, form, version=version, preview=form.cleaned_data["body"])
    return _save(request, item, form, version)


def _save(request: Request, item: Item, form: MaterialForm, version: int) -> HttpResponse:
    """Save all or nothing; refused, the page again with what was typed and what someone else wrote."""
    change = service.Change(form.cleaned_data["body"], form.upload(), _file_id(request))
    try:
        service.save_material(request.scope, item, version, change)
    except NotAllowed:
        raise
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        now = service.material_of(item)
        return _page(request, item, form, version=now.version if now else 0, theirs=now, status=409)
    except UserError as error:
        form.add_error(FIELDS.get(error.code, "file" if error.code.startswith("file") else None), str(error))
        return _page(request, item, form, version=version, status=422)
    notify(request, _("Stödmaterialet är sparat."))
    if change.upload or change.remove:
        return redirect(request.place.url("material:edit", slug=item.document.slug, key=item.key) + "#filer")
    return redirect(request.place.url("plans:item", slug=item.document.slug, key=item.key))


# The field at which a refusal is told.
FIELDS = {"file.alt": "alt", "support.too_long": "body", "support.full": "file"}


def _file_id(request: Request) -> UUID | None:
    """The file whose button for taking away was pressed."""
    try:
        return UUID(request.POST.get("remove", ""))
    except ValueError:
        return None


def _page(
    request: Request,
    item: Item,
    form: MaterialForm,
    *,
    version: int,
    status: int = 200,
    preview: str = "",
    theirs: SupportMaterial | None = None,
) -> HttpResponse:
    material = service.material_of(item)
    here = request.place.url("material:edit", slug=item.document.slug, key=item.key)
    context = {
        "item": item,
        "document": item.document,
        "form": form,
        "files": [(file, f"{here}fil/{file.pk}/{file.name}") for file in service.files_of(material)],
        "version": version,
        "here": here,
        "preview": service.drawn(preview, material, f"{here}fil/") if preview else "",
        "theirs": theirs,
    }
    return render(request, "public/material.html", context, status=status)


@require_safe
def read_file(request: Request, slug: str, key: UUID, file_id: UUID, name: str) -> HttpResponseBase:
    """A file of an item, for those who may read the item, also before it is published."""
    found = service.file_of(item_or_404(request, slug, key), file_id)
    if found is None or found.name != name:
        raise Http404
    return file_answer(request, found, "private, max-age=3600")
