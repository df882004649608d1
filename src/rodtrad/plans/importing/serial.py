"""Plan trees as JSON and back, without loss and with every field checked on the way in."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import fields
from typing import Any, cast
from uuid import UUID

from .errors import ImportRefused
from .model import (
    DOCUMENT_KINDS,
    ITEM_KINDS,
    Decided,
    DocumentKind,
    Enclosure,
    ItemKind,
    PlanItem,
    PlanTree,
)

MAX_ITEMS = 20_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
MAX_TEXT = 200_000
MAX_EDITION = 9_999
MAX_APPENDICES = 40
_ALWAYS = ("id", "parent", "kind", "text", "source")
_OPTIONAL = tuple(f.name for f in fields(PlanItem) if f.name not in _ALWAYS)
# Optional fields that are no free text.
_CHECKED = frozenset({"page", "key"})
_DECIDED = tuple(f.name for f in fields(Decided))
_ENCLOSURE = tuple(f.name for f in fields(Enclosure))
_TREE_OPTIONAL = ("document_owner", "edition", "correction", "correction_reason")
_TREE = {"title", "kind", "owner", "period", "decided", "items", "warnings", "appendices", *_TREE_OPTIONAL}


def to_json(tree: PlanTree) -> dict[str, Any]:
    """The tree in the shape that `plan import --json` prints; optional fields only where they hold
    something."""
    more = {name: value for name in _TREE_OPTIONAL if (value := getattr(tree, name)) is not None}
    return {
        "title": tree.title,
        "kind": tree.kind,
        "owner": tree.owner,
        **more,
        "period": list(tree.period) if tree.period else None,
        "decided": {name: getattr(tree.decided, name) for name in _DECIDED},
        "items": [_item_to_json(item) for item in tree.items],
        "warnings": list(tree.warnings),
        **({"appendices": [_enclosure_to_json(one) for one in tree.appendices]} if tree.appendices else {}),
    }


def _enclosure_to_json(one: Enclosure) -> dict[str, Any]:
    return {name: value for name in _ENCLOSURE if (value := getattr(one, name)) is not None}


def _item_to_json(item: PlanItem) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(item, name) for name in _ALWAYS}
    row["source"] = list(item.source) if item.source else None
    row |= {name: value for name in _OPTIONAL if (value := getattr(item, name)) is not None}
    return row


def from_json(obj: object) -> PlanTree:
    """The tree that `to_json` wrote. Anything else is refused with code `bad_json` and the place of the
    fault."""
    row = _mapping(obj, "document", _TREE)
    items = row.get("items", [])
    if not isinstance(items, list) or len(items) > MAX_ITEMS:
        raise _bad("items")
    warnings = row.get("warnings", [])
    if not isinstance(warnings, list):
        raise _bad("warnings")
    tree = PlanTree(
        title=_text(row.get("title"), "title"),
        kind=cast(DocumentKind, _one_of(row.get("kind"), DOCUMENT_KINDS, "kind")),
        owner=_text(row.get("owner"), "owner"),
        period=_pair(row.get("period"), "period"),
        decided=_decided(row.get("decided")),
        items=tuple(_item(one, number) for number, one in enumerate(items)),
        warnings=tuple(_text(one, "warnings") or "" for one in warnings),
        document_owner=_text(row.get("document_owner"), "document_owner"),
        edition=_number(row.get("edition"), "edition"),
        correction=_number(row.get("correction"), "correction"),
        correction_reason=_text(row.get("correction_reason"), "correction_reason"),
        appendices=_appendices(row.get("appendices")),
    )
    _check_tree(tree.items)
    return tree


def _bad(place: str) -> ImportRefused:
    return ImportRefused("bad_json", place)


def _mapping(obj: object, place: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(obj, dict) or not set(obj) <= known:
        raise _bad(place)
    return obj


def _text(value: object, place: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > MAX_TEXT or not _encodable(value):
        raise _bad(place)
    return value


def _encodable(value: str) -> bool:
    """No NUL and no lone surrogate: either would fail only later, in the database."""
    return _UNSTORABLE.search(value) is None


def _one_of(value: object, known: tuple[str, ...], place: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise _bad(place)
    return value


def _whole(value: object, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
        raise _bad(place)
    return value


def _pair(value: object, place: str) -> tuple[int, int] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise _bad(place)
    first, last = _whole(value[0], place), _whole(value[1], place)
    if first > last:
        raise _bad(place)
    return first, last


def _number(value: object, place: str) -> int | None:
    """Which edition or correction it is, from 1."""
    if value is None:
        return None
    number = _whole(value, place)
    if not 1 <= number <= MAX_EDITION:
        raise _bad(place)
    return number


def _appendices(value: object) -> tuple[Enclosure, ...]:
    listed = value if value is not None else []
    if not isinstance(listed, list) or len(listed) > MAX_APPENDICES:
        raise _bad("appendices")
    return tuple(_enclosure(one, f"appendices[{number}]") for number, one in enumerate(listed))


def _enclosure(value: object, place: str) -> Enclosure:
    """A link, or a file whole: what is read is what would be written again."""
    row = _mapping(value, place, set(_ENCLOSURE))
    title, url, name = (_text(row.get(key), f"{place}.{key}") for key in ("title", "url", "filename"))
    if not title or len(title) > 200 or len(url or "") > 500 or len(name or "") > 120:
        raise _bad(place)
    content = row.get("content")
    if url is None:
        if not name or not isinstance(content, str) or not _is_base64(content):
            raise _bad(place)
    elif name is not None or content is not None or not url.startswith(("https://", "http://")):
        raise _bad(place)
    return Enclosure(title, url, name, content)


def _is_base64(content: str) -> bool:
    try:
        return b64encode(b64decode(content, validate=True)).decode() == content
    except ValueError:
        return False


def _key(value: object, place: str) -> str | None:
    """A UUID as it is written, and no other way of writing it: what is read is what is written again."""
    text = _text(value, place)
    try:
        known = text is None or str(UUID(text)) == text
    except ValueError:
        known = False
    if not known:
        raise _bad(place)
    return text


def _decided(value: object) -> Decided:
    row = _mapping(value if value is not None else {}, "decided", set(_DECIDED))
    return Decided(**{name: _text(row.get(name), f"decided.{name}") for name in _DECIDED})


def _item(value: object, number: int) -> PlanItem:
    place = f"items[{number}]"
    row = _mapping(value, place, {*_ALWAYS, *_OPTIONAL})
    name, text = _text(row.get("id"), f"{place}.id"), _text(row.get("text"), f"{place}.text")
    if not name or text is None:
        raise _bad(place)
    page = row.get("page")
    rest = {key: _text(row.get(key), f"{place}.{key}") for key in _OPTIONAL if key not in _CHECKED}
    return PlanItem(
        id=name,
        kind=cast(ItemKind, _one_of(row.get("kind"), ITEM_KINDS, f"{place}.kind")),
        text=text,
        parent=_text(row.get("parent"), f"{place}.parent"),
        source=_pair(row.get("source"), f"{place}.source"),
        page=None if page is None else _whole(page, f"{place}.page"),
        key=_key(row.get("key"), f"{place}.key"),
        **rest,
    )


def _check_tree(items: tuple[PlanItem, ...]) -> None:
    """Every id and key once, every parent before its children: so a tree can hold no loop."""
    keys = [item.key for item in items if item.key]
    if len(keys) != len(set(keys)):
        raise _bad("key")
    seen: set[str] = set()
    for item in items:
        if item.id in seen or (item.parent is not None and item.parent not in seen):
            raise _bad(f"item {item.id}")
        seen.add(item.id)
