"""Our own exports, JSON and YAML, read back."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from rodtrad.plans.importing.errors import Code, ImportRefused
from rodtrad.plans.importing.model import Extracted, PlanTree
from rodtrad.plans.importing.serial import from_json

MAX_DOCUMENTS = 50
# An export is three levels deep; what nests further is made to exhaust the reader.
MAX_DEPTH = 12
MAX_NODES = 1_000_000
YAML_BEGINNING = re.compile(r"(?:---\s+)?documents:\s*\n\s*- title:")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def looks_like(text: str) -> bool:
    return text.lstrip()[:1] == "{" and '"items"' in text[:200_000]


def looks_like_yaml(text: str) -> bool:
    return YAML_BEGINNING.match(text.lstrip()) is not None


def read(text: str) -> Extracted:
    """The trees of an export: one tree, or `{"documents": [tree, …]}`. Refused as `bad_json`."""
    try:
        obj = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ImportRefused("bad_json", type(error).__name__) from error
    return Extracted(text, "json", trees=_trees(obj, "bad_json"))


def read_yaml(text: str) -> Extracted:
    """The same shape written as YAML. Refused as `bad_yaml`.

    Only plain values: no tag makes an object, and no alias stands for a branch, so that a small file is
    never a large tree. A date that is not quoted is read as it is written.
    """
    try:
        _check_yaml(text)
        obj = yaml.load(text, Loader=_PlainLoader)  # noqa: S506  a safe loader, with less than it gives
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ImportRefused("bad_yaml", type(error).__name__) from error
    return Extracted(text, "yaml", trees=_trees(obj, "bad_yaml"))


def _check_yaml(text: str) -> None:
    """Look the file through, event by event, before anything is built of it."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_Loader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        named = isinstance(event, yaml.NodeEvent) and event.anchor is not None
        tagged = getattr(event, "tag", None) is not None
        if named or tagged or depth > MAX_DEPTH or number > MAX_NODES:
            raise ValueError("alias, tag, depth or size")


class _PlainLoader(_Loader):  # type: ignore[misc]
    """Reads a date as the text that it is."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
        for first, known in _Loader.yaml_implicit_resolvers.items()
    }


def _trees(obj: object, code: Code) -> tuple[PlanTree, ...]:
    if isinstance(obj, dict) and set(obj) == {"documents"}:
        obj = obj["documents"]
    documents = obj if isinstance(obj, list) else [obj]
    if not 1 <= len(documents) <= MAX_DOCUMENTS:
        raise ImportRefused(code, "documents")
    try:
        return tuple(from_json(one) for one in documents)
    except (ImportRefused, TypeError) as refused:
        raise ImportRefused(code, getattr(refused, "detail", "keys")) from refused


def _no_constant(name: str) -> None:
    raise ValueError(name)
