"""What the importer takes in and gives out: extracted text with its marks, and plan trees.

Everything is frozen: a tree that a reviewer changes is a new tree, and the reading stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

SourceKind = Literal["text", "markdown", "docx", "odt", "pdf", "json", "yaml"]
DocumentKind = Literal[
    "national_strategy", "policy", "programme", "strategy", "plan", "action_plan", "guideline", "direction",
    "decision",
]  # fmt: skip
ItemKind = Literal[
    "area", "section", "goal", "target_picture", "challenge", "desired_state", "initiative", "measure",
    "activity", "responsibility", "indicator", "effect", "current_state", "term",
]  # fmt: skip

DOCUMENT_KINDS: tuple[str, ...] = get_args(DocumentKind)
ITEM_KINDS: tuple[str, ...] = get_args(ItemKind)


@dataclass(frozen=True, slots=True)
class HeadingMark:
    """A heading that the file itself declares (a Word style, a Markdown #, a larger font); level 1 is the
    top."""

    start: int
    level: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: its text, lines kept, and where in the extracted text it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table with known cells; `start` and `end` span it in the extracted text. In the rows counted in
    `unsure` the cells are there, but not in which columns they stood."""

    start: int
    end: int
    rows: tuple[tuple[Cell, ...], ...]
    unsure: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file with what its format told about it.

    `pages` holds the character offset where each page begins (empty where the format has no pages), `margins`
    those of the lines that stand above or below the text of their page;
    `trees` is filled only when the file is an export of ours and nothing has to be found.
    """

    text: str
    kind: SourceKind
    pages: tuple[int, ...] = ()
    headings: tuple[HeadingMark, ...] = ()
    tables: tuple[Table, ...] = ()
    margins: tuple[int, ...] = ()
    trees: tuple[PlanTree, ...] = ()
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """Who decided the document, when (as written or ISO), and under which § and diarienummer (codes are
    text)."""

    by: str | None = None
    date: str | None = None
    paragraph: str | None = None
    diarienummer: str | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """An appendix that comes with an export: a link by its `url`, or a file with its `content` in base64."""

    title: str
    url: str | None = None
    filename: str | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One node of a plan. An area's own overarching goal is its `definition`; a term's meaning likewise.

    `key` is the identity that an exported item has in its installation, a UUID; a paper gives none.
    """

    id: str
    kind: ItemKind
    text: str
    source: tuple[int, int] | None = None
    parent: str | None = None
    page: int | None = None
    heading: str | None = None
    role: str | None = None
    sub_role: str | None = None
    responsible_unit: str | None = None
    status: str | None = None
    due: str | None = None
    effect: str | None = None
    definition: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class PlanTree:
    """One governing document as a tree of items in reading order, parents before their children.

    What stands after `warnings` comes with an export only, so that nothing of the document is lost.
    """

    title: str | None
    kind: DocumentKind
    owner: str | None = None
    period: tuple[int, int] | None = None
    decided: Decided = field(default_factory=Decided)
    items: tuple[PlanItem, ...] = ()
    warnings: tuple[str, ...] = ()
    document_owner: str | None = None
    edition: int | None = None
    correction: int | None = None
    correction_reason: str | None = None
    appendices: tuple[Enclosure, ...] = ()
