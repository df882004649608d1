"""The thread view: which nodes are on the way, where they stand, and that style sheet and layout agree."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rodtrad.common
from rodtrad.common.style_examples import thread
from rodtrad.common.threadmap import Edge, Node, PlacedNode, ThreadMap, lay_out, measures_for, way_of

LABELS = ["Nationellt mål", "Insats", "Aktivitet"]
CSS = Path(rodtrad.common.__file__).parent / "static/common/css/thread.css"


def node(key: str, column: int) -> Node:
    return Node(key, column, f"Punkt {key}", f"/{key}/")


NODES = [node("m", 0), node("n", 0), node("i", 1), node("j", 1), node("a", 2), node("b", 2), node("c", 2)]
EDGES = [Edge("m", "i"), Edge("m", "j"), Edge("i", "a"), Edge("i", "b"), Edge("j", "c")]


def placed(layout: ThreadMap) -> dict[str, PlacedNode]:
    return {item.node.id: item for column in layout.columns for item in column.nodes}


def test_the_way_goes_up_to_the_goal_and_down_to_what_was_done_but_not_to_siblings() -> None:
    assert way_of("i", EDGES) == {"m", "i", "a", "b"}
    assert way_of("c", EDGES) == {"m", "j", "c"}


def test_a_loop_in_the_links_ends() -> None:
    assert way_of("x", [Edge("x", "y"), Edge("y", "x")]) == {"x", "y"}


def test_the_lit_stand_above_the_faded_and_the_chosen_is_marked() -> None:
    found = placed(lay_out(LABELS, NODES, EDGES, selected="j"))
    assert found["j"].selected
    assert found["j"].lit
    assert found["j"].top < found["i"].top
    assert found["c"].top < found["a"].top
    assert not found["a"].lit


def test_the_lines_between_lit_nodes_are_lit_and_drawn_last() -> None:
    layout = lay_out(LABELS, NODES, EDGES, selected="j")
    assert [line.lit for line in layout.lines] == [False, False, False, True, True]


def test_an_edge_to_an_unknown_node_or_to_the_left_is_left_out() -> None:
    layout = lay_out(LABELS, NODES, [Edge("m", "gone"), Edge("a", "m"), Edge("m", "i")])
    assert len(layout.lines) == 1


def test_without_a_chosen_node_nothing_is_faded_or_folded() -> None:
    layout = lay_out(LABELS, NODES, EDGES, faded_per_column=0)
    assert all(item.lit for item in placed(layout).values())
    assert [column.folded for column in layout.columns] == [[], [], []]


def test_two_hundred_nodes_give_a_short_map_with_the_rest_folded() -> None:
    many = [node(f"x{n}", n % 3) for n in range(200)]
    layout = lay_out(LABELS, many, [Edge("x0", "x1"), Edge("x1", "x2")], selected="x1", faded_per_column=4)
    assert len(placed(layout)) == 3 * 5
    assert sum(len(column.folded) for column in layout.columns) == 200 - 15
    assert [column.others for column in layout.columns] == [66, 66, 65]
    assert layout.height < 1000


def test_the_example_has_no_crossing_lit_lines() -> None:
    lit = [line for line in thread().lines if line.lit]
    for one in lit:
        for other in lit:
            if one.x1 == other.x1:
                assert (one.y1 - other.y1) * (one.y2 - other.y2) >= 0


@pytest.mark.parametrize("columns", [1, 3, 4, 5, 6])
def test_the_style_sheet_has_the_measures_that_the_lines_are_drawn_by(columns: int) -> None:
    css = CSS.read_text(encoding="utf-8")
    base = re.search(r"\.rt-thread \{(.*?)\}", css, re.S)
    own = re.search(rf'\[data-columns="{columns}"\][^{{]*\{{(.*?)\}}', css)
    assert base
    found = dict(re.findall(r"--([\w-]+): ([\d.]+)rem", base[1]))
    found |= dict(re.findall(r"--([\w-]+): ([\d.]+)rem", own[1] if own else ""))
    measures = measures_for(columns)
    assert {name: float(value) * 16 for name, value in found.items()} == {
        "box": measures.box,
        "gap": measures.gap,
        "box-height": measures.height,
        "half-row": measures.half_row,
        "head": measures.head,
    }


def test_the_style_sheet_knows_every_distance_between_two_nodes() -> None:
    known = {int(step) for step in re.findall(r'data-skip="(\d)"', CSS.read_text(encoding="utf-8"))} | {0}
    for lit in range(8):
        nodes = [node(f"l{n}", 1) for n in range(lit)] + [node("g", 0)] + [node(f"f{n}", 1) for n in range(3)]
        found = placed(lay_out(LABELS, nodes, [Edge("g", f"l{n}") for n in range(lit)], selected="g"))
        assert {item.skip for item in found.values()} <= known


graphs = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30)


@given(graphs, st.integers(0, 11))
def test_no_two_nodes_of_a_column_ever_overlap_and_none_is_lost(
    pairs: list[tuple[int, int]], chosen: int
) -> None:
    nodes = [node(str(n), n % 3) for n in range(12)]
    edges = [Edge(str(a), str(b)) for a, b in pairs]
    layout = lay_out(LABELS, nodes, edges, selected=str(chosen), faded_per_column=2)
    for column in layout.columns:
        tops = [item.top for item in column.nodes]
        assert all(later - earlier >= 2 for earlier, later in pairwise(tops))
        assert all(item.skip >= 0 for item in column.nodes)
    shown = set(placed(layout)) | {item.id for column in layout.columns for item in column.folded}
    assert shown == {item.id for item in nodes}
