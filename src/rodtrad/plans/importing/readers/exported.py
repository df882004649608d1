"""Our own JSON export, read back."""

from __future__ import annotations

import json

from rodtrad.plans.importing.errors import ImportRefused
from rodtrad.plans.importing.model import Extracted
from rodtrad.plans.importing.serial import from_json

MAX_DOCUMENTS = 50


def looks_like(text: str) -> bool:
    return text.lstrip()[:1] == "{" and '"items"' in text[:200_000]


def read(text: str) -> Extracted:
    """The trees of an export: one tree, or `{"documents": [tree, …]}`. Refused as `bad_json`."""
    try:
        obj = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ImportRefused("bad_json", type(error).__name__) from error
    if isinstance(obj, dict) and set(obj) == {"documents"}:
        obj = obj["documents"]
    documents = obj if isinstance(obj, list) else [obj]
    if not 1 <= len(documents) <= MAX_DOCUMENTS:
        raise ImportRefused("bad_json", "documents")
    return Extracted(text, "json", trees=tuple(from_json(one) for one in documents))


def _no_constant(name: str) -> None:
    raise ValueError(name)
