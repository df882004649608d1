"""From answers to counts, and from units to the whole tree.

A response is one row of bytes, one byte an indicator: 0 not answered, 1-K the level, 255 not relevant, where
K is the number of levels of the instrument's scale. Everything that is ever shown is made from counts of
them, so that no page depends on how many people answered.

Shapes: ``counts[..., k, K + 2]`` holds for indicator ``k`` how many left it unanswered (0), chose level 1-K
(1-K) and found it not relevant (K + 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "MOST_LEVELS",
    "NOT_RELEVANT_BYTE",
    "Level",
    "Tally",
    "Tree",
    "histogram",
    "levels_chosen",
    "roll_up",
    "tally",
    "unpack",
]

Ints = npt.NDArray[np.integer[Any]]
Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int32]
Index = npt.NDArray[np.intp]

MOST_LEVELS = 7
NOT_RELEVANT_BYTE = 255
STEP = 4  # characters that treebeard's materialised path adds for each generation

_BLOCK = 1 << 20  # answers counted at a time: about 8 MB of codes, which stays near the processor's cache


def _code(levels: int) -> Index:
    """From a byte to its place in the counts; -1 for what is no answer on a scale of so many levels."""
    code = np.full(256, -1, dtype=np.intp)
    code[: levels + 1] = range(levels + 1)
    code[NOT_RELEVANT_BYTE] = levels + 1
    return code


@dataclass(frozen=True, slots=True)
class Level:
    """One generation: ``nodes`` with siblings side by side, where each family ``starts``, its ``parents``."""

    nodes: Index
    starts: Index
    parents: Index

    def by_family(self, values: npt.NDArray[Any], together: np.ufunc = np.add) -> npt.NDArray[Any]:
        """Bring the children of each of ``parents`` together; ``values`` has a row for each of ``nodes``.

        Family by family, whole rows at a time: `ufunc.reduceat` goes column by column, many times slower.
        """
        found = np.empty((len(self.starts), *values.shape[1:]), dtype=values.dtype)
        ends = [*self.starts[1:].tolist(), len(values)]
        for family, (start, end) in enumerate(zip(self.starts.tolist(), ends, strict=True)):
            together.reduce(values[start:end], axis=0, out=found[family, ...])
        return found


@dataclass(frozen=True, slots=True)
class Tree:
    """Who stands under whom, ready for sums by whole generations. ``parent`` is -1 at the top."""

    parent: Index
    levels: tuple[Level, ...]

    @classmethod
    def from_paths(cls, paths: Sequence[str]) -> Tree:
        """Read materialised paths, in any order; a node whose parent is absent hangs on its nearest ancestor
        present.

        Raises ValueError for a path that is empty, cut inside a step, or given twice.
        """
        order = sorted(range(len(paths)), key=paths.__getitem__)
        parent = np.full(len(paths), -1, dtype=np.intp)
        depth = np.zeros(len(paths), dtype=np.intp)
        line: list[int] = []
        last = ""
        for node in order:
            path = paths[node]
            if not path or len(path) % STEP or path == last:
                raise ValueError(f"not a materialised path, or given twice: {path!r}")
            while line and not path.startswith(paths[line[-1]]):
                line.pop()
            parent[node], depth[node] = (line[-1] if line else -1), len(line)
            line.append(node)
            last = path
        in_order = np.array(order, dtype=np.intp)
        return cls(parent, tuple(_levels(in_order, depth[in_order], parent)))

    def sum_children(self, values: npt.NDArray[Any], level: Level) -> npt.NDArray[Any]:
        """For each of ``level.parents`` the sum over its children in ``values[node, ...]``."""
        return level.by_family(values[level.nodes])


def _levels(order: Index, depth: Index, parent: Index) -> Iterable[Level]:
    for generation in range(int(depth.max(initial=-1)) + 1):
        nodes = order[depth == generation]
        above = parent[nodes]
        starts = np.flatnonzero(np.r_[True, above[1:] != above[:-1]])
        yield Level(nodes, starts, above[starts])


class Tally:
    """Counts that grow as responses arrive in portions; memory follows the units, not the responses."""

    def __init__(self, units: int, indicators: int, levels: int) -> None:
        self.counts: Counts = np.zeros((units, indicators, levels + 2), dtype=np.int32)
        self._code = _code(levels)

    def add(self, values: Bytes, unit: Ints) -> None:
        """Count responses ``values[n, k]`` given at ``unit[n]`` (index of the unit).

        Raises ValueError for another shape, a unit outside the range or a byte that is no answer; nothing is
        counted then.
        """
        units, indicators, _ = self.counts.shape
        if values.dtype != np.uint8 or values.shape != (len(unit), indicators):
            raise ValueError(
                f"answers must be bytes of shape ({len(unit)}, {indicators}), not {values.shape}"
            )
        if len(unit) and not (unit.min() >= 0 and unit.max() < units):
            raise ValueError(f"a response belongs to no unit: index outside 0-{units - 1}")
        if not (self._code >= 0)[values].all():
            highest = self.counts.shape[-1] - 2
            raise ValueError(f"a byte is no answer: neither 0, a level 1-{highest} nor 255")
        if not indicators:
            return
        # Rows of a unit are brought together so that each block touches a short stretch of the counts.
        order = np.argsort(unit, kind="stable")
        rows = max(1, _BLOCK // indicators)
        for start in range(0, len(order), rows):
            block = order[start : start + rows]
            self._add_sorted(values[block], unit[block])

    def _add_sorted(self, values: Bytes, unit: Ints) -> None:
        _, indicators, codes = self.counts.shape
        first = np.r_[True, unit[1:] != unit[:-1]]
        local = np.cumsum(first) - 1
        combined = self._code[values]
        combined += local[:, None] * (indicators * codes)
        combined += np.arange(indicators) * codes
        here = unit[first]
        found = np.bincount(combined.ravel(), minlength=len(here) * indicators * codes)
        self.counts[here] += found.reshape(len(here), indicators, codes).astype(np.int32)


def tally(values: Bytes, unit: Ints, levels: int, units: int | None = None) -> Counts:
    """Counts[unit, k, levels + 2] of responses ``values[n, k]`` (uint8) given at ``unit[n]``.

    ``units`` is the number of units; left out, the highest index decides.
    """
    if units is None:
        units = int(unit.max(initial=-1)) + 1
    total = Tally(units, values.shape[1], levels)
    total.add(values, unit)
    return total.counts


def unpack(rows: Sequence[bytes], indicators: int) -> Bytes:
    """Stored responses as ``values[n, k]``. Raises ValueError when a row is of another length."""
    if any(len(row) != indicators for row in rows):
        raise ValueError(f"a response holds other than {indicators} answers")
    return np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), indicators)


def roll_up(counts: npt.NDArray[Any], paths: Sequence[str] | Tree) -> npt.NDArray[Any]:
    """Counts where each node holds its own and those of everything beneath it.

    ``counts[node, ...]`` has a row for each path, with what belongs to the node itself (zeros for a
    district).
    """
    tree = paths if isinstance(paths, Tree) else Tree.from_paths(paths)
    if len(counts) != len(tree.parent):
        raise ValueError(f"{len(counts)} rows of counts for {len(tree.parent)} paths")
    total = counts.copy()
    for level in reversed(tree.levels[1:]):
        total[level.parents] += tree.sum_children(total, level)
    return total


def histogram(counts: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The levels of ``counts[..., K + 2]``: what means and spreads are made from."""
    return counts[..., 1:-1]


def levels_chosen(counts: npt.NDArray[Any]) -> Bytes:
    """Of ``counts[..., K + 2]`` which levels anyone chose, a bit for each: the lowest level is 1."""
    levels = histogram(counts) > 0
    bits = (1 << np.arange(levels.shape[-1])).astype(np.uint8)
    return np.asarray(np.where(levels, bits, np.uint8(0)).sum(axis=-1, dtype=np.uint8))
