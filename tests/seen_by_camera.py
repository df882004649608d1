"""What a phone's camera sees on a printed page: each page as a picture, and the QR codes read out of it."""

from __future__ import annotations

import pypdfium2
import zxingcpp

DOTS_PER_INCH = 150


def qr_codes(document: bytes) -> list[list[str]]:
    """What the QR codes on each page of a PDF say."""
    pages = pypdfium2.PdfDocument(document)
    try:
        return [_read(page) for page in pages]
    finally:
        pages.close()


def _read(page: pypdfium2.PdfPage) -> list[str]:
    picture = page.render(scale=DOTS_PER_INCH / 72).to_pil().convert("L")
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [each.text for each in found]
