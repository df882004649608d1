"""Bytes to text: what kind of file it is, told by its content and never by its name alone.

The readers of Word, OpenDocument and PDF are loaded when such a file comes: each import runs in a process of
its own, and loading them all took longer than reading a text.
"""

from __future__ import annotations

import io
import zipfile

from rodtrad.plans.importing.errors import ImportRefused
from rodtrad.plans.importing.model import Extracted

from . import exported, markdown, plain, zipguard

MAX_BYTES = 20 * 1024 * 1024

_OTHER_TYPES = (
    b"\xd0\xcf\x11\xe0",  # old Word, or a DOCX with a password
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x1f\x8b",
    b"\x7fELF",
    b"MZ\x90",
)


def read_document(data: bytes, filename: str, *, max_bytes: int = MAX_BYTES) -> Extracted:
    """The text of a document with the headings, tables and pages that its format tells of.

    `filename` only decides between plain text, Markdown, JSON and YAML, which look alike. Raises
    `ImportRefused`.
    """
    if len(data) > max_bytes:
        raise ImportRefused("too_large", f"{len(data)} bytes")
    if not data.strip():
        raise ImportRefused("empty")
    if b"%PDF-" in data[:1024]:
        from . import pdf

        return _with_text(pdf.read(data))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        zipguard.check(data)
        return _with_text(_from_zip(data))
    if data.startswith(_OTHER_TYPES):
        raise ImportRefused("unknown_type")
    return _with_text(_from_text(data, filename.casefold()))


def _from_zip(data: bytes) -> Extracted:
    """Word and OpenDocument are both zips: what is inside tells them apart."""
    from . import docx, odt

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if odt.is_text(archive):
                return odt.read(data)
    except zipguard.BROKEN as error:
        raise ImportRefused("broken_file", type(error).__name__) from error
    return docx.read(data)


def _from_text(data: bytes, name: str) -> Extracted:
    text = plain.decode(data)
    if name.endswith(".json") or exported.looks_like(text):
        return exported.read(text)
    if name.endswith((".yaml", ".yml")) or exported.looks_like_yaml(text):
        return exported.read_yaml(text)
    text = plain.prose(text)
    if name.endswith((".md", ".markdown")) or markdown.looks_like(text):
        return markdown.read(text)
    return Extracted(text, "text", pages=plain.pages(text))


def _with_text(extracted: Extracted) -> Extracted:
    if not extracted.text.strip():
        raise ImportRefused("empty")
    return extracted
