"""Files that went wrong: bytes flipped, cut, doubled, nested and recoded, from files that were right.

Every mutant follows from a seed and a number, so that one that does harm can be made again.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf

ENCODINGS = (
    *("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "utf-8-sig"),
    *("cp1252", "cp850", "mac_roman", "cp037"),
)
PIECES = (
    *(
        "Mål Hur?",
        "• ",
        "Ansvar – Chef",
        "| a | b |",
        "# ",
        "1:1 ",
        "o ",
        "Insatser:",
        "Innehåll\n",
        "....... 7",
    ),
    *("Mål Åtgärd Ansvarig Tid\n", "Önskat läge\n", "\f", "\t", " \n", "\n\n", "\x00", "\u202e"),
    *("<w:tbl>", "&#0;", "[" * 40),
)


@dataclass(frozen=True)
class Mutant:
    """A changed file: what it is called, how it was changed, and its bytes."""

    name: str
    how: str
    data: bytes


def mutant(sources: list[tuple[str, bytes]], seed: int, number: int) -> Mutant:
    """The mutant with this number of this seed."""
    draw = random.Random(f"{seed}/{number}")  # noqa: S311  no secret
    name, data = draw.choice(sources)
    changes = draw.choices(list(CHANGES), k=draw.choice((1, 1, 2, 3)))
    for how in changes:
        data = CHANGES[how](data, draw)
        if len(data) > 4_000_000:
            data = data[:4_000_000]
    return Mutant(name, "+".join(changes), data)


def flipped(data: bytes, draw: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.choice((1, 3, 20, 200))):
        if changed:
            changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def cut(data: bytes, draw: random.Random) -> bytes:
    start, end = sorted(draw.randrange(len(data) + 1) for _ in range(2))
    return draw.choice((data[:start], data[end:], data[:start] + data[end:]))


def doubled(data: bytes, draw: random.Random) -> bytes:
    start, end = sorted(draw.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[start:end] * draw.choice((1, 2, 12)) + data[end:]


def filled(data: bytes, draw: random.Random) -> bytes:
    """Words and signs of the genre, and of the formats, where none belong."""
    for _ in range(draw.choice((1, 5, 60))):
        place = draw.randrange(len(data) + 1)
        data = data[:place] + draw.choice(PIECES).encode() * draw.choice((1, 1, 30)) + data[place:]
    return data


def recoded(data: bytes, draw: random.Random) -> bytes:
    text = data.decode("utf-8", "replace") if draw.random() < 0.7 else data.decode("latin-1")
    return text.encode(draw.choice(ENCODINGS), "replace")


def nested(data: bytes, draw: random.Random) -> bytes:
    """The file inside another of some kind, once or many times."""
    depth = draw.choice((1, 2, 40))
    how = draw.choice(("zip", "json", "xml", "quotes"))
    if how == "zip":
        for level in range(min(depth, 3)):
            data = packed({f"word/inner{level}.docx": data, "word/document.xml": b"<a/>"})
        return data
    text = data.decode("latin-1")[:200_000]
    for _ in range(depth * 25 if how != "json" else depth):
        text = (
            f"<w:p>{text}</w:p>"
            if how == "xml"
            else f'{{"items": [{text}]}}'
            if how == "json"
            else f"> {text}"
        )
    return text.encode()


def inside(data: bytes, draw: random.Random) -> bytes:
    """Changed inside its wrapping, the XML of a zip or the objects of a PDF, so that the file still opens."""
    change = draw.choice((flipped, cut, doubled, filled, swapped))
    try:
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = {name: archive.read(name) for name in archive.namelist()}
            parts = [name for name in entries if name.endswith(".xml") and entries[name]]
            chosen = draw.choice(parts)
            return packed({**entries, chosen: change(entries[chosen], draw)})
        if data.startswith(b"%PDF"):
            return change(unpacked_pdf(data), draw)
    except (
        RuntimeError,
        zipfile.BadZipFile,
        zlib.error,
        pikepdf.PdfError,
        ValueError,
        IndexError,
        OSError,
        NotImplementedError,
    ):
        return change(data, draw)
    return change(data, draw)


def swapped(data: bytes, draw: random.Random) -> bytes:
    """Numbers and names changed for others: references to nowhere, sizes that lie."""
    spots = [match.span() for match in re.finditer(rb"\d+", data[:500_000])]
    for start, end in draw.sample(spots, min(len(spots), draw.choice((1, 4, 30)))):
        value = str(draw.choice((0, 1, -1, 65_536, 2**31, 10**12))).encode()
        data = data[:start] + value[: end - start].ljust(end - start, b"9") + data[end:]
    return data


def packed(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unpacked_pdf(data: bytes) -> bytes:
    """A PDF with its streams written out, so that a change reaches what they say."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(
            buffer,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return buffer.getvalue()


CHANGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "flipped": flipped,
    "cut": cut,
    "doubled": doubled,
    "filled": filled,
    "recoded": recoded,
    "nested": nested,
    "inside": inside,
    "inside again": inside,
    "swapped": swapped,
}
