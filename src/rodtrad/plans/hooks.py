"""News of the plans, for the packages above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rodtrad.common.registry import Hook, providers
from rodtrad.plans.models import Document


@dataclass(frozen=True)
class DocumentNews:
    """Something happened to a document, in the place of the tree that owns it."""

    document_id: int
    unit_path: str


document_decided: Hook[DocumentNews] = Hook("document_decided")
document_published: Hook[DocumentNews] = Hook("document_published")


@dataclass(frozen=True)
class Card:
    """What a higher floor shows at an item or a document: a template of its own, and what it needs.

    Offer it with `registry.provide("plans.item", give)`, `"plans.document"` or, for the page of all
    documents, `"plans.documents"`. `give(request, item)` (or the document, or nothing more) returns a Card,
    or None where there is nothing to show. The template reads `card`, which is `context`. It must cost a
    fixed number of queries.
    """

    template: str
    context: dict[str, Any]


def stopped(document: Document, verb: str) -> str:
    """Why something above does not let a verb be done to a document now; '' where nothing stands in its way.

    A higher floor says so with `registry.provide("plans.stop", give)`; `give(document, verb)` returns a
    sentence that says what to do first, or ''.
    """
    return next((reason for give in providers("plans.stop") if (reason := give(document, verb))), "")
