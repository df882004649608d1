"""A zip is judged by its directory before anything in it is unpacked."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

from rodtrad.plans.importing.errors import ImportRefused

# What zipfile raises on damaged input, beside its own error.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ValueError,
    OSError,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
)
MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 60 * 1024 * 1024
MAX_ENTRIES = 5_000
MAX_RATIO = 200
_SMALL = 1024 * 1024  # under this the ratio says nothing
_NESTED = (".zip", ".docx", ".docm", ".odt", ".xlsx", ".pptx", ".jar", ".gz", ".7z", ".rar")


def check(data: bytes) -> None:
    """Refuse a zip whose directory promises too much: `zip_bomb`; or that cannot be read: `broken_file`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, len(data))
            for entry in entries:
                _check_entry(archive, entry)
    except ImportRefused:
        raise
    except BROKEN as error:
        raise ImportRefused("broken_file", type(error).__name__) from error


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(entry.file_size for entry in entries)
    offsets = [entry.header_offset for entry in entries]
    overlapping = len(set(offsets)) != len(offsets)
    if (
        len(entries) > MAX_ENTRIES
        or total > MAX_UNPACKED
        or overlapping
        or (total > _SMALL and total > MAX_RATIO * packed)
    ):
        raise ImportRefused("zip_bomb", f"{total} bytes from {packed}")


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    name = entry.filename.casefold()
    too_dense = entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
    if too_dense or (name.endswith((".xml", ".rels")) and entry.file_size > MAX_XML):
        raise ImportRefused("zip_bomb", entry.filename)
    if name.endswith(_NESTED) and not name.startswith("word/embeddings/"):
        raise ImportRefused("zip_bomb", entry.filename)
    _check_really(archive, entry)


def _check_really(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """The directory may lie: unpack in pieces, keep nothing, and stop at the size it promised."""
    read = 0
    with archive.open(entry) as stream:
        while piece := stream.read(1 << 20):
            read += len(piece)
            if read > entry.file_size:
                raise ImportRefused("zip_bomb", entry.filename)
