"""From the bytes of a document to plan trees.

The stages, one file each, in the order a document passes them:

    readers/      bytes -> text with marks (headings, tables and pages that the format tells of)
    documents     one file -> its documents
    lines         text -> lines with their gaps; furniture (running headers, footnotes, contents) set aside
    flat_tables   tables written out cell by cell, and laid_out ones, -> tables: segments finds paragraphs,
                  filling puts them in rows, cell_kinds tells columns by their cells, headers by its words
    blocks        lines -> headings, paragraphs, list items, tables; wraps and hyphens undone
    sections      what a heading or a lead-in says about what stands under it, by the words in vocabulary
    areas         which headings are the document's priority areas
    reading       blocks in the light of what stands above them -> drafts of items
    matrices      tables -> drafts, by their header row; cells splits a cell into statements
    narrative     decision papers: what is proposed and done, told in sentences
    norms         documents without lists: what shall be, told in sentences
    facts         title, owner, period, kind, decision
    tree          drafts and areas -> the tree

Nothing here touches the database, and nothing knows the name of a municipality or a known document.
"""

from .errors import ImportRefused
from .finding import find_plans
from .limits import Imported, import_in_limits
from .model import Decided, Enclosure, Extracted, PlanItem, PlanTree
from .readers import read_document
from .serial import from_json, to_json

__all__ = [
    "Decided",
    "Enclosure",
    "Extracted",
    "ImportRefused",
    "Imported",
    "PlanItem",
    "PlanTree",
    "find_plans",
    "from_json",
    "import_in_limits",
    "read_document",
    "to_json",
]
