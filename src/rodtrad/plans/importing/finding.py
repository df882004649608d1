"""The way from extracted text to plan trees: the stages in order."""

from __future__ import annotations

from .areas import find_areas
from .blocks import make_blocks
from .documents import split_documents
from .drafts import without_copies
from .errors import ImportRefused
from .facts import find_facts
from .flat_tables import rebuild_tables
from .furniture import set_aside
from .lines import read_lines
from .model import Extracted, PlanTree
from .narrative import besides, read_narrative
from .norms import read_norms
from .reading import Reader
from .run_ins import split_run_ins
from .serial import MAX_ITEMS
from .tree import build_tree

ASIDE = ("term", "current_state", "challenge")  # told in documents that plan nothing, too


def find_plans(extracted: Extracted) -> list[PlanTree]:
    """One tree for each document in the file, in file order; at least one.

    A text with no plan in it gives a tree without items and a warning. An export of ours gives its trees
    back as they were.
    """
    if extracted.trees:
        return list(extracted.trees)
    return [_find_plan(extracted, start, end) for start, end in split_documents(extracted)]


def _find_plan(extracted: Extracted, start: int, end: int) -> PlanTree:
    page = set_aside(read_lines(extracted, start, end))
    blocks = split_run_ins(make_blocks(rebuild_tables(page.lines, page.footnotes), page.footnotes))
    facts = find_facts(extracted.text[start:end], blocks, page.headers, extracted.title)
    reader = Reader(find_areas(blocks), prose=facts.kind != "decision")
    drafts = without_copies(reader.read(blocks))
    if facts.kind == "decision":
        told = read_narrative(blocks, facts.owner, reader.areas)
        drafts = without_copies([*besides(drafts, told), *told])
    elif facts.title and all(draft.kind in ASIDE for draft in drafts):
        drafts += read_norms(blocks, reader.areas)
    if len(drafts) > MAX_ITEMS:
        raise ImportRefused("too_heavy", f"{len(drafts)} items")
    return build_tree(facts, reader.areas, drafts, reader.warnings, extracted.pages)
