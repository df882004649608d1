"""A report, once described, as PDF, DOCX, page and spreadsheet.

    report = Report(title=…, subtitle=…, lang="sv", meta=Meta(author=…, date=…), blocks=(Heading("…"), …))
    pdf(report)     bytes, PDF/UA-1 and PDF/A-2a
    docx(report)    bytes
    html(report)    str, a fragment for the page
    xlsx(report)    bytes, the tables, one a sheet

The same report gives the same bytes. Everything in it is data: no text is read as markup by any writer.
"""

from .figures import chart_figure, chart_figures
from .model import (
    Block,
    Bullets,
    Callout,
    Cell,
    Figure,
    Heading,
    Hidden,
    KeyFigure,
    KeyFigures,
    Meta,
    PageBreak,
    Paragraph,
    Report,
    Run,
    Runs,
    Sources,
    Table,
    runs,
)
from .sheet import xlsx
from .typeset import pdf
from .web import html
from .word import docx

__all__ = [
    "Block",
    "Bullets",
    "Callout",
    "Cell",
    "Figure",
    "Heading",
    "Hidden",
    "KeyFigure",
    "KeyFigures",
    "Meta",
    "PageBreak",
    "Paragraph",
    "Report",
    "Run",
    "Runs",
    "Sources",
    "Table",
    "chart_figure",
    "chart_figures",
    "docx",
    "html",
    "pdf",
    "runs",
    "xlsx",
]
