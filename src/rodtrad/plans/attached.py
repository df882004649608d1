"""What a file that is attached to a document may be, judged by its content and never by its name. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from django.utils.translation import gettext as _

from rodtrad.common.errors import UserError
from rodtrad.plans.importing import ImportRefused
from rodtrad.plans.importing.readers import zipguard

__all__ = ["ACCEPTED", "Attached", "judged", "safe_name"]

ACCEPTED = ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.png,.jpg,.jpeg,.txt,.csv"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
# Folder in an Office file -> ending and type.
_FOLDERS = {
    "word/": (".docx", f"{_OFFICE}wordprocessingml.document"),
    "xl/": (".xlsx", f"{_OFFICE}spreadsheetml.sheet"),
    "ppt/": (".pptx", f"{_OFFICE}presentationml.presentation"),
}
_OPEN_KINDS = {
    f"{_OPEN}text": ".odt",
    f"{_OPEN}spreadsheet": ".ods",
    f"{_OPEN}presentation": ".odp",
}
_SIGNS = (
    (b"%PDF-", ".pdf", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", ".png", "image/png"),
    (b"\xff\xd8\xff", ".jpg", "image/jpeg"),
)
NAME_LENGTH = 100


@dataclass(frozen=True)
class Attached:
    """A file that is taken in: its name with the ending that its content has, and its type."""

    filename: str
    content_type: str


def judged(name: str, content: bytes) -> Attached:
    """What a file is. Raises UserError for what is not taken: programs, macros, web pages, broken files."""
    if not content:
        raise UserError(_("Filen är tom. Välj en fil som har innehåll."), "appendix.empty")
    kind = _kind(content) or _text_kind(name, content)
    if kind is None:
        raise UserError(
            _("Filen tas inte emot. Bifoga PDF, Word, Excel, PowerPoint, OpenDocument, bild eller text."),
            "appendix.kind",
        )
    ending, content_type = kind
    return Attached(safe_name(name, ending), content_type)


def safe_name(name: str, ending: str) -> str:
    """A name that no system takes amiss: without folders and signs, with the ending of its content."""
    stem = PureWindowsPath(PurePosixPath(name).name).stem
    stem = re.sub(r"[^\w .,()+-]", "", stem).strip(" .")[:NAME_LENGTH]
    return (stem or "bilaga") + ending


def _kind(content: bytes) -> tuple[str, str] | None:
    for sign, ending, content_type in _SIGNS:
        if content.startswith(sign):
            return ending, content_type
    return _zip_kind(content) if content.startswith(b"PK\x03\x04") else None


def _zip_kind(content: bytes) -> tuple[str, str] | None:
    try:
        zipguard.check(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in names else ""
    except ImportRefused as refused:
        raise UserError(str(refused), f"appendix.{refused.code}") from None
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise UserError(
            _("Filen innehåller makron. Spara den utan makron och försök igen."), "appendix.macro"
        )
    if kind in _OPEN_KINDS:
        return _OPEN_KINDS[kind], kind
    if "[Content_Types].xml" not in names:
        return None
    return next(
        (found for folder, found in _FOLDERS.items() if any(n.startswith(folder) for n in names)), None
    )


def _text_kind(name: str, content: bytes) -> tuple[str, str] | None:
    """Plain text or a table; anything that a browser might take for a page is sent as text too."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if any(sign < " " and sign not in "\t\r\n\f" for sign in text):
        return None
    ending = PurePosixPath(name).suffix.casefold()
    if ending == ".csv":
        return ".csv", "text/csv; charset=utf-8"
    return (".txt", "text/plain; charset=utf-8") if ending in {".txt", ".md", ""} else None
