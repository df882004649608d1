"""The thread view as pure layout: columns of nodes and the lines between them in, positions out.

Each column is a list, read from top to bottom: first the nodes on the chosen node's way, up to its
origins and down to its effects, then as many of the others as have room, then the rest folded. So a
map of many hundred nodes is still a short one, and on a narrow screen the same lists are walked up
and down. Positions are in half rows; the style sheet's measures of the boxes are repeated here, and a
test holds the two together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Column", "Edge", "Line", "Measures", "Node", "PlacedNode", "ThreadMap", "lay_out", "way_of"]


@dataclass(frozen=True)
class Node:
    """One thing on the thread. `column` counts from 0; `kind` and `note` are short words beside the text."""

    id: str
    column: int
    text: str
    url: str
    kind: str = ""
    note: str = ""


@dataclass(frozen=True)
class Edge:
    """`target` realises, derives from or follows from `source`; the source stands further to the left."""

    source: str
    target: str


@dataclass(frozen=True)
class PlacedNode:
    """A node and its place. `top` in half rows; `skip` half rows of air above it; the linked nodes' ids."""

    node: Node
    lit: bool
    selected: bool
    top: int
    skip: int
    from_ids: tuple[str, ...] = ()
    to_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    label: str
    nodes: list[PlacedNode]
    folded: list[Node]

    @property
    def others(self) -> int:
        """How many nodes of the column are not on the chosen way."""
        return len(self.folded) + sum(not placed.lit for placed in self.nodes)


@dataclass(frozen=True)
class Line:
    path: str
    lit: bool
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Measures:
    """Sizes in CSS pixels at a text size of 16; the style sheet has the same ones in rem."""

    box: float
    gap: float
    height: float = 88.0
    half_row: float = 52.0
    head: float = 44.0


@dataclass(frozen=True)
class ThreadMap:
    columns: list[Column]
    lines: list[Line]
    measures: Measures
    width: float
    height: float
    selected: Node | None


# The widest boxes that let so many columns stand side by side on a page of 1,200 px.
MEASURES = {1: Measures(320, 64), 2: Measures(320, 64), 3: Measures(304, 64), 4: Measures(240, 56)}
FIVE, MANY = Measures(196, 52), Measures(168, 38)
MAX_OFFSET = 3
FADED_FROM = 6


def measures_for(columns: int) -> Measures:
    """The sizes for a number of columns; with more than six the map scrolls sideways."""
    return MEASURES.get(columns, FIVE if columns == 5 else MANY)


def lay_out(
    labels: Sequence[str],
    nodes: Sequence[Node],
    edges: Iterable[Edge],
    selected: str | None = None,
    faded_per_column: int = 4,
) -> ThreadMap:
    """Place every node and draw the lines.

    Edges that name an unknown node or do not lead to the right are left out. Without a selected node
    all nodes are lit and none is folded.
    """
    known = {node.id: node for node in nodes}
    links = [edge for edge in edges if _leads_right(edge, known)]
    chosen = known.get(selected or "")
    lit = way_of(chosen.id, links) if chosen else set(known)
    ordered = _ordered(len(labels), nodes, links, lit)
    kept = len(nodes) if chosen is None else faded_per_column
    shown = [_shown(column, lit, kept) for column in ordered]
    tops = _tops([[node.id in lit for node in column] for column in shown])
    columns = [
        Column(
            label, _placed(column, heights, links, lit, chosen), [node for node in all_ if node not in column]
        )
        for label, column, heights, all_ in zip(labels, shown, tops, ordered, strict=True)
    ]
    return _drawn(columns, links, chosen)


def way_of(selected: str, edges: Iterable[Edge]) -> set[str]:
    """The selected node, everything it comes from and everything that comes of it."""
    up: dict[str, list[str]] = defaultdict(list)
    down: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        down[edge.source].append(edge.target)
        up[edge.target].append(edge.source)
    return _reach(selected, up) | _reach(selected, down)


