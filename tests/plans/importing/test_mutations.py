"""Whatever bytes come, an import ends in trees or in a refusal."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rodtrad.plans.importing import (
    Decided,
    ImportRefused,
    PlanItem,
    PlanTree,
    find_plans,
    from_json,
    read_document,
    to_json,
)
from rodtrad.plans.importing.model import DOCUMENT_KINDS, ITEM_KINDS
from tests.plans.importing.test_genre import DOCUMENTS, word_plan

TEXTS = [path.read_bytes() for path in sorted(DOCUMENTS.glob("*.*")) if path.suffix != ".json"]
SOURCES = [*TEXTS, word_plan()]  # drawn by number, so that a failure prints short
PIECES = [
    *(
        "Mål Hur?",
        "• ",
        "Ansvar – Chef",
        "Nuläge",
        "| a | b |",
        "# ",
        "§",
        "o ",
        "Insatser:",
        "1.",
        "ord ord ord.",
        "Rektor",
    ),
    *("Område Huvudmannens ansvar Rektors ansvar", "Aktivitet  Ansvarig  Tid", "\f", "\t", " \n", "\n\n"),
]


def reads(data: bytes, name: str) -> None:
    try:
        trees = find_plans(read_document(data, name))
    except ImportRefused:
        return
    assert trees
    for tree in trees:
        assert from_json(json.loads(json.dumps(to_json(tree)))) == tree


@st.composite
def mutated(draw: st.DrawFn, sources: range) -> bytes:
    """A file with bytes flipped, cut out, doubled, put in, or recoded."""
    data = bytearray(SOURCES[draw(st.sampled_from(sources))])
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        length = draw(st.integers(0, 200))
        how = draw(st.sampled_from(["flip", "cut", "double", "insert"]))
        if how == "flip" and data:
            data[place] ^= draw(st.integers(1, 255))
        elif how == "cut":
            del data[place : place + length]
        elif how == "double":
            data[place:place] = data[place : place + length]
        else:
            data[place:place] = draw(st.sampled_from(PIECES)).encode()
    return bytes(data)


@given(mutated(range(len(TEXTS))), st.sampled_from(["plan.txt", "plan.md", "plan.json", "plan"]))
@settings(max_examples=80, deadline=None)
def test_a_mutated_text_gives_trees_or_a_refusal(data: bytes, name: str) -> None:
    reads(data, name)


@given(mutated(range(len(TEXTS), len(SOURCES))))
@settings(max_examples=60, deadline=None)
def test_a_mutated_word_file_gives_trees_or_a_refusal(data: bytes) -> None:
    reads(data, "plan.docx")


@given(st.lists(st.sampled_from(PIECES), max_size=60))
@example(["Mål Hur?"])
@example(["Mål Hur?", "\n", "Mål Hur?"])
@settings(max_examples=80, deadline=None)
def test_the_signs_of_the_genre_in_any_order_crash_nothing(pieces: list[str]) -> None:
    reads(("\n".join(pieces) + "\n").encode(), "plan.txt")


@given(st.binary(max_size=3000))
@settings(max_examples=60, deadline=None)
def test_any_bytes_give_trees_or_a_refusal(data: bytes) -> None:
    reads(data, "plan")
    reads(b"%PDF-1.7\n" + data, "plan.pdf")


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
maybe = st.none() | words
OPTIONAL = ["heading", "role", "sub_role", "responsible_unit", "status", "due", "effect", "definition"]
years = st.integers(1990, 2100)


@st.composite
def trees(draw: st.DrawFn) -> PlanTree:
    """Any tree: each item hangs under one before it, or under none."""
    items: list[PlanItem] = []
    for number in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, 10_000))
        optional = {name: draw(maybe) for name in OPTIONAL}
        items.append(
            PlanItem(
                id=str(number),
                kind=draw(st.sampled_from(ITEM_KINDS)),  # type: ignore[arg-type]
                text=draw(words),
                source=draw(st.sampled_from([None, (start, start + 10)])),
                parent=draw(st.sampled_from([None, *[item.id for item in items]])),
                page=draw(st.none() | st.integers(1, 400)),
                **optional,
            )
        )
    period = draw(st.none() | st.tuples(years, years).map(sorted).map(tuple))
    decided = Decided(draw(maybe), draw(maybe), draw(maybe), draw(maybe))
    kind = draw(st.sampled_from(DOCUMENT_KINDS))
    warnings = tuple(draw(st.lists(words, max_size=3)))
    return PlanTree(draw(maybe), kind, draw(maybe), period, decided, tuple(items), warnings)  # type: ignore[arg-type]


@given(trees())
@settings(max_examples=80, deadline=None)
def test_export_and_import_of_any_tree_is_the_identity(tree: PlanTree) -> None:
    written = json.dumps({"documents": [to_json(tree)]}, ensure_ascii=False)
    (back,) = find_plans(read_document(written.encode(), "plan.json"))
    assert back == tree
    assert json.dumps({"documents": [to_json(back)]}, ensure_ascii=False) == written


def test_the_documents_that_are_mutated_are_there() -> None:
    assert len(TEXTS) >= 6
    assert Path(DOCUMENTS / "roles.txt").exists()
