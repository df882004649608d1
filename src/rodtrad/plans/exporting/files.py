"""A document as a file to take away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rodtrad.plans.exporting.lossless import json_text, yaml_text
from rodtrad.plans.exporting.markdown import markdown_text
from rodtrad.plans.exporting.paper import report_of
from rodtrad.plans.exporting.table import csv_text
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.models import Document, Item
from rodtrad.rendering import docx, pdf

__all__ = ["FORMATS", "LOSSLESS", "Format", "Made", "Source", "file_of"]


@dataclass(frozen=True)
class Made:
    """A file with the name it is saved under."""

    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Source:
    """What a file is made of: the document, its rows in order, and the same as a tree."""

    document: Document
    rows: Sequence[Item]
    tree: PlanTree


@dataclass(frozen=True)
class Format:
    """A kind of file: the ending of its name, what the web calls it, what people call it, how it is made."""

    ending: str
    content_type: str
    label: str
    write: Callable[[Source], bytes]


# Brought in again, these give the document back whole.
LOSSLESS = frozenset({"json", "yaml"})
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS: dict[str, Format] = {
    made.ending: made
    for made in (
        Format("pdf", "application/pdf", "PDF", lambda of: pdf(report_of(of.document, of.rows))),
        Format("docx", DOCX_TYPE, "Word", lambda of: docx(report_of(of.document, of.rows))),
        Format(
            "md",
            "text/markdown; charset=utf-8",
            "Markdown",
            lambda of: markdown_text(of.document, of.rows).encode(),
        ),
        Format("csv", "text/csv; charset=utf-8", "CSV", lambda of: csv_text(of.tree).encode()),
        Format("json", "application/json", "JSON", lambda of: json_text([of.tree]).encode()),
        Format("yaml", "application/yaml", "YAML", lambda of: yaml_text([of.tree]).encode()),
    )
}


def file_of(source: Source, ending: str) -> Made:
    """The document as one of FORMATS. Raises KeyError for any other."""
    chosen = FORMATS[ending]
    return Made(f"{source.document.slug}.{ending}", chosen.content_type, chosen.write(source))
