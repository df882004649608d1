"""How tests read what was written."""

import io
import zipfile
from dataclasses import replace

import pdfplumber

from rodtrad.rendering import Block, Report

from .samples import REPORT


def of(*blocks: Block, **changes: object) -> Report:
    """A report with only these blocks."""
    return replace(REPORT, blocks=blocks, contents=False, **changes)  # type: ignore[arg-type]


def page_texts(made: bytes) -> list[str]:
    """Text per page, without the word joiners that Typst sets around some pieces."""
    with pdfplumber.open(io.BytesIO(made)) as document:
        return [page.extract_text().replace("\u2060", "") for page in document.pages]


def pdf_text(made: bytes) -> str:
    return " ".join(" ".join(page_texts(made)).split())


def parts(archive: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        return {n: held.read(n).decode() for n in held.namelist() if n.endswith((".xml", ".rels"))}
