"""Text in whatever encoding it came."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from rodtrad.plans.importing.errors import ImportRefused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_WESTERN = ["cp1252", "latin_1", "mac_roman", "cp850"]
_SAMPLE = 64 * 1024


def decode(data: bytes) -> str:
    """The text of bytes in any usual encoding, as it stands. Refused as `not_text` when no encoding fits."""
    text = _decoded(data)
    if text is None:
        raise ImportRefused("not_text")
    return text


def prose(text: str) -> str:
    """Text to read: line ends as \\n and no control signs. Refused as `not_text` when it is no words."""
    if _noisy(text):
        raise ImportRefused("not_text")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _decoded(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _try(data, encoding)
    return _without_bom(data)


def _without_bom(data: bytes) -> str | None:
    if wide := _wide(data):
        return _try(data, wide)
    if b"\x00" in data:
        return None
    return _try(data, "utf-8") or _western(data)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: in Western text every second byte is zero."""
    sample = data[:4096]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.7 * half:
        return "utf-16-le"
    if half and sample[0::2].count(0) > 0.7 * half:
        return "utf-16-be"
    return None


def _western(data: bytes) -> str | None:
    """The old Western encodings differ in where å, ä and ö are; charset-normalizer weighs which reads
    best."""
    best = from_bytes(data[:_SAMPLE], cp_isolation=_WESTERN).best()
    encoding = best.encoding if best else "cp1252"
    return _try(data, encoding) or _try(data, "latin_1")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return text.removeprefix("\ufeff")


def _noisy(text: str) -> bool:
    """Bytes that only happen to decode: control signs, or hardly a letter among the signs."""
    sample = text[:_SAMPLE]
    letters = sum(char.isalpha() or char.isspace() for char in sample)
    return len(_CONTROL.findall(sample)) > 0.01 * len(sample) or letters < 0.4 * len(sample)


def pages(text: str) -> tuple[int, ...]:
    """Where pages begin, when the text has form feeds."""
    if "\f" not in text:
        return ()
    return (0, *(match.end() for match in re.finditer("\f", text)))
