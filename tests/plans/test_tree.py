"""Corrections of a plan tree: what each does, what is refused, and that a tree always stays a tree."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rodtrad.common.errors import Conflict, UserError
from rodtrad.plans import steps as history
from rodtrad.plans import tree as trees
from rodtrad.plans.importing import PlanTree, from_json, to_json
from rodtrad.plans.pasted import lines_of
from rodtrad.plans.tree import Edit
from tests.plans.conftest import item, small_tree, span


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


def test_an_item_moves_under_any_other_with_what_stands_under_it() -> None:
    moved = trees.apply(small_tree(), Edit("move", "2", target="1", where="under"))

    assert outline(moved) == ["1", "  1.1", "  1.2", "  1.3", "  1.4", "  2", "    2.1", "3"]


def test_several_move_together_and_keep_their_order() -> None:
    edit = Edit("move", "1.4", others=["1.1", "2.1"], target="2", where="before")

    assert outline(trees.apply(small_tree(), edit)) == ["1", "  1.2", "  1.3", "1.1", "1.4", "2.1", "2", "3"]


def test_a_branch_that_is_chosen_with_its_own_parts_moves_whole() -> None:
    edit = Edit("move", "2", others=["2.1"], target="3", where="after")

    assert outline(trees.apply(small_tree(), edit))[-3:] == ["3", "2", "  2.1"]


@pytest.mark.parametrize("target", ["1", "1.2"])
def test_nothing_moves_in_under_itself(target: str) -> None:
    with pytest.raises(UserError) as refused:
        trees.apply(small_tree(), Edit("move", "1", target=target, where="under"))
    assert refused.value.code == "tree.under_itself"


def test_kind_and_role_change_for_many_at_once_and_their_texts_stay() -> None:
    changed = trees.apply(
        small_tree(), Edit("change", "1.3", {"role": "Chef", "kind": "activity"}, others=["1.4"])
    )

    assert [(one.kind, one.role, one.text) for one in changed.items[3:5]] == [
        ("activity", "Chef", "Avsätter tid för kollegialt lärande"),
        ("activity", "Chef", "Tar del av introduktionen"),
    ]


def test_many_are_dropped_at_once_and_what_stood_under_them_moves_out_past_all_of_them() -> None:
    deep = trees.apply(small_tree(), Edit("indent", "1.2"))

    assert outline(trees.apply(deep, Edit("drop", "1", others=["1.1"])))[:2] == ["1.2", "1.3"]


def test_a_branch_goes_whole_only_when_that_is_asked_for() -> None:
    assert outline(trees.apply(small_tree(), Edit("prune", "1"))) == ["2", "  2.1", "3"]


def test_lines_that_were_cut_apart_become_one_where_the_first_stands() -> None:
    together = trees.apply(small_tree(), Edit("merge", "1.4", others=["1.2", "2"]))

    assert outline(together) == ["1", "  1.1", "  1.2", "    2.1", "  1.3", "3"]
    assert (
        together.items[2].text == "Ge alla nya en introduktion Tar del av introduktionen Likvärdig tillgång"
    )


def test_a_new_item_under_an_area_is_as_the_others_there() -> None:
    grown = trees.apply(small_tree(), Edit("add", "2", {"text": "Säkra nätet"}, where="under"))

    assert outline(grown)[5:] == ["2", "  2.1", "  n1", "3"]
    assert (grown.items[7].kind, grown.items[7].text) == ("initiative", "Säkra nätet")


def test_the_first_item_of_an_empty_plan_is_an_area() -> None:
    empty = PlanTree(title=None, kind="plan", items=())

    (first,) = trees.apply(empty, Edit("add")).items

    assert (first.id, first.kind, first.parent) == ("n1", "area", None)


def test_a_pasted_list_hangs_together_where_it_is_put() -> None:
    lines = [(0, "Trygghet"), (1, "Rutiner"), (1, "Utbildning"), (0, "Delaktighet")]

    grown = trees.apply(
        small_tree(), Edit("paste", lines=lines, kinds=["area", "measure"], target="1", where="before")
    )

    assert outline(grown)[:5] == ["n1", "  n2", "  n3", "n4", "1"]
    assert [one.kind for one in grown.items[:4]] == ["area", "measure", "measure", "area"]


def test_marked_words_become_an_item_where_they_stand_in_the_source() -> None:
    start = span("Ge alla nya en introduktion i den digitala miljön")
    grown = trees.apply(small_tree(), Edit("take", values={"kind": "initiative", "text": "Ge"}, span=start))

    assert outline(grown)[:3] == ["1", "  1.1", "  n1"]
    assert grown.items[2].source == start


def test_words_marked_right_under_an_area_become_its_first_item() -> None:
    start = span("Mål: Alla har den kompetens som uppdraget kräver.")
    taken = trees.apply(small_tree(), Edit("take", values={"kind": "goal", "text": "Alla har"}, span=start))

    assert outline(taken)[:3] == ["1", "  n1", "  1.1"]


def test_a_marked_area_stands_beside_the_area_before_it() -> None:
    start = span("Prioriterat område 2: Likvärdig tillgång")
    taken = trees.apply(small_tree(), Edit("take", values={"kind": "area", "text": "Två"}, span=start))

    assert outline(taken)[4:7] == ["  1.4", "n1", "2"]


def test_a_fault_that_was_in_the_file_does_not_stop_the_mending_of_another() -> None:
    odd = PlanTree(
        title=None,
        kind="plan",
        items=(item("1", "term", "Ord"), item("2", "goal", "Mål", "1"), item("3", "goal", "x")),
    )

    mended = trees.apply(odd, Edit("change", "3", {"text": "Rätt"}))

    assert mended.items[2].text == "Rätt"
    assert trees.apply(odd, Edit("outdent", "2")).items[1].parent is None


VERBS = st.sampled_from(sorted(trees.EDITS.keys() - {"resolve"}))
Drawn = tuple[str, int, list[int], int, str, str]
STEPS = st.lists(
    st.tuples(
        VERBS,
        st.integers(0, 30),
        st.lists(st.integers(0, 30), max_size=3),
        st.integers(0, 30),
        st.sampled_from(trees.WHERE),
        st.sampled_from(["area", "goal", "term", "section"]),
    ),
    max_size=10,
)


def edit_of(tree: PlanTree, step: Drawn) -> Edit:
    """One correction of this tree, by the numbers that were drawn."""
    verb, number, others, target, where, kind = step
    names = [one.id for one in tree.items] or [""]
    chosen = names[number % len(names)]
    text = tree.items[number % len(names)].text if tree.items else ""
    return Edit(
        verb,
        chosen,
        {"kind": kind} if verb in {"change", "take", "add"} else {},
        parts=[text[:5], text[5:]],
        others=[names[other % len(names)] for other in others] if verb in trees.SEVERAL else [],
        target=names[target % len(names)],
        where=where,
        lines=[(0, "ett"), (1, "två"), (0, "tre")],
        kinds=[kind, "measure"],
        span=(number, number + 5),
    )


def walk_through(
    steps: list[tuple[str, int, list[int], int, str, str]],
) -> list[tuple[Edit, PlanTree, PlanTree]]:
    """Each correction that could be made, with the tree before and after it."""
    tree, done = small_tree(), []
    for step in steps:
        edit = edit_of(tree, step)
        try:
            after = trees.apply(tree, edit)
        except UserError:
            continue
        done.append((edit, tree, after))
        tree = after
    return done


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_whatever_is_done_a_tree_stays_a_tree_and_no_word_is_lost(steps: Any) -> None:
    for edit, before, tree in walk_through(steps):
        if edit.verb in {"up", "down", "indent", "outdent", "move"} or (
            edit.verb == "add" and not edit.values
        ):
            assert words(tree) == words(before)
        if edit.verb in {"split", "merge"}:
            assert "".join(sorted("".join(words(tree)))) == "".join(sorted("".join(words(before))))
        assert from_json(to_json(tree)) == tree
        assert {place.index for place in trees.places(tree).values()} == set(range(len(tree.items)))
        assert [one.id for one in tree.items] == reading_order(tree)


def reading_order(tree: PlanTree) -> list[str]:
    """The ids as a reader meets them, each branch whole: what the order of the list must be."""

    def branch(parent: str | None) -> list[str]:
        return [name for one in tree.items if one.parent == parent for name in (one.id, *branch(one.id))]

    return branch(None)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_undo_gives_the_tree_before_and_redo_the_tree_after_all_the_way_back_and_forth(steps: Any) -> None:
    done = walk_through(steps)
    kept = [
        (before, after, json.dumps(history.to_json(history.between(before, after))))
        for _, before, after in done
    ]

    for before, after, row in reversed(kept):
        assert history.undone(after, history.from_json(json.loads(row))) == before
    for before, after, row in kept:
        assert history.redone(before, history.from_json(json.loads(row))) == after


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_the_moves_that_are_offered_are_those_that_can_be_made(steps: Any) -> None:
    tree = ([small_tree()] + [after for _, _, after in walk_through(steps)])[-1]
    for one in tree.items:
        assert trees.possible(tree, one.id) == {verb for verb in MOVES if works(tree, verb, one.id)}


MOVES = ("up", "down", "indent", "outdent", "merge")


def works(tree: PlanTree, verb: str, name: str) -> bool:
    try:
        trees.apply(tree, Edit(verb, name))
    except UserError:
        return False
    return True


def test_a_step_that_does_not_fit_the_tree_is_refused_rather_than_laid_on() -> None:
    before = small_tree()
    after = trees.apply(before, Edit("drop", "1.1"))
    other = trees.apply(after, Edit("change", "1.2", {"text": "Annat"}))

    with pytest.raises(Conflict):
        history.redone(other, history.between(before, after))


def test_the_step_of_one_corrected_word_is_one_item_however_large_the_tree() -> None:
    many = PlanTree(
        title=None, kind="plan", items=tuple(item(str(n), "goal", f"Mål {n}") for n in range(2000))
    )

    step = history.between(many, trees.apply(many, Edit("change", "1000", {"text": "Rättat"})))

    assert [one.id for one in (*step.was, *step.became)] == ["1000", "1000"]


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("- Ett\n- Två\n", [(0, "Ett"), (0, "Två")]),
        ("Kompetens\n• Kartlägg\n• Utbilda\nTillgång\n• Köp", "01101"),
        ("1. Kompetens\n1.1 Kartlägg\n1.2 Utbilda\n2. Tillgång", "0110"),
        ("A\n    B\n        C\n    D\nE", "01210"),
        ("A\n\tB\n\t\tC", "012"),
        ("1) Ett\n a) Under\n b) Under\n2) Två", "0110"),
        ("        djupt först\n  grundare", "00"),
        ("Första\n\n\n***\nAndra", [(0, "Första"), (0, "Andra")]),
        ("och så vidare\no Bulle", "01"),
        ("2026 års plan\n3 000 elever", [(0, "2026 års plan"), (0, "3 000 elever")]),
        ("", []),
    ],
)
def test_a_pasted_list_is_read_with_its_depth(pasted: str, found: list[tuple[int, str]] | str) -> None:
    lines = lines_of(pasted)

    assert (lines if isinstance(found, list) else "".join(str(depth) for depth, _ in lines)) == found


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab1. -•\t\n)", max_size=60))
def test_no_pasted_line_is_deeper_than_a_step_under_the_one_before(pasted: str) -> None:
    depths = [depth for depth, _ in lines_of(pasted)]

    assert all(now <= before + 1 for before, now in zip([-1, *depths], depths, strict=False))
