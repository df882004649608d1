"""News of the plans, for the packages above."""

from __future__ import annotations

from dataclasses import dataclass

from rodtrad.common.registry import Hook


@dataclass(frozen=True)
class DocumentNews:
    """Something happened to a document, in the place of the tree that owns it."""

    document_id: int
    unit_path: str


document_decided: Hook[DocumentNews] = Hook("document_decided")
document_published: Hook[DocumentNews] = Hook("document_published")