def _reach(start: str, links: Mapping[str, list[str]]) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        for other in links.get(waiting.pop(), []):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def _leads_right(edge: Edge, known: Mapping[str, Node]) -> bool:
    ends = known.get(edge.source), known.get(edge.target)
    return ends[0] is not None and ends[1] is not None and ends[0].column < ends[1].column


def _ordered(count: int, nodes: Sequence[Node], edges: Sequence[Edge], lit: set[str]) -> list[list[Node]]:
    """The nodes of each column from top to bottom: the lit first, each beside what it hangs together with.

    A node's place follows the mean place of its neighbours, swept to the right and back (the barycentre
    method of Sugiyama, Tagawa and Toda 1981), which makes few lines cross.
    """
    beside: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        beside[edge.source].append(edge.target)
        beside[edge.target].append(edge.source)
    columns = [[node for node in nodes if node.column == index] for index in range(count)]
    places = {node.id: float(place) for column in columns for place, node in enumerate(column)}
    for index in [*range(count), *range(count - 2, -1, -1), *range(1, count)]:
        near = {node.id for side in (index - 1, index + 1) if 0 <= side < count for node in columns[side]}
        centre = {
            node.id: _mean([places[other] for other in beside[node.id] if other in near], places[node.id])
            for node in columns[index]
        }
        columns[index].sort(key=lambda node: (node.id not in lit, centre[node.id]))
        places.update({node.id: float(place) for place, node in enumerate(columns[index])})
    return columns


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _shown(column: Sequence[Node], lit: set[str], faded: int) -> list[Node]:
    return [node for node in column if node.id in lit] + [node for node in column if node.id not in lit][
        :faded
    ]


def _tops(columns: Sequence[Sequence[bool]]) -> list[list[int]]:
    """Half rows from the top for every node, given which are lit.

    A short column's lit nodes stand in the middle of the longest one's, though never far down, so that the
    way runs almost straight; the faded ones stand below, apart.
    """
    most = max((sum(column) for column in columns), default=0)
    tops = []
    for column in columns:
        count = sum(column)
        offset = min(most - count, MAX_OFFSET) if count else 0
        below = max(offset + 2 * count, min(2 * most, FADED_FROM)) + 1
        lit = [offset + 2 * place for place in range(count)]
        tops.append(lit + [below + 2 * place for place in range(len(column) - count)])
    return tops


def _placed(
    column: Sequence[Node], tops: Sequence[int], edges: Sequence[Edge], lit: set[str], chosen: Node | None
) -> list[PlacedNode]:
    bottoms = [0, *(top + 2 for top in tops)]
    return [
        PlacedNode(
            node=node,
            lit=node.id in lit,
            selected=node == chosen,
            top=top,
            skip=top - bottom,
            from_ids=tuple(edge.source for edge in edges if edge.target == node.id),
            to_ids=tuple(edge.target for edge in edges if edge.source == node.id),
        )
        for node, top, bottom in zip(column, tops, bottoms, strict=False)
    ]


def _drawn(columns: list[Column], edges: Sequence[Edge], chosen: Node | None) -> ThreadMap:
    measures = measures_for(len(columns))
    placed = {item.node.id: item for column in columns for item in column.nodes}
    lines = [
        _line(placed[edge.source], placed[edge.target], measures)
        for edge in edges
        if edge.source in placed and edge.target in placed
    ]
    # The lit are drawn last, over the others.
    lines.sort(key=lambda line: line.lit)
    rows = max((item.top + 2 for item in placed.values()), default=0)
    width = len(columns) * (measures.box + measures.gap) - measures.gap
    return ThreadMap(columns, lines, measures, width, measures.head + rows * measures.half_row, chosen)


def _line(source: PlacedNode, target: PlacedNode, measures: Measures) -> Line:
    step = measures.box + measures.gap
    x1, x2 = source.node.column * step + measures.box, target.node.column * step
    y1, y2 = (measures.head + item.top * measures.half_row + measures.height / 2 for item in (source, target))
    bend = (x2 - x1) / 2 if target.node.column - source.node.column == 1 else measures.gap
    path = f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"
    return Line(path, source.lit and target.lit, x1, y1, x2, y2)
