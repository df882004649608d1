"""Support material: what helps with an item, written by those who keep the document."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans.models import Document, Item
from rodtrad.plans.service import require_edit
from rodtrad.public import uploads
from rodtrad.public.markup import Attached, safe_html
from rodtrad.public.models import SupportFile, SupportMaterial
from rodtrad.public.service.addresses import Site

LONGEST_BODY = 40_000
MOST_FILES = 20
MOST_BYTES = 40 * 1024 * 1024
LONGEST_ALT = 300


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: the name it had, its bytes, and for a picture what it shows."""

    filename: str
    data: bytes
    alt: str = ""


def material_of(item: Item) -> SupportMaterial | None:
    """The support material of an item, in whichever edition it is met. One query."""
    found = SupportMaterial.objects.filter(series=item.document.series, item_key=item.key)
    return found.first()


def files_of(material: SupportMaterial | None) -> list[SupportFile]:
    """Its files by name, without their content. One query."""
    return list(material.files.defer("data")) if material else []


def drawn(body: str, material: SupportMaterial | None, prefix: str) -> SafeString:
    """Support material as HTML; files are found under `prefix`. One query."""
    return safe_html(body, _attached(files_of(material), prefix))


def _attached(files: list[SupportFile], prefix: str) -> dict[str, Attached]:
    return {
        file.name: Attached(f"{prefix}{file.pk}/{file.name}", file.alt, file.width, file.height)
        for file in files
    }


@dataclass(frozen=True)
class Shown:
    """Support material as a page shows it: the text, and files that the text does not show."""

    html: SafeString
    files: list[tuple[SupportFile, str]]

    def __bool__(self) -> bool:
        return bool(self.html or self.files)


def shown_material(item: Item, prefix: str) -> Shown:
    """The support material of an item, ready to be shown. Two queries."""
    material = material_of(item)
    files = files_of(material)
    attached = _attached(files, prefix)
    html = safe_html(material.body if material else "", attached)
    listed = [(file, attached[file.name].url) for file in files if attached[file.name].url not in html]
    return Shown(html, listed)


def material_html(item: Item, site: Site) -> Shown:
    """The same for the public."""
    return shown_material(item, site.url("fil"))


def public_file(authority_slug: str, file_id: UUID) -> SupportFile | None:
    """A file of an item that stands in a published document, else None. Two queries."""
    found = SupportFile.objects.select_related("material")
    file = found.filter(pk=file_id, material__authority__slug=authority_slug).first()
    if file is None:
        return None
    published = Document.objects.filter(published_at__isnull=False, series=file.material.series)
    there = Item.objects.filter(document__in=published, key=file.material.item_key).exists()
    return file if there else None


def file_of(item: Item, file_id: UUID) -> SupportFile | None:
    """A file of an item that the reader has been let in to. One query."""
    return SupportFile.objects.filter(
        pk=file_id, material__series=item.document.series, material__item_key=item.key
    ).first()


@dataclass(frozen=True)
class Change:
    """What a person wants of an item's support material: this text, a file added, a file gone."""

    body: str
    upload: Upload | None = None
    remove: UUID | None = None


@transaction.atomic
def save_material(scope: Scope, item: Item, version: int, change: Change) -> SupportMaterial:
    """Write the text, attach and take away, all or nothing.

    Raises Conflict where someone else has written since `version` (0 for none yet), UserError for a text or
    a file that cannot be kept.
    """
    material = _open(scope, item, version)
    _write(scope, item, material, change.body.replace("\r\n", "\n").strip())
    if change.upload is not None:
        _attach(scope, item, material, change.upload)
    if change.remove is not None:
        _detach(scope, item, material, change.remove)
    return material


def _write(scope: Scope, item: Item, material: SupportMaterial, body: str) -> None:
    if len(body) > LONGEST_BODY:
        raise UserError(
            _("Texten är längre än %(limit)s tecken. Dela upp den eller bifoga den som fil.")
            % {"limit": LONGEST_BODY},
            "support.too_long",
        )
    if body != material.body:
        before, material.body = material.body, body
        _written(scope, item, material, "support.changed", {"text": (before[:200], body[:200])})


def _attach(scope: Scope, item: Item, material: SupportMaterial, upload: Upload) -> None:
    """Attach a file. Of the same name as one that is there it is given the next free."""
    checked = uploads.check(upload.filename, upload.data)
    alt = " ".join(upload.alt.split())[:LONGEST_ALT] if checked.width is not None else ""
    if checked.width is not None and not alt:
        raise UserError(_("Skriv vad bilden visar, för den som inte ser den."), "file.alt")
    name = _free_name(checked.name, _require_room(material, len(checked.data)))
    SupportFile.objects.create(
        material=material,
        name=name,
        content_type=checked.content_type,
        data=checked.data,
        size=len(checked.data),
        digest=hashlib.sha256(checked.data).hexdigest(),
        width=checked.width,
        height=checked.height,
        alt=alt,
    )
    _written(scope, item, material, "support.file_added", {"file": (None, name)})


def _detach(scope: Scope, item: Item, material: SupportMaterial, file_id: UUID) -> None:
    """Take a file away. Gone already is as good."""
    file = material.files.filter(pk=file_id).first()
    if file is not None:
        file.delete()
        _written(scope, item, material, "support.file_removed", {"file": (file.name, None)})


def _open(scope: Scope, item: Item, version: int | None) -> SupportMaterial:
    """The item's material, locked; made where there is none."""
    require_edit(scope, item.document)
    material, _made = SupportMaterial.objects.select_for_update().get_or_create(
        series=item.document.series,
        item_key=item.key,
        defaults={"authority_id": item.document.authority_id, "label": item.short[:300]},
    )
    if version is not None and material.version != version:
        raise Conflict(
            _("Någon annan har ändrat stödmaterialet medan du skrev. Det du skrev finns kvar här."),
            "support.version",
        )
    return material


def _written(
    scope: Scope,
    item: Item,
    material: SupportMaterial,
    verb: str,
    changes: dict[str, tuple[str | None, str | None]],
) -> None:
    """Every write counts up: kept pages are known by it."""
    material.version += 1
    material.label = item.short[:300]
    material.save()
    record(scope, verb, material, unit_path=item.document.unit_path, changes=changes)


def _require_room(material: SupportMaterial, size: int) -> set[str]:
    """The names that are taken. Raises UserError where there is no room for more."""
    names = set(material.files.values_list("name", flat=True))
    total = material.files.aggregate(total=Sum("size"))["total"] or 0
    if len(names) >= MOST_FILES or total + size > MOST_BYTES:
        raise UserError(
            _("Punkten har redan så många filer som får plats. Ta bort någon först."), "support.full"
        )
    return names


def _free_name(name: str, taken: set[str]) -> str:
    stem, _dot, ending = name.rpartition(".")
    return next(
        n for k in range(1, MOST_FILES + 2) if (n := name if k == 1 else f"{stem}-{k}.{ending}") not in taken
    )
