"""The report as one HTML file that stands alone: to mail, to keep, to open without the product."""

from __future__ import annotations

from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString

from rodtrad.reports.render import Report, html

__all__ = ["standalone"]

_STYLE = Path(__file__).with_name("static") / "reports" / "paper.css"


def standalone(report: Report) -> bytes:
    """A whole page, with its style sheet inside it."""
    page = format_html(
        '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{}</title>'
        "<style>{}</style></head><body>{}</body></html>\n",
        report.lang,
        report.title,
        SafeString(_STYLE.read_text(encoding="utf-8")),
        html(report),
    )
    return page.encode("utf-8")
