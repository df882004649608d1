from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans.attached import judged
from rodtrad.plans.models import Appendix, Document
from rodtrad.plans.service.documents import open_for
from rodtrad.plans.service.imports import too_large

MOST = 40
MOST_BYTES = 100 * 1024 * 1024


def appendices_of(document: Document) -> list[Appendix]:
    """A document's appendices in order, without the files themselves. One query."""
    return list(Appendix.objects.filter(document=document).defer("content"))


def appendix_file(document: Document, appendix_id: int) -> Appendix | None:
    """An attached file with its content, or None where the document has no such file. One query.

    The caller has checked that the reader may see the document.
    """
    return Appendix.objects.filter(document=document, pk=appendix_id, url="").first()


@transaction.atomic
def add_link(scope: Scope, document: Document, version: int, title: str, url: str) -> Appendix:
    """Add a link as the last appendix of a draft. Sent twice, it is one."""
    row = open_for(scope, document, "change")
    if same := row.appendices.filter(title=title, url=url).first():
        return same
    return _add(scope, document, version, Appendix(title=title, url=url))


@transaction.atomic
def add_file(
    scope: Scope, document: Document, version: int, title: str, filename: str, content: bytes
) -> Appendix:
    """Attach a file as the last appendix of a draft; `title` may be empty. Sent twice, it is one.

    Raises UserError for a file that is too large, or is not what may be attached (see `attached.judged`).
    """
    row = open_for(scope, document, "change")
    if len(content) > settings.UPLOAD_LIMIT_BYTES:
        raise UserError(too_large(), "too_large")
    kind = judged(filename, content)
    title = title or kind.filename.rpartition(".")[0]
    same = row.appendices.filter(title=title, filename=kind.filename, size=len(content), content=content)
    if found := same.defer("content").first():
        return found
    new = Appendix(
        title=title,
        filename=kind.filename,
        content_type=kind.content_type,
        size=len(content),
        content=content,
    )
    return _add(scope, document, version, new)


def _add(scope: Scope, document: Document, version: int, new: Appendix) -> Appendix:
    row = open_for(scope, document, "change", version)
    room = row.appendices.aggregate(last=Max("position"), bytes=Sum("size"))
    if row.appendices.count() >= MOST or (room["bytes"] or 0) + new.size > MOST_BYTES:
        raise UserError(
            _("Dokumentet har så många bilagor som det kan ha. Lägg en länk i stället för en fil."),
            "appendix.too_many",
        )
    new.document, new.position = row, (room["last"] or 0) + 1
    new.save()
    _close(scope, row, "document.appendix_added", new)
    return new


@transaction.atomic
def move_appendix(scope: Scope, document: Document, version: int, appendix_id: int) -> None:
    """One step up in the order. The first stays; one that is gone is no error."""
    row = open_for(scope, document, "change", version)
    listed = appendices_of(row)
    at = next((place for place, one in enumerate(listed) if one.pk == appendix_id), 0)
    if at == 0:
        return
    listed[at - 1], listed[at] = listed[at], listed[at - 1]
    for place, one in enumerate(listed, 1):
        one.position = place
    Appendix.objects.bulk_update(listed, ["position"])
    _close(scope, row, "document.appendix_moved", listed[at - 1])


@transaction.atomic
def remove_appendix(scope: Scope, document: Document, version: int, appendix_id: int) -> None:
    """Take an appendix away, with its file. One that is gone is no error."""
    row = open_for(scope, document, "change", version)
    found = row.appendices.filter(pk=appendix_id).defer("content").first()
    if found is None:
        return
    _close(scope, row, "document.appendix_removed", found)
    found.delete()


def _close(scope: Scope, row: Document, event: str, appendix: Appendix) -> None:
    row.version += 1
    row.save(update_fields=["version"])
    removed = event.endswith("removed")
    changes = {"appendix": (appendix.title if removed else None, None if removed else appendix.title)}
    record(scope, event, row, unit_path=row.unit_path, changes=changes)
