"""What is taken in as a file of support material: told by its content, never by its name.

A picture is decoded and written anew, which leaves out everything that is not picture: places and names that
a camera notes, and whatever else was put into the file. Scripts have nowhere to live in what is let in: no
SVG, no HTML, no macros.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.text import slugify
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from rodtrad.common.errors import UserError

__all__ = ["LARGEST", "Checked", "check"]

LARGEST = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
WIDEST = 1_600
PICTURES = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg"), "WEBP": ("webp", "image/webp")}
OFFICE = "application/vnd.openxmlformats-officedocument."
# By a part that the archive must hold.
ARCHIVES = {
    "word/document.xml": ("docx", f"{OFFICE}wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", f"{OFFICE}spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", f"{OFFICE}presentationml.presentation"),
}
MOST_PARTS = 2_000
TEXTS = {
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Checked:
    """A file that may be kept. `width` and `height` in pixels for a picture, else None."""

    name: str
    content_type: str
    data: bytes
    width: int | None = None
    height: int | None = None


def check(filename: str, data: bytes) -> Checked:
    """The file as it may be kept. Raises UserError with what is wrong and what to do."""
    if not data:
        raise UserError(_("Filen är tom."), "file.empty")
    if len(data) > LARGEST:
        raise UserError(_("Filen är större än %(limit)s MB.") % {"limit": LARGEST >> 20}, "file.too_large")
    path = PurePath(filename.replace("\\", "/"))
    stem = slugify(path.stem)[:80].strip("-") or "fil"
    found = _picture(stem, data) or _paper(stem, data) or _text(stem, path.suffix.lower().lstrip("."), data)
    if found is None:
        raise UserError(
            _(
                "Filtypen går inte att använda. Välj en bild (PNG, JPEG eller WebP), PDF, Word, Excel, "
                "PowerPoint eller ren text."
            ),
            "file.type",
        )
    return found


def _picture(stem: str, data: bytes) -> Checked | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=tuple(PICTURES))
            if image.width * image.height > MOST_PIXELS:
                raise UserError(_("Bilden har för många punkter. Minska den och försök igen."), "file.pixels")
            return _drawn_anew(stem, image)
    except UserError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise UserError(
            _("Bilden har för många punkter. Minska den och försök igen."), "file.pixels"
        ) from None
    except Exception:  # noqa: BLE001  whatever a broken picture provokes, it is no picture
        return None


def _drawn_anew(stem: str, image: Image.Image) -> Checked:
    """The picture turned as it is to be seen, no wider than a page, with nothing but its points."""
    kind = str(image.format)
    ending, content_type = PICTURES[kind]
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((WIDEST, WIDEST * 4))
    has_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    bare = upright.convert("RGBA" if has_alpha and kind != "JPEG" else "RGB")
    bare.info.clear()
    out = io.BytesIO()
    bare.save(out, format=kind, **({"quality": 85} if kind != "PNG" else {"optimize": True}))
    return Checked(f"{stem}.{ending}", content_type, out.getvalue(), bare.width, bare.height)


def _paper(stem: str, data: bytes) -> Checked | None:
    if data.startswith(b"%PDF-"):
        return Checked(f"{stem}.pdf", "application/pdf", data)
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if len(names) > MOST_PARTS or any(
        name.lower().endswith((".bin", ".exe", ".js")) and "vba" in name.lower() for name in names
    ):
        raise UserError(_("Filen innehåller makron. Spara den utan och försök igen."), "file.macros")
    kind = next((kind for part, kind in ARCHIVES.items() if part in names), None)
    return Checked(f"{stem}.{kind[0]}", kind[1], data) if kind and "[Content_Types].xml" in names else None


def _text(stem: str, ending: str, data: bytes) -> Checked | None:
    """Plain text: UTF-8 without control characters, under a name that says no more than that."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if ending not in TEXTS or any(sign < " " and sign not in "\t\r\n\f" for sign in text):
        return None
    return Checked(f"{stem}.{ending}", TEXTS[ending], data)
