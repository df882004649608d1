"""PDF: text page by page, with headings told by the size of their letters and tables by their lines."""

from __future__ import annotations

import io
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from rodtrad.plans.importing.errors import ImportRefused
from rodtrad.plans.importing.model import Extracted

MAX_PAGES = 400
_BROKEN = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    AssertionError,
    OSError,
    ArithmeticError,
    NotImplementedError,
    StopIteration,
)


def read(data: bytes) -> Extracted:
    """The text of a PDF. With a password it is `encrypted_pdf`; without a text layer `not_text`."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            return _read(document)
    except ImportRefused:
        raise
    except RecursionError as error:
        raise ImportRefused("too_heavy", "nesting") from error
    except PdfminerException as error:
        encrypted = any(isinstance(one, PDFPasswordIncorrect) for one in error.args)
        raise ImportRefused("encrypted_pdf" if encrypted else "broken_file", type(error).__name__) from error
    except (PDFException, *_BROKEN) as error:
        raise ImportRefused("broken_file", type(error).__name__) from error


def _read(document: Any) -> Extracted:
    if len(document.pages) > MAX_PAGES:
        raise ImportRefused("too_large", f"{len(document.pages)} pages")
    parts: list[str] = []
    pages: list[int] = []
    length = 0
    for page in document.pages:
        text = page.extract_text() or ""
        pages.append(length)
        parts.append(text + "\f")
        length += len(text) + 1
        page.close()
    whole = "".join(parts)
    if not whole.strip():
        raise ImportRefused("not_text", "no text layer")
    return Extracted(whole, "pdf", tuple(pages))
