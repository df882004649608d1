"""What a page shows of a tree: all of a small one; of a large one never more than a page holds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rodtrad.plans.importing import PlanTree
from rodtrad.plans.windows import PAGE, window
from tests.plans.conftest import item, small_tree


def forest(sizes: list[int]) -> PlanTree:
    """Branches of so many items each."""
    items = []
    for number, size in enumerate(sizes):
        items.append(item(f"{number}", "area", "Område"))
        items += [item(f"{number}.{place}", "goal", "Mål", f"{number}") for place in range(size)]
    return PlanTree(title=None, kind="plan", items=tuple(items))


def test_a_small_tree_is_shown_whole() -> None:
    shown = window(small_tree(), "")

    assert (len(shown.shown), shown.folded, shown.pages) == (len(small_tree().items), {}, 1)


def test_of_a_large_tree_one_branch_is_open_and_the_others_say_how_much_they_hold() -> None:
    shown = window(forest([150, 150, 150]), "1.7")

    assert "1.7" in shown.shown
    assert shown.folded == {"0": 150, "2": 150}


def test_an_empty_tree_has_an_empty_page() -> None:
    assert window(PlanTree(title=None, kind="plan"), "").shown == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 450), min_size=1, max_size=12), st.integers(0, 5000))
def test_the_chosen_item_is_always_in_sight_and_every_item_of_its_branch_on_some_page(
    sizes: list[int], number: int
) -> None:
    tree = forest(sizes)
    chosen = tree.items[number % len(tree.items)].id

    shown = window(tree, chosen)

    assert chosen in shown.shown
    assert len(shown.shown) <= PAGE or shown.pages == 1
    all_pages = [name for page in range(1, shown.pages + 1) for name in at(tree, chosen, page)]
    assert len(all_pages) == len(set(all_pages))
    assert {one.id for one in tree.items if one.id.split(".")[0] == chosen.split(".")[0]} <= set(all_pages)
    assert {one.id for one in tree.items if one.parent is None} <= set(all_pages)


def at(tree: PlanTree, chosen: str, page: int) -> tuple[str, ...]:
    return window(tree, chosen, page).shown
