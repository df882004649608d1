"""Corrections of a plan tree: what each does, what is refused, and that a tree always stays a tree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rodtrad.common.errors import UserError
from rodtrad.plans import tree as trees
from rodtrad.plans.importing import PlanTree, from_json, to_json
from rodtrad.plans.tree import Edit
from tests.plans.conftest import item, small_tree


def outline(tree: PlanTree) -> list[str]:
    """The tree as indented ids: what a person sees of its shape."""
    return ["  " * tree_place.depth + name for name, tree_place in sorted(
        trees.places(tree).items(), key=lambda pair: pair[1].index
    )]  # fmt: skip


def words(tree: PlanTree) -> list[str]:
    """Every word of every text, sorted: corrections of shape lose none and add none."""
    return sorted(word for one in tree.items for word in one.text.split())


def test_an_item_moves_up_with_what_stands_under_it() -> None:
    assert outline(trees.apply(small_tree(), Edit("up", "2"))) == [
        "2", "  2.1", "1", "  1.1", "  1.2", "  1.3", "  1.4", "3",
    ]  # fmt: skip


def test_down_is_up_for_the_next_one() -> None:
    assert trees.apply(small_tree(), Edit("down", "1")) == trees.apply(small_tree(), Edit("up", "2"))


def test_in_and_out_again_gives_the_same_tree() -> None:
    inside = trees.apply(small_tree(), Edit("indent", "1.2"))

    assert outline(inside)[:3] == ["1", "  1.1", "    1.2"]
    assert trees.apply(inside, Edit("outdent", "1.2")) == small_tree()


def test_out_stands_after_the_whole_parent() -> None:
    assert outline(trees.apply(small_tree(), Edit("outdent", "1.1"))) == [
        "1", "  1.2", "  1.3", "  1.4", "1.1", "2", "  2.1", "3",
    ]  # fmt: skip


def test_a_line_that_was_cut_in_two_is_put_together_with_both_places() -> None:
    tree = PlanTree(
        title=None,
        kind="plan",
        items=(
            item("1", "initiative", "att utveckla", source=(0, 12)),
            item("2", "initiative", "lärandet", source=(13, 21)),
        ),
    )

    (together,) = trees.apply(tree, Edit("merge", "2")).items

    assert (together.text, together.source) == ("att utveckla lärandet", (0, 21))


def test_what_stood_under_a_merged_item_stands_under_the_one_it_went_into() -> None:
    merged = trees.apply(small_tree(), Edit("merge", "2"))

    assert next(one for one in merged.items if one.id == "2.1").parent == "1.4"


def test_a_split_item_keeps_its_kind_and_role_in_every_part() -> None:
    parted = trees.apply(
        small_tree(), Edit("split", "1.3", parts=["Avsätter tid", "", "följer upp", " tar hjälp "])
    )

    found = [(one.id, one.text, one.kind, one.role) for one in parted.items[3:6]]
    assert found == [
        ("1.3", "Avsätter tid", "responsibility", "Rektor"),
        ("n1", "följer upp", "responsibility", "Rektor"),
        ("n2", "tar hjälp", "responsibility", "Rektor"),
    ]


def test_nothing_vanishes_with_a_dropped_item() -> None:
    assert outline(trees.apply(small_tree(), Edit("drop", "1")))[:5] == ["1.1", "1.2", "1.3", "1.4", "2"]


def test_a_new_item_stands_after_with_the_same_kind() -> None:
    grown = trees.apply(small_tree(), Edit("add", "1.1"))

    assert (grown.items[2].id, grown.items[2].kind, grown.items[2].parent) == ("n1", "initiative", "1")
    assert trees.landing(small_tree(), grown, Edit("add", "1.1")) == "n1"
    assert [problem.item for problem in trees.problems(grown)] == ["n1"]


def test_a_warning_seen_to_goes_and_the_others_stay() -> None:
    tree = PlanTree(title=None, kind="plan", items=small_tree().items, warnings=("a", "b", "c"))

    assert trees.apply(tree, Edit("resolve", number=1)).warnings == ("a", "c")


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Edit("up", "1"), "tree.first"),
        (Edit("down", "3"), "tree.last"),
        (Edit("indent", "1.1"), "tree.first"),
        (Edit("outdent", "1"), "tree.top"),
        (Edit("merge", "1"), "tree.first"),
        (Edit("split", "1.1", parts=["one line"]), "tree.one_part"),
        (Edit("change", "1", {"kind": "term"}), "tree.under_leaf"),
        (Edit("change", "1.1", {"kind": "dröm"}), "tree.unknown_kind"),
        (Edit("drop", "9"), "tree.no_such_item"),
        (Edit("eat", "1"), "tree.unknown_edit"),
        (Edit("resolve", number=0), "tree.no_such_warning"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(edit: Edit, code: str) -> None:
    with pytest.raises(UserError) as refused:
        trees.apply(small_tree(), edit)
    assert refused.value.code == code


def test_an_area_stands_only_outermost_or_in_a_section() -> None:
    moved = PlanTree(title=None, kind="plan", items=(item("1", "goal", "Mål"), item("2", "area", "Område")))

    with pytest.raises(UserError) as refused:
        trees.apply(moved, Edit("indent", "2"))
    assert refused.value.code == "tree.area_inside"


def test_a_tree_has_a_bottom() -> None:
    deep = tuple(item(str(n), "goal", "mål", str(n - 1) if n else None) for n in range(trees.MAX_DEPTH))
    beside = item("x", "goal", "till", str(trees.MAX_DEPTH - 2))

    with pytest.raises(UserError) as refused:
        trees.apply(PlanTree(title=None, kind="plan", items=(*deep, beside)), Edit("indent", "x"))
    assert refused.value.code == "tree.too_deep"


def test_people_call_areas_by_number_and_initiatives_by_area() -> None:
    assert trees.labels(small_tree()) == {"1": "1", "1.1": "1.1", "1.2": "1.2", "2": "2", "2.1": "2.1"}


def test_a_heading_that_no_column_can_hold_is_told_before_it_is_saved() -> None:
    tree = trees.apply(small_tree(), Edit("change", "1.1", {"heading": "x" * 301}))

    (problem,) = trees.problems(tree)
    assert problem.item == "1.1"
    assert "300" in problem.sentence


VERBS = st.sampled_from(["up", "down", "indent", "outdent", "merge", "drop", "add", "split"])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(VERBS, st.integers(0, 30)), max_size=12))
def test_whatever_is_done_a_tree_stays_a_tree_and_no_word_is_lost(steps: list[tuple[str, int]]) -> None:
    tree = small_tree()
    for verb, number in steps:
        chosen = tree.items[number % len(tree.items)]
        parts = [chosen.text[:5], chosen.text[5:]] if verb == "split" else []
        before = tree
        try:
            tree = trees.apply(tree, Edit(verb, chosen.id, parts=parts))
        except UserError:
            continue
        if verb in {"up", "down", "indent", "outdent", "add"}:
            assert words(tree) == words(before)
        if verb in {"split", "merge"}:
            assert "".join(sorted("".join(words(tree)))) == "".join(sorted("".join(words(before))))
        assert from_json(to_json(tree)) == tree
        assert {place.index for place in trees.places(tree).values()} == set(range(len(tree.items)))
        if not tree.items:
            break
