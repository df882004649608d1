"""The door of the reports: the authority's yearly compilation and each unit's own report.

A compilation is frozen when it is made: what it says, and the rows that each figure was made from. Reads give
None for what lies outside the reader's scope, and the caller answers 404. Verbs check right and state, write
in one transaction and leave one audit event.
"""

from rodtrad.reports.service.compiling import authority_place, compile_year, make_compilation
from rodtrad.reports.service.editing import (
    BlockEdit,
    edit_block,
    edits_of,
    publish,
    restore_block,
    withdraw,
)
from rodtrad.reports.service.reading import (
    compilation_at,
    compilations_for,
    latest_published,
    latest_version,
    running_job,
)
from rodtrad.reports.service.rendering import FORMATS, Rendered, page_of, render, render_unit, unit_page
from rodtrad.reports.service.sources import FigureRows, RowCell, figure_rows
from rodtrad.reports.service.todo import todo_for

__all__ = [
    "FORMATS",
    "BlockEdit",
    "FigureRows",
    "Rendered",
    "RowCell",
    "authority_place",
    "compilation_at",
    "compilations_for",
    "compile_year",
    "edit_block",
    "edits_of",
    "figure_rows",
    "latest_published",
    "latest_version",
    "make_compilation",
    "page_of",
    "publish",
    "render",
    "render_unit",
    "restore_block",
    "running_job",
    "todo_for",
    "unit_page",
    "withdraw",
]
