"""From the bytes of a document to plan trees.

The stages, one file each, in the order a document passes them:

    readers/      bytes -> text with marks (headings and tables that the format declares)
    documents     one file -> its documents
    lines         text -> lines; furniture (running headers, page numbers, footnotes, contents) set aside
    blocks        lines -> headings, paragraphs, list items, tables; wraps and hyphens undone
    vocabulary    the words of the genre
    sections      what a heading or a lead-in says about what stands under it
    areas         which headings are the document's priority areas
    flat_tables   tables whose cells were written out one after the other -> tables
    matrices      tables -> items, by the words in their header row
    narrative     decision papers: what has been done, told in sentences
    facts         title, owner, period, kind, decision
    tree          blocks and their roles -> the tree

Nothing here touches the database, and nothing knows the name of a municipality or a known document.
"""

from .errors import ImportRefused
from .finding import find_plans
from .limits import Imported, import_in_limits
from .model import Decided, Extracted, PlanItem, PlanTree
from .readers import read_document
from .serial import from_json, to_json

__all__ = [
    "Decided",
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
