"""The report as one HTML file that stands alone: to mail, to keep, to open without the product."""

from __future__ import annotations

from pathlib import Path

from django.utils.html import escape

from rodtrad.rendering import Report, html

__all__ = ["standalone"]

_STYLE = Path(__file__).with_name("static") / "rendering" / "paper.css"


def standalone(report: Report) -> bytes:
    """A whole page, with its style sheet inside it. Never served as a page: the policy would not let it."""
    lines = (
        f'<!doctype html>\n<html lang="{escape(report.lang)}">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(report.title)}</title>",
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head>",
        f"<body>{html(report)}</body></html>\n",
    )
    return "\n".join(lines).encode("utf-8")
