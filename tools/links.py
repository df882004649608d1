"""How good suggested links are, held against what careful readers have linked: for tests and benchmark.

The gold is the demo's own links, and pairs of documents under `tests/plans/links/`: each a JSON file that
names a document, one above it, and what hangs where, by how the texts begin.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = Callable[[Sequence[str]], NDArray[np.float32]]

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests/plans/links"
DEMO = ROOT / "src/rodtrad/portal/demo_content/documents.yaml"
SHOWN = 3


@dataclass(frozen=True)
class Text:
    """An item of either document: its words, those of what it stands in, and how far above it stands."""

    id: str
    words: str
    above: str
    is_area: bool
    floor: int = 0


@dataclass(frozen=True)
class Linking:
    """What is to be linked: the items, all that they may hang in, and where a reader hung them."""

    lowers: list[Text]
    uppers: list[Text]
    right: dict[str, set[str]]


@dataclass(frozen=True)
class Figures:
    """Of `linked` items those whose first suggestion is right, and those with a right one among three.

    `rank` is the mean of one over the place of the first right one, with no line drawn. Of all that is
    `shown`, as a page shows it, `right` were linked by a reader too.
    """

    linked: int
    first: int
    among_three: int
    rank: float
    shown: int
    right: int


def own_links() -> list[str]:
    """The names of the pairs of documents that we wrote ourselves."""
    return sorted(path.stem for path in GOLD.glob("*.json"))


def own(name: str) -> Linking:
    """One of our own pairs, read as any file is read."""
    raw = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    lowers, uppers = _read(raw["lower"]), _read(raw["upper"])
    right = {
        _named(lowers, one): {_named(uppers, other) for other in several} for one, several in raw["links"]
    }
    return Linking([text for text in lowers if not text.is_area], uppers, right)


def demo() -> list[Linking]:
    """The demo's documents with those above them: links that were made to tell a story, not to be found."""
    raw = yaml.safe_load(DEMO.read_text(encoding="utf-8"))
    kinds = {"national_strategy": 0, "strategy": 1, "plan": 2}
    documents = {one["key"]: one for one in raw["documents"]}
    texts = {key: _texts(one["items"], kinds[one["kind"]]) for key, one in documents.items()}
    found = []
    for key, document in documents.items():
        floor = kinds[document["kind"]]
        lowers = [text for text in texts[key] if not text.is_area]
        uppers = [text for other in texts.values() for text in other if text.floor < floor]
        right: dict[str, set[str]] = {}
        for lower, upper in raw["links"]["realises"]:
            if lower in {text.id for text in lowers}:
                right.setdefault(lower, set()).add(upper)
        if uppers:
            found.append(Linking(lowers, uppers, right))
    return found


def _texts(items: Iterable[Mapping[str, Any]], floor: int = 0) -> list[Text]:
    """The items that may be linked."""
    from rodtrad.plans.service.meanings import SPEAKING

    rows = {str(item.get("key") or item.get("id")): item for item in items}

    def words(item: Mapping[str, Any] | None) -> str:
        return " ".join(filter(None, ((item or {}).get(part) for part in ("heading", "text", "definition"))))

    return [
        Text(key, words(item), words(rows.get(item.get("parent") or "")), item["kind"] == "area", floor)
        for key, item in rows.items()
        if item["kind"] in SPEAKING
    ]


def _read(name: str) -> list[Text]:
    from rodtrad.plans.importing import find_plans, read_document, to_json

    path = (GOLD / name).resolve()
    (tree,) = find_plans(read_document(path.read_bytes(), path.name))
    return _texts(to_json(tree)["items"])


def _named(texts: Iterable[Text], beginning: str) -> str:
    (found,) = {text.id for text in texts if text.words.startswith(beginning)}
    return found


def measured(links: Iterable[Linking], vectors: Vectors | None = None) -> Figures:
    """Suggest with the words alone, or with what texts mean where something makes vectors of them."""
    total = [_measured(one, vectors) for one in links]
    linked = sum(one.linked for one in total)
    return Figures(
        linked,
        sum(one.first for one in total),
        sum(one.among_three for one in total),
        round(sum(one.rank * one.linked for one in total) / linked, 3),
        sum(one.shown for one in total),
        sum(one.right for one in total),
    )


def _measured(one: Linking, vectors: Vectors | None) -> Figures:
    from rodtrad.plans.suggesting import likely

    nearest = max(upper.floor for upper in one.uppers)
    table = likely(
        _said(one.lowers, vectors), _said(one.uppers, vectors), [u.floor == nearest for u in one.uppers]
    )
    places, shown, right = [], 0, 0
    for row, lower in enumerate(one.lowers):
        wanted = one.right.get(lower.id, set())
        suggested = {one.uppers[at].id for at, _score, _why in table.best(row, SHOWN)}
        shown, right = shown + len(suggested), right + len(suggested & wanted)
        if wanted:
            order = [one.uppers[at].id for at in (-table.score[row]).argsort(kind="stable")]
            places.append(min(order.index(name) for name in wanted))
    ranks = [1 / (place + 1) for place in places]
    within = [sum(place < most for place in places) for most in (1, SHOWN)]
    return Figures(len(places), within[0], within[1], sum(ranks) / len(ranks), shown, right)


def _said(texts: Sequence[Text], vectors: Vectors | None) -> list[Any]:
    from rodtrad.plans.service.meanings import joined
    from rodtrad.plans.suggesting import Said

    made = vectors([joined(text.above, text.words) for text in texts]) if vectors else [None] * len(texts)
    return [Said(text.words, text.above, vector) for text, vector in zip(texts, made, strict=True)]
